"""What people type about citizens, as it is kept: masked, also the handles of all who do not speak for an agency.

The one way into the record of writes for the rooms where people type (`cases`, `publishing`): the record is kept for ever and
cannot be mended, so everything in it that is no code is masked here, whoever wrote the event."""

from collections.abc import Callable, Iterable
from typing import Any

from balarea.audit import services as audit
from balarea.conduct import mask
from balarea.people.queries import Actor
from balarea.registry.queries import official_handles

Values = dict[str, Any]
# Ids, codes and names of officers: nobody types them, and the record has to say exactly which.
CODES = frozenset(
    {
        "account", "accounts", "agency", "agency_id", "area", "area_code", "by", "case", "external_id", "file",
        "files", "first", "holder", "in_reply_to", "incident", "indicator", "key", "last", "mentions", "network",
        "notice", "officer", "part", "period", "posts", "promise", "promise_unit", "receipt", "role", "rung", "state",
        "target", "task", "told", "tone", "topic", "unit", "url", "urgency", "way",
    }
)  # fmt: skip


class _Officials:
    """The official handles, read when the first handle is met: most texts name none."""

    def __init__(self) -> None:
        self.known: frozenset[str] | None = None

    def __contains__(self, handle: object) -> bool:
        if self.known is None:
            self.known = official_handles()
        return handle in self.known


def masker() -> Callable[[str], str]:
    """What masks many texts as `masked` does; the handles are read once."""
    officials = _Officials()
    return lambda text: mask(text, official=officials)


def masked(text: str) -> str:
    """A text that somebody typed, without personal data and without citizens' handles."""
    return masker()(text)


def record(
    action: str, object_type: str, object_id: str, *, by: Actor, before: Values | None = None, after: Values | None = None
) -> None:  # fmt: skip
    """As `audit.services.record`, with everything masked that is no code."""
    audit.record(action, object_type, object_id, by=by, before=_hidden(before), after=_hidden(after))


def record_each(action: str, object_type: str, objects: Iterable[tuple[str, Values]], *, by: Actor) -> None:
    """As `audit.services.record_each`, likewise."""
    audit.record_each(action, object_type, [(name, _hide(after)) for name, after in objects], by=by)


def _hidden(values: Values | None) -> Values | None:
    return None if values is None else _hide(values)


def _hide(values: Values) -> Values:
    return {name: value if _code(name) else _without(value) for name, value in values.items()}


def _code(name: str) -> bool:
    return name in CODES or name.endswith(("_at", "_by", "_since"))


def _without(value: Any) -> Any:
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, dict):
        return _hide(value)
    return [_without(each) for each in value] if isinstance(value, list | tuple) else value
