"""Which writes other systems are told of. Pure.

A new action of the record becomes an event by one line in BY_ACTION; whatever is not named here is never told."""

from collections.abc import Mapping
from typing import Any

Values = Mapping[str, Any]
TEST = "webhook.test"
BY_ACTION = {
    "open_case": "case.opened",
    "route_case": "case.routed",
    "answer_case": "case.answered",
    "answered_outside": "case.answered",
    "wait_for_citizen": "case.waiting",
    "close_case": "case.closed",
    "dismiss_case": "case.dismissed",
    "reopen_case": "case.reopened",
    "escalate_case": "case.escalated",
    "acknowledge_case": "case.acknowledged",
    "publish_message": "message.published",
}
BY_CHANGE = ("citizen_verdict", "raise_urgency", "undo_batch")  # what these mean shows in the state before and after
EVENTS = tuple(dict.fromkeys(BY_ACTION.values()))


def kind_of(action: str, before: Values | None, after: Values | None) -> str:
    """The event of a recorded write; "" when other systems are not told of it."""
    if action not in BY_CHANGE:
        return BY_ACTION.get(action, "")
    was, became = (before or {}).get("state"), (after or {}).get("state")
    if was != became and "closed" in {was, became}:
        return "case.closed" if became == "closed" else "case.reopened"
    if was != became and was == "answered":
        return "case.reopened"
    return "case.routed" if agency(before) != agency(after) else ""


def agency(values: Values | None) -> str | None:
    """The code of the agency in one side of a recorded write."""
    found = values or {}
    code = found.get("agency", found.get("agency_id"))
    return str(code) if code else None
