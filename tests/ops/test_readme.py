"""What the README says is true: its commands run, its people and pages are there, its links lead somewhere."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.urls import resolve

from balarea.ops import cli
from balarea.ops.demo.load import LOGINS, PASSWORD

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf8")
BLOCKS = re.findall(r"```\n(.*?)```", README, re.DOTALL)
COMMANDS = [line.partition("#")[0].strip() for block in BLOCKS for line in block.splitlines()]


def test_links_lead_to_files() -> None:
    links = re.findall(r"\]\(([^)]+)\)", README)
    assert len(links) > 7
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_make_has_what_it_is_asked_for() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf8")
    asked = re.findall(r"\bmake (\w+)", README)
    assert {"up", "test"} <= set(asked)
    assert [target for target in asked if not re.search(rf"^{target}:", makefile, re.MULTILINE)] == []


def test_commands_are_those_of_the_command_line() -> None:
    called = [line.partition(".venv/bin/balarea ")[2].split() for line in COMMANDS if "balarea " in line]
    assert len(called) == 5
    assert [words for words in called if words[0] not in {*cli.COMMANDS, *cli.GROUPS, "--help"}] == []


@pytest.mark.slow
def test_the_example_of_understanding_runs() -> None:
    (line,) = [line for line in COMMANDS if line.startswith("echo")]
    typed, _, program = line.partition("|")
    assert program.split() == [".venv/bin/balarea", "understand"]
    post = subprocess.run(typed, shell=True, capture_output=True, text=True, check=True).stdout
    code = "from balarea.ops.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "understand"], input=post, capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    assert (found["id"], found["topic"], found["area"]) == (1, "roads", "32.17.01")


def test_people_and_their_password_are_those_of_the_demo() -> None:
    people = set(re.findall(r"As `([\w.]+)`|as `([\w.]+)`", README))
    named = {name for pair in people for name in pair if name}
    assert {"analis", "operator.dbmpr", "humas.dbmpr", "humas2.dbmpr", "admin"} <= named
    assert named <= {name for name, *_ in LOGINS}
    assert f"`{PASSWORD}`" in README


def test_pages_are_where_it_says() -> None:
    addresses = re.findall(r"`(/[a-z]+/)`", README)
    assert addresses
    for address in addresses:
        assert resolve(address).func.public  # type: ignore[attr-defined]
    templates = "".join(path.read_text(encoding="utf8") for path in (ROOT / "balarea" / "web").rglob("*.html"))
    for page in ("Situasi", "Meja aduan", "Publikasi", "Program", "Jejak audit"):
        assert f"**{page}" in README
        assert f'"{page}"' in templates
