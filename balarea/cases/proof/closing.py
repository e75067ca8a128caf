"""The end of a case, and its beginning anew. Closing needs proof; whether it is true, the citizen is asked."""

from collections.abc import Mapping

from django.conf import settings
from django.db import transaction

from balarea.cases import defaults
from balarea.cases.answers import canned
from balarea.cases.answers.answering import reply
from balarea.cases.deadlines import clockwork, promises, timing
from balarea.cases.deadlines.silence_days import silence_days
from balarea.cases.inbox import asides, correcting
from balarea.cases.models import Attachment, Case, Entry, Proof
from balarea.cases.proof.proving import Evidence, require, role_of, silent_at
from balarea.cases.states import CaseState, move
from balarea.cases.writing import checked, locked, say
from balarea.core.clock import JAKARTA, now
from balarea.core.errors import BalareaError, Conflict
from balarea.files import services as files
from balarea.networks.values import PostRef
from balarea.people.queries import Actor, name_of
from balarea.posts import queries as posts
from balarea.posts import services as stored
from balarea.registry import recording as audit
from balarea.registry.recording import masked


@transaction.atomic
def prove(reference: str, shown: Evidence, question: str, *, by: Actor) -> Case:
    """Show proof and ask the citizen in the thread whether it is so; `question` is filled with {citizen}, {link} and {day}.

    His "sudah" closes the case, "belum" opens it again, and silence closes it after stated working days (`silence.py`)."""
    case = locked(reference, by)
    if case.state == CaseState.CLOSED:
        raise Conflict("Kasus ini sudah ditutup.")
    moment, promised = now(), promises.load()
    proof = _show(case, shown, by)
    if case.state == CaseState.WAITING:
        timing.run(case, moment)
    case.save()
    proof.silent_at = silent_at(case.promise, silence_days(), moment, promised.calendar)
    say(case, Entry.Kind.EVENT, f"Bukti penyelesaian: {checked(shown.text)}", by)
    day = proof.silent_at.astimezone(JAKARTA)
    values = {"day": f"{day.day}-{day.month}-{day.year}", "link": link(case), "citizen": canned.called(case)}
    proof.asked = reply(reference, filled(question, values), by=by)
    proof.save()
    audit.record("prove_case", "case", case.reference, by=by, after=_recorded(proof))
    return Case.objects.get(pk=case.pk)


@transaction.atomic
def close(reference: str, shown: Evidence, why: str, *, by: Actor) -> Case:
    """Show proof and close at once, saying why the citizen is not asked; counted apart from what citizens confirmed."""
    case = locked(reference, by)
    if not why.strip():
        raise BalareaError("Tulis mengapa warga tidak ditanyai; pada umumnya ia ditanyai dahulu.")
    before, why = {"state": case.state}, checked(why)
    state = move(case.state, CaseState.CLOSED)
    proof = _show(case, shown, by, why)
    case.state, case.closed_at, case.closed_by = state, now(), name_of(by)
    clockwork.resume(case, case.closed_at, promises.load())
    case.save()
    say(case, Entry.Kind.EVENT, f"Ditutup dengan bukti: {checked(shown.text)} Tanpa menanyai warga: {why}", by)
    audit.record("close_case", "case", case.reference, by=by, before=before, after=_recorded(proof))
    return case


def _show(case: Case, shown: Evidence, by: Actor, why: str = "") -> Proof:
    """Write the proof down with its files, once it is enough."""
    own = Attachment.objects.filter(case=case, file__erased_at__isnull=True)
    given = list(own.filter(role=Attachment.Role.REPORT, file__kind="photo"))
    field = own.filter(role__in=(Attachment.Role.FIELD, Attachment.Role.BEFORE), proof=None)
    after = own.filter(role=Attachment.Role.FIELD).exists()  # an officer's photo from the spot shows the state after
    roles = [role_of(file) for file in shown.files] + [Attachment.Role(each.role) for each in given]
    roles += [Attachment.Role.BEFORE] if field.filter(role=Attachment.Role.BEFORE).exists() else []
    require(case.topic, shown, [*roles, *([Attachment.Role.AFTER] if after else [])])
    case.proof = masked(checked(shown.text))
    proof = Proof.objects.create(
        case=case, agency_id=case.agency_id, cycle=case.cycle, text=case.proof, link=shown.link.strip()[:2000],
        exempt=masked(shown.exempt.strip()), given_at=now(), given_by=name_of(by), unasked=masked(why),
    )  # fmt: skip
    files.claim(shown.files)
    for file in shown.files:
        role = role_of(file)
        public = role != Attachment.Role.DOCUMENT or shown.public_documents
        values = {"proof": proof, "role": role, "public": public, "added_by": name_of(by)}
        Attachment.objects.update_or_create(case=case, file=file, defaults=values)
    own.filter(pk__in=shown.before, role=Attachment.Role.REPORT).update(proof=proof, public=True)
    field.filter(added_at__gte=case.started_at).update(proof=proof, public=True)
    return proof


def _recorded(proof: Proof) -> dict[str, object]:
    shown = list(proof.attachments.values_list("file__token", "role"))
    return {
        "state": proof.case.state, "proof": proof.text, "files": shown, "link": proof.link, "exempt": proof.exempt,
        "silent_at": proof.silent_at, "unasked": proof.unasked,
    }  # fmt: skip


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with its fields filled; what is no field stays as it is."""
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text.strip()


def link(case: Case) -> str:
    """The public address of a case."""
    return f"{settings.BALAREA_PUBLIC_URL.rstrip('/')}/kasus/{case.reference}/"


def question(case: Case | None) -> str:
    """The canned question, in the language the citizen wrote; the fields are filled when it is sent."""
    texts = defaults.questions()
    first = correcting.opening(case) if case else None
    post = posts.post(first) if first else None
    return texts.get(post.lang if post else "id", texts["id"])


@transaction.atomic
def reopen(reference: str, reason: str, *, by: Actor) -> Case:
    """Open a closed case again (also the way to undo a closing), or one that waits for the citizen's word on its proof."""
    case = locked(reference, by)
    if case.state != CaseState.CLOSED and not (case.state == CaseState.ANSWERED and in_force(case)):
        raise Conflict("Kasus ini tidak sedang ditutup.")
    before = {"state": case.state}
    case.state = move(case.state, CaseState.OPEN if case.agency_id else CaseState.TRIAGE)
    case.closed_at, case.closed_by = None, None
    case.confirmed = case.dismissed = case.unheard = False
    case.reopened += 1
    asides.forget(case)
    clockwork.restart(case, now(), promises.load())
    case.save()
    say(case, Entry.Kind.EVENT, f"Dibuka kembali: {reason.strip() or 'penutupan dibatalkan'}", by)
    audit.record(
        "reopen_case", "case", case.reference, by=by, before=before,
        after={"state": case.state, "reason": reason.strip()},
    )  # fmt: skip
    return case


def in_force(case: Case) -> Proof | None:
    """The proof that was shown on this desk since the clock last began, or None."""
    return Proof.objects.filter(case=case, cycle=case.cycle, agency_id=case.agency_id).last()


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
