"""Cases that wait too long climb the ladder: the next rung hears of them, once while a clock runs."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from balarea.audit import services as audit
from balarea.cases import clockwork
from balarea.cases.escalation import AT_ANY_HOUR, Step, steps_due
from balarea.cases.models import Case, Entry, Escalation
from balarea.cases.promises import Promises, load
from balarea.core.clock import now
from balarea.people.queries import Actor, holders, ladder, name_of

Held = dict[tuple[str, str], list[str]]


@dataclass(frozen=True)
class Notice:
    """What is to be told to whom: user names (empty when nobody holds the rung) and the text, in Indonesian.

    It was written down when it is returned; whoever delivers it need not, and must not, do so again."""

    reference: str
    rung: str
    people: tuple[str, ...]
    text: str


def escalate(*, by: Actor, moment: datetime | None = None) -> list[Notice]:
    """Take every step of the ladder that is due, emergencies first, one transaction a case.

    Twice at the same time or again after a crash: a case is locked and its steps are unique, so each is told once."""
    at, promises, held = moment or now(), load(), ladder()
    due = Case.objects.filter(escalate_at__lte=at).order_by("escalate_at", "pk").values_list("urgency", "pk")
    ordered = sorted(due, key=lambda row: row[0] not in AT_ANY_HOUR)
    return [notice for _, pk in ordered for notice in _climb(pk, at, promises, held, by)]


@transaction.atomic
def _climb(pk: int, at: datetime, promises: Promises, held: Held, by: Actor) -> list[Notice]:
    case = Case.objects.select_for_update().filter(pk=pk, escalate_at__lte=at).first()
    if case is None:
        return []
    steps = steps_due(clockwork.facts(case), promises.ladder, promises.calendar, at)
    notices = [_tell(case, step, at, holders(held, step.rung, case.agency_id), by) for step in steps]
    clockwork.plan(case, promises)
    if case.escalate_at and case.urgency not in AT_ANY_HOUR:  # what fell due after closing waits for the next opening
        case.escalate_at = promises.calendar.next_working(max(case.escalate_at, at))
    case.save(update_fields=["escalate_at", "next_rung"])
    for notice in notices:
        after = {"rung": notice.rung, "cycle": case.cycle, "told": list(notice.people), "text": notice.text}
        audit.record("escalate_case", "case", case.reference, by=by, after=after)
    return notices


def _tell(case: Case, step: Step, at: datetime, people: list[str], by: Actor) -> Notice:
    reason = _reason(step)
    Escalation.objects.create(case=case, rung=step.rung, cycle=case.cycle, at=at, reason=reason, told=people)
    whom = f"{step.rung.label} ({', '.join(people)})" if people else f"{step.rung.label} (belum ada pejabatnya)"
    text = f"Naik ke {whom}: {reason}."
    Entry.objects.create(case=case, kind=Entry.Kind.EVENT, at=at, actor=name_of(by), text=text)
    return Notice(case.reference, step.rung, tuple(people), text)


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
