"""From posts as networks give them to rows of the store, understood on the way. Pure but for the model file."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pyarrow as pa

from balarea import areas
from balarea.core.text import normalise
from balarea.language import understand
from balarea.networks.values import RemotePost
from balarea.posts.staging import COLUMNS, Row, jsonb

EARLIEST = datetime(2004, 1, 1, tzinfo=UTC)  # before the first of the networks
LONGEST = 20_000  # characters
_LABELS = ("lang", "mixed", "sentiment", "intent", "urgency", "topic")


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
    if not EARLIEST <= post.published_at <= now + timedelta(days=1):
        return f"published_at {post.published_at.isoformat()} is not between 2004 and tomorrow"
    if post.lat is not None and not -90 <= post.lat <= 90:
        return f"lat {post.lat} is not between -90 and 90"
    if post.lon is not None and not -180 <= post.lon <= 180:
        return f"lon {post.lon} is not between -180 and 180"
    return ""


def rows(posts: Sequence[RemotePost], *, demo: bool) -> list[Row]:
    """The rows of `staging.write`, one a post."""
    ids = pa.array([post.ref.external_id for post in posts], pa.string())
    texts = pa.array([post.text for post in posts], pa.string())
    labels = understand(pa.RecordBatch.from_arrays([ids, texts], names=["id", "text"]))
    columns = {name: labels.column(name).to_pylist() for name in labels.schema.names}
    return [_row(post, {name: values[at] for name, values in columns.items()}, demo) for at, post in enumerate(posts)]


def _row(post: RemotePost, label: dict[str, object], demo: bool) -> Row:
    area = str(label["area"] or "")
    values: dict[str, object] = {
        "network": post.ref.network, "external_id": post.ref.external_id, "published_at": post.published_at,
        "text": post.text, "author_external_id": post.author.external_id, "author_handle": post.author.handle,
        "author_name": post.author.name, "url": post.url,
        "reply_to": post.in_reply_to.external_id if post.in_reply_to else "",
        "root": post.root.external_id if post.root else "",
        "lat": post.lat, "lon": post.lon, "metrics": jsonb(post.metrics), "mentions": list(post.mentions),
        "places": jsonb(label["places"]), "area_code": area, "area_confidence": label["area_confidence"] or 0.0,
        "regency_code": areas.regency_of(area) or "", "model_version": label["model_version"], "demo": demo,
    }  # fmt: skip
    for name in _LABELS:
        values[name] = label[name]
        if name != "mixed":
            values[f"{name}_confidence"] = label[f"{name}_confidence"]
    return (*(values[column] for column in COLUMNS), normalise(post.text))
