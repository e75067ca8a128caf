"""Writes of cases."""

from typing import Any

from django.db import transaction

from balarea.audit import services as audit
from balarea.cases import correcting
from balarea.cases import intake as intaken
from balarea.cases.models import Case, Entry
from balarea.cases.originals import kept, original
from balarea.cases.queries import of_post, sees_post
from balarea.cases.sla import PROMISES, due_at
from balarea.cases.states import CaseState, move
from balarea.conduct import mask
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict, NotFound
from balarea.language.labels import HEADS
from balarea.networks.values import PostRef
from balarea.people.queries import Actor, Permission, User, must, name_of
from balarea.posts import queries as posts
from balarea.posts import services as stored
from balarea.publishing import queries as published
from balarea.publishing import services as publishing
from balarea.registry import queries as registry

MAX_TEXT = 5000
SHORTEST_REASON = 5  # letters


def intake(refs: list[PostRef], *, by: Actor) -> list[Case]:
    """Cases of stored posts, opened or enlarged; the same posts again change nothing (see `intake.py`)."""
    taken = [intaken.take(post, by) for post in posts.posts(refs)]
    return [case for case in taken if case is not None]


@transaction.atomic
def reply(reference: str, text: str, *, by: Actor) -> Entry:
    """Answer in the thread the case came from, through the agency's account there. ANSWERED once it stands there."""
    case = _locked(reference, by)
    if case.state == CaseState.TRIAGE or case.agency_id is None:
        raise Conflict("Pilih dahulu instansi yang menangani kasus ini.")
    account = _account(case)
    spoken = case.entries.filter(kind=Entry.Kind.CITIZEN).order_by("-at", "-id").first()
    last = spoken.external_id if spoken else case.root_external_id
    delivery = publishing.reply(
        account, _text(text), in_reply_to=PostRef(case.network, last), root=PostRef(case.network, case.root_external_id),
        by=by,
    )  # fmt: skip
    return _say(case, Entry.Kind.REPLY, delivery.text, by, delivery_id=delivery.pk, network=case.network)


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
    entry = _say(case, Entry.Kind.NOTE, _text(text), by)  # the record gets the masked text: it is kept for ever
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
    case.state = move(case.state, CaseState.OPEN)
    case.closed_at = case.closed_by = None
    case.save()
    _say(case, Entry.Kind.EVENT, f"Dialihkan ke {agency.name}: {reason.strip()}", by)
    after = {"agency": agency.code, "state": case.state, "reason": mask(reason.strip())}
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
    case.save()
    _say(case, Entry.Kind.EVENT, f"Ditutup dengan bukti: {case.proof}", by)
    after = {"state": case.state, "proof": mask(case.proof)}
    audit.record("close_case", "case", case.reference, by=by, before=before, after=after)
    return case


@transaction.atomic
def reopen(reference: str, reason: str, *, by: Actor) -> Case:
    """Open a closed case again (also the way to undo a closing)."""
    case = _locked(reference, by)
    if case.state != CaseState.CLOSED:
        raise Conflict("Kasus ini tidak sedang ditutup.")
    case.state = move(case.state, CaseState.OPEN if case.agency_id else CaseState.TRIAGE)
    case.closed_at = case.closed_by = None
    case.reopened += 1
    case.confirmed, case.due_at = False, due_at(now(), PROMISES[case.urgency])
    case.save()
    _say(case, Entry.Kind.EVENT, f"Dibuka kembali: {reason.strip() or 'penutupan dibatalkan'}", by)
    audit.record(
        "reopen_case", "case", case.reference, by=by, before={"state": "closed"},
        after={"state": case.state, "reason": mask(reason.strip())},
    )  # fmt: skip
    return case


@transaction.atomic
def look(reference: str, entry_id: int, reason: str, *, by: Actor) -> str:
    """The original text of an entry that is shown masked, for a stated reason: who looked, at what and why is recorded
    before it is given out. BalareaError when the key it was sealed with is another one."""
    case = Case.objects.filter(reference=reference).first()
    entry = Entry.objects.filter(pk=entry_id, case=case).first() if case else None
    if case is None or entry is None:
        raise NotFound("Tulisan itu tidak ada dalam kasus ini.")
    must(by, Permission.SEE_ORIGINALS, case.agency_id or "")
    if len(reason.strip()) < SHORTEST_REASON:
        raise BalareaError("Tulis alasan melihat teks asli, misalnya: menelepon pelapor.")
    after = {"entry": entry.pk, "reason": mask(_text(reason))}
    audit.record("look_original", "case", case.reference, by=by, after=after)
    return original(entry)


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
    return Entry.objects.create(case=case, kind=kind, at=now(), actor=name_of(by), **kept(text), **more)
