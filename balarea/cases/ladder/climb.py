"""Cases that wait too long climb the ladder: the next rung hears of them, once while a clock runs."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from balarea.cases.deadlines import clockwork
from balarea.cases.deadlines.promises import Promises, load
from balarea.cases.ladder import paging
from balarea.cases.ladder.escalation import AT_ANY_HOUR, Step, steps_due
from balarea.cases.models import Case, Entry, Escalation
from balarea.core.clock import now
from balarea.notices.services import Kind
from balarea.people.queries import Actor, Rung, holders, ladder, name_of
from balarea.registry import recording as audit

Held = dict[tuple[str, str], list[str]]


@dataclass(frozen=True)
class Told:
    """What was told to whom: user names (empty when nobody holds the rung) and the text, in Indonesian.

    It was written into the ledger of notices, from which it is sent, in the same transaction."""

    reference: str
    rung: str
    people: tuple[str, ...]
    text: str


def escalate(*, by: Actor, moment: datetime | None = None) -> list[Told]:
    """Take every step of the ladder that is due, emergencies first, one transaction a case.

    Twice at the same time or again after a crash: a case is locked and its steps are unique, so each is told once."""
    at, promises, held = moment or now(), load(), ladder()
    due = Case.objects.filter(escalate_at__lte=at).order_by("escalate_at", "pk").values_list("urgency", "pk")
    ordered = sorted(due, key=lambda row: row[0] not in AT_ANY_HOUR)
    return [notice for _, pk in ordered for notice in _climb(pk, at, promises, held, by)]


@transaction.atomic
def _climb(pk: int, at: datetime, promises: Promises, held: Held, by: Actor) -> list[Told]:
    case = Case.objects.select_for_update().filter(pk=pk, escalate_at__lte=at).first()
    if case is None:
        return []
    steps = steps_due(clockwork.facts(case), promises.ladder, promises.calendar, at)
    told = [tell(case, step, at, holders(held, step.rung, case.agency_id), by) for step in steps]
    clockwork.plan(case, promises)
    if case.escalate_at and case.urgency not in AT_ANY_HOUR:  # what fell due after closing waits for the next opening
        case.escalate_at = promises.calendar.next_working(max(case.escalate_at, at))
    case.save(update_fields=["escalate_at", "next_rung"])
    for each in told:
        record(case, each, by)
    return told


def record(case: Case, told: Told, by: Actor) -> None:
    """The event of a step; it comes last, since writers of the record queue until they commit."""
    after = {"rung": told.rung, "cycle": case.cycle, "told": list(told.people), "text": told.text}
    audit.record("escalate_case", "case", case.reference, by=by, after=after)


def tell(case: Case, step: Step, at: datetime, people: list[str], by: Actor, reason: str = "") -> Told:
    """Take one step, within the caller's transaction: its rung hears of the case. `reason` instead of the step's own."""
    reason = reason or _reason(step)
    made = Escalation.objects.create(case=case, rung=step.rung, cycle=case.cycle, at=at, reason=reason, told=people)
    whom = f"{step.rung.label} ({', '.join(people)})" if people else f"{step.rung.label} (belum ada pejabatnya)"
    text = f"Naik ke {whom}: {reason}."
    Entry.objects.create(case=case, kind=Entry.Kind.EVENT, at=at, actor=name_of(by), text=text)
    desk = case.agency_id or "" if step.rung == Rung.OPERATOR else ""
    paging.tell(case, people, f"escalation:{made.pk}", reason, Kind.CLIMBED, by=by, desk=desk)
    return Told(case.reference, step.rung, tuple(people), text)


def _reason(step: Step) -> str:
    if step.contested:
        return "kasus dilempar-lempar antarinstansi; perlu penetapan"
    if step.overdue is not None:
        return f"lewat {step.overdue} dari tenggat"
    if step.unacknowledged is not None:
        minutes = int(step.unacknowledged.total_seconds() // 60)
        return "darurat belum diterima siapa pun" + (f", {minutes} menit setelah batasnya" if minutes else "")
    if step.share == 1:
        return "tenggat sudah lewat"
    return f"{step.share:.0%} waktu janji terpakai" if step.share else "kasus darurat masuk"
