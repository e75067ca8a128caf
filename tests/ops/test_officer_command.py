"""`balarea officer`: the first person of a new house, and what it refuses."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from balarea.ops.postgres import Cluster
from tests.ops.command import ALONE, command, open_folder

pytestmark = pytest.mark.slow
SECRET = "jembatan-suramadu-42"


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with open_folder() as path, Cluster(path).used():
        subprocess.run(
            command("manage", "migrate", "-v", "0"), check=True, env={**ALONE, "BALAREA_DATA_DIR": str(path)}
        )
        yield path


def officer(folder: Path, *arguments: str, password: str = SECRET) -> subprocess.CompletedProcess[str]:
    line = command("officer", *arguments, "--password-stdin", "--data-dir", folder)
    return subprocess.run(line, input=password + "\n", capture_output=True, text=True, check=False, env=ALONE)


def test_the_first_administrator(folder: Path) -> None:
    done = officer(folder, "siti", "--role", "administrator", "--name", "Siti Rahma")
    assert (done.returncode, done.stdout) == (0, "siti may log in as administrator.\n")
    with psycopg.connect(Cluster(folder).url()) as connection:
        (kept,) = connection.execute(
            "SELECT role, first_name, last_name, is_superuser, password FROM people_user"
        ).fetchall()
        (recorded,) = connection.execute("SELECT actor, action, object_id, after::text FROM audit_event").fetchall()
    assert kept[:4] == ("administrator", "Siti", "Rahma", False)
    assert SECRET not in kept[4]
    assert recorded[:3] == ("cli:officer", "save_officer", "siti")
    assert "password" not in recorded[3]


@pytest.mark.parametrize(
    ("arguments", "password", "said"),
    [
        (("a", "--role", "king"), SECRET, "--role king"),
        (("a b", "--role", "analyst"), SECRET, "letters, digits"),
        (("a", "--role", "operator"), SECRET, "give its code"),
        (("a", "--role", "operator", "--agency", "nowhere"), SECRET, "not in the register"),
        (("a", "--role", "analyst", "--agency", "dbmpr"), SECRET, "leave it out"),
        (("a", "--role", "analyst"), "pendek", "password"),
    ],
)
def test_what_it_refuses(folder: Path, arguments: tuple[str, ...], password: str, said: str) -> None:
    done = officer(folder, *arguments, password=password)
    assert (done.returncode, said in done.stderr, done.stderr.count("\n")) == (2, True, 1)
