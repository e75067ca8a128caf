"""Reads of the record, and its proof."""

from dataclasses import dataclass

from django.db.models import QuerySet

from balarea.audit.chain import GENESIS, digest
from balarea.audit.models import Event, Head


@dataclass(frozen=True)
class Verification:
    """What the proof found; `first_bad_id` is the first event that does not fit, None when the tail is missing."""

    ok: bool
    count: int
    first_bad_id: int | None = None
    reason: str = ""


def events(object_type: str = "", object_id: str = "", limit: int = 100) -> QuerySet[Event]:
    """The newest events first, of one object when it is named."""
    found = Event.objects.order_by("-id")
    if object_type:
        found = found.filter(object_type=object_type)
    if object_id:
        found = found.filter(object_id=object_id)
    return found[:limit]


def verify() -> Verification:
    """Recompute the whole chain in constant memory: an altered, removed or inserted row is named."""
    previous, count = GENESIS, 0
    for event in Event.objects.order_by("id").iterator(chunk_size=5000):
        fields = {
            "actor": event.actor, "action": event.action, "object_type": event.object_type,
            "object_id": event.object_id, "before": event.before, "after": event.after,
        }  # fmt: skip
        if event.previous_hash != previous:
            return Verification(False, count, event.pk, "an event before this one was removed, added or replaced")
        if digest(previous, event.at, fields) != event.hash:
            return Verification(False, count, event.pk, "this event was altered after it was written")
        previous, count = event.hash, count + 1
    head = Head.objects.filter(pk=1).first()
    if (head.last_hash, head.count) != (previous, count) if head else count:
        return Verification(False, count, None, "the newest events were removed")
    return Verification(True, count)
