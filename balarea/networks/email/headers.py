"""Fields of a letter's head as plain values; broken ones become what can be read of them."""

import contextlib
import hashlib
import re
from datetime import UTC, datetime, timedelta
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

_ID = re.compile(r"<([^<>\s]{1,2000})>")
LONGEST_ID = 250  # characters: longer ones do not fit into an index
EARLY, LATE = timedelta(days=7), timedelta(hours=1)  # how far the writer's clock may be from the server's
_SPACE = re.compile(r"\s+")


def said(letter: Message, name: str) -> str:
    """A field as people read it, on one line."""
    return plain(str(letter.get(name, "")))


def plain(raw: str) -> str:
    """Text of a head with its encoded words opened, on one line."""
    with contextlib.suppress(HeaderParseError, LookupError, UnicodeError, ValueError):
        raw = str(make_header(decode_header(raw)))  # of an unknown charset the field as it came is better than none
    return _SPACE.sub(" ", raw.encode("utf8", "replace").decode("utf8").replace("\0", "")).strip()


def addresses(letter: Message, *names: str) -> list[tuple[str, str]]:
    """Names and addresses of some fields, addresses in lower case."""
    values = [str(value) for name in names for value in letter.get_all(name, [])]
    found = [(plain(name), address.strip().lower()) for name, address in getaddresses(values)]
    return [(name, address) for name, address in found if "@" in address and not set(address) & set(" \0\r\n<>")]


def ids(letter: Message, name: str) -> list[str]:
    """Ids of letters in a field, without their brackets."""
    return [short(each) for each in _ID.findall(" ".join(str(value) for value in letter.get_all(name, [])))]


def short(identity: str) -> str:
    """An id that fits into an index: a longer one is named by its hash."""
    identity = identity.replace("\0", "")
    if len(identity) <= LONGEST_ID:
        return identity
    return f"{hashlib.sha256(identity.encode('utf8', 'replace')).hexdigest()}@long.invalid"


def identity(letter: Message, raw: bytes) -> str:
    """The id of a letter; without one it is known by its bytes."""
    found = ids(letter, "Message-ID")
    return found[0] if found else f"{hashlib.sha256(raw).hexdigest()}@none.invalid"


def written_at(letter: Message, received: datetime) -> datetime:
    """When it was written as its writer says, unless his clock is far from the server's: then when it came."""
    try:
        at = parsedate_to_datetime(str(letter.get("Date", "")))
    except (TypeError, ValueError, OverflowError):
        return received
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return at if received - EARLY <= at <= received + LATE else received
