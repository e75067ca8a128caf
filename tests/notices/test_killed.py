"""kill -9 of the real worker between what happened and what was sent: no page is lost; it may come twice."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection

from balarea.cases.models import Case
from balarea.core.clock import now
from balarea.notices.models import Notice
from balarea.people.queries import User
from tests.cases.test_paging import arrives
from tests.notices.conftest import Reached
from tests.notices.receivers import Hook

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.usefixtures("queue")]


@contextmanager
def worker() -> Iterator[subprocess.Popen[bytes]]:
    """The alarm worker as `balarea up` starts it, on the database of the test; told to end at the end, if it still runs."""
    held = connection.settings_dict
    address = f"postgresql://{held['USER']}@/{held['NAME']}?host={held['HOST']}"
    environment = os.environ | {"DATABASE_URL": address, "BALAREA_NOTICE_HOSTS": "127.0.0.1"}
    process = subprocess.Popen([sys.executable, "-m", "balarea.ops.worker", "alarm"], env=environment)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def kill(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait(60)


def paged(hook: Hook, case: Case) -> int:
    return sum(case.reference in text for text in hook.texts())


def time_passes() -> None:
    """As if the half minute had gone by after which a sending counts as lost."""
    Notice.objects.filter(state="sending").update(sending_since=now() - timedelta(seconds=31))
    Notice.objects.filter(state="queued").update(due_at=now())


def test_killed_between_sending_and_the_answer(people: dict[str, User], reached: Reached, hook: Hook) -> None:
    reached("operator")
    case = arrives()
    hook.silent = True
    with worker() as process:
        assert hook.wait_for(lambda: paged(hook, case) == 1)
        kill(process)
    hook.silent = False
    assert Notice.objects.get().state == "sending"
    time_passes()
    with worker():
        assert hook.wait_for(lambda: paged(hook, case) == 2)  # twice is better than never
    assert Notice.objects.get().state == "sent"


def test_killed_again_and_again_while_emergencies_come_in(
    people: dict[str, User], reached: Reached, hook: Hook
) -> None:
    reached("operator")
    cases = []
    for number in range(3):
        hook.silent = number % 2 == 0
        with worker() as process:
            before = len(hook.got)
            cases += [arrives(f"tanggul {number} jebol {letter}") for letter in "ab"]
            assert hook.wait_for(lambda before=before: len(hook.got) > before)  # type: ignore[misc]
            kill(process)
        time_passes()
    hook.silent = False
    hook.release.set()
    with worker():
        assert hook.wait_for(lambda: all(paged(hook, case) for case in cases))
    assert set(Notice.objects.filter(person="operator").values_list("occasion__about", flat=True)) == {
        case.reference for case in cases
    }
    sent = Notice.objects.filter(state="sent", person="operator").count()
    assert sent == len(cases)
