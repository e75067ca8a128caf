"""The working calendar: its edges as tables, its laws as properties, its days off against another source."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balarea.cases import defaults
from balarea.cases.deadlines.calendar import JAYAPURA, MAKASSAR, Calendar, read_shifts, read_week, write_shifts
from balarea.core.clock import JAKARTA
from balarea.core.errors import BalareaError

STANDARD = Calendar(defaults.week(), {each.day: each.name for each in defaults.days_off()}, defaults.periods())
NIGHTS_AND_SUNDAYS = Calendar(read_week(["", "22.00–23.30", "", "00.00–00.01, 00.01–05.00", "", "", "09.00–09.30"]))
CALENDARS = st.sampled_from([STANDARD, NIGHTS_AND_SUNDAYS, STANDARD.within(JAYAPURA), STANDARD.within(MAKASSAR)])
MOMENTS = st.datetimes(
    datetime(2024, 12, 1), datetime(2028, 1, 31), timezones=st.sampled_from([UTC, JAKARTA, JAYAPURA])
)
AMOUNTS = st.timedeltas(timedelta(0), timedelta(hours=200))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JAKARTA)


@pytest.mark.parametrize(
    ("moment", "working"),
    [
        ("2026-11-24T07:29:59", False),  # Tuesday, before opening
        ("2026-11-24T07:30", True),
        ("2026-11-24T12:00", False),  # rest
        ("2026-11-24T12:59:59", False),
        ("2026-11-24T13:00", True),
        ("2026-11-24T16:00", False),
        ("2026-11-27T11:45", False),  # Friday prayers
        ("2026-11-27T16:15", True),
        ("2026-11-28T10:00", False),  # Saturday
        ("2026-12-24T10:00", False),  # cuti bersama
        ("2026-12-25T10:00", False),
        ("2025-08-18T10:00", False),  # added by a later decree
        ("2026-02-19T06:45", True),  # first day of Ramadan
        ("2026-02-18T06:45", False),
        ("2026-02-19T14:30", False),
        ("2026-02-20T12:15", False),  # a Friday in Ramadan
        ("2026-03-25T06:45", False),  # after Ramadan, and after the days off of Idul Fitri
        ("2026-03-25T07:45", True),
    ],
)
def test_when_somebody_is_at_work(moment: str, working: bool) -> None:
    assert STANDARD.is_working(at(moment)) is working


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-24T08:00", "2026-11-24T10:00", 2),
        ("2026-11-24T11:00", "2026-11-24T14:00", 2),  # over the rest
        ("2026-11-24T15:00", "2026-11-25T08:30", 2),  # over the night
        ("2026-11-27T15:30", "2026-11-30T08:30", 2),  # over the weekend
        ("2026-11-28T00:00", "2026-11-29T23:00", 0),
        ("2026-12-23T15:00", "2026-12-28T08:30", 2),  # Thursday and Friday are off, then a weekend
        ("2026-11-23T00:00", "2026-11-30T00:00", 37.5),  # a week, as Perpres 21/2023 wants it
        ("2026-02-23T00:00", "2026-03-02T00:00", 34.5),  # a week of Ramadan 2026: at least 32.5
        ("2025-03-03T00:00", "2025-03-10T00:00", 32.5),
        ("2026-11-24T10:00", "2026-11-24T10:00", 0),
        ("2026-11-24T10:00", "2026-11-23T10:00", 0),  # backwards is nothing
    ],
)
def test_working_time_between(start: str, end: str, hours: float) -> None:
    assert STANDARD.working_time_between(at(start), at(end)) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-24T10:00", 2, "2026-11-24T12:00"),  # ends on closing, not on the next opening
        ("2026-11-24T10:00", 2.5, "2026-11-24T13:30"),
        ("2026-11-24T22:00", 1, "2026-11-25T08:30"),
        ("2026-11-27T16:00", 1, "2026-11-30T08:00"),
        ("2026-11-28T10:00", 0, "2026-11-30T07:30"),  # nothing to do, but nobody is there
        ("2026-11-24T16:00", 0, "2026-11-24T16:00"),
        ("2026-02-18T15:00", 2, "2026-02-19T07:30"),  # into Ramadan
    ],
)
def test_add_working_time(start: str, hours: float, end: str) -> None:
    assert STANDARD.add_working_time(at(start), timedelta(hours=hours)) == at(end)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-11-24T08:00", 1, "2026-11-25T16:00"),  # the day it came does not count
        ("2026-11-24T23:00", 1, "2026-11-25T16:00"),
        ("2026-11-26T08:00", 1, "2026-11-27T16:30"),  # Friday closes later
        ("2026-11-28T08:00", 5, "2026-12-04T16:30"),  # came on a Saturday: Monday is the first
        ("2026-12-21T08:00", 5, "2026-12-30T16:00"),
        ("2026-03-10T08:00", 5, "2026-03-17T14:00"),  # closing of Ramadan
        ("2026-03-13T08:00", 5, "2026-03-27T16:30"),  # Nyepi and Idul Fitri, six days off
    ],
)
def test_add_working_days(start: str, count: int, end: str) -> None:
    found = STANDARD.add_working_days(at(start), count)
    assert found == at(end)
    assert STANDARD.working_days_between(at(start), found) == count


def test_zones_have_their_own_morning() -> None:
    opening = at("2026-11-24T07:30")
    assert STANDARD.within(MAKASSAR).is_working(opening - timedelta(hours=1))
    assert STANDARD.within(JAYAPURA).is_working(opening - timedelta(hours=2))
    assert not STANDARD.is_working(opening - timedelta(minutes=1))
    assert STANDARD.within(JAYAPURA).add_working_days(opening, 1).utcoffset() == timedelta(hours=9)


def test_a_zone_with_summer_time_is_right_too() -> None:
    berlin = STANDARD.within(ZoneInfo("Europe/Berlin"))
    start, end = (datetime(2026, 3, day, 12, tzinfo=berlin.zone) for day in (27, 30))
    assert berlin.working_time_between(start, end) == timedelta(hours=3.5 + 4.5)


@given(CALENDARS, MOMENTS, AMOUNTS, AMOUNTS)
def test_adding_twice_is_adding_once(calendar: Calendar, start: datetime, one: timedelta, two: timedelta) -> None:
    assert calendar.add_working_time(calendar.add_working_time(start, one), two) == calendar.add_working_time(
        start, one + two
    )


@given(CALENDARS, MOMENTS, AMOUNTS)
def test_between_undoes_adding(calendar: Calendar, start: datetime, amount: timedelta) -> None:
    assert calendar.working_time_between(start, calendar.add_working_time(start, amount)) == amount


@given(CALENDARS, MOMENTS, AMOUNTS)
def test_it_never_ends_outside_working_hours(calendar: Calendar, start: datetime, amount: timedelta) -> None:
    end = calendar.add_working_time(start, amount)
    assert end >= start
    assert calendar.is_working(end) or calendar.is_working(end - timedelta(microseconds=1))
    last = calendar.add_working_days(start, 1 + int(amount / timedelta(hours=8)))
    assert calendar.is_working(last - timedelta(microseconds=1))
    assert calendar.is_working(calendar.next_working(start))


@given(CALENDARS, MOMENTS, MOMENTS, AMOUNTS)
def test_later_starts_end_later(calendar: Calendar, one: datetime, two: datetime, amount: timedelta) -> None:
    first, second = sorted([one, two])
    assert calendar.add_working_time(first, amount) <= calendar.add_working_time(second, amount)
    assert calendar.add_working_days(first, 3) <= calendar.add_working_days(second, 3)
    assert calendar.next_working(first) <= calendar.next_working(second)


@given(CALENDARS, st.lists(MOMENTS, min_size=3, max_size=3))
def test_time_between_adds_up(calendar: Calendar, moments: list[datetime]) -> None:
    first, middle, last = sorted(moments)
    parts = calendar.working_time_between(first, middle) + calendar.working_time_between(middle, last)
    assert calendar.working_time_between(first, last) == parts
    days = calendar.working_days_between(first, middle) + calendar.working_days_between(middle, last)
    assert calendar.working_days_between(first, last) == days


@given(CALENDARS, MOMENTS, st.integers(1, 30), st.integers(1, 30))
def test_days_add_up_and_back(calendar: Calendar, start: datetime, one: int, two: int) -> None:
    end = calendar.add_working_days(start, one + two)
    assert calendar.add_working_days(calendar.add_working_days(start, one), two) == end
    assert calendar.working_days_between(start, end) == one + two


def test_what_cannot_be() -> None:
    with pytest.raises(ValueError, match="taken away"):
        STANDARD.add_working_time(at("2026-11-24T10:00"), timedelta(seconds=-1))
    with pytest.raises(ValueError, match="at least one"):
        STANDARD.add_working_days(at("2026-11-24T10:00"), 0)
    with pytest.raises(BalareaError, match="tidak berisi satu jam pun"):
        Calendar(read_week([""] * 7))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pagi", "'pagi' bukan jam"),
        ("07.30", "bukan jam"),
        ("7.30–25.00", "bukan jam"),
        ("12.00–07.30", "sebelum jam selesai"),
        ("12.00–12.00", "sebelum jam selesai"),
        ("07.30–12.00, 11.00–16.00", "bertindihan"),
        ("13.00–16.00, 07.30–12.00", "berurutan"),
    ],
)
def test_hours_that_are_refused(text: str, said: str) -> None:
    with pytest.raises(BalareaError, match=said) as refused:
        read_shifts(text, "Ramadan Senin")
    assert str(refused.value).startswith("Ramadan Senin: ")


@pytest.mark.parametrize(
    "text", ["07.30–12.00, 13.00–16.00", "7:30-12:00,13:00 - 16:00", "07.30 s/d 12.00, 13.00 sampai 16.00"]
)
def test_hours_are_read_as_people_write_them(text: str) -> None:
    assert write_shifts(read_shifts(text, "Senin")) == "07.30–12.00, 13.00–16.00"
    assert read_shifts("", "Sabtu") == ()
    with pytest.raises(BalareaError, match="tujuh hari"):
        read_week([text])


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_days_off_are_those_of_another_source(year: int) -> None:
    """The PyPI package `holidays` follows the decrees by itself; where the two differ somebody has to look.

    It is no dependency: it wants an older python-dateutil than Balarea has, though it works with the newer one."""
    reason = "compares days off with another source: pip install --no-deps holidays"
    holidays = pytest.importorskip("holidays", reason=reason)
    for kind, category in (("national", "public"), ("joint_leave", "government")):
        ours = {each.day for each in defaults.days_off() if each.day.year == year and each.kind == kind}
        theirs = set(holidays.country_holidays("ID", years=year, categories=(category,)))
        assert ours == theirs


def test_every_day_off_has_a_source_and_what_was_not_read_says_so() -> None:
    found = defaults.days_off()
    assert len({each.day for each in found}) == len(found) == 28 + 25 + 26
    assert all("SKB 3 Menteri" in each.source and each.name for each in found)
    assert {each.day.year for each in found if not each.verified} == {2027}
    assert all(period.first < period.last for period in defaults.periods())
    assert defaults.period_source("Ramadan 1448 H")[1] is False
    assert date(2026, 3, 20) == defaults.periods()[1].last
