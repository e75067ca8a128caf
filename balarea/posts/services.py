"""Writes of the post store."""

import itertools
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from balarea.audit import services as audit
from balarea.core.clock import now
from balarea.core.errors import Conflict, NotFound
from balarea.networks.values import Page, PostRef, RemotePost
from balarea.people.queries import Actor, Permission, must, name_of
from balarea.posts import correcting, partitions, privacy, retention, revising, staging
from balarea.posts import ingest as understood
from balarea.posts.calls import keep as keep_call
from balarea.posts.calls import note_trouble as note_call_trouble
from balarea.posts.calls import taken as call_taken
from balarea.posts.models import Correction, Deletion, Erasure, Post, Source
from balarea.posts.pulling import Reading as Reading
from balarea.posts.pulling import read as read
from balarea.registry.queries import Account

__all__ = [
    "DELETED_FOR", "Ingested", "Reading", "call_taken", "correct", "delete", "erase_author", "forget_authors",
    "forget_deletions", "ingest", "keep", "keep_call", "keep_page", "make_partitions", "note_call_trouble", "note_trouble",
    "read", "reject", "remember", "withdraw",
]  # fmt: skip
BATCH = 5000
DELETED_FOR = timedelta(days=30)  # a post that comes so long after its deletion is not expected
reject = understood.reject
LOG = logging.getLogger(__name__)


@dataclass
class Ingested:
    """How many posts were read and how many of them are new; the rejected ones with the reason of each."""

    read: int = 0
    new: int = 0
    rejected: list[tuple[RemotePost, str]] = field(default_factory=list)

    @property
    def known(self) -> int:
        return self.read - self.new - len(self.rejected)


@dataclass
class _Batch:
    """`rows`: one a post; `versions`: other texts of the same posts, that a network gave in the same batch."""

    read: int
    posts: list[RemotePost]
    rows: list[staging.Row]
    versions: list[staging.Row]
    times: set[datetime]
    rejected: list[tuple[RemotePost, str]]


def ingest(
    posts: Iterable[RemotePost], *, by: Actor, demo: bool = False, tell: Callable[[Ingested], None] = lambda _: None
) -> Ingested:
    """Understand and store posts in batches of BATCH; `tell` is called after each batch with the counts so far.

    The same posts again, at the same time from elsewhere, or after being killed in the middle: nothing is stored twice
    and what is missing is added, because every batch is one transaction on the key (network, id, time). While one batch
    is written by PostgreSQL the next is understood in another thread. Of an edited post the newest text stands, in whatever
    order its versions come; a post that was deleted is stored without its text."""
    done = Ingested()

    def removed(count: int) -> None:
        done.read += count

    with ThreadPoolExecutor(1) as thinker:
        batches = _batches(privacy.living(posts, privacy.erased(), removed))
        following = next(batches, None)
        thought = thinker.submit(_understand, following, demo) if following else None
        while thought is not None:
            batch = thought.result()
            following = next(batches, None)
            thought = thinker.submit(_understand, following, demo) if following else None
            _write(batch, done, by)
            tell(done)
    return done


def _batches(posts: Iterable[RemotePost]) -> Iterator[list[RemotePost]]:
    iterator = iter(posts)
    while batch := list(itertools.islice(iterator, BATCH)):
        yield batch


def _understand(posts: list[RemotePost], demo: bool) -> _Batch:
    moment = now()
    good: dict[tuple[PostRef, datetime | None], RemotePost] = {}
    rejected = []
    for post in posts:
        if reason := reject(post, moment):
            rejected.append((post, reason))
        else:
            good.setdefault((post.ref, post.edited_at), post)
    kept = list(good.values())
    rows = understood.rows(kept, demo=demo) if good else []
    first: dict[PostRef, int] = {}
    for place, post in enumerate(kept):
        first.setdefault(post.ref, place)
    chosen = set(first.values())
    versions = [row for place, row in enumerate(rows) if place not in chosen]
    one_each = [row for place, row in enumerate(rows) if place in chosen]
    return _Batch(
        len(posts), [kept[place] for place in first.values()], one_each, versions, {post.published_at for post in kept},
        rejected,
    )  # fmt: skip


def _write(batch: _Batch, done: Ingested, by: Actor) -> None:
    partitions.ensure({partitions.month(moment) for moment in batch.times})
    with transaction.atomic():
        revising.hold(alone=False)
        known = _edited_or_held(batch.posts)
        fresh = [row for post, row in zip(batch.posts, batch.rows, strict=True) if post.ref not in known]
        new = staging.write(fresh, now()) if fresh else []
        if new:
            correcting.keep(new)
            revising.withdraw(revising.gone(new), now())
            after = {"new": len(new), "first": new[0].external_id, "last": new[-1].external_id}
            audit.record("ingest", "posts", new[0].network, by=by, after=after)
        again = [row for post, row in zip(batch.posts, batch.rows, strict=True) if post.ref in known]
        _revise([*again, *batch.versions], by)
    done.read += batch.read
    done.new += len(new)
    done.rejected += batch.rejected


def _edited_or_held(posts: list[RemotePost]) -> set[PostRef]:
    """Posts of which the store has another text already: an edit of a stored one, or an older text of an edited one."""
    later = [post.ref for post in posts if post.edited_at is not None]
    held = (
        set(
            Post.objects.filter(external_id__in=[ref.external_id for ref in later]).values_list(
                "network", "external_id"
            )
        )
        if later
        else set()
    )
    return {ref for ref in later if (ref.network, ref.external_id) in held} | revising.edited(
        post.ref for post in posts
    )


def _revise(rows: list[staging.Row], by: Actor) -> None:
    changed = [row for row in rows if revising.revise(row)]
    if changed:
        network, first = (str(changed[0][staging.COLUMNS.index(name)]) for name in ("network", "external_id"))
        audit.record("edit_posts", "posts", network, by=by, after={"edited": len(changed), "first": first})


@transaction.atomic
def delete(posts: Iterable[RemotePost], *, by: Actor) -> int:
    """Take away the texts of posts that their authors deleted; how many had one still. Labels, author and time stay, so
    that counts and cases do. Before the post itself comes, after it, or again: the same."""
    known = privacy.erased()  # of whom nothing is known any more, nothing is remembered either
    refs = [post.ref for post in posts if not privacy.removed(post, known)]
    if not refs:
        return 0
    revising.hold(alone=True)
    done = revising.delete(refs, now())
    if done:
        after = {"deleted": len(done), "first": done[0].external_id}
        audit.record("delete_posts", "posts", done[0].network, by=by, after=after)
    return len(done)


def forget_deletions(before: datetime) -> int:
    """Deletions that were learnt before a moment are not remembered any more; the rows without text stay."""
    return Deletion.objects.filter(deleted_at__lt=before).delete()[0]


def keep(readings: Sequence[Reading], *, by: Actor) -> list[PostRef]:
    """Store what was read from accounts; returns all that was read, new or not. What the store refuses is logged with its
    reason: it still stands on its network.
    The caller remembers the cursors by `remember` once everything above has seen the posts: whatever dies before that
    leads to the same posts being read again, which is harmless."""
    refs: dict[PostRef, None] = {}
    for demo in sorted({each.account.demo for each in readings}):
        given = [
            post for each in readings if each.account.demo == demo and isinstance(each.page, Page)
            for post in each.page.posts
        ]  # fmt: skip
        done = ingest([post for post in given if not post.deleted], by=by, demo=demo)
        delete([post for post in given if post.deleted], by=by)
        for post, reason in done.rejected:
            LOG.error("the post of %s cannot be stored: %s", post.published_at.isoformat(), reason)
        refs |= dict.fromkeys(post.ref for post in given)
    return list(refs)


def keep_page(account: Account, page: Page, *, by: Actor) -> list[PostRef]:
    """Store what a network brought of an account by itself, without a cursor."""
    return keep([Reading(account, "", page)], by=by)


def remember(account: Account, cursor: str, trouble: str = "") -> None:
    """Reading the account goes on from here; `trouble`: what of it could not be read, for the register. (No event: the place
    in a stream is not a decision of anybody.)"""
    Source.objects.update_or_create(
        account=account, defaults={"cursor": cursor, "last_pulled_at": now(), "last_error": trouble[:500]}
    )


def note_trouble(account: Account, error: Exception) -> None:
    """Keep why reading failed, for the register; the cursor stays."""
    Source.objects.update_or_create(account=account, defaults={"last_pulled_at": now(), "last_error": str(error)[:500]})


def make_partitions() -> list[str]:
    """Make this month's partition and the next ones."""
    return partitions.ensure(partitions.ahead(now()))


@transaction.atomic
def erase_author(found: privacy.Traces, *, by: Actor) -> tuple[int, set[str]]:
    """Remove an author's texts, names and ids from the store; labels and counts stay, and reading the networks again brings
    nothing back. How many posts, and their ids as they were. The event belongs to the caller, who removes more."""
    must(by, Permission.PRIVACY)
    Erasure.objects.update_or_create(
        network=found.network, author=found.pseudonym, defaults={"erased_at": now(), "erased_by": name_of(by)}
    )
    return privacy.erase(found)


@transaction.atomic
def forget_authors(partition: str, before: datetime, *, by: Actor) -> bool:
    """One batch of the retention of a partition; whether there may be more."""
    changed, more = retention.forget(partition, before)
    if changed:
        audit.record("forget_authors", "posts", partition, by=by, after={"posts": changed, "before": before})
    return more


@transaction.atomic
def correct(ref: PostRef, label: str, value: str, *, by: Actor, desk: str = "") -> Correction:
    """Set a label of a post to what a person says; `desk` is the agency on whose desk the post's case lies, if any.

    Labels: those of correcting.CORRECTABLE. The value that the model gave confirms it. A later correction of the same label
    takes the place of the earlier one; the same again changes nothing. The row says it with confidence 1 from now on, also
    after the post is read again. NotFound, NotAllowed, and BalareaError for a label or value that does not exist."""
    must(by, Permission.CORRECT_POSTS, desk)
    wanted = correcting.checked(label, value)
    post = _held(ref)
    earlier = _in_force(ref).filter(label=label).first()
    if earlier is not None and earlier.after == wanted:
        return earlier
    said, sure = correcting.current(post, label)
    moment = now()
    if earlier is not None:
        _end(earlier, moment, by)
    made = Correction.objects.create(
        network=ref.network, external_id=ref.external_id, label=label, after=wanted,
        before=earlier.before if earlier else said, before_confidence=earlier.before_confidence if earlier else sure,
        corrected_at=moment, corrected_by=name_of(by),
    )  # fmt: skip
    correcting.lay(ref, label, wanted)
    _record("correct_post", made, by, said, wanted)
    return made


@transaction.atomic
def withdraw(correction_id: int, *, by: Actor, desk: str = "") -> Correction:
    """Take a correction back: the post's label is again what the model had said. Conflict when it is not in force."""
    must(by, Permission.CORRECT_POSTS, desk)
    known = Correction.objects.filter(pk=correction_id).first()
    if known is None:
        raise NotFound("Koreksi itu tidak ada.")
    post = Post.objects.select_for_update().filter(network=known.network, external_id=known.external_id).first()
    held = Correction.objects.select_for_update().get(pk=correction_id)
    if held.ended_at is not None:
        raise Conflict("Koreksi itu sudah tidak berlaku; muat ulang halamannya.")
    _end(held, now(), by)
    if post is not None:
        correcting.lay(held.ref, held.label, held.before, held.before_confidence)
    _record("withdraw_correction", held, by, held.after, held.before)
    return held


def _held(ref: PostRef) -> Post:
    found = Post.objects.select_for_update().filter(network=ref.network, external_id=ref.external_id).first()
    if found is None:
        raise NotFound("Unggahan itu tidak ada di penyimpanan.")
    return found


def _in_force(ref: PostRef) -> QuerySet[Correction]:
    return Correction.objects.filter(network=ref.network, external_id=ref.external_id, ended_at__isnull=True)


def _end(correction: Correction, moment: datetime, by: Actor) -> None:
    correction.ended_at, correction.ended_by = moment, name_of(by)
    correction.save()


def _record(action: str, correction: Correction, by: Actor, before: str, after: str) -> None:
    where = {"network": correction.network, "external_id": correction.external_id}
    audit.record(
        action, "post", correction.external_id[:300], by=by, before={correction.label: before},
        after=where | {correction.label: after, "correction": correction.pk},
    )  # fmt: skip
