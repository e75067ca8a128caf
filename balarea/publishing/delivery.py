"""Sending one delivery, exactly once.

QUEUED → SENDING commits before the network is called; whoever changed that one row goes on, anybody else stops. A timeout,
or a worker that died while SENDING, leaves UNKNOWN: then the account is read, and only if the text is not there it is
queued again, with the same idempotency key."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from balarea import networks
from balarea.audit import services as audit
from balarea.core.clock import now
from balarea.networks.errors import Expired, Refused, Retry, Unknown, Unsupported
from balarea.networks.values import AccountKey, Draft, PostRef, Sent
from balarea.publishing.models import Delivery, Message
from balarea.publishing.states import DeliveryState, MessageState
from balarea.registry.queries import credential

BY = "system:worker"
ATTEMPTS = 8
ABANDONED = timedelta(minutes=5)  # SENDING for longer: its worker died


def due() -> list[int]:
    """Deliveries to be worked on now: queued ones, doubtful ones, and those whose worker died."""
    moment = now()
    waiting = Q(state__in=["queued", "unknown"], due_at__lte=moment)
    lost = Q(state="sending", sending_since__lt=moment - ABANDONED)
    return list(Delivery.objects.filter(waiting | lost).order_by("due_at").values_list("pk", flat=True)[:200])


def work(delivery_id: int) -> None:
    """Take one delivery a step further."""
    delivery = Delivery.objects.select_related("account", "message").get(pk=delivery_id)
    was = delivery.state
    if was == DeliveryState.SENT or was == DeliveryState.FAILED or not _claim(delivery):
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
    except (Refused, Expired, Unsupported) as error:
        _fail(delivery, str(error))


def draft_of(delivery: Delivery) -> Draft:
    """The same draft at every attempt: key and time are the delivery's."""
    network = delivery.account.network
    return Draft(
        delivery.text, delivery.idempotency_key.hex, created_at=delivery.created_at,
        in_reply_to=PostRef(network, delivery.reply_to) if delivery.reply_to else None,
        root=PostRef(network, delivery.root) if delivery.root else None,
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
    if delivery.attempts >= ATTEMPTS:
        _fail(delivery, reason)
        return
    wait = after if after is not None else 5.0 * 2 ** (delivery.attempts - 1)
    if _finish(delivery, state=state, error=reason[:500], due_at=now() + timedelta(seconds=min(wait, 3600.0))):
        audit.record(
            "deliver_again", "delivery", str(delivery.pk), by=BY, after={"state": state, "error": reason[:500]}
        )


@transaction.atomic
def _fail(delivery: Delivery, reason: str) -> None:
    if _finish(delivery, state=DeliveryState.FAILED, error=reason[:500]):
        audit.record("deliver_failed", "delivery", str(delivery.pk), by=BY, after={"error": reason[:500]})
