"""Reads of the record, and its proof."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import QuerySet

from balarea.audit.chain import GENESIS, digest
from balarea.audit.models import Event, Head


class Fault(StrEnum):
    """What is wrong with the chain."""

    ALTERED = "this event was altered after it was written"
    MOVED = "an event before this one was removed, added or replaced"
    SHORTENED = "the newest events were removed"


@dataclass(frozen=True)
class Verification:
    """What the proof found: `count` events hold; `first_bad_id` is the first that does not fit, None when the tail is
    missing."""

    count: int
    first_bad_id: int | None = None
    fault: Fault | None = None

    @property
    def ok(self) -> bool:
        """Whether the whole chain holds."""
        return self.fault is None

    @property
    def where(self) -> str:
        """The place of the fault, for a sentence."""
        return f"event {self.first_bad_id}" if self.first_bad_id else "the end of the chain"


def events(object_type: str = "", object_id: str = "", limit: int = 100) -> QuerySet[Event]:
    """The newest events first, of one object when it is named."""
    found = Event.objects.order_by("-id")
    if object_type:
        found = found.filter(object_type=object_type)
    if object_id:
        found = found.filter(object_id=object_id)
    return found[:limit]


def since(event_id: int, limit: int) -> list[Event]:
    """The events after one, in order. Writers get their ids while they hold the head of the chain until they commit, so no
    event ever appears behind one that was already read: a reader who remembers the last id misses none."""
    return list(Event.objects.filter(pk__gt=event_id).order_by("pk")[:limit])


def last_id() -> int:
    """The id of the newest event; 0 when there is none."""
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def verify() -> Verification:
    """Recompute the whole chain in constant memory: an altered, removed or inserted row is named."""
    previous, count = GENESIS, 0
    for event in Event.objects.order_by("id").iterator(chunk_size=5000):
        fields = {
            "actor": event.actor, "action": event.action, "object_type": event.object_type,
            "object_id": event.object_id, "before": event.before, "after": event.after,
        }  # fmt: skip
        if event.previous_hash != previous:
            return Verification(count, event.pk, Fault.MOVED)
        if digest(previous, event.at, fields) != event.hash:
            return Verification(count, event.pk, Fault.ALTERED)
        previous, count = event.hash, count + 1
    head = Head.objects.filter(pk=1).first()
    if (head.last_hash, head.count) != (previous, count) if head else count:
        return Verification(count, None, Fault.SHORTENED)
    return Verification(count)
