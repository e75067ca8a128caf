"""Reads of publishing."""

from collections.abc import Iterable

from django.db.models import QuerySet

from balarea.core.errors import NotFound
from balarea.networks.values import PostRef
from balarea.people.queries import User, agency_of
from balarea.publishing.models import Delivery, Message
from balarea.publishing.states import DeliveryState, MessageState

__all__ = [
    "Delivery", "DeliveryState", "Message", "MessageState", "deliveries", "message", "messages", "own_refs",
    "published", "sent_reports",
]  # fmt: skip


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
    """Deliveries by id."""
    return Delivery.objects.select_related("account").in_bulk(list(ids))


def own_refs(network: str, external_ids: list[str]) -> set[PostRef]:
    """Which of these posts went out from here."""
    sent = Delivery.objects.filter(account__network=network, external_id__in=external_ids)
    return {PostRef(network, external_id) for external_id in sent.values_list("external_id", flat=True)}


def sent_reports(after_id: int = 0) -> list[Message]:
    """Performance messages that stand on at least one network, by id."""
    found = Message.objects.exclude(indicator_code="").filter(deliveries__state=DeliveryState.SENT, pk__gt=after_id)
    return list(found.distinct().order_by("pk").prefetch_related("deliveries__account"))
