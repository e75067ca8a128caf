"""Which writes other systems are told of. Pure.

A new action on a case or a message is decided here: an event by one line in BY_ACTION, or never told by one in SILENT. A test
finds those that were forgotten; whatever is not named is never told."""

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
    "close_silent": "case.closed",
    "dismiss_case": "case.dismissed",
    "reopen_case": "case.reopened",
    "citizen_asked_again": "case.reopened",
    "answer_needed": "case.reopened",
    "answer_failed": "case.answer_failed",
    "citizen_replied": "case.resumed",
    "proceed_case": "case.resumed",
    "prove_case": "case.proven",
    "rate_case": "case.rated",
    "reclassify_case": "case.reclassified",
    "offer_case": "case.offered",
    "withdraw_offer": "case.offer_withdrawn",
    "expire_offer": "case.offer_expired",
    "refuse_case": "case.offer_refused",
    "accept_case": "case.accepted",
    "return_case": "case.returned",
    "handoff_news": "case.handoff_news",
    "contest_case": "case.contested",
    "determine_case": "case.determined",
    "assign_task": "case.task_assigned",
    "withdraw_task": "case.task_withdrawn",
    "start_task": "case.task_started",
    "finish_task": "case.task_done",
    "return_task": "case.task_returned",
    "escalate_case": "case.escalated",
    "acknowledge_case": "case.acknowledged",
    "publish_message": "message.published",
}
BY_CHANGE = ("citizen_verdict", "raise_urgency", "undo_batch")  # what these mean shows in the state before and after
# What happens within the house (who looked, what was noted, drafted, put right), or shows in another event of the same write.
SILENT = frozenset(
    {
        "accept_task", "add_field_photos", "approve_message", "author_revised", "complete_case", "correct_case",
        "draft_message", "edit_message", "forget_citizens", "group_cases", "look_file", "look_original",
        "make_handoff_link", "note_case", "photo_task", "reject_message", "see_contact", "show_photo", "split_case",
        "submit_message", "take_report", "withdraw_message", "withdraw_notices",
    }
)  # fmt: skip
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


def holders(values: Values | None) -> frozenset[str]:
    """The codes of the agencies that one side of a recorded write names: whose desk, who holds it, to whom it is offered."""
    found = values or {}
    return frozenset(str(code) for name in ("agency", "agency_id", "holder", "target") if (code := found.get(name)))


def agency(values: Values | None) -> str | None:
    """The code of the agency in one side of a recorded write."""
    found = values or {}
    code = found.get("agency", found.get("agency_id"))
    return str(code) if code else None
