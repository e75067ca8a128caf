"""Floors of the shipped model on dev.jsonl, the measures themselves, and malformed files."""

import json
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import f1_score

from balarea.language.model import shipped
from balarea.language.training.evaluate import read, report
from balarea.language.training.fit import alarm
from balarea.language.training.measure import area_figures, calibration_error, head_figures, recall_precision
from balarea.language.training.measure_incidents import as_understood


def test_floors_on_dev() -> None:
    with as_file(files("balarea.language.training") / "dev.jsonl") as path:
        found = report(read(path), seed=7)
    assert found.heads["intent"].macro_f1 >= 0.60
    assert found.heads["topic"].macro_f1 >= 0.60
    assert found.heads["sentiment"].macro_f1 >= 0.60
    assert found.heads["lang"].macro_f1 >= 0.90
    assert found.area.exact >= 0.60
    assert found.emergency_recall >= 0.6


def test_macro_f1_is_that_of_scikit_learn() -> None:
    rng = np.random.default_rng(1)
    truth, said = rng.choice(list("abc"), 80).tolist(), rng.choice(list("abcd"), 80).tolist()
    found = head_figures(truth, said, [0.5] * 80, seed=1)
    assert found.macro_f1 == pytest.approx(f1_score(truth, said, average="macro"))
    assert found.low < found.macro_f1 < found.high
    assert found == head_figures(truth, said, [0.5] * 80, seed=1)


def test_calibration_error_by_hand() -> None:
    right = np.array([True, True, False, True])
    assert calibration_error(right, np.array([0.95, 0.95, 0.95, 0.35])) == pytest.approx((0.85 + 0.65) / 4)


def test_recall_and_precision() -> None:
    assert recall_precision(["e", "e", "n"], ["e", "n", "e"], "e") == (0.5, 0.5)
    assert recall_precision(["n"], ["n"], "e") == (0, 0)


def test_area_figures() -> None:
    truth, said = ["32.73.02", "32.73", None, None], ["32.73", "32.73", None, "32.71"]
    found = area_figures(truth, said, [["32.73.02"], ["32.73"], [], []], [["32.73"], ["32.73"], [], ["32.71"]])
    assert (found.exact, found.regency, found.district) == (0.5, 1.0, 0.0)
    assert found.false_places == 0.5


def test_alarm_is_the_lowest_precise_threshold() -> None:
    chance = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.1])
    emergency = np.array([True, False, True, True, False, False])
    assert alarm(chance, emergency) == 0.5
    assert alarm(chance, np.zeros(6, bool)) == 1.0


GOOD = {
    "id": "1", "text": "x", "lang": "id", "mixed": False, "sentiment": "neutral", "intent": "other",
    "urgency": "normal", "topic": "none", "places": [], "area": None,
}  # fmt: skip


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "line 2"),
        ("[]", "line 2.*object"),
        (json.dumps(GOOD | {"topic": "x"}), "line 2.*topic"),
        (json.dumps(GOOD | {"mixed": "no"}), "line 2.*mixed"),
        (json.dumps(GOOD | {"area": "32.99"}), "line 2.*no code"),
        (json.dumps(GOOD | {"text": None}), "line 2.*text"),
        (json.dumps({"text": "x"}), "line 2.*no 'lang'"),
        (json.dumps(GOOD | {"places": [3]}), "line 2"),
    ],
)
def test_malformed_files_name_the_line(tmp_path: Path, line: str, reason: str) -> None:
    path = tmp_path / "posts.jsonl"
    path.write_text(json.dumps(GOOD) + "\n" + line + "\n", encoding="utf8")
    with pytest.raises(ValueError, match=reason):
        read(path)


def test_incidents_are_measured_by_the_model_that_is_asked() -> None:
    post: dict[str, Any] = {"text": "tolong, rumah kebakaran di Coblong", "area": None, "places": []}
    assert as_understood([post], replace(shipped(), doubt=1.1))[0]["topic"] == "unsure"
    assert as_understood([post])[0]["topic"] != "unsure"
