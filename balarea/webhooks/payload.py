"""What a call says: who, what and where of the event, without a word that anybody wrote and without a name.

The body is thin on purpose: it leaves the house, so whoever needs the texts reads them by the API, masked and with a key."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from balarea.audit.models import Event
from balarea.cases import queries as cases
from balarea.publishing import queries as publishing
from balarea.webhooks.events import TEST, agency, holders, kind_of

# What else an event says: codes and numbers, no words.
ALSO = ("rung", "holder", "target", "task", "score", "silent")


@dataclass(frozen=True)
class Told:
    """An event as it is told: its id in the record, its kind, the agencies it concerns, and the body."""

    event_id: int
    kind: str
    agencies: frozenset[str]
    at: datetime
    body: str


def told(events: Iterable[Event]) -> list[Told]:
    """What is told of recorded events, in their order; those of no kind are left out."""
    chosen = [(event, kind) for event in events if (kind := kind_of(event.action, event.before, event.after))]
    held = cases.facts([event.object_id for event, _ in chosen if event.object_type == "case"])
    messages = publishing.published([int(event.object_id) for event, _ in chosen if event.object_type == "message"])
    found = []
    for event, kind in chosen:
        if event.object_type == "case" and event.object_id in held:
            found.append(_case(event, kind, held[event.object_id]))
        elif event.object_type == "message" and int(event.object_id) in messages:
            found.append(_message(event, kind, messages[int(event.object_id)]))
    return found


def test_body(endpoint_name: str, at: datetime) -> str:
    """The body of a call by which a person tries an endpoint."""
    return _body(TEST, at, {"endpoint": endpoint_name})


def _case(event: Event, kind: str, case: cases.Case) -> Told:
    after, before = event.after or {}, event.before or {}
    data: dict[str, Any] = {
        "sequence": event.pk, "reference": case.reference, "state": _state(after) or case.state,
        "agency": agency(after) or case.agency_id, "topic": case.topic, "area_code": case.area_code,
        "urgency": case.urgency, "network": case.network, "opened_at": case.opened_at, "due_at": case.due_at,
        "demo": case.demo, "url": f"{settings.BALAREA_PUBLIC_URL.rstrip('/')}/kasus/{case.reference}/",
    }  # fmt: skip
    if was := {"state": _state(before), "agency": agency(before), "holder": before.get("holder")}:
        data["before"] = {name: value for name, value in was.items() if value}
    data |= {name: after[name] for name in ALSO if after.get(name) is not None}
    concerned = holders(before) | holders(after) | ({case.agency_id} if case.agency_id and not agency(after) else set())
    return Told(event.pk, kind, concerned, event.at, _body(kind, event.at, data))


def _state(values: dict[str, Any]) -> str:
    """The state of the case; of a write of an offer or a task the state is that one's."""
    found = values.get("state")
    return found if found in cases.CaseState.values else ""


def _message(event: Event, kind: str, message: publishing.Message) -> Told:
    posts = [{"network": each.account.network, "url": each.url} for each in message.deliveries.all()]
    data = {
        "sequence": event.pk, "id": message.pk, "agency": message.agency_id, "state": message.state,
        "indicator_code": message.indicator_code, "period": message.period, "posts": posts,
    }  # fmt: skip
    return Told(event.pk, kind, frozenset({message.agency_id}), event.at, _body(kind, event.at, data))


def _body(kind: str, at: datetime, data: dict[str, Any]) -> str:
    return json.dumps(
        {"type": kind, "timestamp": at, "data": data}, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":")
    )
