"""Posts that are no complaint: kept from the desk, never lost, and made a case when a person says so."""

from collections.abc import Sequence
from datetime import timedelta

from balarea.cases.models import Case, SetAside
from balarea.networks.values import PostRef
from balarea.people.queries import Actor
from balarea.posts.queries import Post
from balarea.registry import recording as audit
from balarea.registry.queries import Account

GREETING = timedelta(hours=12)  # between a greeting and what it led to


def root_of(post: Post) -> str:
    """The id of the post that the conversation began with, as far as the network says it."""
    return post.root or post.reply_to or post.external_id


def set_aside(post: Post, addressed: Sequence[Account], *, by: Actor, ours: bool = False) -> None:
    """Remember a post that needs no answer, or one of `ours`, within the caller's transaction; once."""
    agency = _agency(addressed)
    _, made = SetAside.objects.get_or_create(
        network=post.network, external_id=post.external_id,
        defaults={"root_external_id": root_of(post), "agency_id": agency, "ours": ours,
                  "published_at": post.published_at},
    )  # fmt: skip
    if made:
        audit.record("set_aside", "post", post.external_id[:300], by=by, after=_event(post, agency, ours))


def set_all_aside(found: Sequence[tuple[Post, Sequence[Account]]], *, by: Actor) -> None:
    """Remember posts that need no answer and stand in no list yet, with whom they address, within the caller's transaction.
    IntegrityError when one of them does."""
    agencies = [_agency(addressed) for _, addressed in found]
    SetAside.objects.bulk_create(
        SetAside(network=post.network, external_id=post.external_id, root_external_id=root_of(post), agency_id=agency,
                 published_at=post.published_at)
        for (post, _), agency in zip(found, agencies, strict=True)
    )  # fmt: skip
    both = zip([post for post, _ in found], agencies, strict=True)
    events = [(post.external_id[:300], _event(post, agency, False)) for post, agency in both]
    audit.record_each("set_aside", "post", events, by=by)


def _agency(addressed: Sequence[Account]) -> str | None:
    """The one agency that was addressed."""
    return addressed[0].agency_id if len({each.agency_id for each in addressed}) == 1 else None


def _event(post: Post, agency: str | None, ours: bool) -> dict[str, object]:
    return {"network": post.network, "agency": agency, "intent": post.intent, "ours": ours}


def taken(case: Case, opening: Post) -> list[PostRef]:
    """Posts of the case's conversation that were set aside before it was a case: no longer, they belong to it. Of a chat,
    which has no end, those of the hours before."""
    waiting = SetAside.objects.filter(network=case.network, root_external_id=root_of(opening), case__isnull=True)
    if PostRef(opening.network, root_of(opening)).is_chat:
        waiting = waiting.filter(published_at__gte=opening.published_at - GREETING)
    refs = [PostRef(each.network, each.external_id) for each in waiting]
    waiting.delete()
    return refs


def remember(case: Case, opening: PostRef) -> None:
    """The case was dismissed: its post stands among those that are no complaint."""
    SetAside.objects.update_or_create(
        network=opening.network, external_id=opening.external_id,
        defaults={"root_external_id": case.root_external_id, "agency_id": case.agency_id, "case": case,
                  "published_at": case.opened_at},
    )  # fmt: skip


def forget(case: Case) -> None:
    """The case is one again."""
    SetAside.objects.filter(case=case).delete()
