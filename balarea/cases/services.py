"""Writes of cases."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Max

from balarea.cases.answers.answering import Answered, TooLong, note, reply
from balarea.cases.answers.canned import Phrase, archive_canned, restore_canned, save_canned
from balarea.cases.answers.drafting import Pen, drop_other, save_draft
from balarea.cases.answers.mentioning import read_mentions
from balarea.cases.answers.settling import settle_replies
from balarea.cases.deadlines import promises
from balarea.cases.deadlines.settings import (
    remove_day,
    remove_level,
    remove_silence,
    remove_week,
    save_day,
    save_level,
    save_silence,
    save_week,
)
from balarea.cases.deadlines.timing import acknowledge, proceed, reclassify, wait
from balarea.cases.field.tasks import Sent, assign_task, do_task, forget_task_calls, withdraw_task
from balarea.cases.holders.determining import determine
from balarea.cases.holders.handing import route
from balarea.cases.holders.lessons import forget, restore_lessons
from balarea.cases.holders.links import make_link
from balarea.cases.holders.offering import expire_offers, offer, withdraw
from balarea.cases.holders.receiving import accept, give_back, refuse, tell
from balarea.cases.inbox import intake as intaken
from balarea.cases.inbox import lone, reporters, reports
from balarea.cases.inbox.called import take_calls as _take_calls
from balarea.cases.inbox.relabelling import correct_post, correct_topic, withdraw_correction
from balarea.cases.inbox.reporters import Said
from balarea.cases.inbox.reports import Handed, TooMany
from balarea.cases.ladder.accepting import accept_page
from balarea.cases.ladder.chasing import chase
from balarea.cases.ladder.climb import Told, escalate
from balarea.cases.ladder.opening import send_digests
from balarea.cases.models import Case, Receipt
from balarea.cases.proof.attaching import add_field_photos, look_at_file, show_photo
from balarea.cases.proof.closing import close, dismiss, prove, reopen
from balarea.cases.proof.proving import Evidence
from balarea.cases.proof.silence import end_silence
from balarea.cases.queries import waiting
from balarea.cases.sealed.looking import look, look_earlier, see_contact
from balarea.cases.together import grouping
from balarea.cases.together.batch import Done
from balarea.cases.together.grouping import propose
from balarea.cases.together.incidents import dissolve, join, rejoin, restore, split
from balarea.cases.together.linking import decide, propose_links, undecide
from balarea.cases.together.many import (
    answer_many,
    assign_many,
    close_many,
    dismiss_many,
    offer_many,
    prove_many,
    route_many,
    undo,
)
from balarea.core.errors import BalareaError, Conflict
from balarea.language.labels import HEADS
from balarea.networks import report
from balarea.networks.values import PostRef
from balarea.people.queries import Actor, Permission, must
from balarea.posts import queries as posts
from balarea.posts import services as stored
from balarea.registry import queries as registry

__all__ = [
    "Answered",
    "Done",
    "Evidence",
    "Handed",
    "Pen",
    "Phrase",
    "Said",
    "Sent",
    "Told",
    "TooLong",
    "TooMany",
    "accept",
    "accept_page",
    "acknowledge",
    "add_field_photos",
    "answer_many",
    "archive_canned",
    "assign_many",
    "assign_task",
    "chase",
    "close",
    "close_many",
    "correct_post",
    "correct_topic",
    "decide",
    "determine",
    "dismiss",
    "dismiss_many",
    "dissolve",
    "do_task",
    "drop_other",
    "end_silence",
    "escalate",
    "expire_offers",
    "forget",
    "forget_task_calls",
    "give_back",
    "intake",
    "join",
    "look",
    "look_at_file",
    "look_earlier",
    "make_case",
    "make_link",
    "note",
    "offer",
    "offer_many",
    "proceed",
    "propose",
    "propose_links",
    "prove",
    "prove_many",
    "read_mentions",
    "receive",
    "reclassify",
    "refuse",
    "rejoin",
    "remove_day",
    "remove_level",
    "remove_silence",
    "remove_week",
    "reopen",
    "reply",
    "restore",
    "restore_canned",
    "restore_lessons",
    "route",
    "route_many",
    "save_canned",
    "save_day",
    "save_draft",
    "save_level",
    "save_silence",
    "save_week",
    "see_contact",
    "send_digests",
    "settle_replies",
    "show_photo",
    "speak",
    "split",
    "take_calls",
    "take_reports",
    "tell",
    "undecide",
    "undo",
    "wait",
    "withdraw",
    "withdraw_correction",
    "withdraw_task",
]
COPIED = timedelta(days=3)  # between the same text by the same author, for it to be one case
LOG = logging.getLogger(__name__)


def intake(refs: list[PostRef], *, by: Actor, group: bool = True) -> list[Case]:
    """Cases of stored posts, opened or enlarged; the same posts again change nothing (see `intake.py`). Emergencies first,
    then the lone ones together, then all others one by one, oldest first. New cases are put into incidents at once, unless
    the caller sees to it later (`group`).

    Copies of a post are known by the root of its conversation; one that is not stored yet makes a case of its own, which
    the desk shows as the same incident."""
    promised = promises.load()
    found, last = posts.posts(refs), _newest()
    roots = {post.ref: intaken.beginning(post) for post in found}
    copied = posts.copies(
        [post for post in posts.posts(list(set(roots.values()))) if post.network != report.NETWORK], COPIED
    )
    begun = [post for post in found if post.urgency == "emergency" and roots[post.ref] == post.ref]
    taken = [intaken.take(post, promised, by, copied.get(post.ref, ())) for post in begun]
    rest = [post for post in found if post not in begun]
    opened, done = lone.take(rest, {ref for ref, root in roots.items() if copied.get(root)}, promised, by)
    taken += [
        intaken.take(post, promised, by, copied.get(roots[post.ref], ())) for post in rest if post.ref not in done
    ]
    cases = opened + [case for case in taken if case is not None]
    if group and any(case.pk > last for case in cases):
        grouping.propose(by=by)
    return cases


def _newest() -> int:
    return Case.objects.aggregate(newest=Max("pk"))["newest"] or 0


def receive(handed: Handed, *, by: Actor, key: registry.ApiKey | None = None) -> Receipt:
    """Take a report, or what is said later about one, that was handed to us directly (see `reports.py`).

    Taken in at once, unless the key asks for a token first. The same again within minutes gives the same receipt."""
    receipt = reports.keep(handed, key, by)
    return receipt if key is not None and key.defers else reports.take_in(receipt, intake, by)


def speak(reference: str, key: str, said: Said) -> Case:
    """What a reporter says by his secret link (see `reporters.py`)."""
    return reporters.speak(reference, key, said, receive)


def take_calls(*, by: Actor) -> int:
    """Take in what networks brought by their webhooks (see `called.py`); returns how many calls."""
    return _take_calls(intake, by)


def take_reports(*, by: Actor, older_than: timedelta = timedelta()) -> int:
    """Take in the reports that were kept but not yet taken in; returns how many. One that is refused waits for a person
    (it is logged each time) and stops no other."""
    taken = 0
    for each in reports.waiting(older_than):
        try:
            reports.take_in(each, intake, by)
            taken += 1
        except BalareaError as error:
            LOG.error("the report %s cannot be taken in: %s", each.token, error)
    return taken


@transaction.atomic
def make_case(ref: PostRef, intent: str, *, by: Actor) -> Case:
    """Make a post that was set aside a case: what its writer meant is corrected, and learnt. A dismissed case is opened
    again. NotFound for a post that is not among them, or that came to another agency."""
    aside = waiting(ref, by)
    if intent in intaken.NO_CASE or intent not in HEADS["intent"]:
        raise BalareaError("Pilih apa yang dimaksud warga: keluhan, kejadian, permohonan, pertanyaan, atau aspirasi.")
    must(by, Permission.WORK_CASES, aside.agency_id or "")
    stored.correct(ref, "intent", intent, by=by, desk=aside.agency_id or "")
    if aside.case is not None:
        return reopen(aside.case.reference, "ternyata aduan", by=by)
    found = posts.post(ref)
    case = intaken.take(found, promises.load(), by) if found else None
    if case is None:
        raise Conflict("Unggahan itu tidak dapat dijadikan kasus.")
    grouping.propose(by="system:intake")
    return case
