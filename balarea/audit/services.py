"""Writing the record."""

import json
from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from balarea.audit.chain import GENESIS, digest
from balarea.audit.models import Event, Head
from balarea.core.clock import now
from balarea.people.queries import Actor, name_of

Values = dict[str, Any]


def record(
    action: str,
    object_type: str,
    object_id: str,
    *,
    by: Actor,
    before: Values | None = None,
    after: Values | None = None,
) -> None:
    """Append one event to the chain, inside the caller's transaction: both are saved or neither is.

    Writers queue at the head row until they commit, so record late in a transaction. RuntimeError outside of one."""
    _append([_fields(action, object_type, object_id, by, before, after)])


def record_each(action: str, object_type: str, objects: Iterable[tuple[str, Values]], *, by: Actor) -> None:
    """Append one event for each object (its id, and what it is after the write), as `record` does, in one go."""
    _append([_fields(action, object_type, object_id, by, None, after) for object_id, after in objects])


def _fields(
    action: str, object_type: str, object_id: str, by: Actor, before: Values | None, after: Values | None
) -> Values:
    return {
        "actor": name_of(by), "action": action, "object_type": object_type, "object_id": str(object_id),
        "before": _plain(before), "after": _plain(after),
    }  # fmt: skip


def _append(events: list[Values]) -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("audit.record belongs into the transaction of the write that it records")
    if not events:
        return
    head = Head.objects.select_for_update().filter(pk=1).first()
    if head is None:
        Head.objects.get_or_create(pk=1, defaults={"last_hash": GENESIS, "count": 0})
        head = Head.objects.select_for_update().get(pk=1)
    made = []
    for fields in events:
        at = now()
        event_hash = digest(head.last_hash, at, fields)
        made.append(Event(at=at, previous_hash=head.last_hash, hash=event_hash, **fields))
        head.last_hash, head.count = event_hash, head.count + 1
    if len(made) == 1:
        made[0].save(force_insert=True)
    else:
        Event.objects.bulk_create(made)
    head.save()


def _plain(values: Values | None) -> Values | None:
    """As PostgreSQL's jsonb will give it back: no tuples, no dates, keys as text, no NUL."""
    if values is None:
        return None
    text = json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False).replace("\\u0000", "�")
    plain: Values = json.loads(text, parse_float=str)  # jsonb writes some floats otherwise
    return plain
