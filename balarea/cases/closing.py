"""The end of a case, and its beginning anew."""

from django.db import transaction

from balarea.audit import services as audit
from balarea.cases import asides, clockwork, correcting, promises
from balarea.cases.models import Case, Entry
from balarea.cases.states import CaseState, move
from balarea.cases.writing import checked, locked, say
from balarea.conduct import mask
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict
from balarea.networks.values import PostRef
from balarea.people.queries import Actor, name_of
from balarea.posts import queries as posts
from balarea.posts import services as stored


@transaction.atomic
def close(reference: str, proof: str, *, by: Actor) -> Case:
    """Close with proof: what was done and where it can be seen."""
    case = locked(reference, by)
    if not proof.strip():
        raise BalareaError("Tulis bukti penyelesaian: apa yang dikerjakan dan di mana dapat dilihat.")
    before = {"state": case.state}
    case.state = move(case.state, CaseState.CLOSED)
    case.closed_at, case.closed_by, case.proof = now(), name_of(by), checked(proof)
    clockwork.resume(case, case.closed_at, promises.load())
    case.save()
    say(case, Entry.Kind.EVENT, f"Ditutup dengan bukti: {case.proof}", by)
    after = {"state": case.state, "proof": mask(case.proof)}
    audit.record("close_case", "case", case.reference, by=by, before=before, after=after)
    return case


@transaction.atomic
def reopen(reference: str, reason: str, *, by: Actor) -> Case:
    """Open a closed case again (also the way to undo a closing)."""
    case = locked(reference, by)
    if case.state != CaseState.CLOSED:
        raise Conflict("Kasus ini tidak sedang ditutup.")
    case.state = move(case.state, CaseState.OPEN if case.agency_id else CaseState.TRIAGE)
    case.closed_at, case.closed_by, case.confirmed, case.dismissed = None, None, False, False
    case.reopened += 1
    asides.forget(case)
    clockwork.restart(case, now(), promises.load())
    case.save()
    say(case, Entry.Kind.EVENT, f"Dibuka kembali: {reason.strip() or 'penutupan dibatalkan'}", by)
    audit.record(
        "reopen_case", "case", case.reference, by=by, before={"state": "closed"},
        after={"state": case.state, "reason": mask(reason.strip())},
    )  # fmt: skip
    return case


@transaction.atomic
def dismiss(reference: str, *, by: Actor) -> Case:
    """Say that the case is no complaint: it leaves the desk without proof, stays findable, and the next model learns it."""
    case = locked(reference, by)
    before = {"state": case.state}
    if case.state == CaseState.CLOSED:
        raise Conflict("Kasus ini sudah ditutup.")
    first = correcting.opening(case)
    if first is not None and posts.post(first) is not None:
        stored.correct(first, "intent", "other", by=by, desk=case.agency_id or "")
    asides.remember(case, first or PostRef(case.network, case.root_external_id))
    case.state = move(case.state, CaseState.CLOSED)
    case.closed_at, case.closed_by, case.dismissed = now(), name_of(by), True
    clockwork.resume(case, case.closed_at, promises.load())
    case.save()
    say(case, Entry.Kind.EVENT, "Ditandai bukan aduan.", by)
    audit.record("dismiss_case", "case", case.reference, by=by, before=before, after={"state": case.state})
    return case
