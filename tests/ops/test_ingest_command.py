"""`balarea ingest` as a person runs it: counts, refused lines, two at once, killed in the middle; and a missing database."""

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from balarea.ops.postgres import Cluster
from tests.ops.command import command, open_folder, run


def line(number: int, **changes: object) -> str:
    post = {"id": f"p{number}", "text": f"Jalan rusak di Cimahi nomor {number}", "author": {"id": f"a{number % 9}"},
            "published_at": "2026-11-20T08:00:00+07:00"}  # fmt: skip
    return json.dumps(post | changes) + "\n"


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A data folder of its own with an embedded cluster and its tables, as `balarea up` leaves it."""
    with open_folder() as path:
        cluster = Cluster(path)
        with cluster.used(), pytest.MonkeyPatch.context() as patch:
            patch.delenv("DATABASE_URL", raising=False)
            patch.setenv("BALAREA_DATA_DIR", str(path))
            subprocess.run(command("manage", "migrate", "-v", "0"), check=True)
            yield path
        assert not cluster.alive()


def stored(folder: Path, prefix: str) -> int:
    with psycopg.connect(Cluster(folder).url()) as connection:
        row = connection.execute("SELECT count(*) FROM posts_post WHERE network = %s", [prefix]).fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.usefixtures("folder")
def test_counts_and_refused_lines(tmp_path: Path) -> None:
    file = tmp_path / "posts.jsonl"
    long = "x" * 20_001
    file.write_text(line(1) + line(2) + "{broken\n" + line(3, published_at="1999-01-01") + line(4, text=long))
    first, second = (run("ingest", file, "--network", "Once", "--json") for _ in range(2))
    assert first.returncode == second.returncode == 1
    assert json.loads(first.stdout) == {"read": 5, "new": 2, "already known": 0, "rejected": 3}
    assert json.loads(second.stdout) == {"read": 5, "new": 0, "already known": 2, "rejected": 3}
    kept = [json.loads(each) for each in Path(f"{file}.rejected.jsonl").read_text().splitlines()]
    assert [each["line"] for each in kept] == [3, 4, 5]
    assert ["not JSON" in kept[0]["reason"], "published_at" in kept[1]["reason"], "longer" in kept[2]["reason"]] == [
        True
    ] * 3
    assert json.loads(kept[2]["raw"])["text"] == long
    assert str(file) in first.stderr


@pytest.mark.usefixtures("folder")
def test_csv_by_its_own_names(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_text('tweet,isi,siapa,waktu\n7,"macet, parah di Dago",u1,2026-11-20 07:00\n8,,u2,2026-11-20 07:00\n')
    maps = ("--map", "id=tweet", "--map", "text=isi", "--map", "author.id=siapa", "--map", "published_at=waktu")
    done = run("ingest", file, "--network", "x", *maps)
    assert done.stdout.split() == ["read", "2", "new", "1", "already", "known", "0", "rejected", "1"]
    missing = run("ingest", file, "--network", "x", *maps[:-1], "published_at=kapan")
    assert (missing.returncode, missing.stderr.count("\n")) == (2, 1)
    assert "no column 'kapan' for published_at" in missing.stderr


def test_two_at_once_add_nothing_twice(tmp_path: Path, folder: Path) -> None:
    file = tmp_path / "many.jsonl"
    file.write_text("".join(map(line, range(12_000))))
    both = [
        subprocess.Popen(
            command("ingest", file, "--network", "both", "--json", "--rejected", tmp_path / f"no-{number}"),
            stdout=subprocess.PIPE, text=True,
        )
        for number in range(2)
    ]  # fmt: skip
    counts = [json.loads(each.communicate()[0]) for each in both]
    assert sum(each["new"] for each in counts) == stored(folder, "both") == 12_000
    assert [each["read"] for each in counts] == [12_000, 12_000]


def test_killed_in_the_middle_and_run_again(tmp_path: Path, folder: Path) -> None:
    text = "".join(map(line, range(13_000)))
    with subprocess.Popen(command("ingest", "-", "--network", "killed", "--rejected", tmp_path / "no"),
                          stdin=subprocess.PIPE, text=True) as process:  # fmt: skip
        assert process.stdin is not None
        process.stdin.write(text[: len(text) * 12 // 13])
        process.stdin.flush()
        while not (part := stored(folder, "killed")):
            assert process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert 0 < part < 13_000
    assert part % 5000 == 0
    done = subprocess.run(
        command("ingest", "-", "--network", "killed", "--json"), input=text, capture_output=True, text=True, check=False
    )
    assert stored(folder, "killed") == 13_000
    assert json.loads(done.stdout)["read"] == 13_000
    assert run("audit", "verify").stdout.startswith("The chain holds")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ingest", "nowhere.jsonl", "--network", "x"), "nowhere.jsonl: no such file"),
        (("ingest", __file__, "--network", "x", "--rejected", __file__), "cannot be written to the file that is read"),
        (("ingest", __file__, "--network", " "), "--network ''"),
        (("ingest", __file__, "--network", "x", "--map", "id"), "--map id: write field=column"),
        (("ingest", __file__, "--network", "x", "--data-dir", "/nowhere/data"), "/nowhere/data: no data yet"),
        (("audit", "verify", "--data-dir", "/nowhere/data"), "Run `balarea up` once"),
    ],
)
def test_what_is_mistyped_is_one_line(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2, folder
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert Path(__file__).exists()
