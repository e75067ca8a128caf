"""From posts to cases: one conversation, one case.

Redelivered, out of order or at the same time in two workers: a post becomes one entry (unique on network and id), a
conversation one case (unique on network and root). A reply that arrives before its root opens the case; the root, coming
later, joins it. Our own answers coming back from the network only confirm what was sent."""

from django.db import transaction

from balarea.audit import services as audit
from balarea.cases.models import Case, Entry
from balarea.cases.originals import kept
from balarea.cases.routing import Duty, Route, choose
from balarea.cases.sla import PROMISES, due_at
from balarea.cases.states import CaseState, move
from balarea.cases.verdict import Verdict, verdict
from balarea.conduct import mask
from balarea.core.ids import reference
from balarea.people.queries import Actor
from balarea.posts.queries import Post
from balarea.publishing.queries import own_refs
from balarea.registry.queries import Account, official_accounts, responsible

NO_CASE = frozenset({"praise", "other"})
SURE = 0.6  # below this confidence also praise and chatter are looked at by a person
QUITE_SURE = 0.9


def take(post: Post, by: Actor) -> Case | None:
    """The case that the post belongs to, opened or enlarged; None when it is nobody's to answer."""
    named = official_accounts(post.network, [post.author_external_id, *post.mentions])
    author = named.pop(post.author_external_id, None)
    with transaction.atomic():
        case = _conversation(post)
        if case is None:
            return None if author or not _needs_answer(post) else _open(post, list(named.values()), by)
        if author is not None:
            _official(case, post, author, by)
        elif _add(case, post, Entry.Kind.CITIZEN, post.author_handle or post.author_external_id):
            _judge(case, post, by)
    return case


def _conversation(post: Post) -> Case | None:
    ids = [each for each in (post.external_id, post.root, post.reply_to) if each]
    case = Case.objects.select_for_update().filter(network=post.network, root_external_id__in=ids).first()
    if case is None:
        entry = Entry.objects.filter(network=post.network, external_id__in=ids).first()
        case = Case.objects.select_for_update().get(pk=entry.case_id) if entry else None
    return case


def _needs_answer(post: Post) -> bool:
    """Chatter needs none; but a word about a service is left out only when the model is quite sure of it."""
    sure = SURE if post.topic == "none" or post.intent == "praise" else QUITE_SURE
    return post.intent not in NO_CASE or post.intent_confidence < sure or post.urgency == "emergency"


def _open(post: Post, addressed: list[Account], by: Actor) -> Case:
    route = _route(post, addressed)
    account = next((each for each in addressed if each.agency_id == route.agency_code), None)
    case, made = Case.objects.get_or_create(
        network=post.network,
        root_external_id=post.root or post.reply_to or post.external_id,
        defaults={
            "reference": reference(), "agency_id": route.agency_code, "account": account or next(iter(addressed), None),
            "citizen_external_id": post.author_external_id, "citizen_handle": post.author_handle, "text": mask(post.text),
            "topic": post.topic, "area_code": post.area_code, "urgency": post.urgency,
            "state": CaseState.OPEN if route.agency_code else CaseState.TRIAGE,
            "routing_reason": route.reason, "routing_confidence": route.confidence,
            "opened_at": post.published_at, "due_at": due_at(post.published_at, PROMISES[post.urgency]),
            "demo": post.demo,
        },
    )  # fmt: skip
    _add(case, post, Entry.Kind.CITIZEN, post.author_handle or post.author_external_id)
    if made:
        after = {"agency": route.agency_code, "reason": route.reason, "root": case.root_external_id}
        audit.record("open_case", "case", case.reference, by=by, after=after)
    return case


def _route(post: Post, addressed: list[Account]) -> Route:
    duties = [Duty(each.agency_code, each.reason) for each in responsible(post.topic, post.area_code or None)]
    return choose(post.topic, post.topic_confidence, [account.agency_id for account in addressed], duties)


def _official(case: Case, post: Post, author: Account, by: Actor) -> None:
    """Our own answer coming back, or one typed on the network itself: that counts as an answer too."""
    if own_refs(post.network, [post.external_id]):
        return
    if _add(case, post, Entry.Kind.REPLY, f"@{author.handle}") and case.state == CaseState.OPEN:
        before = case.state
        case.state, case.answered_at = move(case.state, CaseState.ANSWERED), post.published_at
        case.save()
        audit.record(
            "answered_outside", "case", case.reference, by=by, before={"state": before}, after={"state": case.state}
        )


def _judge(case: Case, post: Post, by: Actor) -> None:
    said = verdict(post.text)
    mine = post.author_external_id == case.citizen_external_id
    before = case.state
    if said is Verdict.NOT_YET and case.state in {CaseState.ANSWERED, CaseState.CLOSED}:
        state = CaseState.OPEN if case.agency_id else CaseState.TRIAGE
        case.state = move(case.state, state)
        case.closed_at = case.closed_by = None
        case.reopened += 1
        case.confirmed, case.due_at = False, due_at(post.published_at, PROMISES[case.urgency])
        text = "Dibuka kembali: warga menyatakan belum."
    elif said is Verdict.DONE and mine and case.state == CaseState.ANSWERED:
        case.state, case.closed_at, case.closed_by = move(case.state, CaseState.CLOSED), post.published_at, "citizen"
        case.confirmed = True
        text = "Selesai: warga menyatakan sudah."
    else:
        return
    case.save()
    Entry.objects.create(case=case, kind=Entry.Kind.EVENT, at=post.published_at, actor="system:intake", text=text)
    audit.record(
        "citizen_verdict", "case", case.reference, by=by, before={"state": before}, after={"state": case.state}
    )


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
            **kept(post.text),
        },
    )
    return made
