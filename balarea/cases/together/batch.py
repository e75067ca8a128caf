"""The same done to many cases: one transaction and one event each, refusals named, and undone as one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime

from balarea.cases.models import BatchAct, Case, Entry
from balarea.cases.writing import locked, say
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict, NotAllowed, NotFound
from balarea.people.queries import Actor, name_of
from balarea.registry import recording as audit
from balarea.registry.recording import masked

KEPT = (
    "agency_id", "routing_reason", "routing_confidence", "state", "dismissed", "closed_at", "closed_by", "proof", "confirmed",
    "unheard",
    "due_at", "cycle", "started_at", "promise_amount", "promise_unit", "waiting_since", "acknowledge_due_at",
    "acknowledged_at", "acknowledged_by", "escalate_at", "next_rung",
)  # fmt: skip
_UNDONE = {
    "route": "Pengalihan dibatalkan.",
    "close": "Penutupan dibatalkan.",
    "dismiss": "Tanda bukan aduan dibatalkan.",
}
Also = Callable[[str, Case, int | None], object]  # the action, the case, the key of what was made for it


@dataclass
class Done:
    """References of the cases that it was done to, and why it was refused for the others; `act` undoes it (None: cannot)."""

    done: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    act: int | None = None


def each(references: Iterable[str], act: Callable[[Case], object], *, by: Actor) -> Done:
    """Do it to each case in a transaction of its own; what is refused for one does not stop the others."""
    result = Done()
    for reference in dict.fromkeys(references):
        try:
            with transaction.atomic():
                act(locked(reference, by))
            result.done.append(reference)
        except BalareaError as error:
            result.refused[reference] = str(error)
    return result


def undoable(action: str, references: Iterable[str], act: Callable[[Case], object], *, by: Actor) -> Done:
    """As `each`, and remember what the cases were before."""

    def step(case: Case) -> dict[str, Any]:
        before = snapshot(case)
        act(case)
        return {"before": before, "after": snapshot(Case.objects.get(pk=case.pk))}

    return _remembered(action, references, step, by)


def making(action: str, references: Iterable[str], make: Callable[[Case], int], *, by: Actor) -> Done:
    """As `each`, of what leaves the case as it is and makes something beside it, whose key is remembered: undone as long as
    that can be taken back, whatever happened to the case meanwhile."""
    return _remembered(action, references, lambda case: {"made": make(case)}, by)


def _remembered(action: str, references: Iterable[str], step: Callable[[Case], dict[str, Any]], by: Actor) -> Done:
    steps: list[dict[str, Any]] = []
    chosen = list(references)
    with transaction.atomic():
        # all of them first, in order: whoever holds the record's end while he waits for a case would block its holder
        list(Case.objects.select_for_update().filter(reference__in=chosen).order_by("pk").values_list("pk"))
        result = each(chosen, lambda case: steps.append({"reference": case.reference, **step(case)}), by=by)
        if steps:
            made = BatchAct.objects.create(action=action, made_at=now(), made_by=name_of(by), steps=steps)
            result.act = made.pk
    return result


def snapshot(case: Case) -> dict[str, Any]:
    """The columns of KEPT as JSON, without personal data: acts are kept."""
    values = {name: getattr(case, name) for name in KEPT}
    return _masked(
        {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}
    )


def undo(act_id: int, also: Also, *, by: Actor) -> Done:
    """Give the cases of an act back what they had; refused for those in which something happened since. `also` takes back
    what stands beside each case. Only who did it may undo it, once."""
    with transaction.atomic():
        act = BatchAct.objects.select_for_update().filter(pk=act_id).first()
        if act is None:
            raise NotFound("Tindakan itu tidak ada.")
        if act.made_by != name_of(by):
            raise NotAllowed("Hanya yang melakukannya yang dapat membatalkan.")
        if act.undone_at:
            raise Conflict("Tindakan itu sudah dibatalkan.")
        steps = {step["reference"]: step for step in act.steps}
        list(Case.objects.select_for_update().filter(reference__in=list(steps)).order_by("pk").values_list("pk"))
        result = Done()
        for reference, step in steps.items():
            try:
                with transaction.atomic():
                    _give_back(reference, step, act.action, also, by)
                result.done.append(reference)
            except BalareaError as error:
                result.refused[reference] = str(error)
        act.undone_at, act.undone_by = now(), name_of(by)
        act.save()
    return result


def _give_back(reference: str, step: dict[str, Any], action: str, also: Also, by: Actor) -> None:
    # the act may have moved the case to another desk: who did it may take it back from there
    case = Case.objects.select_for_update(of=("self",)).filter(reference=reference).first()
    if case is None:
        raise NotFound("Kasus itu tidak ada.")
    if "made" in step:  # what takes it back writes its own event
        also(action, case, step["made"])
        return
    if snapshot(case) != _masked(step["after"]):
        raise Conflict("Sudah ada yang berubah pada kasus ini; batalkan dari halamannya.")
    for name, value in _masked(step["before"]).items():
        setattr(
            case, name, (parse_datetime(value) or value) if isinstance(value, str) and name.endswith(_TIMES) else value
        )
    case.save()
    also(action, case, None)
    say(case, Entry.Kind.EVENT, _UNDONE[action], by)
    audit.record("undo_batch", "case", reference, by=by, before=step["after"], after=step["before"])


def _masked(values: dict[str, Any]) -> dict[str, Any]:
    return values | {name: masked(values[name]) for name in ("proof", "routing_reason")}


_TIMES = ("_at", "_since")
