"""`balarea evaluate` and `balarea train` from the command line: figures as JSON, and what a person mistyped."""

import json
from pathlib import Path

from tests.ops.command import run

DEV = Path(__file__).parents[2] / "balarea" / "language" / "training" / "dev.jsonl"


def test_figures_as_json() -> None:
    found = json.loads(run("evaluate", str(DEV), "--json").stdout)
    assert found["heads"]["lang"]["n"] == 250
    assert found["heads"]["lang"]["low"] < found["heads"]["lang"]["macro_f1"] < found["heads"]["lang"]["high"]
    assert 0 < found["emergency"]["recall"] <= 1


def test_a_broken_file_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    path.write_text("{}\n", encoding="utf8")
    done = run("evaluate", str(path))
    assert done.returncode == 2
    assert done.stderr.startswith(f"balarea: {path}: line 1: ")
    assert done.stderr.count("\n") == 1


def test_training_without_data_says_what_to_do(tmp_path: Path) -> None:
    done = run("train", "--posts", str(tmp_path / "nowhere"), "--out", str(tmp_path))
    assert done.returncode == 2
    assert "nowhere/dev.jsonl: No such file" in done.stderr
    assert not list(tmp_path.iterdir())
