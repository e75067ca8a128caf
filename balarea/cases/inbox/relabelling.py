"""Corrections of labels, made at the desk or on the page of a post: the post learns, its case follows."""

from django.db import transaction

from balarea.cases.inbox import correcting
from balarea.cases.models import Case
from balarea.cases.queries import of_post, sees_post
from balarea.cases.states import CaseState
from balarea.cases.writing import locked
from balarea.core.errors import BalareaError, Conflict, NotFound
from balarea.language.labels import HEADS
from balarea.networks.values import PostRef
from balarea.people.queries import Actor, User
from balarea.posts import queries as posts
from balarea.posts import services as stored


@transaction.atomic
def correct_topic(reference: str, topic: str, *, by: Actor) -> Case:
    """Say what the case is truly about: a correction of the post that opened it, which the next model learns from."""
    case = locked(reference, by)
    if case.state == CaseState.CLOSED:
        raise Conflict("Kasus ini sudah ditutup; buka kembali dahulu.")
    relabel(case, topic, by)
    return case


def relabel(case: Case, topic: str, by: Actor) -> None:
    """Write the true topic into the case and, as a correction, into its opening post, within the caller's transaction."""
    if topic not in HEADS["topic"]:
        raise BalareaError(f"Topik {topic!r} tidak dikenal.")
    first = correcting.opening(case)
    if first is not None and posts.post(first) is not None:
        stored.correct(first, "topic", topic, by=by, desk=case.agency_id or "")
    if case.topic != topic:
        correcting.set_label(case, "topic", topic, by)


@transaction.atomic
def correct_post(ref: PostRef, label: str, value: str, *, by: Actor) -> posts.Correction:
    """Set a label of a post to what a person says; the case that the post belongs to follows while it is not closed.

    Analysts may correct any post, operators the posts of their own agency's cases (NotFound for any other)."""
    case = _case_of(ref, by)
    made = stored.correct(ref, label, value, by=by, desk=_desk(case))
    if case is not None:
        correcting.follow(case, ref, label, by)
    return made


@transaction.atomic
def withdraw_correction(correction_id: int, *, by: Actor) -> posts.Correction:
    """Undo a correction: post and case have the model's value again."""
    known = posts.correction(correction_id)
    if known is None:
        raise NotFound("Koreksi itu tidak ada.")
    case = _case_of(known.ref, by)
    held = stored.withdraw(correction_id, by=by, desk=_desk(case))
    if case is not None:
        correcting.follow(case, held.ref, held.label, by)
    return held


def _case_of(ref: PostRef, by: Actor) -> Case | None:
    found = of_post(ref)
    if isinstance(by, User) and not sees_post(by, found):
        raise NotFound("Unggahan itu tidak ada, atau tidak di meja Anda.")
    if found is None:
        return None
    return Case.objects.select_for_update(of=("self",)).get(pk=found.pk)


def _desk(case: Case | None) -> str:
    return (case.agency_id or "") if case else ""
