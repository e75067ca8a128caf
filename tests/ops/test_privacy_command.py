"""`balarea privacy export` and `erase` on a store of their own."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ops.command import ALONE, open_folder, run

POST = {
    "id": "p1", "text": "jalan rusak, hubungi 0812-3456-7890", "author": {"id": "w1", "handle": "warga.satu", "name": "Budi"},
    "published_at": "2026-11-20T08:00:00+07:00",
}  # fmt: skip


@pytest.fixture(scope="module")
def env() -> Iterator[dict[str, str]]:
    with open_folder() as folder:
        env = ALONE | {"BALAREA_DATA_DIR": str(folder)}
        assert run("manage", "migrate", "-v0", env=env).returncode == 0
        file = folder / "posts.jsonl"
        file.write_text(json.dumps(POST) + "\n", encoding="utf8")
        done = run("ingest", file, "--network", "fake", env=env)
        assert done.returncode == 0, done.stderr
        yield env


@pytest.mark.slow
def test_a_copy_then_removal(env: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "copy.json"
    who = ("--network", "fake", "--author", "@warga.satu")
    done = run("privacy", "export", *who, "--out", file, env=env)
    assert (done.returncode, done.stderr.strip()) == (0, "1 posts, 0 cases, 0 entries."), done.stderr
    assert json.loads(file.read_text(encoding="utf8"))["posts"][0]["text"] == POST["text"]
    assert run("privacy", "erase", *who, "--reason", "diminta", env=env).returncode == 1  # nobody to say yes
    erased = run("privacy", "erase", *who, "--reason", "diminta", "--yes", env=env)
    assert erased.stdout.strip() == "Removed: 1 posts, 0 cases, 0 entries.", erased.stderr
    again = run("privacy", "export", "--network", "fake", "--author", "w1", env=env)
    assert json.loads(again.stdout)["posts"][0]["text"].startswith("[dihapus")
    assert "Budi" not in again.stdout
    nobody = run("privacy", "export", "--network", "fake", "--author", "@nobody", env=env)
    assert (nobody.returncode, "Tidak ada data" in nobody.stderr) == (2, True)
    known = run("ingest", Path(env["BALAREA_DATA_DIR"]) / "posts.jsonl", "--network", "fake", "--json", env=env)
    assert {name: json.loads(known.stdout)[name] for name in ("read", "new")} == {"read": 1, "new": 0}
    assert run("audit", "verify", env=env).returncode == 0
