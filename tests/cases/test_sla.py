"""Promises: the table of cases, without a database, and the laws of the clock."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balarea.cases import defaults
from balarea.cases.deadlines.sla import (
    Pause,
    Promise,
    ServiceClass,
    Unit,
    after,
    due_at,
    level,
    measure,
    used,
    when_used,
)
from balarea.core.clock import JAKARTA
from tests.cases.service_levels import CALENDAR, DOCUMENT, ROWS, Row, drawn, moment, spans

PROMISES = st.sampled_from(
    [
        Promise(8, Unit.CLOCK_HOURS),
        Promise(8, Unit.WORKING_HOURS),
        Promise(5, Unit.WORKING_DAYS),
        *defaults.classes().values(),
    ]
)
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 6, 1), timezones=st.just(JAKARTA))
LENGTHS = st.timedeltas(timedelta(0), timedelta(days=20))
SHARES = st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.8, 1.0, 1.5])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.urgency}, {row.opened}: {row.why}")
def test_when_an_answer_is_due(row: Row) -> None:
    promise = level(defaults.levels(), row.topic, row.urgency).promise
    assert due_at(moment(row.opened), promise, CALENDAR, spans(row)) == moment(row.due)


def test_the_document_shows_this_table() -> None:
    text = DOCUMENT.read_text(encoding="utf8")
    assert text == drawn(text), "run: python -m tests.cases.service_levels"


@pytest.mark.parametrize(
    ("topic", "urgency", "promise"),
    [
        ("roads", "emergency", "8 jam"),
        ("integrity", "emergency", "8 jam"),  # life comes first, whatever the topic
        ("roads", "urgent", "8 jam kerja"),
        ("roads", "normal", "5 hari kerja"),
        ("civil_service", "normal", "14 hari kerja"),
        ("integrity", "normal", "60 hari kerja"),
        ("none", "normal", "5 hari kerja"),
    ],
)
def test_what_is_promised(topic: str, urgency: str, promise: str) -> None:
    found = level(defaults.levels(), topic, urgency)
    assert str(found.promise) == promise
    assert found.acknowledge_minutes == (30 if urgency == "emergency" else 0)


def test_the_classes_of_sp4n() -> None:
    assert [(name, each.amount) for name, each in defaults.classes().items()] == [
        (ServiceClass.SIMPLE, 5), (ServiceClass.REVIEWED, 14), (ServiceClass.INSPECTED, 60),
    ]  # fmt: skip


@given(MOMENTS, PROMISES, MOMENTS, LENGTHS)
def test_a_pause_gives_back_what_it_took(
    opened: datetime, promise: Promise, since: datetime, length: timedelta
) -> None:
    pause = Pause(since, since + length)
    plain, paused = (due_at(opened, promise, CALENDAR, pauses) for pauses in ((), (pause,)))
    assert measure(plain, paused, promise.unit, CALENDAR) == measure(pause.since, pause.until, promise.unit, CALENDAR)


@given(MOMENTS, PROMISES, LENGTHS, LENGTHS)
def test_two_pauses_are_one_long_one(opened: datetime, promise: Promise, one: timedelta, two: timedelta) -> None:
    pauses = (Pause(opened, opened + one), Pause(opened + one, opened + one + two))
    assert due_at(opened, promise, CALENDAR, pauses) == due_at(
        opened, promise, CALENDAR, [Pause(opened, opened + one + two)]
    )


@given(MOMENTS, MOMENTS, PROMISES)
def test_who_comes_later_waits_no_shorter(one: datetime, two: datetime, promise: Promise) -> None:
    first, second = sorted([one, two])
    assert after(first, promise, CALENDAR) <= after(second, promise, CALENDAR)


@given(MOMENTS, PROMISES, SHARES, LENGTHS)
def test_the_share_used_comes_back(opened: datetime, promise: Promise, share: float, length: timedelta) -> None:
    pauses = (Pause(opened, opened + length),)
    at = when_used(opened, promise, CALENDAR, pauses, share)
    assert used(opened, promise, CALENDAR, pauses, at) == pytest.approx(share, abs=1e-6)


@given(MOMENTS, PROMISES)
def test_all_is_used_when_it_is_due(opened: datetime, promise: Promise) -> None:
    due = due_at(opened, promise, CALENDAR)
    assert when_used(opened, promise, CALENDAR, (), 1.0) == due
    assert used(opened, promise, CALENDAR, (), opened) == 0
    if promise.unit is not Unit.CLOCK_HOURS:
        assert CALENDAR.is_working(due - timedelta(microseconds=1))
