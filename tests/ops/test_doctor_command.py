"""`balarea doctor` says what is wrong, and ends with 1 when something is."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from balarea.audit import services as audit
from balarea.ops.postgres import Cluster
from balarea.registry import services as registry
from tests.ops.command import open_folder, run


def doctor(**environment: str | None) -> tuple[int, dict[str, Any]]:
    held = {name: value for name, value in (os.environ | environment).items() if value is not None}
    done = run("doctor", "--json", env=held)
    assert "Traceback" not in done.stderr
    return done.returncode, {each["check"]: each for each in json.loads(done.stdout)}


@pytest.fixture
def folder() -> Iterator[Path]:
    with open_folder() as path:
        yield path


def test_a_folder_that_is_not_there_yet_is_fine(folder: Path) -> None:
    code, found = doctor(DATABASE_URL=None, BALAREA_DATA_DIR=str(folder / "new"))
    assert code == 0
    assert "balarea up" in found["Database"]["what"]
    assert not (folder / "new").exists()


def test_a_database_without_tables(folder: Path) -> None:
    code, found = doctor(DATABASE_URL=None, BALAREA_DATA_DIR=str(folder))
    assert code == 1
    assert found["Database"]["ok"]
    assert not found["Migrations"]["ok"]
    assert "balarea up" in found["Migrations"]["what"]
    assert not Cluster(folder).alive()


def test_a_server_that_does_not_answer() -> None:
    code, found = doctor(DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert code == 1
    assert not found["Database"]["ok"]


@pytest.mark.django_db(transaction=True)
def test_a_record_that_was_changed() -> None:
    from django.db import transaction

    with transaction.atomic():
        audit.record("try", "thing", "1", by="test", after={"value": 1})
    settings = connection.settings_dict
    address = f"postgresql://{settings['USER']}@/{settings['NAME']}?host={settings['HOST']}"
    assert doctor(DATABASE_URL=address)[0] == 0
    with psycopg.connect(address) as direct:
        direct.execute("UPDATE audit_event SET actor = 'somebody'")
    code, found = doctor(DATABASE_URL=address)
    assert code == 1
    assert "event" in found["Record of writes"]["what"]


@pytest.mark.django_db(transaction=True)
def test_emergencies_that_would_reach_nobody() -> None:
    registry.save_agency("bpbd", "BPBD", "badan", by="test")
    account = registry.add_account("bpbd", "fake", "bpbd.demo", external_id="bpbd.demo", demo=True, by="test")
    settings = connection.settings_dict
    address = f"postgresql://{settings['USER']}@/{settings['NAME']}?host={settings['HOST']}"
    code, found = doctor(DATABASE_URL=address)
    assert (code, "nobody is paged" in found["Emergency paging"]["what"]) == (0, True)  # only a demonstration
    registry.remove_account(account.pk, by="test")
    code, found = doctor(DATABASE_URL=address)
    assert code == 1
    assert "bpbd" in found["Emergency paging"]["what"]
    assert "Pemberitahuan" in found["Emergency paging"]["what"]
