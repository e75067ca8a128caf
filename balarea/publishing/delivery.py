"""Sending one delivery, exactly once.

QUEUED → SENDING commits before the network is called; whoever changed that one row goes on, anybody else stops. A timeout,
or a worker that died while SENDING, leaves UNKNOWN: then the account is read, and only if the text is not there it is
queued again, with the same idempotency key. Where the account cannot be read for it, it is HELD until a person has looked
(`arriving.py`). A part of a thread waits until the one before it stands: each is an answer to the one before, whose id is
known only then."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from balarea import networks
from balarea.core.clock import now
from balarea.networks.errors import Expired, Refused, Retry, Unknowable, Unknown, Unsupported
from balarea.networks.values import AccountKey, Draft, PostRef, Sent
from balarea.publishing.models import Delivery, Message
from balarea.publishing.states import DeliveryState, MessageState
from balarea.registry import recording as audit
from balarea.registry.queries import credential

BY = "system:worker"
ATTEMPTS = 8
ABANDONED = timedelta(minutes=5)  # SENDING for longer: its worker died


def due() -> list[int]:
    """Deliveries to be worked on now: queued ones, doubtful ones, and those whose worker died."""
    moment = now()
    waiting = Q(state__in=["queued", "unknown"], due_at__lte=moment)
    lost = Q(state="sending", sending_since__lt=moment - ABANDONED)
    turn = Q(after__isnull=True) | Q(after__state=DeliveryState.SENT)
    found = Delivery.objects.filter(waiting | lost, turn)
    return list(found.order_by("due_at", "pk").values_list("pk", flat=True)[:200])


def work(delivery_id: int) -> None:
    """Take one delivery a step further."""
    delivery = Delivery.objects.select_related("account", "message", "after").get(pk=delivery_id)
    was = delivery.state
    if delivery.after and delivery.after.state != DeliveryState.SENT:
        return
    if was == DeliveryState.QUEUED and _too_soon(delivery):
        return
    if was in {DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.HELD} or not _claim(delivery):
        return
    key = credential(delivery.account)
    if key is None:
        _fail(delivery, "Akun belum terhubung; hubungkan di Daftar akun.")
        return
    doubtful = was != DeliveryState.QUEUED
    try:
        sent = networks.get(delivery.account.network).find(key, draft_of(delivery)) if doubtful else None
        _sent(delivery, sent or _send(key, delivery))
    except Retry as error:
        _again(delivery, DeliveryState.UNKNOWN if doubtful else DeliveryState.QUEUED, str(error), error.after)
    except Unknown as error:
        _again(delivery, DeliveryState.UNKNOWN, str(error), None)
    except Unknowable as error:
        _hold(delivery, str(error))
    except (Refused, Expired, Unsupported) as error:
        _fail(delivery, str(error))


def _too_soon(delivery: Delivery) -> bool:
    """Put an answer off that would follow another to the same person faster than the network takes them."""
    pause = timedelta(seconds=networks.limits(delivery.account.network).pair_seconds)
    if not pause or not delivery.root:
        return False
    others = Delivery.objects.filter(account=delivery.account, root=delivery.root).exclude(pk=delivery.pk)
    lately = [at for pair in others.filter(Q(sent_at__gt=now() - pause) | Q(sending_since__gt=now() - pause))
              .values_list("sent_at", "sending_since") for at in pair if at]  # fmt: skip
    if not lately:
        return False
    Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.QUEUED).update(due_at=max(lately) + pause)
    return True


def draft_of(delivery: Delivery) -> Draft:
    """The same draft at every attempt: key and time are the delivery's."""
    network = delivery.account.network
    reply_to = delivery.after.external_id if delivery.after else delivery.reply_to
    return Draft(
        delivery.text, delivery.idempotency_key.hex, created_at=delivery.created_at,
        in_reply_to=PostRef(network, reply_to) if reply_to else None,
        root=PostRef(network, delivery.root) if delivery.root else None, template=delivery.template,
    )  # fmt: skip


def _send(key: AccountKey, delivery: Delivery) -> Sent:
    return networks.get(delivery.account.network).send(key, draft_of(delivery))


def _claim(delivery: Delivery) -> bool:
    same = Delivery.objects.filter(pk=delivery.pk, state=delivery.state, attempts=delivery.attempts)
    if delivery.state == DeliveryState.SENDING:
        same = same.filter(sending_since__lt=now() - ABANDONED)
    delivery.attempts += 1
    return same.update(state=DeliveryState.SENDING, sending_since=now(), attempts=delivery.attempts) == 1


def _finish(delivery: Delivery, **values: object) -> bool:
    mine = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENDING, attempts=delivery.attempts)
    return mine.update(sending_since=None, **values) == 1


@transaction.atomic
def _sent(delivery: Delivery, sent: Sent) -> None:
    done = {"state": DeliveryState.SENT, "sent_at": now(), "external_id": sent.ref.external_id, "url": sent.url}
    if not _finish(delivery, **done, error=""):
        return
    if delivery.message_id and not delivery.message.deliveries.exclude(state=DeliveryState.SENT).exists():  # type: ignore[union-attr]
        _published(delivery.message_id)
    audit.record(
        "deliver", "delivery", str(delivery.pk), by=BY, after={"external_id": sent.ref.external_id, "url": sent.url}
    )


def _published(message_id: int) -> None:
    """Every delivery of the message stands on its network."""
    message = Message.objects.select_for_update().get(pk=message_id)
    before, message.state = {"state": message.state}, MessageState.PUBLISHED
    message.save()
    after = {"state": message.state, "agency": message.agency_id}
    audit.record("publish_message", "message", str(message_id), by=BY, before=before, after=after)


@transaction.atomic
def _again(delivery: Delivery, state: DeliveryState, reason: str, after: float | None) -> None:
    if delivery.attempts % ATTEMPTS == 0:  # a person may give it as many again; the number itself never comes twice
        # one that may have arrived is not called failed: trying again would send it twice
        _hold(delivery, reason) if state == DeliveryState.UNKNOWN else _fail(delivery, reason)
        return
    wait = after if after is not None else 5.0 * 2 ** ((delivery.attempts - 1) % ATTEMPTS)
    if _finish(delivery, state=state, error=reason[:500], due_at=now() + timedelta(seconds=min(wait, 3600.0))):
        audit.record(
            "deliver_again", "delivery", str(delivery.pk), by=BY, after={"state": state, "error": reason[:500]}
        )


@transaction.atomic
def _hold(delivery: Delivery, reason: str) -> None:
    if _finish(delivery, state=DeliveryState.HELD, error=reason[:500]):
        audit.record("deliver_held", "delivery", str(delivery.pk), by=BY, after={"error": reason[:500]})


@transaction.atomic
def _fail(delivery: Delivery, reason: str) -> None:
    if _finish(delivery, state=DeliveryState.FAILED, error=reason[:500]):
        audit.record("deliver_failed", "delivery", str(delivery.pk), by=BY, after={"error": reason[:500]})
