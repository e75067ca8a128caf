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


def test_a_training_that_cannot_be_written_stops_before_it_begins(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf8")
    done = run("train", "--out", str(tmp_path / "taken"))
    assert done.returncode == 2
    assert f"{tmp_path / 'taken'}: File exists" in done.stderr
    assert "cross-validated" not in done.stderr


def test_corpora_that_are_not_as_published_are_named(tmp_path: Path) -> None:
    for name in ("indonesian", "sundanese", "javanese", "minangkabau", "english"):
        (tmp_path / "nusax" / "sentiment" / name).mkdir(parents=True)
        (tmp_path / "nusax" / "sentiment" / name / "valid.csv").write_text("id,teks\n1,halo\n", encoding="utf8")
    done = run("evaluate", str(DEV), "--third-party", str(tmp_path))
    assert done.returncode == 2
    file = tmp_path / "nusax" / "sentiment" / "indonesian" / "valid.csv"
    assert done.stderr.startswith(f"balarea: {file}: a line has no column 'text'")


def test_an_incident_that_is_no_name_is_named_with_its_line(tmp_path: Path) -> None:
    post = json.loads(DEV.read_text(encoding="utf8").splitlines()[0]) | {"incident": ["a"]}
    path = tmp_path / "posts.jsonl"
    path.write_text(f"{json.dumps(post)}\n", encoding="utf8")
    assert "line 1: not a labelled post (incident is not a string)" in run("evaluate", str(path)).stderr
