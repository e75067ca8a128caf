"""Writes of publishing: from a concept through a second person to the networks' queue."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q

from balarea import conduct, networks
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict, NotAllowed, NotFound
from balarea.core.text import clip, web_address
from balarea.networks.values import PostRef
from balarea.notices import services as notices
from balarea.people.queries import Actor, Permission, must, name_of, who_may
from balarea.publishing.arriving import confirm as confirm
from balarea.publishing.arriving import note_arrivals as note_arrivals
from balarea.publishing.arriving import note_early as note_early
from balarea.publishing.arriving import retry as retry
from balarea.publishing.models import Delivery, Message
from balarea.publishing.states import MessageState, move
from balarea.registry import recording as audit
from balarea.registry.queries import Account, accounts

LONGEST = 65_000  # characters: no network takes more


@dataclass(frozen=True)
class Content:
    """What a message says; `reported_value` belongs to `indicator_code` and `period`, or all three are empty."""

    text: str
    account_ids: list[int] = field(default_factory=list)
    indicator_code: str = ""
    reported_value: Decimal | None = None
    period: str = ""
    evidence_url: str = ""


@transaction.atomic
def draft(agency_code: str, content: Content, *, by: Actor) -> Message:
    """Write a message down; nothing is published yet."""
    must(by, Permission.WRITE_MESSAGES, agency_code)
    message = Message(agency_id=agency_code, author=name_of(by), created_at=now())
    return _fill(message, content, "draft_message", by)


@transaction.atomic
def edit(message_id: int, content: Content, *, by: Actor) -> Message:
    """Change a concept; a rejected one becomes a concept again."""
    message = _locked(message_id)
    must(by, Permission.WRITE_MESSAGES, message.agency_id)
    if message.state == MessageState.REJECTED:
        message.state = move(message.state, MessageState.DRAFT)
    if message.state != MessageState.DRAFT:
        raise Conflict("Pesan ini sudah diajukan; tarik dahulu untuk mengubahnya.")
    return _fill(message, content, "edit_message", by)


def _fill(message: Message, content: Content, action: str, by: Actor) -> Message:
    if not content.text.strip():
        raise BalareaError("Pesan masih kosong.")
    if len(content.text) > LONGEST:
        raise BalareaError(f"Pesan lebih panjang dari {LONGEST} huruf; tidak ada jejaring yang memuatnya.")
    whole = (bool(content.indicator_code), content.reported_value is not None, bool(content.period))
    if any(whole) and not all(whole):
        raise BalareaError("Laporan kinerja memerlukan indikator, nilai, dan masa sekaligus.")
    if not web_address(content.evidence_url) or len(content.evidence_url) > 200:
        raise BalareaError("Alamat bukti harus diawali https://, paling panjang 200 huruf.")
    chosen = [each for each in accounts(message.agency_id).filter(pk__in=content.account_ids) if speaks(each)]
    if len(chosen) != len(set(content.account_ids)):
        raise BalareaError("Ada akun yang bukan milik instansi ini, atau yang hanya untuk menjawab.")
    message.text, message.indicator_code = content.text.strip(), content.indicator_code
    message.reported_value, message.period = content.reported_value, content.period
    message.evidence_url = content.evidence_url
    message.submitted_at = message.submitted_by = message.decided_at = message.decided_by = None
    message.save()
    message.accounts.set(chosen)
    after = {"text": message.text, "accounts": [account.pk for account in chosen], "indicator": message.indicator_code,
             "value": message.reported_value, "period": message.period}  # fmt: skip
    audit.record(action, "message", str(message.pk), by=by, after=after)
    return message


def speaks(account: Account) -> bool:
    """Whether messages to everybody can go out there; the others only answer persons, or are only read."""
    return networks.limits(account.network).speaks == "posts"


@transaction.atomic
def submit(message_id: int, *, by: Actor) -> Message:
    """Ask a second person; refused while a rule of conduct blocks it or it fits no chosen network."""
    message = _locked(message_id)
    must(by, Permission.WRITE_MESSAGES, message.agency_id)
    _fit_to_go(message)
    message.submitted_at, message.submitted_by = now(), name_of(by)
    _moved(message, MessageState.SUBMITTED, "submit_message", by)
    _ask_a_second_person(message, by)
    return message


def _ask_a_second_person(message: Message, by: Actor) -> None:
    able = [
        name
        for name in who_may(Permission.APPROVE_MESSAGES, message.agency_id)
        if name not in {message.author, message.submitted_by}
    ]
    event = f"approval:{message.pk}:{message.submitted_at:%Y%m%d%H%M%S.%f}"  # each submission anew
    text = f"Pesan menunggu persetujuan Anda\nDiajukan {message.submitted_by}: {clip(message.text, 120)}"
    notices.tell(able, event, text, f"/terbit/{message.pk}/", notices.Kind.APPROVAL, by=by)


def _fit_to_go(message: Message) -> None:
    blocking = [
        found for found in conduct.check(message.text, indicator=message.indicator_code or None) if found.blocks
    ]
    if blocking:
        raise BalareaError(" ".join(found.message for found in blocking))
    chosen = list(message.accounts.all())
    if not chosen:
        raise BalareaError("Pilih sedikitnya satu akun.")
    for account in chosen:
        preview = networks.preview(message.text, account.network)
        if not preview.fits:
            raise BalareaError(f"Terlalu panjang untuk {preview.title}: {preview.length} dari {preview.limit}.")


@transaction.atomic
def withdraw(message_id: int, *, by: Actor) -> Message:
    """Take a submitted message back to change it."""
    message = _locked(message_id)
    must(by, Permission.WRITE_MESSAGES, message.agency_id)
    message.submitted_at = message.submitted_by = None
    return _moved(message, MessageState.DRAFT, "withdraw_message", by)


@transaction.atomic
def approve(message_id: int, *, by: Actor) -> Message:
    """Let a message go out: by another person than its author and its submitter. Its deliveries are queued."""
    message = _locked(message_id)
    must(by, Permission.APPROVE_MESSAGES, message.agency_id)
    if name_of(by) in {message.author, message.submitted_by}:
        raise NotAllowed("Orang kedua yang menyetujui, bukan penulis atau pengajunya.")
    _fit_to_go(message)
    message.decided_at, message.decided_by = now(), name_of(by)
    _moved(message, MessageState.APPROVED, "approve_message", by)
    for account in message.accounts.all():
        _queue(account, message.text, message=message)
    return message


@transaction.atomic
def reject(message_id: int, reason: str, *, by: Actor) -> Message:
    """Send a message back to its author with a reason."""
    message = _locked(message_id)
    must(by, Permission.APPROVE_MESSAGES, message.agency_id)
    if not reason.strip():
        raise BalareaError("Tulis alasannya, supaya penulis tahu apa yang perlu diubah.")
    message.decided_at, message.decided_by, message.reason = now(), name_of(by), reason.strip()
    return _moved(message, MessageState.REJECTED, "reject_message", by)


@transaction.atomic
def reply(
    account: Account, text: str, *, in_reply_to: PostRef, root: PostRef, by: Actor, in_parts: bool = False,
    template: str = "",
) -> list[Delivery]:  # fmt: skip
    """Queue an answer in a thread, filling a template where the network takes nothing else. It needs no second person, but
    the rules of conduct hold. One that is too long for the network is queued as several numbered posts when `in_parts` allows
    it, each an answer to the one before."""
    keep_conduct(text)
    preview = networks.preview(text, account.network)
    parts = networks.parts(text, account.network) if in_parts and not template else (text,)
    if not preview.fits and (template or not in_parts):
        raise BalareaError(f"Terlalu panjang untuk {preview.title}: {preview.length} dari {preview.limit}.")
    queued: list[Delivery] = []
    for part in parts:
        where = {"after": queued[-1]} if queued else {"reply_to": in_reply_to.external_id}
        queued.append(_queue(account, part, root=root.external_id, template=template, **where))
    after = {"account": account.pk, "text": text, "in_reply_to": in_reply_to.external_id,
             "parts": len(parts)}  # fmt: skip
    audit.record("queue_reply", "delivery", str(queued[0].pk), by=by, after=after)
    return queued


def keep_conduct(text: str) -> None:
    """BalareaError when the rules hold an answer to a citizen back."""
    blocking = [found for found in conduct.check(text, is_reply=True) if found.blocks]
    if blocking:
        raise BalareaError(" ".join(found.message for found in blocking))


@transaction.atomic
def erase_traces(network: str, external_ids: set[str], ref: Callable[[str], str], text: Callable[[str], str]) -> int:
    """Rewrite what our answers to some posts keep of their author: the ids they answer to and his handle in their texts.
    How many answers. The event belongs to the caller."""
    answers = Delivery.objects.select_for_update().filter(
        Q(reply_to__in=external_ids) | Q(root__in=external_ids), account__network=network
    )
    for each in answers:
        each.reply_to, each.root, each.text = ref(each.reply_to), ref(each.root), text(each.text)
        each.external_id = ref(each.external_id)
        each.save()
    return len(answers)


def _queue(account: Account, text: str, **values: Any) -> Delivery:
    return Delivery.objects.create(
        account=account, text=text, idempotency_key=uuid.uuid4(), created_at=now(), due_at=now(), **values
    )


def _moved(message: Message, state: MessageState, action: str, by: Actor) -> Message:
    before = message.state
    message.state = move(message.state, state)
    message.save()
    after = {"state": message.state} | ({"reason": message.reason} if message.reason else {})
    audit.record(action, "message", str(message.pk), by=by, before={"state": before}, after=after)
    return message


def _locked(message_id: int) -> Message:
    message = Message.objects.select_for_update().filter(pk=message_id).first()
    if message is None:
        raise NotFound("Pesan itu tidak ada.")
    return message
