"""Writes of cases."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from balarea.audit import services as audit
from balarea.cases import asides, batch, clockwork, correcting, defaults, grouping, promises, reports
from balarea.cases import intake as intaken
from balarea.cases.batch import Done
from balarea.cases.climb import Notice, escalate
from balarea.cases.grouping import propose
from balarea.cases.incidents import dissolve, join, rejoin, restore, split
from balarea.cases.looking import look, see_contact
from balarea.cases.models import Case, Entry, Receipt
from balarea.cases.queries import waiting
from balarea.cases.relabelling import correct_post, correct_topic, relabel, withdraw_correction
from balarea.cases.reports import Handed, TooMany
from balarea.cases.settings import remove_day, remove_level, remove_week, save_day, save_level, save_week
from balarea.cases.settling import settle_replies
from balarea.cases.sla import ServiceClass
from balarea.cases.states import RUNNING, CaseState, move
from balarea.cases.writing import checked, locked, say
from balarea.conduct import mask
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict, NotFound
from balarea.language.labels import HEADS
from balarea.networks import report
from balarea.networks.values import PostRef
from balarea.people.queries import Actor, Permission, must, name_of
from balarea.posts import queries as posts
from balarea.posts import services as stored
from balarea.publishing import services as publishing
from balarea.registry import queries as registry

__all__ = [
    "Done", "Handed", "Notice", "TooMany", "acknowledge", "answer_many", "close", "close_many", "correct_post",
    "correct_topic", "dismiss", "dismiss_many", "dissolve", "escalate", "intake", "join", "look", "note", "proceed",
    "propose", "receive", "reclassify", "rejoin", "remove_day", "remove_level", "remove_week", "reopen", "reply", "restore",
    "route", "save_day", "save_level", "save_week", "see_contact", "settle_replies", "split", "take_reports", "wait",
    "withdraw_correction",
]  # fmt: skip
COPIED = timedelta(days=3)  # between the same text by the same author, for it to be one case
LOG = logging.getLogger(__name__)


def intake(refs: list[PostRef], *, by: Actor) -> list[Case]:
    """Cases of stored posts, opened or enlarged; the same posts again change nothing (see `intake.py`).

    Copies of a post are known by the root of its conversation; one that is not stored yet makes a case of its own, which
    the desk shows as the same incident."""
    promised = promises.load()
    found, last = posts.posts(refs), _newest()
    roots = {post.ref: PostRef(post.network, asides.root_of(post)) for post in found}
    copied = posts.copies(
        [post for post in posts.posts(list(set(roots.values()))) if post.network != report.NETWORK], COPIED
    )
    taken = [intaken.take(post, promised, by, copied.get(roots[post.ref], ())) for post in found]
    cases = [case for case in taken if case is not None]
    if any(case.pk > last for case in cases):
        grouping.propose(by=by)
    return cases


def _newest() -> int:
    return Case.objects.aggregate(newest=Max("pk"))["newest"] or 0


@transaction.atomic
def reply(reference: str, text: str, *, by: Actor) -> Entry:
    """Answer in the thread the case came from, through the agency's account there. ANSWERED once it stands there."""
    case = locked(reference, by)
    if case.state == CaseState.TRIAGE or case.agency_id is None:
        raise Conflict("Pilih dahulu instansi yang menangani kasus ini.")
    if case.network == report.NETWORK:
        return _answer_here(case, checked(text), by)
    account = _account(case)
    last, root = _thread(case)
    delivery = publishing.reply(account, checked(text), in_reply_to=last, root=root, by=by)
    if _acknowledge(case, by):  # who answers has seen it
        case.save()
    return say(case, Entry.Kind.REPLY, delivery.text, by, delivery_id=delivery.pk, network=case.network)


def _thread(case: Case) -> tuple[PostRef, PostRef]:
    """The citizen's last word, and the root of the thread that it stands in: a pasted copy has one of its own."""
    root = PostRef(case.network, case.root_external_id)
    spoken = case.entries.filter(kind=Entry.Kind.CITIZEN).exclude(external_id="").order_by("-at", "-id").first()
    if spoken is None:
        return root, root
    last = PostRef(case.network, spoken.external_id)
    post = posts.post(last)
    return last, PostRef(case.network, asides.root_of(post)) if post else root


def _answer_here(case: Case, text: str, by: Actor) -> Entry:
    """Answer a report that came from no network: the answer stands on its public page at once, and other systems read it."""
    publishing.keep_conduct(text)
    before = {"state": case.state, "answered_at": case.answered_at}
    _acknowledge(case, by)  # who answers has seen it
    if case.state == CaseState.OPEN:
        case.state = move(case.state, CaseState.ANSWERED)
        clockwork.hold(case)
    case.answered_at = case.answered_at or now()
    case.save()
    entry = say(case, Entry.Kind.REPLY, text, by, network=case.network)
    after = {"state": case.state, "answered_at": case.answered_at, "text": entry.text}
    audit.record("answer_case", "case", case.reference, by=by, before=before, after=after)
    return entry


def receive(handed: Handed, *, by: Actor, key: registry.ApiKey | None = None) -> Receipt:
    """Take a report, or what is said later about one, that was handed to us directly (see `reports.py`).

    Taken in at once, unless the key asks for a token first. The same again within minutes gives the same receipt."""
    receipt = reports.keep(handed, key, by)
    return receipt if key is not None and key.defers else reports.take_in(receipt, intake, by)


def take_reports(*, by: Actor, older_than: timedelta = timedelta()) -> int:
    """Take in the reports that were kept but not yet taken in; returns how many. One that is refused waits for a person
    (it is logged each time) and stops no other."""
    taken = 0
    for each in reports.waiting(older_than):
        try:
            reports.take_in(each, intake, by)
            taken += 1
        except BalareaError as error:
            LOG.error("the report %s cannot be taken in: %s", each.token, error)
    return taken


def _account(case: Case) -> registry.Account:
    own = registry.connected().filter(agency_id=case.agency_id, network=case.network)
    chosen = own.filter(pk=case.account_id or 0).first() or own.first()
    if chosen is None:
        raise BalareaError(f"{case.agency} belum punya akun terhubung di {case.network}; hubungkan dahulu di Daftar.")
    return chosen


@transaction.atomic
def note(reference: str, text: str, *, by: Actor) -> Entry:
    """Write something down that only the desk sees."""
    case = locked(reference, by)
    entry = say(case, Entry.Kind.NOTE, checked(text), by)  # the record gets the masked text: it is kept for ever
    audit.record("note_case", "case", case.reference, by=by, after={"text": entry.text})
    return entry


@transaction.atomic
def route(reference: str, agency_code: str, reason: str, *, by: Actor, topic: str = "") -> Case:
    """Hand the case to another agency, with a reason that stays with the case; the true `topic`, when one is given, is
    learnt as a correction of the post."""
    case = locked(reference, by)
    agency = registry.agency(agency_code)
    if agency is None:
        raise NotFound(f"Instansi {agency_code!r} tidak ada.")
    if case.agency_id == agency.code:
        raise Conflict(f"Kasus ini sudah berada di {agency.name}.")
    if not reason.strip():
        raise BalareaError("Tulis alasannya, supaya penerima tahu mengapa.")
    if topic:
        relabel(case, topic, by)
    before = {"agency": case.agency_id, "state": case.state}
    case.agency_id, case.routing_reason, case.routing_confidence = agency.code, reason.strip(), 1.0
    _run(case, now())
    case.save()
    say(case, Entry.Kind.EVENT, f"Dialihkan ke {agency.name}: {reason.strip()}", by)
    after = {"agency": agency.code, "state": case.state, "reason": mask(reason.strip())}
    audit.record("route_case", "case", case.reference, by=by, before=before, after=after)
    return case


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
    after = {"state": case.state, "since": case.waiting_since, "reason": mask(reason.strip())}
    audit.record("wait_for_citizen", "case", case.reference, by=by, before=before, after=after)
    return case


@transaction.atomic
def proceed(reference: str, *, by: Actor) -> Case:
    """Set the clock going again without the citizen's word, with the time that was left."""
    case = locked(reference, by)
    if case.state != CaseState.WAITING:
        raise Conflict("Kasus ini tidak sedang menunggu warga.")
    before = {"state": case.state, "due_at": case.due_at}
    _run(case, now())
    case.save()
    say(case, Entry.Kind.EVENT, "Dilanjutkan tanpa menunggu warga.", by)
    after = {"state": case.state, "due_at": case.due_at}
    audit.record("proceed_case", "case", case.reference, by=by, before=before, after=after)
    return case


def _run(case: Case, at: datetime) -> None:
    """Make the case open: a closed one begins anew, a waiting or answered one goes on with what was left."""
    promised, before = promises.load(), case.state
    if before == CaseState.ANSWERED:
        clockwork.stop(case, at)
    case.state = move(before, CaseState.OPEN)
    case.closed_at, case.closed_by, case.dismissed = None, None, False
    if before == CaseState.CLOSED:
        asides.forget(case)
        clockwork.restart(case, at, promised)
    else:
        clockwork.resume(case, at, promised)


@transaction.atomic
def acknowledge(reference: str, *, by: Actor) -> Case:
    """Say that a person has seen an emergency and takes it on."""
    case = locked(reference, by)
    if not _acknowledge(case, by):
        raise Conflict("Kasus ini tidak perlu diterima, atau sudah diterima orang lain.")
    case.save()
    say(case, Entry.Kind.EVENT, "Darurat diterima dan dikerjakan.", by)
    audit.record("acknowledge_case", "case", case.reference, by=by, after={"at": case.acknowledged_at})
    return case


def _acknowledge(case: Case, by: Actor) -> bool:
    if case.acknowledge_due_at is None or case.acknowledged_at or case.state not in RUNNING:
        return False
    case.acknowledged_at, case.acknowledged_by = now(), name_of(by)
    clockwork.plan(case, promises.load())
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
    after = {"promise": str(case.promise), "due_at": case.due_at, "reason": mask(reason.strip())}
    audit.record("reclassify_case", "case", case.reference, by=by, before=before, after=after)
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


@transaction.atomic
def make_case(ref: PostRef, intent: str, *, by: Actor) -> Case:
    """Make a post that was set aside a case: what its writer meant is corrected, and learnt. A dismissed case is opened
    again. NotFound for a post that is not among them, or that came to another agency."""
    aside = waiting(ref, by)
    if intent in intaken.NO_CASE or intent not in HEADS["intent"]:
        raise BalareaError("Pilih apa yang dimaksud warga: keluhan, kejadian, permohonan, pertanyaan, atau aspirasi.")
    must(by, Permission.WORK_CASES, aside.agency_id or "")
    stored.correct(ref, "intent", intent, by=by, desk=aside.agency_id or "")
    if aside.case is not None:
        return reopen(aside.case.reference, "ternyata aduan", by=by)
    found = posts.post(ref)
    case = intaken.take(found, promises.load(), by) if found else None
    if case is None:
        raise Conflict("Unggahan itu tidak dapat dijadikan kasus.")
    grouping.propose(by="system:intake")
    return case


def answer_many(references: list[str], text: str, *, by: Actor) -> Done:
    """One answer to each case, in its own thread; `{handle}` in the text becomes the citizen's handle."""
    checked(text)
    say_to = lambda case: reply(case.reference, text.replace("{handle}", f"@{case.citizen_handle}"), by=by)  # noqa: E731
    return batch.each(references, say_to, by=by)


def route_many(references: list[str], agency_code: str, reason: str, *, by: Actor) -> Done:
    """Hand many cases to one agency; can be undone."""
    return batch.undoable("route", references, lambda case: route(case.reference, agency_code, reason, by=by), by=by)


def close_many(references: list[str], proof: str, *, by: Actor) -> Done:
    """Close many cases with one proof; can be undone."""
    checked(proof)
    return batch.undoable("close", references, lambda case: close(case.reference, proof, by=by), by=by)


def dismiss_many(references: list[str], *, by: Actor) -> Done:
    """Say of many cases that they are no complaints; can be undone."""
    return batch.undoable("dismiss", references, lambda case: dismiss(case.reference, by=by), by=by)


def undo(act_id: int, *, by: Actor) -> Done:
    """Undo routing, closing or dismissing of many cases; what was learnt from a dismissal is taken back too."""
    return batch.undo(act_id, lambda action, case: _unlearn(case, by) if action == "dismiss" else None, by=by)


def _unlearn(case: Case, by: Actor) -> None:
    asides.forget(case)
    first = correcting.opening(case)
    held = posts.corrections([first]).get(first, []) if first else []
    for each in held:
        if each.label == "intent" and each.corrected_by == name_of(by):
            stored.withdraw(each.pk, by=by, desk=case.agency_id or "")
