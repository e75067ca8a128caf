"""What citizens do with their words later: an edit stands in the case, a deletion takes the text away, the case stays.

Urgency rises by itself and never falls by itself: with an edit, or with a further post of the same citizen. The clock then
begins as at intake, so that the ladder hears of it anew. In whatever order the events come, and again: one final text."""

from datetime import datetime

from balarea.cases.deadlines import clockwork
from balarea.cases.deadlines.promises import Promises
from balarea.cases.inbox import asides
from balarea.cases.ladder import paging
from balarea.cases.models import Case, Entry
from balarea.cases.proof.verdict import Verdict
from balarea.cases.sealed.originals import kept
from balarea.cases.states import RUNNING, CaseState, move
from balarea.language.labels import Urgency
from balarea.people.queries import Actor, name_of
from balarea.posts.queries import GONE, Post, all_read, more_urgent
from balarea.registry import recording as audit


def highest(post: Post) -> str:
    """How urgent the most urgent of the post's texts was read."""
    found = post.urgency
    for each in all_read(post):
        found = each.urgency if more_urgent(each.urgency, found) else found
    return found


def joined(case: Case, post: Post, promises: Promises, by: Actor, verdict: Verdict, *, copy: bool) -> None:
    """A further post of the case's citizen came: is it more urgent? Not one that says of our work whether it is done, nor
    the same words again (`copy`) of what was answered."""
    if post.author_external_id != case.citizen_external_id or verdict is not Verdict.NONE:
        return
    if copy and case.state not in RUNNING:
        return
    read = highest(post)
    if more_urgent(read, case.urgency):
        _rise(case, read, post.edited_at or post.published_at, promises, by, edited=False)


def follow(case: Case, post: Post, promises: Promises, by: Actor) -> None:
    """Carry what the author did with a post into its entry and the case; again changes nothing. Deleted words stay urgent."""
    found = case.entries.select_for_update(of=("self",)).filter(network=post.network, external_id=post.external_id)
    entry = found.first()
    if entry is None:
        return
    edited = _newer(post.edited_at, entry.edited_at)
    if edited or (post.deleted_at and not entry.withdrawn_at):
        _carry(case, entry, post, by)
    if entry.kind != Entry.Kind.CITIZEN:
        return
    read = highest(post)
    exceeded = bool(entry.urgency) and more_urgent(read, entry.urgency)
    if exceeded:
        Entry.objects.filter(pk=entry.pk).update(urgency=read)
    wanted = read if exceeded else post.urgency
    mine = post.author_external_id == case.citizen_external_id
    if mine and (edited or exceeded) and more_urgent(wanted, case.urgency):
        _rise(case, wanted, post.edited_at or post.published_at, promises, by, edited=True)


def _newer(one: datetime | None, two: datetime | None) -> bool:
    return one is not None and (two is None or one > two)


def _carry(case: Case, entry: Entry, post: Post, by: Actor) -> None:
    """The text that the post has now into the entry, and into the case when it is the one that the case is known by."""
    entry.edited_at, entry.withdrawn_at = post.edited_at, post.deleted_at
    entry.url = "" if post.deleted_at else entry.url
    for name, value in kept(post.text).items():
        setattr(entry, name, value)
    entry.save()
    if entry.kind == Entry.Kind.CITIZEN and (text := _text(case)) != case.text:
        case.text = text
        case.save(update_fields=["text"])
    what = "deleted" if post.deleted_at else "edited"
    after = {
        "entry": entry.pk,
        "what": what,
    }  # without the text: the record is kept for ever, and he may delete this one too
    audit.record("author_revised", "case", case.reference, by=by, after=after)


def _text(case: Case) -> str:
    """What the case is known by: the root's text, or where that is gone the first of what its citizen said that is not."""
    said = [each for each in case.entries.filter(kind=Entry.Kind.CITIZEN) if each.external_id]
    living = [each for each in said if each.withdrawn_at is None]
    living.sort(key=lambda each: (each.external_id != case.root_external_id, each.at, each.external_id))
    return living[0].text if living else GONE


def _rise(case: Case, urgency: str, at: datetime, promises: Promises, by: Actor, *, edited: bool) -> None:
    """An emergency opens also what was answered or closed; what is merely urgent hastens only what is open."""
    if case.state not in RUNNING and urgency != Urgency.EMERGENCY:
        return
    before = {"urgency": case.urgency, "state": case.state, "due_at": case.due_at}
    case.urgency = urgency
    if case.state not in RUNNING:
        case.state = move(case.state, CaseState.OPEN if case.agency_id else CaseState.TRIAGE)
        case.reopened += case.closed_at is not None
        asides.forget(case)
        case.closed_at, case.closed_by = None, None
        case.confirmed = case.dismissed = case.unheard = False
    clockwork.restart(case, at, promises)
    case.save()
    why = "Warga mengubah tulisannya" if edited else "Warga menulis lagi"
    said = "sekarang darurat" if urgency == Urgency.EMERGENCY else "sekarang lebih mendesak"
    Entry.objects.create(case=case, kind=Entry.Kind.EVENT, at=at, actor=name_of(by), text=f"{why}: {said}.")
    after = {"urgency": case.urgency, "state": case.state, "due_at": case.due_at}
    audit.record("raise_urgency", "case", case.reference, by=by, before=before, after=after)
    paging.ring(case)
