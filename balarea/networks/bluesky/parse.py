"""Between Bluesky records and our values. Pure. Source: lexicon app.bsky.feed.post."""

import re
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from balarea.networks.values import Author, Draft, PostRef, RemotePost

NETWORK = "bluesky"
COLLECTION = "app.bsky.feed.post"
_TID = "234567abcdefghijklmnopqrstuvwxyz"
_MENTION = re.compile(r"(?<![\w@./])@([a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?\.[a-zA-Z]{2,})")
_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")
_TAG = re.compile(r"(?<![\w#])#([^\W\d]\w{0,63})")


def rkey(draft: Draft) -> str:
    """The record key of a draft, the same at every attempt: a TID of its time, and ten bits of its idempotency key."""
    moment = draft.created_at or datetime(2024, 1, 1, tzinfo=UTC)
    number = (
        int(moment.timestamp() * 1_000_000) << 10 | uuid.uuid5(uuid.NAMESPACE_OID, draft.idempotency_key).int & 1023
    )
    return "".join(_TID[number >> shift & 31] for shift in range(60, -1, -5))


def record(draft: Draft, facets: list[dict[str, Any]], reply: dict[str, Any] | None) -> dict[str, Any]:
    """The record of a draft; nothing in it depends on when it is sent."""
    written = (draft.created_at or datetime(2024, 1, 1, tzinfo=UTC)).astimezone(UTC)
    values: dict[str, Any] = {
        "$type": COLLECTION, "text": draft.text, "langs": list(draft.languages),
        "createdAt": written.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }  # fmt: skip
    return values | ({"facets": facets} if facets else {}) | ({"reply": reply} if reply else {})


def facets(text: str, did_of: Callable[[str], str | None]) -> list[dict[str, Any]]:
    """Mentions that resolve, links and hashtags; positions are bytes of UTF-8, as the lexicon wants."""
    found = []
    for match in _MENTION.finditer(text):
        did = did_of(match[1].lower())
        if did:
            found.append(_facet(text, match, {"$type": "app.bsky.richtext.facet#mention", "did": did}))
    for match in _LINK.finditer(text):
        found.append(_facet(text, match, {"$type": "app.bsky.richtext.facet#link", "uri": match[0]}))
    for match in _TAG.finditer(text):
        found.append(_facet(text, match, {"$type": "app.bsky.richtext.facet#tag", "tag": match[1]}))
    return found


def _facet(text: str, match: re.Match[str], feature: dict[str, Any]) -> dict[str, Any]:
    start = len(text[: match.start()].encode("utf8"))
    end = start + len(match[0].encode("utf8"))
    return {"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}


def post(
    did: str, key: str, value: Mapping[str, Any], seen_at: datetime, handle_of: Callable[[str], str]
) -> RemotePost:
    """A record as a post. The time is the author's own claim, but never later than when the server showed it."""
    reply = value.get("reply") or {}
    parent, root = _uri(reply.get("parent")), _uri(reply.get("root"))
    return RemotePost(
        PostRef(NETWORK, uri(did, key)), str(value.get("text") or ""), Author(did, handle_of(did)),
        min(_moment(value.get("createdAt")) or seen_at, seen_at), url(did, key),
        PostRef(NETWORK, parent) if parent else None, PostRef(NETWORK, root) if root else None,
        mentioned(value), kind="reply" if parent else "post",
    )  # fmt: skip


def viewed(view: Mapping[str, Any]) -> RemotePost | None:
    """A post as a notification or a thread shows it; None when it cannot be read as one."""
    author, value, seen_at = view.get("author"), view.get("record"), _moment(view.get("indexedAt"))
    if not isinstance(author, Mapping) or not isinstance(value, Mapping) or seen_at is None:
        return None
    return _made(view, str(author.get("did") or ""), value, seen_at, str(author.get("handle") or ""))


def stored(did: str, listed: Mapping[str, Any], seen_at: datetime) -> RemotePost | None:
    """A post as its repository lists it; None when it cannot be read as one."""
    value = listed.get("value")
    return _made(listed, did, value, seen_at, "") if isinstance(value, Mapping) else None


def _made(
    listed: Mapping[str, Any], did: str, value: Mapping[str, Any], seen_at: datetime, handle: str
) -> RemotePost | None:
    try:
        repo, key = parts(str(listed.get("uri")))
        return post(did, key, value, seen_at, lambda _: handle) if repo == did else None
    except (ValueError, TypeError, AttributeError, KeyError):
        return None


def mentioned(value: Mapping[str, Any]) -> tuple[str, ...]:
    """Accounts that the facets of a record mention."""
    dids = [
        feature["did"]
        for facet in value.get("facets") or []
        for feature in facet.get("features") or []
        if feature.get("$type") == "app.bsky.richtext.facet#mention" and isinstance(feature.get("did"), str)
    ]
    return tuple(dict.fromkeys(dids))


def uri(did: str, key: str) -> str:
    """The at:// address of a post."""
    return f"at://{did}/{COLLECTION}/{key}"


def url(did: str, key: str) -> str:
    """Where people read the post."""
    return f"https://bsky.app/profile/{did}/post/{key}"


def parts(address: str) -> tuple[str, str]:
    """Repository and record key of an at:// address; ValueError when it is none."""
    scheme, _, rest = address.partition("at://")
    pieces = rest.split("/")
    if scheme or len(pieces) != 3 or pieces[1] != COLLECTION:
        raise ValueError(f"{address!r} is not the address of a post")
    return pieces[0], pieces[2]


def _uri(ref: object) -> str:
    return str(ref.get("uri") or "") if isinstance(ref, Mapping) else ""


def _moment(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
