"""`balarea understand` as it is called, with every kind of broken line."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from balarea.ops.commands.understand import LineError, labelled, record
from tests.ops.command import command

BROKEN = [
    (b"xx", "not JSON"),
    (b"[1]", "not a JSON object"),
    (b'{"text":"a"}', "no id"),
    (b'{"id":1}', "no text"),
    (b'{"id":1,"text":5}', "text is not a string"),
    (b'{"id":true,"text":"a"}', "id is neither"),
    (b'{"id":1,"text":"\xff"}', "not UTF-8"),
    (b'{"id":1,"text":"a\\u0000"}', "NUL"),
    (b'{"id":1,"text":"\\ud800"}', "surrogate"),
    (b'{"id":1,"text":"a","x":NaN}', "NaN"),
    (b'{"id":1,"text":"a","x":1e999}', "number"),
    (b"[" * 100_000, "nested"),
    (None, "longer"),
]


@pytest.mark.parametrize(("raw", "reason"), BROKEN)
def test_broken_lines(raw: bytes | None, reason: str) -> None:
    with pytest.raises(LineError, match=reason):
        record(raw)


def test_fields_and_identifiers_are_kept() -> None:
    posts: list[dict[str, Any]] = [{"id": 7, "text": "banjir di Coblong", "extra": [1]}, {"id": "7", "text": ""}]
    out = labelled(posts)
    assert [each["id"] for each in out] == [7, "7"]
    assert out[0]["extra"] == [1]
    assert out[0]["area"] == "32.73.02"
    assert {"lang", "mixed", "sentiment", "intent", "urgency", "topic", "topic_confidence"} <= out[1].keys()
    json.dumps(out, allow_nan=False)


def test_the_command_skips_broken_lines_and_keeps_order(tmp_path: Path) -> None:
    lines = [b'\xef\xbb\xbf{"id":1,"text":"banjir"}', *(raw for raw, _ in BROKEN if raw), b'{"id":"z","text":""}']
    path = tmp_path / "posts.jsonl"
    path.write_bytes(b"\r\n".join(lines))
    done = subprocess.run(command("understand", path), capture_output=True, check=False)
    assert done.returncode == 1
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [1, "z"]
    errors = done.stderr.decode().splitlines()
    assert [line.split(":")[0] for line in errors] == [f"line {number}" for number in range(2, len(lines))]


def test_nothing_and_no_file() -> None:
    empty = subprocess.run(command("understand", "-"), input=b"", capture_output=True, check=False)
    assert (empty.returncode, empty.stdout) == (0, b"")
    missing = subprocess.run(command("understand", "nowhere.jsonl"), capture_output=True, check=False)
    assert missing.returncode == 2
    assert missing.stderr.count(b"\n") == 1


def test_neither_django_nor_scikit_learn_is_loaded() -> None:
    code = "import sys, balarea.ops.commands.understand; print({'django', 'sklearn'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_why_adds_what_decided() -> None:
    text = "jalan rusak berlubang di Coblong"
    plain, reasoned = labelled([{"id": 1, "text": text}])[0], labelled([{"id": 1, "text": text}], why=True)[0]
    assert {name for name in reasoned if name not in plain} >= {"topic_words", "intent_words", "tokens", "signature"}
    assert [text[each["start"] : each["end"]] for each in reasoned["tokens"]] == text.split()
    assert len(bytes.fromhex(reasoned["signature"])) == 136
