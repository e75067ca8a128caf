"""Who hears of a waiting case, and when, as tables without a database."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balarea.cases import defaults
from balarea.cases.deadlines.sla import Pause, level
from balarea.cases.ladder.escalation import Facts, steps_ahead, steps_due
from balarea.core.clock import JAKARTA
from balarea.people.rungs import Rung
from tests.cases.service_levels import CALENDAR, moment

LADDER = defaults.ladder()
O, U, A, S, G = Rung  # noqa: E741 - the ladder, lowest first


def facts(
    urgency: str, opened: str, *, acknowledged: str = "", climbed: tuple[Rung, ...] = (), pauses: tuple[Pause, ...] = ()
) -> Facts:
    found, start = level(defaults.levels(), "roads", urgency), moment(opened)
    minutes = found.acknowledge_minutes
    return Facts(
        urgency, start, found.promise, pauses, start + timedelta(minutes=minutes) if minutes else None,
        moment(acknowledged) if acknowledged else None, frozenset(climbed),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("case", "now", "told"),
    [
        # an emergency on a Friday night: the clock does not sleep
        (facts("emergency", "2026-11-27 22:00"), "2026-11-27 22:00", [O]),
        (facts("emergency", "2026-11-27 22:00"), "2026-11-27 22:29", [O]),
        (facts("emergency", "2026-11-27 22:00"), "2026-11-27 22:30", [O, U]),  # nobody acknowledged
        (facts("emergency", "2026-11-27 22:00"), "2026-11-27 23:00", [O, U, A]),
        (facts("emergency", "2026-11-27 22:00", acknowledged="2026-11-27 22:10"), "2026-11-27 23:00", [O]),
        (facts("emergency", "2026-11-27 22:00", acknowledged="2026-11-27 22:10"), "2026-11-28 00:00", [O, U]),  # a quarter
        (facts("emergency", "2026-11-27 22:00", acknowledged="2026-11-27 22:10"), "2026-11-28 06:00", [O, U, A, S]),
        (facts("emergency", "2026-11-27 22:00"), "2026-11-28 08:00", [O, U, A, S, G]),
        # an urgent case: 8 working hours, due on the next working day
        (facts("urgent", "2026-11-24 07:30"), "2026-11-24 11:29", []),
        (facts("urgent", "2026-11-24 07:30"), "2026-11-24 11:30", [O]),
        (facts("urgent", "2026-11-24 07:30"), "2026-11-24 14:54", [O, U]),
        (facts("urgent", "2026-11-24 07:30"), "2026-11-25 08:00", [O, U, A]),
        (facts("urgent", "2026-11-24 07:30"), "2026-11-26 15:59", [O, U, A]),
        (facts("urgent", "2026-11-24 07:30"), "2026-11-27 07:30", [O, U, A, S]),  # late at closing: told next morning
        # a normal case: due on Tuesday 1 December at closing, told on Wednesday morning
        (facts("normal", "2026-11-24 10:00"), "2026-12-01 16:00", []),  # closed: nobody hears of anything
        (facts("normal", "2026-11-24 10:00"), "2026-12-01 15:59", [O, U]),
        (facts("normal", "2026-11-24 10:00"), "2026-12-01 22:00", []),
        (facts("normal", "2026-11-24 10:00"), "2026-12-02 07:30", [O, U, A]),
        (facts("normal", "2026-11-24 10:00"), "2026-12-07 07:30", [O, U, A, S]),
        (facts("normal", "2026-11-24 10:00"), "2026-12-16 07:30", [O, U, A, S, G]),
        (facts("normal", "2026-11-24 10:00"), "2026-12-12 10:00", []),  # a Saturday
        # each rung once; time with the citizen does not count
        (facts("normal", "2026-11-24 10:00", climbed=(O, U)), "2026-12-02 07:30", [A]),
        (facts("normal", "2026-11-24 10:00", climbed=(O, U, A, S, G)), "2027-01-15 10:00", []),
        (
            facts("normal", "2026-11-24 10:00", pauses=(Pause(moment("2026-11-25 07:30"), moment("2026-12-01 16:00")),)),
            "2026-12-02 07:30",
            [],
        ),
        (facts("unheard of", "2026-11-24 10:00"), "2027-01-15 10:00", []),
    ],
)  # fmt: skip
def test_who_hears_of_it(case: Facts, now: str, told: list[Rung]) -> None:
    assert [step.rung for step in steps_due(case, LADDER, CALENDAR, moment(now))] == told


@pytest.mark.parametrize("urgency", ["emergency", "urgent", "normal"])
def test_the_ladder_reaches_the_governor_rung_by_rung(urgency: str) -> None:
    ahead = steps_ahead(facts(urgency, "2026-11-24 10:00"), LADDER, CALENDAR)
    assert [step.rung for _, step in ahead] == [O, U, A, S, G]
    assert [at for at, _ in ahead] == sorted(at for at, _ in ahead)


@given(
    st.sampled_from(["urgent", "normal"]),
    st.datetimes(datetime(2025, 1, 1), datetime(2027, 6, 1), timezones=st.just(JAKARTA)),
    st.timedeltas(timedelta(0), timedelta(days=60)),
)
def test_people_hear_at_working_hours_and_later_never_less(urgency: str, opened: datetime, later: timedelta) -> None:
    case = Facts(urgency, opened, level(defaults.levels(), "roads", urgency).promise)
    assert all(CALENDAR.is_working(at) for at, _ in steps_ahead(case, LADDER, CALENDAR))
    soon, late = (
        steps_due(case, LADDER, CALENDAR, CALENDAR.next_working(opened + each)) for each in (later / 2, later)
    )
    assert soon == late[: len(soon)]
