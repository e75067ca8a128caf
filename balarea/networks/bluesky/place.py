"""How far an account has been read, as the text that the connector hands out as its cursor. Pure."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Place:
    """`stream`: sequence number of the server's stream. `since`: everything notified before it was read; `swept`: when the
    older ones were last looked at again; `page`, `top`: where a reading of notifications broke off, and the newest it had
    seen. `looked`: when threads were last looked at; `turn`: which of the older ones comes next. `chat`: the last revision of
    direct messages; `chat_swept`: when the conversations were last looked through. "" and 0 where nothing is known yet;
    moments are ISO 8601 with offset."""

    stream: int = 0
    since: str = ""
    swept: str = ""
    page: str = ""
    top: str = ""
    looked: str = ""
    turn: int = 0
    chat: str = ""
    chat_swept: str = ""


def read(cursor: str | None) -> Place:
    """The place that a cursor names; a bare number is that of the stream. What cannot be read begins anew: nothing is lost by
    that, the same posts only come again."""
    if not cursor:
        return Place()
    if cursor.isdecimal():
        return Place(stream=int(cursor))
    try:
        values = json.loads(cursor)
        place = Place(**{name: type(getattr(Place(), name))(value) for name, value in values.items()})
    except (ValueError, TypeError, AttributeError):
        return Place()
    moments = (place.since, place.swept, place.top, place.looked, place.chat_swept)
    return place if all(not each or moment(each) for each in moments) else Place()


def written(place: Place) -> str | None:
    """The cursor of a place; None while there is nothing to remember."""
    said = {name: value for name, value in asdict(place).items() if value}
    if set(said) <= {"stream"}:
        return str(place.stream) if place.stream else None
    return json.dumps(said, sort_keys=True)


def moment(text: object) -> datetime | None:
    """A moment with offset; None for everything else."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else None
