"""Edits and deletions by authors, laid over rows of the store. Any order of the same events gives the same rows.

Of all versions of a text the newest stands in the row; the others are kept beside it, masked and sealed. A deletion takes
the text away from all of them and leaves labels, author and time: the counts stay, and a case is not lost."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import connection
from django.db.models import Min, Q
from psycopg.types.json import Jsonb

from balarea.conduct import mask
from balarea.language.labels import UNSURE, Urgency
from balarea.language.signature import FEWEST
from balarea.networks.values import PostRef
from balarea.posts import correcting
from balarea.posts.models import Correction, Deletion, Post, Version
from balarea.posts.staging import COLUMNS, Row
from balarea.registry.sealing import seal

GONE = "[dihapus penulisnya]"
URGENT_FIRST = (*map(str, Urgency), UNSURE)
_KEPT = {
    "network", "external_id", "published_at", "author_external_id", "author_handle", "author_name", "url", "reply_to", "root",
    "lat", "lon", "metrics", "signature", "demo", "deleted_at",
}  # fmt: skip
_READ = ("urgency", "intent", "intent_confidence", "topic")  # of every version: whether somebody has to look, how soon
_LOCK = 0x72657669  # advisory: a deletion waits for rows that are being stored, and they for it
_EDITED = """
SELECT network, external_id FROM posts_post WHERE edited_at IS NOT NULL AND network = ANY(%s) AND external_id = ANY(%s)
"""
_DELETED = "SELECT network, external_id FROM posts_deletion WHERE network = ANY(%s) AND external_id = ANY(%s)"
_SEARCH = """
UPDATE posts_post SET search = to_tsvector('balarea', %s) WHERE network = %s AND external_id = %s AND published_at = %s
"""


def hold(*, alone: bool) -> None:
    """Until the transaction ends: storing rows and deleting do not overlap; storing twice at once may."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock{'' if alone else '_shared'}(%s)", [_LOCK])


def edited(refs: Iterable[PostRef]) -> set[PostRef]:
    """Which of some posts have a row whose text was edited."""
    return _among(_EDITED, refs)


def gone(refs: Iterable[PostRef]) -> set[PostRef]:
    """Which of some posts were deleted by their authors."""
    return _among(_DELETED, refs)


def _among(question: str, refs: Iterable[PostRef]) -> set[PostRef]:
    wanted = set(refs)
    if not wanted:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(question, [list({ref.network for ref in wanted}), [ref.external_id for ref in wanted]])
        return {PostRef(*found) for found in cursor.fetchall()} & wanted


def revise(row: Row) -> bool:
    """Lay a version of a post that is stored already into its row, or beside it when a newer one stands there; whether
    anything changed. Labels that a person set stay, but for an urgency that the new text exceeds."""
    values, search = dict(zip(COLUMNS, row, strict=False)), str(row[-1])
    held = _held(PostRef(str(values["network"]), str(values["external_id"])))
    if held is None:
        return False
    at, standing = _written(values), held.edited_at or held.published_at
    if at == standing or Version.objects.filter(_of(held), written_at=at).exists():
        return False
    if at < _oldest(held, standing):
        _write(held, {"signature": telling(str(values["text"]), values["signature"])})
    if values["edited_at"] is None or at < standing:
        _keep(held, at, str(values["text"]), {name: values[name] for name in _READ})
        return True
    _keep(held, standing, held.text, {name: getattr(held, name) for name in _READ})
    _replace(held, values, search)
    return True


def _held(ref: PostRef) -> Post | None:
    return Post.objects.select_for_update().filter(network=ref.network, external_id=ref.external_id).first()


def _replace(held: Post, values: Mapping[str, object], search: str) -> None:
    fresh = {name: value for name, value in values.items() if name not in _KEPT}
    settled = held.edited_at or held.deleted_at  # then its signature was judged while the first text was there
    fresh["signature"] = held.signature if settled else telling(held.text, held.signature)
    fresh = {name: value.obj if isinstance(value, Jsonb) else value for name, value in fresh.items()}
    if held.deleted_at:
        fresh |= {"text": GONE, "places": []}
    _write(held, fresh)
    with connection.cursor() as cursor:
        cursor.execute(_SEARCH, ["" if held.deleted_at else search, held.network, held.external_id, held.published_at])
    _exceed(held.ref, str(values["urgency"]), _written(values))
    correcting.keep([held.ref])
    correcting.changed(held.ref)


def _exceed(ref: PostRef, urgency: str, at: datetime) -> None:
    """A person called an earlier text less urgent than this one is read: that word was not about this one."""
    said = Correction.objects.filter(
        network=ref.network, external_id=ref.external_id, label="urgency", ended_at__isnull=True
    ).first()
    if said is not None and more_urgent(urgency, said.after):
        said.ended_at, said.ended_by = at, "system:edit"
        said.save()


def more_urgent(one: str, two: str) -> bool:
    """Whether the first is more urgent; a word that is not known is less urgent than any."""
    rank = {name: place for place, name in enumerate(URGENT_FIRST)}
    return rank.get(one, len(rank)) < rank.get(two, len(rank))


def _keep(held: Post, at: datetime, text: str, read: Mapping[str, object]) -> None:
    masked = "" if held.deleted_at else mask(text)
    sealed = seal(text) if masked != text and not held.deleted_at else None
    Version.objects.get_or_create(
        network=held.network, external_id=held.external_id, written_at=at,
        defaults={"text": masked, "sealed": sealed, **read},
    )  # fmt: skip


def delete(refs: Iterable[PostRef], at: datetime) -> list[PostRef]:
    """Remember that posts were deleted and take their texts away, within the caller's transaction; which of those that are
    stored had one still."""
    wanted = set(refs)
    Deletion.objects.bulk_create(
        [Deletion(network=ref.network, external_id=ref.external_id, deleted_at=at) for ref in wanted],
        ignore_conflicts=True,
    )
    return withdraw(wanted, at)


def withdraw(refs: Iterable[PostRef], at: datetime) -> list[PostRef]:
    """Take the texts of deleted posts out of the rows that are there and out of their earlier versions."""
    wanted = set(refs)
    living = Post.objects.select_for_update().filter(
        external_id__in=[ref.external_id for ref in wanted], deleted_at__isnull=True
    )
    done = []
    for post in living:
        if post.ref in wanted:
            _write(post, {"text": GONE, "author_name": "", "url": "", "lat": None, "lon": None, "metrics": {},
                          "places": [], "search": "", "deleted_at": at,
                          "signature": post.signature if post.edited_at else telling(post.text, post.signature)})  # fmt: skip
            Version.objects.filter(_of(post)).update(text="", sealed=None)
            done.append(post.ref)
    return done


def telling(text: str, signature: object) -> object:
    """The signature of a first text that may go, by which its copies stay known; none of a text that is too short for it."""
    return signature if len(text.split()) >= FEWEST else b""


def _written(values: Mapping[str, object]) -> datetime:
    at = values["edited_at"] or values["published_at"]
    assert isinstance(at, datetime), "both columns hold times"
    return at


def _oldest(held: Post, standing: datetime) -> datetime:
    first = Version.objects.filter(_of(held)).aggregate(first=Min("written_at"))["first"]
    return min(first, standing) if first else standing


def _of(held: Post) -> Q:
    return Q(network=held.network, external_id=held.external_id)


def _write(held: Post, values: Mapping[str, object]) -> None:
    row = Post.objects.filter(network=held.network, external_id=held.external_id, published_at=held.published_at)
    row.update(**values)
