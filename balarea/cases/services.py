"""Writes of cases."""

import json
import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from balarea.audit import services as audit
from balarea.cases import clockwork, correcting, defaults, promises, reports
from balarea.cases import intake as intaken
from balarea.cases.climb import Notice, escalate
from balarea.cases.models import Case, Entry, Receipt
from balarea.cases.queries import of_post, sees_post
from balarea.cases.reports import Handed, TooMany
from balarea.cases.settings import remove_day, remove_level, remove_week, save_day, save_level, save_week
from balarea.cases.sla import ServiceClass
from balarea.cases.states import RUNNING, CaseState, move
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict, NotFound
from balarea.language.labels import HEADS
from balarea.networks import report
from balarea.networks.values import PostRef
from balarea.people.queries import Actor, Permission, User, must, name_of
from balarea.posts import queries as posts
from balarea.posts import services as stored
from balarea.publishing import queries as published
from balarea.publishing import services as publishing
from balarea.registry import queries as registry

__all__ = [
    "Handed", "Notice", "TooMany", "acknowledge", "close", "escalate", "intake", "note", "proceed", "receive", "reclassify",
    "remove_day", "remove_level", "remove_week", "reopen", "reply", "route", "save_day", "save_level", "save_week",
    "see_contact", "settle_replies", "take_reports", "wait",
]  # fmt: skip
MAX_TEXT = 5000
LOG = logging.getLogger(__name__)


def intake(refs: list[PostRef], *, by: Actor) -> list[Case]:
    """Cases of stored posts, opened or enlarged; the same posts again change nothing (see `intake.py`)."""
    promised = promises.load()
    taken = [intaken.take(post, promised, by) for post in posts.posts(refs)]
    return [case for case in taken if case is not None]


@transaction.atomic
def reply(reference: str, text: str, *, by: Actor) -> Entry:
    """Answer in the thread the case came from, through the agency's account there. ANSWERED once it stands there."""
    case = _locked(reference, by)
    if case.state == CaseState.TRIAGE or case.agency_id is None:
        raise Conflict("Pilih dahulu instansi yang menangani kasus ini.")
    if case.network == report.NETWORK:
        return _answer_here(case, _text(text), by)
    account = _account(case)
    spoken = case.entries.filter(kind=Entry.Kind.CITIZEN).order_by("-at", "-id").first()
    last = spoken.external_id if spoken else case.root_external_id
    delivery = publishing.reply(
        account, _text(text), in_reply_to=PostRef(case.network, last), root=PostRef(case.network, case.root_external_id),
        by=by,
    )  # fmt: skip
    if _acknowledge(case, by):  # who answers has seen it
        case.save()
    return _say(case, Entry.Kind.REPLY, delivery.text, by, delivery_id=delivery.pk, network=case.network)


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
    entry = _say(case, Entry.Kind.REPLY, text, by, network=case.network)
    after = {"state": case.state, "answered_at": case.answered_at, "text": text}
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


@transaction.atomic
def see_contact(reference: str, *, by: Actor) -> dict[str, str]:
    """How the reporter can be reached, unsealed for somebody who works on the case; each look is recorded."""
    case = _locked(reference, by)
    found: dict[str, str] = {}
    for receipt in case.receipts.exclude(sealed_contact=None).order_by("pk"):
        found |= json.loads(registry.unseal(bytes(receipt.sealed_contact or b"")))
    audit.record("see_contact", "case", case.reference, by=by, after={"seen": sorted(found)})
    return found


def _account(case: Case) -> registry.Account:
    own = registry.connected().filter(agency_id=case.agency_id, network=case.network)
    chosen = own.filter(pk=case.account_id or 0).first() or own.first()
    if chosen is None:
        raise BalareaError(f"{case.agency} belum punya akun terhubung di {case.network}; hubungkan dahulu di Daftar.")
    return chosen


@transaction.atomic
def note(reference: str, text: str, *, by: Actor) -> Entry:
    """Write something down that only the desk sees."""
    case = _locked(reference, by)
    entry = _say(case, Entry.Kind.NOTE, _text(text), by)
    audit.record("note_case", "case", case.reference, by=by, after={"text": entry.text})
    return entry


@transaction.atomic
def route(reference: str, agency_code: str, reason: str, *, by: Actor, topic: str = "") -> Case:
    """Hand the case to another agency, with a reason that stays with the case; the true `topic`, when one is given, is
    learnt as a correction of the post."""
    case = _locked(reference, by)
    agency = registry.agency(agency_code)
    if agency is None:
        raise NotFound(f"Instansi {agency_code!r} tidak ada.")
    if case.agency_id == agency.code:
        raise Conflict(f"Kasus ini sudah berada di {agency.name}.")
    if not reason.strip():
        raise BalareaError("Tulis alasannya, supaya penerima tahu mengapa.")
    if topic:
        _correct_topic(case, topic, by)
    before = {"agency": case.agency_id, "state": case.state}
    case.agency_id, case.routing_reason, case.routing_confidence = agency.code, reason.strip(), 1.0
    _run(case, now())
    case.save()
    _say(case, Entry.Kind.EVENT, f"Dialihkan ke {agency.name}: {reason.strip()}", by)
    after = {"agency": agency.code, "state": case.state, "reason": reason.strip()}
    audit.record("route_case", "case", case.reference, by=by, before=before, after=after)
    return case


@transaction.atomic
def correct_topic(reference: str, topic: str, *, by: Actor) -> Case:
    """Say what the case is truly about: a correction of the post that opened it, which the next model learns from."""
    case = _locked(reference, by)
    if case.state == CaseState.CLOSED:
        raise Conflict("Kasus ini sudah ditutup; buka kembali dahulu.")
    _correct_topic(case, topic, by)
    return case


def _correct_topic(case: Case, topic: str, by: Actor) -> None:
    if topic not in HEADS["topic"]:
        raise BalareaError(f"Topik {topic!r} tidak dikenal.")
    first = correcting.opening(case)
    if first is not None and posts.post(first) is not None:
        stored.correct(first, "topic", topic, by=by, desk=case.agency_id or "")
    if case.topic != topic:
        correcting.set_label(case, "topic", topic, by)


@transaction.atomic
def correct_post(ref: PostRef, label: str, value: str, *, by: Actor) -> posts.Correction:
    """Set a label of a post to what a person says; the case that the post belongs to follows while it is not closed.

    Analysts may correct any post, operators the posts of their own agency's cases (NotFound for any other)."""
    case = _case_of(ref, by)
    made = stored.correct(ref, label, value, by=by, desk=_desk(case))
    if case is not None:
        correcting.follow(case, ref, label, by)
    return made


@transaction.atomic
def withdraw_correction(correction_id: int, *, by: Actor) -> posts.Correction:
    """Undo a correction: post and case have the model's value again."""
    known = posts.correction(correction_id)
    if known is None:
        raise NotFound("Koreksi itu tidak ada.")
    case = _case_of(known.ref, by)
    held = stored.withdraw(correction_id, by=by, desk=_desk(case))
    if case is not None:
        correcting.follow(case, held.ref, held.label, by)
    return held


def _case_of(ref: PostRef, by: Actor) -> Case | None:
    found = of_post(ref)
    if isinstance(by, User) and not sees_post(by, found):
        raise NotFound("Unggahan itu tidak ada, atau tidak di meja Anda.")
    if found is None:
        return None
    return Case.objects.select_for_update(of=("self",)).get(pk=found.pk)


def _desk(case: Case | None) -> str:
    return (case.agency_id or "") if case else ""


@transaction.atomic
def close(reference: str, proof: str, *, by: Actor) -> Case:
    """Close with proof: what was done and where it can be seen."""
    case = _locked(reference, by)
    if not proof.strip():
        raise BalareaError("Tulis bukti penyelesaian: apa yang dikerjakan dan di mana dapat dilihat.")
    before = {"state": case.state}
    case.state = move(case.state, CaseState.CLOSED)
    case.closed_at, case.closed_by, case.proof = now(), name_of(by), _text(proof)
    clockwork.resume(case, case.closed_at, promises.load())
    case.save()
    _say(case, Entry.Kind.EVENT, f"Ditutup dengan bukti: {case.proof}", by)
    audit.record(
        "close_case", "case", case.reference, by=by, before=before, after={"state": case.state, "proof": case.proof}
    )
    return case


@transaction.atomic
def reopen(reference: str, reason: str, *, by: Actor) -> Case:
    """Open a closed case again (also the way to undo a closing)."""
    case = _locked(reference, by)
    if case.state != CaseState.CLOSED:
        raise Conflict("Kasus ini tidak sedang ditutup.")
    case.state = move(case.state, CaseState.OPEN if case.agency_id else CaseState.TRIAGE)
    case.closed_at, case.closed_by, case.confirmed = None, None, False
    clockwork.restart(case, now(), promises.load())
    case.save()
    _say(case, Entry.Kind.EVENT, f"Dibuka kembali: {reason.strip() or 'penutupan dibatalkan'}", by)
    audit.record(
        "reopen_case", "case", case.reference, by=by, before={"state": "closed"},
        after={"state": case.state, "reason": reason.strip()},
    )  # fmt: skip
    return case


@transaction.atomic
def wait(reference: str, reason: str, *, by: Actor) -> Case:
    """Stop the clock until the citizen, who was asked something, writes again; the reason stays with the case."""
    case = _locked(reference, by)
    if not reason.strip():
        raise BalareaError("Tulis apa yang ditunggu dari warga.")
    before = {"state": case.state}
    state = move(case.state, CaseState.WAITING)
    clockwork.stop(case, now())
    case.state = state
    case.save()
    _say(case, Entry.Kind.EVENT, f"Menunggu warga: {_text(reason)}", by)
    after = {"state": case.state, "since": case.waiting_since, "reason": reason.strip()}
    audit.record("wait_for_citizen", "case", case.reference, by=by, before=before, after=after)
    return case


@transaction.atomic
def proceed(reference: str, *, by: Actor) -> Case:
    """Set the clock going again without the citizen's word, with the time that was left."""
    case = _locked(reference, by)
    if case.state != CaseState.WAITING:
        raise Conflict("Kasus ini tidak sedang menunggu warga.")
    before = {"state": case.state, "due_at": case.due_at}
    _run(case, now())
    case.save()
    _say(case, Entry.Kind.EVENT, "Dilanjutkan tanpa menunggu warga.", by)
    after = {"state": case.state, "due_at": case.due_at}
    audit.record("proceed_case", "case", case.reference, by=by, before=before, after=after)
    return case


def _run(case: Case, at: datetime) -> None:
    """Make the case open: a closed one begins anew, a waiting or answered one goes on with what was left."""
    promised, before = promises.load(), case.state
    if before == CaseState.ANSWERED:
        clockwork.stop(case, at)
    case.state = move(before, CaseState.OPEN)
    case.closed_at = case.closed_by = None
    if before == CaseState.CLOSED:
        clockwork.restart(case, at, promised)
    else:
        clockwork.resume(case, at, promised)


@transaction.atomic
def acknowledge(reference: str, *, by: Actor) -> Case:
    """Say that a person has seen an emergency and takes it on."""
    case = _locked(reference, by)
    if not _acknowledge(case, by):
        raise Conflict("Kasus ini tidak perlu diterima, atau sudah diterima orang lain.")
    case.save()
    _say(case, Entry.Kind.EVENT, "Darurat diterima dan dikerjakan.", by)
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
    case = _locked(reference, by)
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
    _say(case, Entry.Kind.EVENT, f"Kelas diubah: {label} ({case.promise}). {_text(reason)}", by)
    after = {"promise": str(case.promise), "due_at": case.due_at, "reason": reason.strip()}
    audit.record("reclassify_case", "case", case.reference, by=by, before=before, after=after)
    return case


def settle_replies(*, by: Actor) -> int:
    """Carry what became of queued answers into their cases: ANSWERED when one stands in the thread; returns how many."""
    waiting = Entry.objects.filter(kind=Entry.Kind.REPLY, delivery_id__isnull=False, external_id="")
    found = published.deliveries([entry.delivery_id for entry in waiting if entry.delivery_id])
    sent = [entry.pk for entry in waiting if found[entry.delivery_id or 0].state == published.DeliveryState.SENT]
    return sum(_settle(entry_id, by) for entry_id in sent)


@transaction.atomic
def _settle(entry_id: int, by: Actor) -> int:
    case = Case.objects.select_for_update().get(entries=entry_id)
    entry = Entry.objects.select_for_update().get(pk=entry_id)
    if entry.external_id:
        return 0
    delivery = published.deliveries([entry.delivery_id or 0])[entry.delivery_id or 0]
    # the network may have given our answer back before its delivery was written down
    Entry.objects.filter(network=case.network, external_id=delivery.external_id).exclude(pk=entry.pk).delete()
    entry.external_id, entry.url = delivery.external_id, delivery.url
    entry.save()
    before = {"state": case.state, "answered_at": case.answered_at}
    if case.state == CaseState.OPEN:
        case.state = move(case.state, CaseState.ANSWERED)
        clockwork.hold(case)
    case.answered_at = case.answered_at or delivery.sent_at
    case.save()
    after = {"state": case.state, "answered_at": case.answered_at, "url": entry.url}
    audit.record("answer_case", "case", case.reference, by=by, before=before, after=after)
    return 1


def _locked(reference: str, by: Actor) -> Case:
    case = Case.objects.select_for_update(of=("self",)).select_related("agency").filter(reference=reference).first()
    if case is None:
        raise NotFound("Kasus itu tidak ada.")
    must(by, Permission.WORK_CASES, case.agency_id or "")
    return case


def _text(typed: str) -> str:
    text = typed.replace("\0", "").strip()
    if not text:
        raise BalareaError("Tulis dahulu isinya.")
    if len(text) > MAX_TEXT:
        raise BalareaError(f"Terlalu panjang: {len(text)} dari {MAX_TEXT} huruf.")
    return text


def _say(case: Case, kind: Entry.Kind, text: str, by: Actor, **more: Any) -> Entry:
    return Entry.objects.create(case=case, kind=kind, at=now(), actor=name_of(by), text=text, **more)
