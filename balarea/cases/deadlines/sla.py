"""When an answer is due. Pure: time, calendar and pauses are arguments."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices

from balarea.cases.deadlines.calendar import Calendar


class Unit(TextChoices):
    """What a promise is counted in; working hours and days stand still when the office does."""

    CLOCK_HOURS = "clock_hours", "jam"
    WORKING_HOURS = "working_hours", "jam kerja"
    WORKING_DAYS = "working_days", "hari kerja"


class ServiceClass(TextChoices):
    """Classes of SP4N-LAPOR, by what a case asks for; `defaults.classes` says how long each takes."""

    SIMPLE = "simple", "pertanyaan atau keluhan"
    REVIEWED = "reviewed", "pelanggaran, tanpa pemeriksaan lapangan"
    INSPECTED = "inspected", "perlu pemeriksaan lapangan"


@dataclass(frozen=True)
class Promise:
    """So many hours or working days; at least one."""

    amount: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.amount} {self.unit.label}"


@dataclass(frozen=True)
class Pause:
    """A time in which the citizen had the word: the clock stood still."""

    since: datetime
    until: datetime


@dataclass(frozen=True)
class Level:
    """What is promised for a topic ("" for all) and an urgency; 0 minutes: nobody has to acknowledge."""

    topic: str
    urgency: str
    promise: Promise
    acknowledge_minutes: int = 0


def level(levels: Iterable[Level], topic: str, urgency: str) -> Level:
    """The level of exactly that topic, else of all topics; an urgency nobody wrote down is a normal one."""
    held = {(each.topic, each.urgency): each for each in levels}
    wanted = ((topic, urgency), ("", urgency), (topic, "normal"), ("", "normal"))
    return next(held[key] for key in wanted if key in held)


def measure(start: datetime, end: datetime, unit: Unit, calendar: Calendar) -> timedelta:
    """Time from start to end as the unit counts it; none when the end is not later."""
    if unit is Unit.CLOCK_HOURS:
        return max(end - start, timedelta(0))
    return calendar.working_time_between(start, end)


def after(start: datetime, promise: Promise, calendar: Calendar) -> datetime:
    """The end of a promise that is never paused: clock hours run day and night; working hours wait for the next opening;
    working days leave out the day of start and end with the closing of the last."""
    if promise.unit is Unit.WORKING_DAYS:
        return calendar.add_working_days(start, promise.amount)
    return _advance(start, timedelta(hours=promise.amount), promise.unit, calendar)


def due_at(opened: datetime, promise: Promise, calendar: Calendar, pauses: Sequence[Pause] = ()) -> datetime:
    """The end of the promise, later by what was paused as the unit counts it, so that what was left is left again."""
    end, paused = after(opened, promise, calendar), _paused(promise.unit, calendar, pauses)
    return _advance(end, paused, promise.unit, calendar) if paused else end


def used(opened: datetime, promise: Promise, calendar: Calendar, pauses: Sequence[Pause], moment: datetime) -> float:
    """The share of the promise that has gone by: 0 at opening, 1 when due, more afterwards."""
    gone = measure(opened, moment, promise.unit, calendar) - _paused(promise.unit, calendar, pauses)
    return max(gone / _whole(opened, promise, calendar), 0.0)


def when_used(
    opened: datetime, promise: Promise, calendar: Calendar, pauses: Sequence[Pause], share: float
) -> datetime:
    """The moment at which that share has gone by: the inverse of `used`."""
    gone = _whole(opened, promise, calendar) * share + _paused(promise.unit, calendar, pauses)
    return _advance(opened, gone, promise.unit, calendar)


def _whole(opened: datetime, promise: Promise, calendar: Calendar) -> timedelta:
    return measure(opened, after(opened, promise, calendar), promise.unit, calendar)


def _paused(unit: Unit, calendar: Calendar, pauses: Sequence[Pause]) -> timedelta:
    return sum((measure(each.since, each.until, unit, calendar) for each in pauses), timedelta(0))


def _advance(start: datetime, amount: timedelta, unit: Unit, calendar: Calendar) -> datetime:
    return start + amount if unit is Unit.CLOCK_HOURS else calendar.add_working_time(start, amount)
