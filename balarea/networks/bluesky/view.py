"""Mentions and replies as a network's view tells of them (app.bsky.notification.listNotifications, getPostThread).

On a server with many accounts the stream is everybody's; and who writes from another server stands in no stream of ours. The
view lists newest first, by a time that the writer's program may set back: some of what was read is read again each time, a
whole day of it once an hour. The same post has the same id, so that nothing is twice."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from balarea.networks.bluesky import parse
from balarea.networks.bluesky.place import Place, moment
from balarea.networks.bluesky.session import ask
from balarea.networks.errors import Refused, Retry
from balarea.networks.values import AccountKey, PostRef, RemotePost

PAGES, PAGE = 20, 100  # of one reading; the next one goes on from there
FIRST = timedelta(days=14)  # how far the first reading goes back
AGAIN, SWEEP, DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)
REASONS = ["mention", "reply"]
LOOK = timedelta(minutes=5)  # how often: forty accounts share the 3,000 calls that an address has in that time
NEWEST, TURN = 10, 10  # threads with us that are read each time, and of the older ones in turn
DEPTH = 100
Found = dict[PostRef, RemotePost]


def read(key: AccountKey, place: Place, at: datetime) -> tuple[list[RemotePost], Place]:
    """Posts around the account since the place, oldest first. Raises Retry, Expired, and Unsupported by a server that has no
    view."""
    found: Found = {}
    following, looked = _notified(key, place, at, found), moment(place.looked)
    if looked is None or looked <= at - LOOK:
        turn = _threads(key, place.turn, looked, at, found)
        following = replace(following, turn=turn, looked=at.isoformat())
    return sorted(found.values(), key=lambda post: post.published_at), following


def _notified(key: AccountKey, place: Place, at: datetime, found: Found) -> Place:
    """Read notifications from the newest back to those that were read before; broken off, the next reading goes on."""
    since, swept = moment(place.since), moment(place.swept)
    deep = swept is None or swept < at - SWEEP
    floor = since - (DAY if deep else AGAIN) if since else at - FIRST
    page, newest = place.page, moment(place.top) if place.page else None
    for _ in range(PAGES):
        params = {"limit": PAGE, "reasons": REASONS} | ({"cursor": page} if page else {})
        answer = ask(key, "app.bsky.notification.listNotifications", params)
        oldest = at
        for each in _list(answer, "notifications"):
            seen = moment(each.get("indexedAt"))
            if seen is None:
                continue
            oldest, newest = min(oldest, seen), max(newest or seen, min(seen, at))
            if each.get("reason") in REASONS and seen >= floor:
                _keep(each, found)
        page = str(answer.get("cursor") or "")
        if not page or oldest < floor:
            known = max((when for when in (since, newest) if when), default=at)
            return replace(
                place, since=known.isoformat(), page="", top="", swept=at.isoformat() if deep else place.swept
            )
    return replace(place, page=page, top=newest.isoformat() if newest else "")


def _threads(key: AccountKey, turn: int, looked: datetime | None, at: datetime, found: Found) -> int:
    """Read the threads in which we speak: others answer there to one another, of which nobody notifies us. Our own new posts
    come along. Where to go on in turn."""
    floor = looked - AGAIN if looked else at - FIRST
    roots: list[str] = []
    for record in _own(key):
        post = parse.stored(key.identifier, record, at)
        if post is None or post.published_at < at - FIRST:
            continue
        if post.published_at >= floor:
            found.setdefault(post.ref, post)
        roots.append(post.root.external_id if post.root else post.ref.external_id)
    roots = list(dict.fromkeys(roots))
    older = roots[NEWEST:]
    turn = turn % len(older) if older else 0
    for root in roots[:NEWEST]:
        _thread(key, root, floor, found)
    for root in older[turn : turn + TURN]:
        _thread(key, root, floor - DAY, found)
    return turn + TURN if turn + TURN < len(older) else 0


def _own(key: AccountKey) -> list[dict[str, Any]]:
    params = {"repo": key.identifier, "collection": parse.COLLECTION, "limit": PAGE}
    return _list(ask(key, "com.atproto.repo.listRecords", params), "records")


def _thread(key: AccountKey, root: str, floor: datetime, found: Found) -> None:
    try:
        answer = ask(key, "app.bsky.feed.getPostThread", {"uri": root, "depth": DEPTH, "parentHeight": 0})
    except Refused:
        return  # its root was deleted, or its author blocked us: the rest goes on
    for view in _views(answer.get("thread")):
        seen = moment(view.get("indexedAt"))
        if seen is not None and seen >= floor:
            _keep(view, found)


def _views(thread: object) -> Iterator[Mapping[str, Any]]:
    """The posts of a thread; without recursion, because strangers decide how deep it is."""
    left = [thread]
    while left:
        node = left.pop()
        if not isinstance(node, Mapping):
            continue
        if isinstance(view := node.get("post"), Mapping):
            yield view
        left += node["replies"] if isinstance(node.get("replies"), list) else []


def _keep(view: Mapping[str, Any], found: Found) -> None:
    if post := parse.viewed(view):
        found[post.ref] = post


def _list(answer: dict[str, Any], name: str) -> list[dict[str, Any]]:
    listed = answer.get(name)
    if not isinstance(listed, list):
        raise Retry("Bluesky memberi jawaban yang tidak terbaca.")
    return [each for each in listed if isinstance(each, dict)]
