"""Reads of publishing."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from balarea.core.errors import NotFound
from balarea.networks.values import PostRef
from balarea.people.queries import User, agency_of
from balarea.publishing.models import Arrival, Delivery, Message
from balarea.publishing.states import DeliveryState, MessageState

__all__ = [
    "Arrival",
    "Delivery",
    "DeliveryState",
    "Message",
    "MessageState",
    "deliveries",
    "failed_after_all",
    "last_parts",
    "message",
    "messages",
    "own_refs",
    "published",
    "sent_reports",
]


def messages(user: User, state: str = "") -> QuerySet[Message]:
    """Messages that the person may see, newest first."""
    found = Message.objects.select_related("agency").prefetch_related("deliveries__account", "accounts")
    own = agency_of(user)
    if own is not None:
        found = found.filter(agency_id=own)
    return found.filter(state=state) if state else found


def message(message_id: int, user: User) -> Message:
    """One message; NotFound when it is another agency's too."""
    found = messages(user).filter(pk=message_id).first()
    if found is None:
        raise NotFound("Pesan itu tidak ada.")
    return found


def published(message_ids: Iterable[int]) -> dict[int, Message]:
    """Messages by id, with their deliveries, for whoever reports that they were published."""
    return Message.objects.prefetch_related("deliveries__account").in_bulk(list(message_ids))


def deliveries(ids: Iterable[int]) -> dict[int, Delivery]:
    """Deliveries by id, with the news of each and the part of a thread before it."""
    return Delivery.objects.select_related("account", "after").prefetch_related("arrivals").in_bulk(list(ids))


def last_parts(ids: Iterable[int]) -> set[int]:
    """Which deliveries are no part of a thread, or its last."""
    return set(Delivery.objects.filter(pk__in=list(ids), following__isnull=True).values_list("pk", flat=True))


def own_refs(network: str, external_ids: list[str]) -> set[PostRef]:
    """Which of these posts went out from here."""
    sent = Delivery.objects.filter(account__network=network, external_id__in=external_ids)
    return {PostRef(network, external_id) for external_id in sent.values_list("external_id", flat=True)}


def failed_after_all(since: datetime) -> dict[int, str]:
    """Deliveries that stood on their network and of which it said since then that they did not arrive: why, by id."""
    found = Delivery.objects.filter(
        state=DeliveryState.FAILED, arrivals__what=Arrival.What.FAILED, arrivals__at__gte=since
    )
    return dict(found.exclude(external_id="").values_list("pk", "error"))


def sent_reports(after_id: int = 0) -> list[Message]:
    """Performance messages that stand on at least one network, by id."""
    found = Message.objects.exclude(indicator_code="").filter(deliveries__state=DeliveryState.SENT, pk__gt=after_id)
    return list(found.distinct().order_by("pk").prefetch_related("deliveries__account"))
