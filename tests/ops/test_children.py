"""Parts that died come back; one that cannot run is given up with its name."""

import os
import signal
import sys

import pytest

from balarea.ops.children import DEATHS, Child
from balarea.ops.errors import OpsError

SLEEPS = [sys.executable, "-c", "import signal; signal.pause()"]
FAILS = [sys.executable, "-c", "raise SystemExit(3)"]


def ended(child: Child) -> Child:
    assert child.process is not None
    child.process.wait()
    return child


def test_a_part_that_is_killed_comes_back_for_as_long_as_it_takes() -> None:
    child = Child("worker", SLEEPS)
    child.start()
    try:
        assert not child.watch()
        for _ in range(3 * DEATHS):
            assert child.process is not None
            os.kill(child.process.pid, signal.SIGKILL)
            assert ended(child).watch()
    finally:
        child.stop()


def test_a_part_that_cannot_run_is_given_up() -> None:
    child = Child("worker", FAILS)
    child.start()
    for _ in range(DEATHS):
        assert ended(child).watch()
    with pytest.raises(OpsError, match="The worker ended"):
        ended(child).watch()


def test_what_the_database_took_with_it_is_not_held_against_a_part() -> None:
    child = Child("worker", FAILS)
    child.start()
    for _ in range(2 * DEATHS):
        assert ended(child).watch(excused=True)
    ended(child)
