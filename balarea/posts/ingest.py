"""From posts as networks give them to rows of the store, understood on the way. Pure but for the model file."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pyarrow as pa

from balarea import areas
from balarea.core.text import normalise, web_address
from balarea.language import understand
from balarea.networks.values import RemotePost
from balarea.posts.revising import telling
from balarea.posts.staging import COLUMNS, Row, jsonb

EARLIEST = datetime(2004, 1, 1, tzinfo=UTC)  # before the first of the networks
LONGEST = 20_000  # characters
_HANDLE = re.compile(r"(?<![\w.])@[A-Za-z0-9_](?:[\w.-]*\w)?", re.ASCII)
_EMPTY, _NOWHERE = jsonb({}), jsonb([])


def reject(post: RemotePost, now: datetime) -> str:
    """Why a post cannot be stored, or an empty text."""
    if not post.ref.external_id or not post.author.external_id:
        return "id and author.id must not be empty"
    if not post.text.strip():
        return "text is empty"
    if len(post.text) > LONGEST:
        return f"text is longer than {LONGEST} characters"
    if "\0" in f"{post.text}{post.ref.external_id}{post.author}{post.url}":
        return "NUL characters cannot be stored"
    if not web_address(post.url):
        return "url must begin with https:// or http://"
    if not EARLIEST <= post.published_at <= now + timedelta(days=1):
        return f"published_at {post.published_at.isoformat()} is not between 2004 and tomorrow"
    if post.lat is not None and not -90 <= post.lat <= 90:
        return f"lat {post.lat} is not between -90 and 90"
    if post.lon is not None and not -180 <= post.lon <= 180:
        return f"lon {post.lon} is not between -180 and 180"
    return ""


def told(text: str) -> str:
    """A text as the model reads it: without the accounts that it names, each letter of them a blank, so that places stay
    where they are. Whom somebody writes to says nothing of what he writes: `@dinsos selamat pagi` is no word on aid."""
    return _HANDLE.sub(lambda found: " " * len(found[0]), text)


def rows(posts: Sequence[RemotePost], *, demo: bool) -> list[Row]:
    """The rows of `staging.write`, one a post."""
    texts = [post.text for post in posts]
    read = [told(text) for text in texts]
    ids = pa.array([post.ref.external_id for post in posts], pa.string())
    labels = understand(pa.RecordBatch.from_arrays([ids, pa.array(read, pa.string())], names=["id", "text"]), why=False)
    columns = _given(posts) | _chosen(posts, _understood(labels)) | {"demo": [demo] * len(posts)}
    return list(zip(*(columns[name] for name in COLUMNS), map(normalise, texts), strict=True))


def _given(posts: Sequence[RemotePost]) -> dict[str, list[object]]:
    return {
        "network": [post.ref.network for post in posts],
        "external_id": [post.ref.external_id for post in posts],
        "published_at": [post.published_at for post in posts],
        "text": [post.text for post in posts],
        "author_external_id": [post.author.external_id for post in posts],
        "author_handle": [post.author.handle for post in posts],
        "author_name": [post.author.name for post in posts],
        "url": [post.url for post in posts],
        "reply_to": [post.in_reply_to.external_id if post.in_reply_to else "" for post in posts],
        "root": [post.root.external_id if post.root else "" for post in posts],
        "lat": [post.lat for post in posts],
        "lon": [post.lon for post in posts],
        "metrics": [_EMPTY if not post.metrics else jsonb(post.metrics) for post in posts],
        "mentions": [list(post.mentions) for post in posts],
        "edited_at": [post.edited_at for post in posts],
        "deleted_at": [None] * len(posts),
        "private": [post.private for post in posts],
    }


def _chosen(posts: Sequence[RemotePost], columns: dict[str, list[object]]) -> dict[str, list[object]]:
    """Lay the area and topic that an author gave over the ones that were read."""
    for row, post in enumerate(posts):
        if post.edited_at:  # the first text may never come
            columns["signature"][row] = telling(post.text, columns["signature"][row])
        if post.topic:
            columns["topic"][row], columns["topic_confidence"][row] = post.topic, 1.0
        if post.area_code:
            columns["area_code"][row], columns["area_confidence"][row] = post.area_code, 1.0
            columns["regency_code"][row] = areas.regency_of(post.area_code) or ""
    return columns


def _understood(labels: pa.RecordBatch) -> dict[str, list[object]]:
    names = [name for name in labels.schema.names if name in COLUMNS and name != "places"]
    columns: dict[str, list[object]] = {name: labels.column(name).to_pylist() for name in names}
    codes = [code or "" for code in labels.column("area").to_pylist()]
    places = labels.column("places").to_pylist()
    return columns | {
        "places": [jsonb(found) if found else _NOWHERE for found in places],
        "area_code": codes,
        "regency_code": [areas.regency_of(code) or "" for code in codes],
    }
