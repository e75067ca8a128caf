"""What the store holds of one author, its removal, and the forgetting of authors after the retention window.

Counts stay: a row keeps its labels, area and time. Who wrote it becomes a pseudonym (`registry.sealing`), the same for all
that he wrote. Ids of posts hold their author's on some networks (at://did:plc:…/…): removal changes them too, everywhere."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from balarea.core.text import normalise
from balarea.networks.values import RemotePost
from balarea.posts.models import Correction, Deletion, Erasure, Post, Version
from balarea.registry.sealing import PSEUDONYM, pseudonym, unseal

TOMBSTONE = "[dihapus atas permintaan pemiliknya]"
NOBODY = "dihapus"  # in the place of a handle
FIELDS = (
    "network", "external_id", "published_at", "text", "author_external_id", "author_handle", "author_name", "url", "reply_to",
    "root", "lat", "lon", "metrics", "lang", "sentiment", "intent", "urgency", "topic", "area_code",
)  # fmt: skip
Erased = dict[tuple[str, str], datetime]


@dataclass(frozen=True)
class Traces:
    """How an author's traces are rewritten: his ids within ids of posts, and his handles within texts."""

    network: str
    author_id: str
    pseudonym: str
    handles: frozenset[str]

    def ref(self, external_id: str) -> str:
        """An id of a post without the author's id in it. What a network calls a message between him and us may hold his
        number in another writing (WhatsApp), so that a hash stands for all of it."""
        peer, sign, message = external_id.partition("/")
        if sign and peer == self.author_id:
            return f"{self.pseudonym}/{pseudonym(self.network, message).removeprefix(PSEUDONYM)}"
        part = rf"(?<![^/:]){re.escape(self.author_id)}(?![^/])"
        return re.sub(part, self.pseudonym, external_id)

    def text(self, text: str) -> str:
        """A text of somebody else without the author's handles."""
        for handle in sorted(self.handles, key=len, reverse=True):
            text = re.sub(rf"(?i)@{re.escape(handle)}(?![\w-]|\.\w)", f"@{NOBODY}", text)
        return text


def traces(network: str, author_id: str, handles: Iterable[str] = ()) -> Traces:
    """The traces of an author; the handles that the store knows are added to those given."""
    own = of_author(network, author_id).exclude(author_handle="").values_list("author_handle", flat=True)
    found = frozenset(each for each in {*own.distinct(), *handles} if each)
    return Traces(network, author_id, pseudonym(network, author_id), found)


def of_author(network: str, author_id: str) -> QuerySet[Post]:
    """All posts of an author, those too that already bear his pseudonym."""
    return Post.objects.filter(network=network, author_external_id__in=[author_id, pseudonym(network, author_id)])


def author_of_handle(network: str, handle: str) -> str:
    """The id of the author who last used a handle, or nothing."""
    found = Post.objects.filter(network=network, author_handle__iexact=handle.lstrip("@")).order_by("-published_at")
    return found.values_list("author_external_id", flat=True).first() or ""


def held(network: str, author_id: str) -> dict[str, list[dict[str, Any]]]:
    """Posts of an author and the corrections of their labels, as plain values."""
    posts = list(of_author(network, author_id).order_by("published_at").values(*FIELDS))
    refs = [post["external_id"] for post in posts]
    made = Correction.objects.filter(network=network, external_id__in=refs).order_by("pk")
    return {
        "posts": posts,
        "versions": [
            {
                "external_id": each.external_id,
                "written_at": each.written_at,
                "text": unseal(bytes(each.sealed)) if each.sealed else each.text,
            }
            for each in Version.objects.filter(network=network, external_id__in=refs)
        ],
        "corrections": list(made.values("external_id", "label", "before", "after", "corrected_at", "ended_at")),
    }


def erase(found: Traces) -> tuple[int, set[str]]:
    """Remove an author from the store, within the caller's transaction: how many posts, and their ids as they were."""
    mine = list(of_author(found.network, found.author_id).values_list("external_id", "published_at"))
    for external_id, at in mine:
        Post.objects.filter(network=found.network, external_id=external_id, published_at=at).update(
            external_id=found.ref(external_id), text=TOMBSTONE, author_external_id=found.pseudonym, author_handle="",
            author_name="", url="", lat=None, lon=None, metrics={}, mentions=[], places=[], search="",
        )  # fmt: skip
    _rewrite_others(found)
    refs = {external_id for external_id, _at in mine}
    for correction in Correction.objects.filter(network=found.network, external_id__in=refs):
        Correction.objects.filter(pk=correction.pk).update(external_id=found.ref(correction.external_id))
    Version.objects.filter(network=found.network, external_id__in=refs).delete()
    mine_deleted = Q(external_id__in=refs) | Q(external_id__contains=f"/{found.author_id}/")
    Deletion.objects.filter(mine_deleted, network=found.network).delete()
    return len(mine), refs


def _rewrite_others(found: Traces) -> None:
    """Threads keep together, and nobody is named by answering or mentioning."""
    inside = Q(root__contains=found.author_id) | Q(reply_to__contains=found.author_id)
    for post in Post.objects.filter(Q(mentions__contains=[found.author_id]) | inside, network=found.network):
        text = found.text(post.text)
        row = Post.objects.filter(network=post.network, external_id=post.external_id, published_at=post.published_at)
        row.update(
            root=found.ref(post.root), reply_to=found.ref(post.reply_to), text=text,
            mentions=[each for each in post.mentions if each != found.author_id],
        )  # fmt: skip
        if text != post.text:
            _search_again(post, text)


def _search_again(post: Post, text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE posts_post SET search = to_tsvector('balarea', %s), places = '[]'"
            " WHERE network = %s AND external_id = %s AND published_at = %s",
            [normalise(text), post.network, post.external_id, post.published_at],
        )


def erased() -> Erased:
    """Until when the posts of removed authors are not taken in, by network and pseudonym."""
    return {(each.network, each.author): each.erased_at for each in Erasure.objects.all()}


def gone(post: RemotePost, known: Erased) -> bool:
    """Whether a post that a network gives again belongs to what its author had removed. Looks at nothing else where nobody
    was removed."""
    if not known:
        return False
    until = known.get((post.ref.network, pseudonym(post.ref.network, post.author.external_id)))
    return until is not None and post.published_at <= until


def removed(post: RemotePost, known: Erased) -> bool:
    """Whether the author of a post had everything removed."""
    return bool(known) and (post.ref.network, pseudonym(post.ref.network, post.author.external_id)) in known


def living(posts: Iterable[RemotePost], known: Erased, tell: Callable[[int], None]) -> Iterator[RemotePost]:
    """The posts but for those that are gone; `tell` gets how many these are, at the end."""
    count = 0
    for post in posts:
        if gone(post, known):
            count += 1
        else:
            yield post
    tell(count)
