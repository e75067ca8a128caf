"""From a feed's bytes to posts. Pure: what is not dated gets the moment at which it was first seen."""

import calendar
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import feedparser

from balarea.networks.markup import plain
from balarea.networks.values import Author, PostRef, RemotePost

NETWORK = "feed"
MOST = 500  # items of one reading
LONGEST = 19_000  # characters of an item, below what the store takes
EARLIEST = datetime(2004, 1, 1, tzinfo=UTC)
EMPTY = "[berita tanpa judul]"
Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Read:
    """A feed: its title, its items oldest first, and when those without a date of publication were first seen, by item."""

    title: str
    posts: tuple[RemotePost, ...]
    seen: dict[str, str]
    known: bool


def read(body: bytes, url: str, seen: Mapping[str, str], now: datetime) -> Read:
    """What can be read of the bytes; `known` says whether they were a feed at all."""
    # as a stream: bytes that happen to be an address or the name of a file, feedparser would open
    found = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    title = plain(str(found.feed.get("title") or ""))[:200]
    posts, first_seen = [], {}
    for entry in found.entries[:MOST]:
        name = identity(entry)
        at = _moment(entry.get("published_parsed"), now)
        if at is None:
            moment = seen.get(name) or (_moment(entry.get("updated_parsed"), now) or now).isoformat()
            first_seen[name] = moment
            at = _remembered(moment, now)
        posts.append(_post(entry, name, at, url, title))
    posts.sort(key=lambda post: post.published_at)
    return Read(title, tuple(posts), first_seen, bool(found.get("version") or found.entries))


def identity(entry: Entry) -> str:
    """What an item is known by: its id, its address, or its words."""
    said = str(entry.get("id") or entry.get("link") or f"{entry.get('title')}\n{entry.get('summary')}")
    return hashlib.sha256(said.encode("utf8", "replace")).hexdigest()[:40]


def _post(entry: Entry, name: str, at: datetime, url: str, title: str) -> RemotePost:
    host = urlsplit(url).hostname or url
    bodies = [str(each.get("value") or "") for each in entry.get("content") or [] if isinstance(each, Mapping)]
    parts = [plain(str(entry.get("title") or "")), plain(max([*bodies, str(entry.get("summary") or "")], key=len))]
    text = "\n\n".join(dict.fromkeys(part for part in parts if part)) or EMPTY
    link = str(entry.get("link") or "")
    return RemotePost(
        PostRef(NETWORK, f"{hashlib.sha256(url.encode()).hexdigest()[:12]}/{name}"), text.replace("\0", "")[:LONGEST],
        Author(host, host, title.replace("\0", "")), at, url=link if link.startswith(("http://", "https://")) else "",
    )  # fmt: skip


def _moment(parsed: object, now: datetime) -> datetime | None:
    """An aware time from feedparser's tuple in UTC; None for one that cannot be: long ago, or in the future."""
    try:
        at = datetime.fromtimestamp(calendar.timegm(parsed), UTC)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return at if EARLIEST <= at <= now + timedelta(hours=1) else None


def _remembered(moment: str, now: datetime) -> datetime:
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return now
    return at if at.tzinfo else now
