"""Working time: which moments of the year count when a government promises an answer. Pure.

A calendar is data: a week of shifts, days off, and periods with other hours (Ramadan). All moments are aware; days are
days in the calendar's zone. Sums are made in UTC, so a zone with summer time would be right too."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from balarea.core.clock import JAKARTA
from balarea.core.errors import BalareaError

MAKASSAR = ZoneInfo("Asia/Makassar")  # WITA
JAYAPURA = ZoneInfo("Asia/Jayapura")  # WIT
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
Shifts = tuple[tuple[time, time], ...]  # opening and closing, in order
Week = tuple[Shifts, ...]  # Monday first, seven days
_SHIFT = re.compile(r"\s*(\d{1,2})[.:](\d{2})\s*(?:-|–|—|sampai|s/d)\s*(\d{1,2})[.:](\d{2})\s*")
_NO_TIME = timedelta(0)


@dataclass(frozen=True)
class Period:
    """Days, first and last included, that have a week of their own."""

    name: str
    first: date
    last: date
    week: Week


@dataclass(frozen=True)
class Calendar:
    """Working hours of an office; of periods that overlap the earlier in order holds. BalareaError without any hours."""

    week: Week
    holidays: Mapping[date, str] = field(default_factory=dict)
    periods: tuple[Period, ...] = ()
    zone: ZoneInfo = JAKARTA

    def __post_init__(self) -> None:
        if not any(self.week):
            raise BalareaError("Minggu kerja tidak berisi satu jam pun; isi paling sedikit satu hari.")

    def within(self, zone: ZoneInfo) -> "Calendar":
        """The same hours on the clocks of another zone."""
        return replace(self, zone=zone)

    def shifts(self, day: date) -> Shifts:
        """The shifts of a day; none on a day off."""
        if day in self.holidays:
            return ()
        week = next((period.week for period in self.periods if period.first <= day <= period.last), self.week)
        return week[day.weekday()]

    def is_working(self, moment: datetime) -> bool:
        """Whether somebody is at work: from opening on, until before closing."""
        local = moment.astimezone(self.zone)
        return any(opens <= local.time() < closes for opens, closes in self.shifts(local.date()))

    def opened(self, moment: datetime) -> datetime | None:
        """When the office opened on that day, if somebody is at work."""
        day = moment.astimezone(self.zone).date()
        return datetime.combine(day, self.shifts(day)[0][0], self.zone) if self.is_working(moment) else None

    def next_working(self, moment: datetime) -> datetime:
        """The moment itself when somebody is at work, else the next opening."""
        found = next(max(opens, moment) for opens, closes in self._spans(moment) if closes > moment)
        return found.astimezone(self.zone)

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """Working time from start to end; none when the end is not later."""
        total = _NO_TIME
        if end <= start:
            return total
        for opens, closes in self._spans(start):
            if opens >= end:
                break
            total += max(min(closes, end) - max(opens, start), _NO_TIME)
        return total

    def add_working_time(self, start: datetime, amount: timedelta) -> datetime:
        """The first moment by which that much was worked; it lies in a shift, or on its closing. ValueError below zero."""
        if amount < _NO_TIME:
            raise ValueError(f"working time cannot be taken away: {amount}")
        for opens, closes in self._spans(start):
            begin = max(opens, start)
            if closes >= begin and amount <= closes - begin:
                return (begin + amount).astimezone(self.zone)
            amount -= max(closes - begin, _NO_TIME)
        raise AssertionError("a calendar with hours never ends")

    def add_working_days(self, start: datetime, count: int) -> datetime:
        """The closing of the `count`-th working day after the day of start, which does not count. ValueError below one."""
        if count < 1:
            raise ValueError(f"at least one working day is needed, not {count}")
        day = start.astimezone(self.zone).date()
        while count:
            day += timedelta(days=1)
            count -= bool(self.shifts(day))
        return datetime.combine(day, self.shifts(day)[-1][1], self.zone)

    def working_days_between(self, start: datetime, end: datetime) -> int:
        """Working days after the day of start, up to and with the day of end; 0 when that is not later."""
        first, last = (moment.astimezone(self.zone).date() for moment in (start, end))
        return sum(bool(self.shifts(first + timedelta(days=each))) for each in range(1, (last - first).days + 1))

    def _spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Openings and closings in UTC, from the day of start on, without end."""
        day = start.astimezone(self.zone).date()
        while True:
            for opens, closes in self.shifts(day):
                yield tuple(datetime.combine(day, each, self.zone).astimezone(UTC) for each in (opens, closes))  # type: ignore[misc]
            day += timedelta(days=1)


def read_shifts(text: str, place: str) -> Shifts:
    """`07.30–12.00, 13.00–16.00` as shifts, nothing as a day off; BalareaError naming the place and what is wrong."""
    found = []
    for part in filter(str.strip, text.split(",")):
        match = _SHIFT.fullmatch(part)
        try:
            opens, opens_at, closes, closes_at = (int(each) for each in match.groups()) if match else (99,) * 4
            found.append((time(opens, opens_at), time(closes, closes_at)))
        except ValueError:
            raise BalareaError(f"{place}: {part.strip()!r} bukan jam; tulis misalnya 07.30–12.00.") from None
    if any(opens >= closes for opens, closes in found):
        raise BalareaError(f"{place}: jam mulai harus sebelum jam selesai.")
    if any(earlier[1] > later[0] for earlier, later in pairwise(found)):
        raise BalareaError(f"{place}: jam kerja harus berurutan dan tidak bertindihan.")
    return tuple(found)


def read_week(texts: list[str], place: str = "") -> Week:
    """Seven days, Monday first; BalareaError naming the day."""
    if len(texts) != len(DAYS):
        raise BalareaError(f"{place or 'Minggu'}: diperlukan tujuh hari, bukan {len(texts)}.")
    return tuple(read_shifts(text, f"{place} {day}".strip()) for day, text in zip(DAYS, texts, strict=True))


def write_shifts(shifts: Shifts) -> str:
    """Shifts as they are read."""
    return ", ".join(f"{opens:%H.%M}–{closes:%H.%M}" for opens, closes in shifts)
