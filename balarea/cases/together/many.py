"""The same done to many cases, and undone."""

from collections.abc import Callable

from balarea.cases.answers import canned
from balarea.cases.answers.answering import reply
from balarea.cases.field import tasks
from balarea.cases.holders import offering, transfers
from balarea.cases.holders.handing import route
from balarea.cases.inbox import asides, correcting
from balarea.cases.models import Case, Proof
from balarea.cases.proof.closing import close, dismiss, prove
from balarea.cases.proof.proving import Evidence
from balarea.cases.together import batch
from balarea.cases.together.batch import Done
from balarea.cases.writing import checked
from balarea.people.queries import Actor, name_of
from balarea.posts import queries as posts
from balarea.posts import services as stored


def answer_many(
    references: list[str], text: str, *, by: Actor, fields: Callable[[Case], canned.Values] | None = None,
    in_parts: bool = False,
) -> Done:  # fmt: skip
    """One answer to each case, in its own thread; the fields of canned answers (`{citizen}`) are filled for each."""
    canned.refuse_unknown(checked(text))
    of = fields or (lambda case: {"citizen": canned.called(case), "reference": case.reference})
    say_to = lambda case: reply(case.reference, canned.fill(text, of(case)), by=by, in_parts=in_parts)  # noqa: E731
    return batch.each(references, say_to, by=by)


def route_many(references: list[str], agency_code: str, reason: str, *, by: Actor) -> Done:
    """Hand many cases to one agency; can be undone."""
    return batch.undoable("route", references, lambda case: route(case.reference, agency_code, reason, by=by), by=by)


def offer_many(references: list[str], agency_code: str, reason: str, *, by: Actor) -> Done:
    """Offer many cases to one agency of another administration; each is answered by itself. Can be undone where nobody
    answered yet."""
    checked(reason)
    return batch.making("offer", references, lambda case: offering.make(case, agency_code, reason, by).pk, by=by)


def assign_many(references: list[str], officer: str, note: str = "", *, by: Actor) -> Done:
    """Send one field officer ("": whichever takes it) to the places of many cases. Refused for a case to which somebody is
    on the way already; can be undone where nobody took the task yet."""
    if note.strip():
        checked(note)
    return batch.making("task", references, lambda case: tasks.give_out(case, officer, note, by).pk, by=by)


def prove_many(references: list[str], shown: Evidence, question: str, *, by: Actor) -> Done:
    """Show one proof for many cases, and ask each citizen in his own thread. Not undone at once, since the questions stand
    there; each case can be opened again."""
    checked(shown.text)
    return batch.each(references, lambda case: prove(case.reference, shown, question, by=by), by=by)


def close_many(references: list[str], shown: Evidence, why: str, *, by: Actor) -> Done:
    """Close many cases with one proof, without asking; can be undone."""
    checked(shown.text)
    return batch.undoable("close", references, lambda case: close(case.reference, shown, why, by=by), by=by)


def dismiss_many(references: list[str], *, by: Actor) -> Done:
    """Say of many cases that they are no complaints; can be undone."""
    return batch.undoable("dismiss", references, lambda case: dismiss(case.reference, by=by), by=by)


def undo(act_id: int, *, by: Actor) -> Done:
    """Undo what was done to many cases; what was learnt from a dismissal is taken back too."""
    return batch.undo(act_id, lambda action, case, made: _undo(action, case, made, by), by=by)


def _undo(action: str, case: Case, made: int | None, by: Actor) -> None:
    if made is not None:
        {"offer": offering.undo, "task": tasks.undo}[action](made, case, by)
    elif action == "dismiss":
        _unlearn(case, by)
    elif action == "route":
        transfers.undo_last(case, by)
    elif action == "close":  # the files stay with the case, the proof is in the record
        Proof.objects.filter(case=case, cycle=case.cycle).exclude(unasked="").delete()


def _unlearn(case: Case, by: Actor) -> None:
    asides.forget(case)
    first = correcting.opening(case)
    held = posts.corrections([first]).get(first, []) if first else []
    for each in held:
        if each.label == "intent" and each.corrected_by == name_of(by):
            stored.withdraw(each.pk, by=by, desk=case.agency_id or "")
