"""kill -9 at any point: each answer stands on the network exactly once, and its parts in their order.

The network of these workers takes every sending as a new post (`dying_worker.py`): only the ledger keeps it from two."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from balarea.audit.queries import verify
from balarea.cases import services
from balarea.cases.models import Case
from balarea.core.clock import now
from balarea.publishing.models import Delivery
from tests.cases.test_answering import LONG
from tests.cases.test_revised import LAMP, Street
from tests.publishing.dying_worker import opened

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def street(transactional_db: None, tmp_path: Path) -> Street:
    made = Street(tmp_path)
    made.say(LAMP)
    case = Case.objects.get()
    services.reply(case.reference, LONG, by=made.operator, in_parts=True)
    for number in range(5):
        services.reply(case.reference, f"Jawaban nomor {number}.", by=made.operator)
    return made


@contextmanager
def worker(file: Path, point: str = "-", how: str = "jobs") -> Iterator[subprocess.Popen[str]]:
    parts = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    started = [sys.executable, "-m", "tests.publishing.dying_worker", str(file), point, how]
    env = os.environ | {"DATABASE_URL": urlunsplit(parts)}
    with subprocess.Popen(
        started, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert said(process) == "started"
            yield process
        finally:
            process.kill()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def an_hour_later() -> None:
    """As if the time had passed after which a worker counts as dead and a doubtful delivery is due."""
    Delivery.objects.filter(state="sending").update(sending_since=now() - timedelta(hours=1))
    Delivery.objects.update(due_at=now() - timedelta(seconds=1))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")


def standing(file: Path) -> list[str]:
    with opened(str(file)) as network:
        return [text for (text,) in network.execute("SELECT text FROM sent ORDER BY number")]


def all_stand_once(file: Path) -> None:
    wanted = list(Delivery.objects.order_by("pk").values_list("text", flat=True))
    assert sorted(standing(file)) == sorted(wanted)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    parts = [text for text in standing(file) if text.endswith("/3)")]
    assert parts == sorted(parts, key=lambda text: text[-5:])
    assert Delivery.objects.values("external_id").distinct().count() == len(wanted)
    services.settle_replies(by="test")
    case = Case.objects.get()
    assert case.state == "answered"
    assert case.entries.filter(kind="reply").exclude(external_id="").count() == len(wanted)
    assert verify().ok


@pytest.mark.parametrize("point", ["before", "after", "noted"])
def test_killed_around_a_sending(street: Street, tmp_path: Path, point: str) -> None:
    file = tmp_path / "network.sqlite"
    with worker(file, point) as process:
        assert said(process) == point
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert len(standing(file)) == (0 if point == "before" else 1)
    assert Delivery.objects.filter(state="sending").count() == 1
    an_hour_later()
    with worker(file) as process:
        assert process.wait() == 0
    all_stand_once(file)


def test_killed_at_random_moments(street: Street, tmp_path: Path) -> None:
    file, chance = tmp_path / "network.sqlite", random.Random(7)
    for _ in range(6):
        with worker(file) as process:
            with suppress(subprocess.TimeoutExpired):
                process.wait(chance.uniform(0, 0.12))  # the moment is the point, nothing is waited for
            process.send_signal(signal.SIGKILL)
        an_hour_later()
    with worker(file) as process:
        assert process.wait() == 0
    all_stand_once(file)


def test_the_products_worker_killed_between_sending_and_noting(street: Street, tmp_path: Path) -> None:
    file = tmp_path / "network.sqlite"
    with worker(file, "after", "worker") as process:
        assert said(process) == "after"
        process.send_signal(signal.SIGKILL)
        process.wait()
    an_hour_later()
    with worker(file, how="worker") as process:
        while Delivery.objects.exclude(state="sent").exists():
            assert process.poll() is None
    all_stand_once(file)
