"""From the record of writes to calls that wait to be made.

The record is written in the transaction of each write, so it is the outbox: what was saved is in it, what was rolled back is
not. One reader at a time follows it by a cursor; calls and cursor are saved together. Killed before that, the same events are
read again and nothing was made of them; killed after it, they are never read again: nothing is lost and nothing is made twice
(the pair of endpoint and event is unique besides)."""

import uuid
from datetime import datetime

from django.db import transaction

from balarea.audit import queries as audit
from balarea.core.clock import now
from balarea.webhooks.models import Call, Cursor, Endpoint
from balarea.webhooks.payload import Told, told

BATCH = 500


def fill() -> int:
    """Make calls of everything that happened since the last time; returns how many."""
    made = 0
    while (step := _step()) is not None:
        made += step
    return made


@transaction.atomic
def _step() -> int | None:
    """One batch of events; None at the end of the record."""
    Cursor.objects.get_or_create(pk=1)
    cursor = Cursor.objects.select_for_update().get(pk=1)
    newest = audit.last_id()  # before the endpoints: one made after this wants only what comes after it
    if cursor.event_id >= newest:
        return None
    endpoints = list(Endpoint.objects.select_for_update(no_key=True))  # none is removed meanwhile
    if not endpoints:
        cursor.event_id = newest
        cursor.save()
        return 0
    events = audit.since(cursor.event_id, BATCH)
    moment = now()
    calls = [
        call_of(endpoint, each.kind, each.body, moment, each.event_id)
        for each in told(events)
        for endpoint in endpoints
        if wants(endpoint, each)
    ]
    Call.objects.bulk_create(calls)
    cursor.event_id = events[-1].pk
    cursor.save()
    return len(calls)


def wants(endpoint: Endpoint, event: Told) -> bool:
    """Whether an endpoint is told of an event: of its kinds, of its agency, and not from before it was made."""
    mine = endpoint.agency_id is None or endpoint.agency_id in event.agencies
    return mine and event.kind in endpoint.events and event.at >= endpoint.made_at


def call_of(endpoint: Endpoint, kind: str, body: str, moment: datetime, event_id: int | None = None) -> Call:
    """A call that waits, not saved yet."""
    return Call(
        endpoint=endpoint, event_id=event_id, kind=kind, webhook_id=f"msg_{uuid.uuid4().hex}", body=body, made_at=moment,
        due_at=moment,
    )  # fmt: skip
