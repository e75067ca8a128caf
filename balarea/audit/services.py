"""Writing the record."""

import json
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
    if not connection.in_atomic_block:
        raise RuntimeError("audit.record belongs into the transaction of the write that it records")
    Head.objects.get_or_create(pk=1, defaults={"last_hash": GENESIS, "count": 0})
    head = Head.objects.select_for_update().get(pk=1)
    fields: Values = {
        "actor": name_of(by), "action": action, "object_type": object_type, "object_id": str(object_id),
        "before": _plain(before), "after": _plain(after),
    }  # fmt: skip
    at = now()
    event_hash = digest(head.last_hash, at, fields)
    Event.objects.create(at=at, previous_hash=head.last_hash, hash=event_hash, **fields)
    head.last_hash, head.count = event_hash, head.count + 1
    head.save()


def _plain(values: Values | None) -> Values | None:
    """As PostgreSQL's jsonb will give it back: no tuples, no dates, keys as text, no NUL."""
    if values is None:
        return None
    text = json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False).replace("\\u0000", "�")
    plain: Values = json.loads(text, parse_float=str)  # jsonb writes some floats otherwise
    return plain
