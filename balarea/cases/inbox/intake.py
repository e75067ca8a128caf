"""From posts to cases: one conversation, one case.

Redelivered, out of order or at the same time in two workers: a post becomes one entry (unique on network and id), a
conversation one case (unique on network and root). A reply that arrives before its root opens the case; the root, coming
later, joins it. The same text that one citizen pastes to several accounts is one case. Our own answers coming back from
the network only confirm what was sent. Chats have no threads: see `chats.py`. What authors edit or delete, and what is more
urgent than it was: `revised.py`."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from balarea import networks
from balarea.cases.deadlines import clockwork
from balarea.cases.deadlines.promises import Promises
from balarea.cases.holders import offering, placing
from balarea.cases.inbox import asides, chats, revised
from balarea.cases.ladder import paging
from balarea.cases.models import Case, Entry, Receipt
from balarea.cases.partners.statuses import verdict_of
from balarea.cases.proof import satisfaction
from balarea.cases.proof.closing import in_force
from balarea.cases.proof.verdict import Verdict, verdict
from balarea.cases.sealed.originals import kept
from balarea.cases.states import CaseState, move
from balarea.conduct import mask
from balarea.core.ids import reference
from balarea.language.labels import UNSURE
from balarea.networks import report
from balarea.networks.values import PostRef
from balarea.people.queries import Actor
from balarea.posts.queries import Post, Version, all_read, posts
from balarea.publishing.queries import own_refs
from balarea.registry import recording as audit
from balarea.registry.queries import Account, official_accounts

NO_CASE = frozenset({"praise", "other"})
SURE = 0.6  # below this confidence also praise and chatter are looked at by a person
QUITE_SURE = 0.9


def take(post: Post, promises: Promises, by: Actor, copies: Sequence[str] = ()) -> Case | None:
    """The case that the post belongs to, opened or enlarged; None when it is nobody's to answer: only read, such as a
    newspaper, or set aside if it came from a citizen. `copies` are ids of the post that the conversation began with, pasted
    to other accounts by the same author: one case."""
    if post.network in networks.only_read():
        return None
    named = official_accounts(post.network, [post.author_external_id, *post.mentions])
    author = named.pop(post.author_external_id, None)
    with transaction.atomic():
        case = _conversation(post) or _copied(post, copies)
        if case is None:
            if author is None:
                return _new(post, list(named.values()), promises, by)
            _ours(post, author, by)
            return None
        if author is not None:
            _official(case, post, author, by)
        elif _add(case, post, Entry.Kind.CITIZEN, post.author_handle or post.author_external_id):
            _begin(case, post, by)
            _end_pause(case, post, promises, by)
            said = _said(case, post)
            judged = _judge(case, post, said, promises, by)
            if post.author_external_id == case.citizen_external_id:
                satisfaction.note(case, post.text, post.published_at, by=by)
            revised.joined(case, post, promises, by, verdict=said, copy=bool(copies) and beginning(post) == post.ref)
            if not judged and chats.asks_again(case, post, needs_answer(post)):
                chats.ask_again(case, post, promises, by)
        revised.follow(case, post, promises, by)
    return case


def _new(post: Post, addressed: list[Account], promises: Promises, by: Actor) -> Case | None:
    """Open a case, or set the post aside; what was set aside of the same conversation belongs to the case."""
    if not needs_answer(post):
        asides.set_aside(post, addressed, by=by)
        return None
    case = _open(post, addressed, promises, by)
    earlier = posts(asides.taken(case, post))
    authors = official_accounts(post.network, [each.author_external_id for each in earlier])
    for each in earlier:
        if account := authors.get(each.author_external_id):
            _official(case, each, account, by)
        else:
            _add(case, each, Entry.Kind.CITIZEN, each.author_handle or each.author_external_id)
    return case


def _ours(post: Post, author: Account, by: Actor) -> None:
    """An agency's word in a conversation that is no case, or not yet: it may have come before what it answers."""
    if post.reply_to or post.root:
        asides.set_aside(post, [author], by=by, ours=True)


def _copied(post: Post, copies: Sequence[str]) -> Case | None:
    """The case that a copy of the post opened, unless it was closed before the post was written: then it is a new word."""
    if not copies:
        return None
    said = Entry.objects.filter(network=post.network, external_id__in=copies, kind=Entry.Kind.CITIZEN)
    begun = Q(root_external_id__in=copies, network=post.network) | Q(pk__in=said.values("case"))
    case = Case.objects.select_for_update().filter(begun).order_by("opened_at", "pk").first()
    return None if case is None or (case.closed_at and case.closed_at < post.published_at) else case


def _conversation(post: Post) -> Case | None:
    """The case of the post itself, or of what it names; in a chat the last one, while it is not over."""
    if not chats.in_chat(post):
        return _named(post, [each for each in (post.external_id, post.root, post.reply_to) if each])
    if known := _named(post, [post.external_id]):
        return known
    case = (_named(post, [post.reply_to]) if post.reply_to else None) or chats.last_case(post)
    return None if case is None or chats.over(case, post, needs_answer(post)) else case


def _named(post: Post, ids: list[str]) -> Case | None:
    case = Case.objects.select_for_update().filter(network=post.network, root_external_id__in=ids).first()
    if case is None:
        entry = Entry.objects.filter(network=post.network, external_id__in=ids).first()
        case = Case.objects.select_for_update().get(pk=entry.case_id) if entry else None
    return case


def beginning(post: Post) -> PostRef:
    """The post that the conversation began with, as far as the network says it; in a chat the post itself."""
    return post.ref if chats.in_chat(post) else PostRef(post.network, asides.root_of(post))


def needs_answer(post: Post) -> bool:
    """Chatter needs none; but a word about a service is left out only when the model is quite sure of it, and one of which
    it does not know what is meant (intent `unsure`) never. Whoever hands a report to us directly wants an answer, and so
    does who wrote something that does, and edited it away."""
    return post.network == report.NETWORK or any(_wants(each) for each in all_read(post))


def _wants(read: Post | Version) -> bool:
    sure = SURE if read.topic == "none" or read.intent == "praise" else QUITE_SURE
    return read.intent not in NO_CASE or read.intent_confidence < sure or read.urgency == "emergency"


def _open(post: Post, addressed: list[Account], promises: Promises, by: Actor) -> Case:
    place = place_of(post, addressed)
    case, made = Case.objects.get_or_create(
        network=post.network,
        root_external_id=beginning(post).external_id,
        defaults=columns(post, addressed, place, promises),
    )
    _add(case, post, Entry.Kind.CITIZEN, post.author_handle or post.author_external_id)
    if made:
        opened([(case, place)], by)
    return case


def place_of(post: Post, addressed: list[Account]) -> placing.Place:
    """Where the post belongs."""
    return placing.place(post, [account.agency_id for account in addressed])


def columns(post: Post, addressed: list[Account], place: placing.Place, promises: Promises) -> dict[str, Any]:
    """What a case that the post opens begins with, but for network and root."""
    account = next((each for each in addressed if each.agency_id == place.holder), None)
    urgency = revised.highest(post)
    return {
        "reference": reference(), "agency_id": place.holder, "account": account or next(iter(addressed), None),
        "citizen_external_id": post.author_external_id, "citizen_handle": post.author_handle, "text": mask(post.text),
        "topic": post.topic, "area_code": post.area_code, "urgency": urgency,
        "state": CaseState.OPEN if place.holder else CaseState.TRIAGE,
        "routing_reason": place.reason, "routing_confidence": place.route.confidence,
        "opened_at": post.published_at, "demo": post.demo, "private": post.private and post.network != report.NETWORK,
        **clockwork.opening(post.topic, urgency, post.published_at, promises),
    }  # fmt: skip


def opened(cases: Sequence[tuple[Case, placing.Place]], by: Actor) -> None:
    """What follows when cases have been opened, with their entries, in the same transaction: the one place for it, whether
    they were opened one by one or together (`lone.py`)."""
    events = [
        (case.reference, {"agency": place.holder, "responsible": place.route.agency_code, "reason": place.reason,
                          "root": case.root_external_id})
        for case, place in cases
    ]  # fmt: skip
    audit.record_each("open_case", "case", events, by=by)
    for case, place in cases:
        paging.ring(case)
        if place.offer_to:
            offering.make(case, place.offer_to, place.route.reason, "system:routing")


def _official(case: Case, post: Post, author: Account, by: Actor) -> None:
    """Our own answer coming back, or one typed on the network itself: that counts as an answer too."""
    if own_refs(post.network, [post.external_id]):
        return
    if (
        _add(case, post, Entry.Kind.REPLY, f"@{author.handle}")
        and case.state == CaseState.OPEN
        and post.published_at >= case.opened_at
    ):
        before = case.state
        case.state, case.answered_at = move(case.state, CaseState.ANSWERED), post.published_at
        clockwork.hold(case)
        case.save()
        audit.record(
            "answered_outside", "case", case.reference, by=by, before={"state": before}, after={"state": case.state}
        )


def _begin(case: Case, post: Post, by: Actor) -> None:
    """The root came after a reply had opened the case: it says better what the case is about. Who handles it, and what was
    promised, stays."""
    if post.external_id != case.root_external_id or case.state == CaseState.CLOSED:
        return
    before = {name: getattr(case, name) for name in ("text", "area_code", "topic")}
    case.text = mask(post.text) if post.deleted_at is None else case.text
    case.area_code = case.area_code or post.area_code
    case.topic = post.topic if case.topic in {"none", UNSURE} else case.topic
    case.save(update_fields=list(before))
    after = {name: getattr(case, name) for name in before}
    audit.record("complete_case", "case", case.reference, by=by, before=before, after=after)


def _end_pause(case: Case, post: Post, promises: Promises, by: Actor) -> None:
    """The citizen we waited for wrote: the clock goes on from then, with what was left."""
    if case.state != CaseState.WAITING or post.author_external_id != case.citizen_external_id:
        return
    before = {"state": case.state, "due_at": case.due_at}
    case.state = move(case.state, CaseState.OPEN)
    clockwork.resume(case, post.published_at, promises)
    case.save()
    text = "Warga membalas: waktu berjalan lagi."
    Entry.objects.create(case=case, kind=Entry.Kind.EVENT, at=post.published_at, actor="system:intake", text=text)
    after = {"state": case.state, "due_at": case.due_at}
    audit.record("citizen_replied", "case", case.reference, by=by, before=before, after=after)


def _judge(case: Case, post: Post, said: Verdict, promises: Promises, by: Actor) -> bool:
    """Whether the post said how the matter stands, and the case followed it."""
    mine = post.author_external_id == case.citizen_external_id
    before = case.state
    if said is Verdict.NOT_YET and case.state in {CaseState.ANSWERED, CaseState.CLOSED}:
        state = CaseState.OPEN if case.agency_id else CaseState.TRIAGE
        case.state = move(case.state, state)
        asides.forget(case)
        case.closed_at, case.closed_by = None, None
        case.confirmed = case.dismissed = case.unheard = False
        case.reopened += 1
        clockwork.restart(case, post.published_at, promises)
        text = "Dibuka kembali: warga menyatakan belum."
    elif said is Verdict.DONE and mine and _shown(case):
        case.state, case.closed_at, case.closed_by = move(case.state, CaseState.CLOSED), post.published_at, "citizen"
        case.confirmed = True
        clockwork.hold(case)
        text = "Selesai: warga menyatakan sudah."
    elif said is Verdict.DONE and mine and case.state == CaseState.CLOSED and not (case.confirmed or case.dismissed):
        case.confirmed, case.unheard = True, False
        text = "Warga menyatakan sudah, setelah kasus ditutup."
    else:
        return False
    case.save()
    Entry.objects.create(case=case, kind=Entry.Kind.EVENT, at=post.published_at, actor="system:intake", text=text)
    audit.record(
        "citizen_verdict", "case", case.reference, by=by, before={"state": before}, after={"state": case.state}
    )
    return True


def _shown(case: Case) -> bool:
    """Whether there is something to confirm: an answer, or proof whose question is not yet known to stand there."""
    return case.state == CaseState.ANSWERED or (case.state == CaseState.OPEN and in_force(case) is not None)


def _said(case: Case, post: Post) -> Verdict:
    """The verdict in the text, unless the system that handed it to us says it by a status."""
    if post.network == report.NETWORK:
        status = Receipt.objects.filter(token=post.external_id).values_list("status", flat=True).first()
        if found := verdict_of(status or "", case.state):
            return found
    return verdict(post.text)


def _add(case: Case, post: Post, kind: Entry.Kind, actor: str) -> bool:
    _, made = Entry.objects.get_or_create(
        network=post.network,
        external_id=post.external_id,
        defaults={
            "case": case,
            "kind": kind,
            "at": post.published_at,
            "actor": actor,
            "url": post.url,
            "edited_at": post.edited_at,
            "withdrawn_at": post.deleted_at,
            "urgency": revised.highest(post),
            **kept(post.text),
        },
    )
    return made
