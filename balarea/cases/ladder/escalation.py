"""Who hears of a case that waits too long, and when. Pure: facts of the case, ladder, calendar and time are arguments."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from balarea.cases.deadlines.calendar import Calendar
from balarea.cases.deadlines.sla import Pause, Promise, after, due_at, when_used
from balarea.people.rungs import Rung

AT_ANY_HOUR = frozenset({"emergency"})  # of all others people hear at working hours


@dataclass(frozen=True)
class Step:
    """One step of the ladder of an urgency; exactly one of the four says when: a share of the promise has gone by, it is
    overdue by something, nobody acknowledged the case so long after that was due, or it is thrown to and fro."""

    urgency: str
    rung: Rung
    share: float | None = None
    overdue: Promise | None = None
    unacknowledged: timedelta | None = None
    contested: bool = False


@dataclass(frozen=True)
class Facts:
    """What is known of a case whose clock runs; `climbed` are the rungs that heard of it since the clock began."""

    urgency: str
    started_at: datetime
    promise: Promise
    pauses: tuple[Pause, ...] = ()
    acknowledge_due_at: datetime | None = None
    acknowledged_at: datetime | None = None
    climbed: frozenset[str] = frozenset()
    contested_at: datetime | None = None


def moment_of(step: Step, facts: Facts, calendar: Calendar) -> datetime | None:
    """When the step falls due, at working hours except in an emergency; None when it never does as things stand."""
    if step.share is not None:
        found = when_used(facts.started_at, facts.promise, calendar, facts.pauses, step.share)
    elif step.overdue is not None:
        found = after(due_at(facts.started_at, facts.promise, calendar, facts.pauses), step.overdue, calendar)
    elif step.unacknowledged is not None and facts.acknowledge_due_at and not facts.acknowledged_at:
        found = facts.acknowledge_due_at + step.unacknowledged
    elif step.contested and facts.contested_at:
        found = facts.contested_at
    else:
        return None
    return found if facts.urgency in AT_ANY_HOUR else calendar.next_working(found)


def steps_ahead(facts: Facts, ladder: Iterable[Step], calendar: Calendar) -> list[tuple[datetime, Step]]:
    """The steps not taken yet with their moments, soonest first, each rung once."""
    found: dict[Rung, tuple[datetime, Step]] = {}
    for step in ladder:
        at = moment_of(step, facts, calendar) if step.urgency == facts.urgency else None
        if at and step.rung not in facts.climbed and (step.rung not in found or at < found[step.rung][0]):
            found[step.rung] = (at, step)
    return sorted(found.values(), key=lambda pair: (pair[0], list(Rung).index(pair[1].rung)))


def steps_due(facts: Facts, ladder: Iterable[Step], calendar: Calendar, moment: datetime) -> list[Step]:
    """The steps to take now; none outside working hours unless it is an emergency: they wait for the next opening."""
    if facts.urgency not in AT_ANY_HOUR and not calendar.is_working(moment):
        return []
    return [step for at, step in steps_ahead(facts, ladder, calendar) if at <= moment]
