"""The clock of a case: begun, stopped while the citizen has the word, set going again, and the next rung planned.

These change the case in memory (and add the ended pause); the service that calls them saves it in its transaction."""

from datetime import datetime, timedelta
from typing import Any

from balarea.cases.deadlines.promises import Promises
from balarea.cases.deadlines.sla import Promise, after, due_at
from balarea.cases.ladder.escalation import Facts, steps_ahead
from balarea.cases.models import Case, Pause
from balarea.cases.states import RUNNING, CaseState


def opening(topic: str, urgency: str, at: datetime, promises: Promises) -> dict[str, Any]:
    """The columns of a clock that begins now."""
    level = promises.level(topic, urgency)
    minutes = level.acknowledge_minutes
    facts = Facts(urgency, at, level.promise, acknowledge_due_at=at + timedelta(minutes=minutes) if minutes else None)
    ahead = steps_ahead(facts, promises.ladder, promises.calendar)
    return {
        "started_at": at, "promise_amount": level.promise.amount, "promise_unit": level.promise.unit,
        "due_at": due_at(at, level.promise, promises.calendar), "acknowledge_due_at": facts.acknowledge_due_at,
        "escalate_at": ahead[0][0] if ahead else None, "next_rung": ahead[0][1].rung if ahead else "",
    }  # fmt: skip


def restart(case: Case, at: datetime, promises: Promises) -> None:
    """Begin the next cycle, with the full promise of today."""
    case.waiting_since = case.acknowledged_at = case.acknowledged_by = None
    case.cycle += 1
    for name, value in opening(case.topic, case.urgency, at, promises).items():
        setattr(case, name, value)


def stop(case: Case, at: datetime) -> None:
    """Stop the clock: the citizen has the word, from the answer on when one stands already."""
    begun = max([case.started_at, *(each.until for each in case.spans())])
    answered = case.state == CaseState.ANSWERED and case.answered_at and case.answered_at >= begun
    case.waiting_since = case.answered_at if answered else at
    hold(case)


def hold(case: Case) -> None:
    """Nobody hears of a case whose clock stands."""
    case.escalate_at, case.next_rung = None, ""


def resume(case: Case, at: datetime, promises: Promises) -> None:
    """Set the clock going with what was left; a moment before the stop ends the pause where it began."""
    if case.waiting_since:
        until = max(at, case.waiting_since)
        Pause.objects.update_or_create(case=case, since=case.waiting_since, defaults={"until": until})
        case.waiting_since = None
    set_due(case, promises)


def promise(case: Case, promised: Promise, promises: Promises) -> None:
    """Another promise, counted from when the clock began."""
    case.promise_amount, case.promise_unit = promised.amount, promised.unit
    set_due(case, promises)


def promise_urgency(case: Case, at: datetime, promises: Promises) -> None:
    """What is promised for the case's urgency, which was corrected: counted from when the clock began, acknowledged anew."""
    level = promises.level(case.topic, case.urgency)
    case.acknowledged_at = case.acknowledged_by = case.acknowledge_due_at = None
    if level.acknowledge_minutes:
        case.acknowledge_due_at = at + timedelta(minutes=level.acknowledge_minutes)
    promise(case, level.promise, promises)


def promise_topic(case: Case, promises: Promises) -> None:
    """What is promised for the case's topic, which was corrected, when that is sooner: a promise is never made longer."""
    promised = promises.level(case.topic, case.urgency).promise
    if after(case.started_at, promised, promises.calendar) < after(case.started_at, case.promise, promises.calendar):
        promise(case, promised, promises)


def set_due(case: Case, promises: Promises) -> None:
    """Reckon the due time and the next rung from what is stored."""
    case.due_at = due_at(case.started_at, case.promise, promises.calendar, case.spans())
    plan(case, promises)


def plan(case: Case, promises: Promises) -> None:
    """Set when the next rung hears of the case; nobody does while its clock stands."""
    ahead = steps_ahead(facts(case), promises.ladder, promises.calendar) if case.state in RUNNING else []
    case.escalate_at, case.next_rung = (ahead[0][0], ahead[0][1].rung) if ahead else (None, "")


def facts(case: Case) -> Facts:
    """What the ladder asks of a case."""
    return Facts(
        case.urgency, case.started_at, case.promise, case.spans(), case.acknowledge_due_at, case.acknowledged_at,
        frozenset(each.rung for each in case.escalations.all() if each.cycle == case.cycle), case.contested_at,
    )  # fmt: skip
