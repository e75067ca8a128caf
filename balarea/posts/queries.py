"""Reads of the post store."""

import itertools
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa
from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Q, QuerySet

from balarea.language import understand
from balarea.language.labels import Abuse
from balarea.language.signature import FEWEST, HEAD
from balarea.networks.values import CHAT, PostRef
from balarea.posts import ingest as understood
from balarea.posts.calls import body_of as call_body
from balarea.posts.calls import waiting as calls_waiting
from balarea.posts.correcting import CORRECTABLE
from balarea.posts.filters import CHOICES, LABELS, PostFilter
from balarea.posts.models import Correction, Post, Source, Version
from balarea.posts.revising import GONE, more_urgent
from balarea.posts.search import web_search

__all__ = [
    "CHOICES",
    "COLUMNS",
    "CORRECTABLE",
    "GONE",
    "LABELS",
    "Correction",
    "Post",
    "PostFilter",
    "Version",
    "abusive",
    "all_read",
    "by_authors",
    "call_body",
    "calls_waiting",
    "changed_days",
    "conversation",
    "copies",
    "corrected",
    "correction",
    "corrections",
    "history",
    "holding",
    "matching",
    "more_urgent",
    "newest",
    "page",
    "post",
    "posts",
    "read_again",
    "shown",
    "sources",
    "spoken",
    "told",
    "versions",
]
_TOLD = """
SELECT network, external_id, text, intent
FROM posts_post JOIN unnest(%s::text[], %s::text[]) AS wanted (network, external_id) USING (network, external_id)
"""
WHOLE = 2 * HEAD  # bytes of a signature that stand for the whole normal form
COLUMNS = {"regency": "regency_code"}  # of the labels named otherwise in the store


def post(ref: PostRef) -> Post | None:
    """The post of a reference."""
    return Post.objects.filter(network=ref.network, external_id=ref.external_id).first()


def posts(refs: list[PostRef]) -> list[Post]:
    """The stored ones among references, oldest first."""
    if not refs:
        return []
    wanted = {(ref.network, ref.external_id) for ref in refs}
    found = Post.objects.filter(external_id__in=[ref.external_id for ref in refs]).order_by("published_at")
    return [each for each in found if (each.network, each.external_id) in wanted]


def abusive(network: str, external_ids: list[str]) -> dict[str, str]:
    """What the insulting ones among posts are (abuse or hate), by id."""
    found = Post.objects.filter(network=network, external_id__in=external_ids, abuse__in=[Abuse.ABUSE, Abuse.HATE])
    return dict(found.values_list("external_id", "abuse"))


def holding(words: str, most: int = 500) -> list[str]:
    """Ids of the newest posts that contain the words, or whose author's handle does."""
    found = Post.objects.filter(Q(search=search_query(words)) | Q(author_handle__icontains=words))
    return list(found.order_by("-published_at").values_list("external_id", flat=True)[:most])


def told(refs: list[PostRef]) -> dict[PostRef, tuple[str, str]]:
    """The texts as written and the intents of posts, by reference; only of those that are stored."""
    with connection.cursor() as cursor:  # two arrays, not a parameter a post: there may be thousands
        cursor.execute(_TOLD, [[ref.network for ref in refs], [ref.external_id for ref in refs]])
        rows: list[Any] = cursor.fetchall()
    return {PostRef(network, each): (text, intent) for network, each, text, intent in rows}


def copies(some: list[Post], within: timedelta) -> dict[PostRef, list[str]]:
    """For posts that begin a conversation: the ids of posts with the same text by the same author, that begin one too and
    lie no further away in time. The same: the same normal form (`language.signature`), of FEWEST words or more."""
    begin = [post for post in some if _begins(post)]
    if not begin:
        return {}
    first, last = min(post.published_at for post in begin), max(post.published_at for post in begin)
    near = Post.objects.filter(
        Q(root="") | Q(root__startswith=CHAT), reply_to="",
        author_external_id__in={post.author_external_id for post in begin},
        published_at__gte=first - within, published_at__lte=last + within,
    ).defer("search")  # fmt: skip
    by_text: dict[tuple[str, str, bool, bytes], list[Post]] = defaultdict(list)
    for each in near.order_by("published_at", "external_id"):
        if _begins(each):
            by_text[_same(each)].append(each)
    return {
        post.ref: [each.external_id for each in by_text[_same(post)]
                   if each.pk != post.pk and abs(each.published_at - post.published_at) <= within]
        for post in begin
    }  # fmt: skip


def _begins(post: Post) -> bool:
    head = bytes(post.signature)[:WHOLE]
    alone = not post.reply_to and (not post.root or PostRef(post.network, post.root).is_chat)
    # of what was edited or deleted the first text is gone: its signature was kept if it was long enough (`revising.py`)
    long = post.edited_at or post.deleted_at or len(post.text.split()) >= FEWEST
    return alone and any(head) and bool(long)


def _same(post: Post) -> tuple[str, str, bool, bytes]:
    """What copies have in common. What was said to us alone is no copy of what everybody reads: it would stand with it."""
    return post.network, post.author_external_id, post.private, bytes(post.signature)[:WHOLE]


def matching(chosen: PostFilter) -> QuerySet[Post]:
    """Posts of a filter, newest first, for counting. A search leaves out what was said to us alone: a count would tell which
    words stand in it."""
    found = Post.objects.filter(published_at__gte=chosen.since, published_at__lt=chosen.until)
    if chosen.q:
        found = found.filter(private=False)
    for name, value in chosen.chosen().items():
        wanted = {"search": search_query(value)} if name == "q" else {COLUMNS.get(name, name): value}
        found = found.filter(**wanted)
    return found.order_by("-published_at", "external_id")


def search_query(typed: str) -> SearchQuery:
    """What a person typed as a search: words, "phrases", -not, or. Any input is a search; none is an error."""
    return SearchQuery(web_search(typed), config="balarea", search_type="websearch")


def shown(chosen: PostFilter) -> QuerySet[Post]:
    """Posts of a filter that may be shown to who observes: what was said to us alone is counted, and read only at the desk
    that has its case."""
    return matching(chosen).filter(private=False)


def newest(chosen: PostFilter, limit: int = 25, page: int = 1) -> list[Post]:
    """One page of a filter's posts; one more than `limit` when there is a further page."""
    start = (page - 1) * limit
    return list(shown(chosen).defer("search")[start : start + limit + 1])


Place = tuple[datetime, str, str]  # of a post in the order of `page`: when it was published, its network and its id


def page(chosen: PostFilter, limit: int, after: Place | None = None) -> list[Post]:
    """Posts of a filter, newest first, behind a place; one more than `limit` when there are more. Posts that come meanwhile
    move no page, because a page is asked for by what stood last on the one before."""
    found = shown(chosen).order_by("-published_at", "network", "external_id").defer("search")
    if after is not None:
        moment, network, external_id = after
        behind = Q(network=network, external_id__gt=external_id) | Q(network__gt=network)
        found = found.filter(Q(published_at__lt=moment) | (Q(published_at=moment) & behind))
    return list(found[: limit + 1])


def conversation(ref: PostRef) -> list[Post]:
    """The posts of a thread, oldest first: its root, and everything that names the root or replies to it."""
    thread = Q(external_id=ref.external_id) | Q(root=ref.external_id) | Q(reply_to=ref.external_id)
    return list(Post.objects.filter(thread, network=ref.network).order_by("published_at"))


def spoken(chat: PostRef, most: int = 50) -> list[str]:
    """Ids of the newest posts in a chat."""
    found = Post.objects.filter(network=chat.network, root=chat.external_id).order_by("-published_at")
    return list(found.values_list("external_id", flat=True)[:most])


def by_authors(network: str, external_ids: list[str], since: datetime) -> QuerySet[Post]:
    """The posts of some authors (official accounts) that came into the store since then, oldest first."""
    found = Post.objects.filter(network=network, author_external_id__in=external_ids, ingested_at__gte=since)
    return found.order_by("published_at").defer("search")


def changed_days() -> list[date]:
    """Take the days that got new posts since the last call: within a transaction, and only once it commits."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM posts_changedday RETURNING day")
        rows: list[Any] = cursor.fetchall()
    return sorted({day for (day,) in rows})


def sources() -> dict[int, Source]:
    """Where reading has got to, by account id."""
    return {source.account_id: source for source in Source.objects.all()}


def corrections(refs: list[PostRef]) -> dict[PostRef, list[Correction]]:
    """The corrections in force of posts, by post, oldest first."""
    wanted = set(refs)
    found = Correction.objects.filter(external_id__in=[ref.external_id for ref in refs], ended_at__isnull=True)
    by_post: dict[PostRef, list[Correction]] = defaultdict(list)
    for each in found:
        if each.ref in wanted:
            by_post[each.ref].append(each)
    return dict(by_post)


def correction(correction_id: int) -> Correction | None:
    """The correction of an id, in force or not."""
    return Correction.objects.filter(pk=correction_id).first()


def history(ref: PostRef) -> list[Correction]:
    """Every correction of a post, newest first, also those that have ended."""
    found = Correction.objects.filter(network=ref.network, external_id=ref.external_id)
    return list(found.order_by("-corrected_at", "-pk"))


def corrected(
    since: datetime | None = None, chunk: int = 500
) -> Iterator[tuple[PostRef, Post | None, list[Correction]]]:
    """Every post with a correction in force (one of them made since then), with all of its corrections, in the order of
    references; a post that the store no longer holds is None. Streams: memory does not grow with how many there are."""
    found = Correction.objects.filter(ended_at__isnull=True)
    if since is not None:
        found = found.filter(corrected_at__gte=since)
    keys = found.order_by("network", "external_id").values_list("network", "external_id").distinct()
    refs = (PostRef(*key) for key in keys.iterator(chunk_size=chunk))
    while some := list(itertools.islice(refs, chunk)):
        held = {post.ref: post for post in posts(some)}
        made = corrections(some)
        yield from ((ref, held.get(ref), made[ref]) for ref in some if ref in made)


def all_read(post: Post) -> list[Post | Version]:
    """The post as it stands, and its earlier versions: each with what was read in it."""
    if post.edited_at is None:
        return [post]
    return [post, *versions(post.network, [post.external_id]).get(post.external_id, [])]


def versions(network: str, external_ids: list[str]) -> dict[str, list[Version]]:
    """The earlier texts of edited posts by id, oldest first: masked, each with its original sealed."""
    by_post: dict[str, list[Version]] = defaultdict(list)
    for each in Version.objects.filter(network=network, external_id__in=external_ids):
        by_post[each.external_id].append(each)
    return dict(by_post)


def read_again(post: Post) -> dict[str, Any]:
    """What the present model says of a stored post, with its reasons: a row of `language.SCHEMA`, which is not stored."""
    batch = pa.RecordBatch.from_pydict({"id": [post.external_id], "text": [understood.told(post.text)]})
    row: dict[str, Any] = understand(batch).to_pylist()[0]
    return row
