"""How a case stands toward its promise, as numbers that a page puts into words. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from balarea.cases.deadlines.calendar import Calendar
from balarea.cases.deadlines.sla import Unit, measure
from balarea.cases.models import Case
from balarea.cases.states import RUNNING, CaseState

TWO_DAYS = timedelta(hours=48)


@dataclass(frozen=True)
class Clock:
    """`running`, `late`, `paused` (what is left when the clock goes on) or `stopped`; so many `unit`: working_days,
    working_hours, days, hours or minutes. `rung` heard of the case last, `next_rung` hears of it at `next_at`."""

    state: str
    amount: int = 0
    unit: str = ""
    rung: str = ""
    next_rung: str = ""
    next_at: datetime | None = None


def clock(case: Case, calendar: Calendar, moment: datetime) -> Clock:
    """The clock of a case at a moment."""
    climbed = [each.rung for each in case.escalations.all() if each.cycle == case.cycle]
    rung = climbed[-1] if climbed else ""
    unit = Unit(case.promise_unit)
    if case.state == CaseState.WAITING and case.waiting_since:
        return Clock("paused", *_size(case.waiting_since, case.due_at, unit, calendar), rung=rung)
    if case.state not in RUNNING:
        return Clock("stopped", rung=rung)
    late = case.due_at < moment
    size = _size(case.due_at, moment, unit, calendar) if late else _size(moment, case.due_at, unit, calendar)
    return Clock("late" if late else "running", *size, rung, case.next_rung, case.escalate_at)


def _size(start: datetime, end: datetime, unit: Unit, calendar: Calendar) -> tuple[int, str]:
    """The time from start to end in the unit a person would say it in."""
    if end <= start:
        return 0, "minutes"
    if unit is Unit.WORKING_DAYS and (days := calendar.working_days_between(start, end)):
        return days, "working_days"
    if unit is Unit.WORKING_HOURS and (worked := measure(start, end, unit, calendar)) >= timedelta(hours=1):
        return int(worked / timedelta(hours=1)), "working_hours"
    size = end - start
    if size >= TWO_DAYS:
        return size.days, "days"
    if size >= timedelta(hours=1):
        return int(size / timedelta(hours=1)), "hours"
    return max(int(size / timedelta(minutes=1)), 1), "minutes"
