"""Corrections as training rows: only what a person confirmed is taken, and a broken line is named."""

import json
from pathlib import Path

import pytest

from balarea.language.training.corrections import corrections

GOOD = {"text": "Jalan rusak", "topic": "roads", "mixed": True, "lang": "id", "area": "32.73", "corrected": ["topic"]}


def file(folder: Path, *lines: object) -> Path:
    path = folder / "c.jsonl"
    path.write_text("".join((each if isinstance(each, str) else json.dumps(each)) + "\n" for each in lines), "utf8")
    return path


def test_only_confirmed_labels_are_taken(tmp_path: Path) -> None:
    rows = corrections(
        file(tmp_path, GOOD, "", GOOD | {"corrected": ["area"]}, GOOD | {"corrected": ["lang", "mixed", "area"]})
    )
    assert [row.labels for row in rows] == [{"topic": "roads"}, {"lang": "id", "mixed": "yes"}]
    assert {(row.text, row.source, row.weight) for row in rows} == {("Jalan rusak", "corrections", 1.0)}
    assert corrections(file(tmp_path)) == []


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("{broken", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ([1], "not a JSON object"),
        (GOOD | {"text": " "}, "text"),
        (GOOD | {"corrected": []}, "corrected"),
        (GOOD | {"corrected": "topic"}, "corrected"),
        (GOOD | {"corrected": ["places"]}, "'places'"),
        (GOOD | {"corrected": [["topic"]]}, "corrected"),
        (GOOD | {"topic": "unsure"}, "topic: 'unsure'"),
        (GOOD | {"topic": ["roads"]}, "topic"),
        (GOOD | {"corrected": ["sentiment"]}, "sentiment: None"),
        (GOOD | {"mixed": "yes", "corrected": ["mixed"]}, "mixed: 'yes'"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, line: object, field: str) -> None:
    path = file(tmp_path, GOOD, line)
    with pytest.raises(ValueError, match="line 2") as found:
        corrections(path)
    assert str(path) in str(found.value)
    assert field in str(found.value)


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        corrections(tmp_path / "nowhere.jsonl")
