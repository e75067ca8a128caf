"""Conversations without threads: a chat with one person goes on for years, its cases begin and end.

What a citizen writes joins the last case of the chat; once that is closed, another case begins, unless he only says a last
word to it. In everything said to us alone, mail too, a new question after our answer opens the case again: nobody else sees
it there who could repeat it for him."""

import re

from django.db.models import Q

from balarea.cases.deadlines import clockwork
from balarea.cases.deadlines.promises import Promises
from balarea.cases.models import Case, Entry
from balarea.cases.proof.verdict import Verdict, verdict
from balarea.cases.states import CaseState, move
from balarea.core.text import normalise
from balarea.networks.values import PostRef
from balarea.people.queries import Actor
from balarea.posts import queries as posts
from balarea.posts.queries import Post
from balarea.registry import recording as audit
from balarea.registry.queries import Account, connected

SHORT = 8  # words
_THANKS = re.compile(
    r"((ok|oke|okey|baik|siap|ya|iya|sip|muhun|mangga)\b[ ,.!]*)*"
    r"((terima ?kasih|makasih|mks|nuhun|hatur nuhun|thanks|thank you|tks)\b.*)?$"
)


def in_chat(post: Post) -> bool:
    """Whether the post stands in a chat, so that its root names no post."""
    return PostRef(post.network, post.root).is_chat


def last_case(post: Post) -> Case | None:
    """The case that was spoken of last in the chat of a post, locked."""
    ids = posts.spoken(PostRef(post.network, post.root))
    said = Entry.objects.filter(network=post.network, external_id__in=ids).order_by("-at", "-pk").first()
    return Case.objects.select_for_update().get(pk=said.case_id) if said else None


def thanks(text: str) -> bool:
    """Whether a short text only thanks or assents."""
    words = normalise(text)
    return len(words.split()) <= SHORT and "?" not in words and bool(_THANKS.match(words))


def over(case: Case, post: Post, needs_answer: bool) -> bool:
    """Whether a post in a chat begins something new: its case was closed before, and this is no last word to it."""
    closed = case.closed_at is not None and case.closed_at < post.published_at
    return closed and needs_answer and verdict(post.text) is Verdict.NONE and not thanks(post.text)


def asks_again(case: Case, post: Post, needs_answer: bool) -> bool:
    """Whether a post said to us alone wants an answer although its case was answered before."""
    alone = case.private and post.author_external_id == case.citizen_external_id
    if not alone or case.state not in {CaseState.ANSWERED, CaseState.CLOSED} or not needs_answer:
        return False
    since = case.closed_at or case.answered_at
    return since is not None and post.published_at > since and not thanks(post.text)


def ask_again(case: Case, post: Post, promises: Promises, by: Actor) -> None:
    """Somebody has to read it, so the case is open again, with a clock from now."""
    before = case.state
    case.reopened += case.state == CaseState.CLOSED
    case.state = move(case.state, CaseState.OPEN if case.agency_id else CaseState.TRIAGE)
    case.closed_at, case.closed_by, case.confirmed, case.dismissed = None, None, False, False
    clockwork.restart(case, post.published_at, promises)
    case.save()
    text = "Dibuka kembali: warga menulis lagi."
    Entry.objects.create(case=case, kind=Entry.Kind.EVENT, at=post.published_at, actor="system:intake", text=text)
    after = {"state": case.state}
    audit.record("citizen_asked_again", "case", case.reference, by=by, before={"state": before}, after=after)


def voice(case: Case) -> Account | None:
    """The connected account by which a case is answered: its agency's own. In private only the one that the citizen wrote to
    can reach him, also when the case was handed to another agency."""
    there = connected().filter(Q(pk=case.account_id or 0) | Q(agency_id=case.agency_id), network=case.network)
    found = list(there)
    first = next((each for each in found if each.pk == case.account_id), None)
    if first is not None and (case.private or first.agency_id == case.agency_id):
        return first
    return next((each for each in found if each.agency_id == case.agency_id), None)


def thread(case: Case, account: Account) -> tuple[PostRef, PostRef] | None:
    """The citizen's last word to this very account and the root of its thread: what he wrote to another one cannot be
    answered from here. None when he wrote nothing to it."""
    said = case.entries.filter(kind=Entry.Kind.CITIZEN).exclude(external_id="").order_by("-at", "-id")
    refs = [PostRef(each.network, each.external_id) for each in said[:50]]
    held = {post.ref: post for post in posts.posts(refs)}
    for ref in refs:
        post = held.get(ref)
        if post is not None and account.external_id in post.mentions:
            return ref, PostRef(post.network, post.root or post.external_id)
    return None
