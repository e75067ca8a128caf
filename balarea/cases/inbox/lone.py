"""Lone posts, many at a time: each is all that is known of its conversation, so that no other has to be looked at.

On a flood day nearly every post is one. Those that belong to something, that were edited or deleted, and emergencies, are
taken one by one by `intake.take`, and so are all of a batch of which another process has taken some meanwhile: the unique
keys say so."""

from collections import Counter
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from balarea import networks
from balarea.cases.deadlines.promises import Promises
from balarea.cases.inbox import asides, chats, intake
from balarea.cases.models import Case, Entry, SetAside
from balarea.cases.sealed.originals import kept
from balarea.networks import report
from balarea.networks.values import PostRef
from balarea.people.queries import Actor
from balarea.posts.queries import Post
from balarea.registry.queries import Account, official_accounts

Addressed = dict[PostRef, list[Account]]


def among(found: Sequence[Post], copied: set[PostRef]) -> tuple[list[Post], Addressed]:
    """The lone ones of a batch of one network, and the official accounts that each names. `copied`: posts that others are
    copies of."""
    network = found[0].network
    named = {each for post in found for each in (post.author_external_id, *post.mentions)}
    official = official_accounts(network, list(named))
    shared = Counter(each for post in found for each in set(_thread(post)))
    known = _known(network, list(shared))
    lone = [
        post for post in found
        if post.author_external_id not in official and post.ref not in copied and post.urgency != "emergency"
        and not (post.edited_at or post.deleted_at)
        and not chats.in_chat(post) and not any(shared[each] > 1 or each in known for each in _thread(post))
    ]  # fmt: skip
    return lone, {post.ref: [official[each] for each in post.mentions if each in official] for post in lone}


def take(found: Sequence[Post], copied: set[PostRef], promises: Promises, by: Actor) -> tuple[list[Case], set[PostRef]]:
    """Open cases of the lone posts that need an answer and set the others aside: the cases, and which posts were taken.
    Nothing of a network's batch when another process was first with one of them."""
    cases: list[Case] = []
    taken: set[PostRef] = set()
    for network in sorted({post.network for post in found} - {report.NETWORK, *networks.only_read()}):
        lone, addressed = among([post for post in found if post.network == network], copied)
        try:
            with transaction.atomic():
                cases += _write(lone, addressed, promises, by)
        except IntegrityError:
            continue
        taken |= set(addressed)
    return cases, taken


def _write(lone: Sequence[Post], addressed: Addressed, promises: Promises, by: Actor) -> list[Case]:
    asked = [post for post in lone if intake.needs_answer(post)]
    idle = [post for post in lone if not intake.needs_answer(post)]
    places = [intake.place_of(post, addressed[post.ref]) for post in asked]
    cases = Case.objects.bulk_create(
        Case(network=post.network, root_external_id=intake.beginning(post).external_id,
             **intake.columns(post, addressed[post.ref], place, promises))
        for post, place in zip(asked, places, strict=True)
    )  # fmt: skip
    Entry.objects.bulk_create(
        Entry(
            case=case, kind=Entry.Kind.CITIZEN, at=post.published_at, network=post.network, external_id=post.external_id,
            actor=post.author_handle or post.author_external_id, url=post.url, state=case.state,
            urgency=post.urgency, **kept(post.text),
        )
        for case, post in zip(cases, asked, strict=True)
    )  # fmt: skip
    asides.set_all_aside([(post, addressed[post.ref]) for post in idle], by=by)
    intake.opened(list(zip(cases, places, strict=True)), by)
    return cases


def _thread(post: Post) -> list[str]:
    """Ids of the posts that it belongs with."""
    return [each for each in (post.external_id, post.root, post.reply_to) if each]


def _known(network: str, ids: list[str]) -> set[str]:
    """Which of the ids stand in a case or among what was set aside."""
    here = {"network": network}
    return {
        *Case.objects.filter(**here, root_external_id__in=ids).values_list("root_external_id", flat=True),
        *Entry.objects.filter(**here, external_id__in=ids).values_list("external_id", flat=True),
        *SetAside.objects.filter(**here, external_id__in=ids).values_list("external_id", flat=True),
        *SetAside.objects.filter(**here, root_external_id__in=ids).values_list("root_external_id", flat=True),
    }
