"""What becomes of a question that nobody answers."""

from datetime import datetime

from django.db import transaction

from balarea.cases.deadlines import promises, timing
from balarea.cases.models import Case, Entry, Proof
from balarea.cases.proof.closing import in_force
from balarea.cases.states import CaseState, move
from balarea.cases.writing import say
from balarea.core.clock import now
from balarea.networks import report
from balarea.people.queries import Actor, name_of
from balarea.registry import recording as audit

AT_ONCE = 500


def end_silence(*, by: Actor, moment: datetime | None = None) -> int:
    """Close the cases whose citizen was shown proof, was asked, and said nothing until the stated day; how many.

    Where the question did not reach the thread, or the citizen wrote something that is neither "sudah" nor "belum", nobody
    was silent: the case comes back to the desk, with the time that was left. Again, or by two at once, changes nothing."""
    moment = moment or now()
    due = Proof.objects.filter(silent_at__lte=moment).order_by("silent_at", "pk")
    return sum(_end(proof, case, moment, by) for proof, case in due.values_list("pk", "case")[:AT_ONCE])


@transaction.atomic
def _end(proof_id: int, case_id: int, moment: datetime, by: Actor) -> bool:
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    proof = Proof.objects.select_related("asked").get(pk=proof_id)
    if proof.silent_at is None or proof.silent_at > moment:
        return False
    Proof.objects.filter(pk=proof_id).update(silent_at=None)
    if case.state != CaseState.ANSWERED or in_force(case) != proof:
        return False
    if why := _spoken(case, proof):
        timing.run(case, moment)
        case.save()
        say(case, Entry.Kind.EVENT, f"Kembali ke meja: {why}", by)
        after = {"state": case.state, "why": why}
        audit.record("answer_needed", "case", case.reference, by=by, before={"state": "answered"}, after=after)
        return False
    case.state, case.closed_at, case.closed_by = move(case.state, CaseState.CLOSED), moment, name_of(by)
    case.unheard = True
    case.save()
    day = f"{proof.given_at.astimezone(promises.load().calendar.zone):%d-%m-%Y}"
    say(case, Entry.Kind.EVENT, f"Ditutup tanpa kabar dari warga, yang ditanyai {day}.", by)
    audit.record(
        "close_silent", "case", case.reference, by=by, before={"state": "answered"},
        after={"state": case.state, "asked": proof.given_at, "silent": True},
    )  # fmt: skip
    return True


def _spoken(case: Case, proof: Proof) -> str:
    """Why this is no silence, or ""."""
    if proof.asked is None or not (proof.asked.external_id or case.network == report.NETWORK):
        return "pertanyaan kepada warga tidak terkirim."
    if case.entries.filter(kind=Entry.Kind.CITIZEN, at__gt=proof.given_at).exists():
        return "warga menulis, tetapi bukan “sudah” atau “belum”; baca dan putuskan."
    return ""
