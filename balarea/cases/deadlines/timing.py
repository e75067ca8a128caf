"""Acts on the clock of a case: waiting for the citizen, going on, taking an emergency on, another class."""

from datetime import datetime

from django.db import transaction

from balarea.cases import defaults
from balarea.cases.deadlines import clockwork, promises
from balarea.cases.deadlines.sla import ServiceClass
from balarea.cases.inbox import asides
from balarea.cases.models import Case, Entry
from balarea.cases.states import RUNNING, CaseState, move
from balarea.cases.writing import checked, locked, say
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict
from balarea.notices import services as notices
from balarea.people.queries import Actor, name_of
from balarea.registry import recording as audit


@transaction.atomic
def wait(reference: str, reason: str, *, by: Actor) -> Case:
    """Stop the clock until the citizen, who was asked something, writes again; the reason stays with the case."""
    case = locked(reference, by)
    if not reason.strip():
        raise BalareaError("Tulis apa yang ditunggu dari warga.")
    before = {"state": case.state}
    state = move(case.state, CaseState.WAITING)
    clockwork.stop(case, now())
    case.state = state
    case.save()
    say(case, Entry.Kind.EVENT, f"Menunggu warga: {checked(reason)}", by)
    after = {"state": case.state, "since": case.waiting_since, "reason": reason.strip()}
    audit.record("wait_for_citizen", "case", case.reference, by=by, before=before, after=after)
    return case


@transaction.atomic
def proceed(reference: str, *, by: Actor) -> Case:
    """Set the clock going again without the citizen's word, with the time that was left."""
    case = locked(reference, by)
    if case.state != CaseState.WAITING:
        raise Conflict("Kasus ini tidak sedang menunggu warga.")
    before = {"state": case.state, "due_at": case.due_at}
    run(case, now())
    case.save()
    say(case, Entry.Kind.EVENT, "Dilanjutkan tanpa menunggu warga.", by)
    after = {"state": case.state, "due_at": case.due_at}
    audit.record("proceed_case", "case", case.reference, by=by, before=before, after=after)
    return case


def run(case: Case, at: datetime) -> None:
    """Make the case open: a closed one begins anew, a waiting or answered one goes on with what was left."""
    promised, before = promises.load(), case.state
    if before == CaseState.ANSWERED:
        clockwork.stop(case, at)
    case.state = move(before, CaseState.OPEN)
    case.closed_at, case.closed_by = None, None
    case.confirmed = case.dismissed = case.unheard = False
    if before == CaseState.CLOSED:
        asides.forget(case)
        clockwork.restart(case, at, promised)
    else:
        clockwork.resume(case, at, promised)


@transaction.atomic
def acknowledge(reference: str, *, by: Actor) -> Case:
    """Say that a person has seen an emergency and takes it on."""
    case = locked(reference, by)
    if not accept(case, by):
        raise Conflict("Kasus ini tidak perlu diterima, atau sudah diterima orang lain.")
    case.save()
    say(case, Entry.Kind.EVENT, "Darurat diterima dan dikerjakan.", by)
    audit.record("acknowledge_case", "case", case.reference, by=by, after={"at": case.acknowledged_at})
    return case


def accept(case: Case, by: Actor) -> bool:
    if case.acknowledge_due_at is None or case.acknowledged_at or case.state not in RUNNING:
        return False
    case.acknowledged_at, case.acknowledged_by = now(), name_of(by)
    clockwork.plan(case, promises.load())
    notices.withdraw(case.reference, by=by)
    return True


@transaction.atomic
def reclassify(reference: str, chosen: str, reason: str, *, by: Actor) -> Case:
    """Put a case that is not urgent into another class of SP4N; its time is counted from when the clock began."""
    case = locked(reference, by)
    if chosen not in ServiceClass.values:
        raise BalareaError("Pilih kelas yang ada dalam daftar.")
    if case.urgency in {"emergency", "urgent"}:
        raise Conflict("Janji kasus darurat dan mendesak tidak dapat diperpanjang dengan kelas.")
    if not reason.strip():
        raise BalareaError("Tulis alasannya; warga berhak tahu mengapa waktunya berubah.")
    if case.state not in {*RUNNING, CaseState.WAITING}:
        raise Conflict("Janji hanya dapat diubah selama kasus ditangani.")
    before, label = {"promise": str(case.promise), "due_at": case.due_at}, ServiceClass(chosen).label
    clockwork.promise(case, defaults.classes()[ServiceClass(chosen)], promises.load())
    case.save()
    say(case, Entry.Kind.EVENT, f"Kelas diubah: {label} ({case.promise}). {checked(reason)}", by)
    after = {"promise": str(case.promise), "due_at": case.due_at, "reason": reason.strip()}
    audit.record("reclassify_case", "case", case.reference, by=by, before=before, after=after)
    return case
