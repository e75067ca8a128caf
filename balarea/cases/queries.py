"""Reads of cases."""

from collections import Counter
from datetime import datetime

from django.db.models import Count

from balarea.cases.answers.answerable import Answerable, answerable
from balarea.cases.answers.canned import FIELDS, Phrase, called, fill, fitting, phrase, phrases
from balarea.cases.answers.delivered import deliveries, entries
from balarea.cases.answers.drafting import Pen, pen, writers
from balarea.cases.answers.mentioning import colleagues, mine, unknown, unread
from balarea.cases.answers.rereading import earlier, last_reply, manner, revised
from balarea.cases.answers.windows import Window, window
from balarea.cases.deadlines.calendar import DAYS
from balarea.cases.deadlines.held import Setting, Settings, classes, settings
from balarea.cases.deadlines.promises import Promises, load
from balarea.cases.deadlines.sla import ServiceClass, Unit
from balarea.cases.deadlines.standing import Clock, clock
from balarea.cases.defaults import repairs
from balarea.cases.field.tasks_shown import (
    DeskTasks,
    FieldTask,
    desk_tasks,
    field_officers,
    free_tasks,
    photo_doubts,
    tasks_of,
)
from balarea.cases.holders.handoff_states import HandOffState
from balarea.cases.holders.handoff_states import asks_first as asks_level
from balarea.cases.holders.holding import Holding, handoffs, held, holding, received, sent, transfers
from balarea.cases.holders.learning import Standing
from balarea.cases.holders.lessons import LearntRow
from balarea.cases.holders.lessons import table as lessons
from balarea.cases.holders.links import VALID as LINK_VALID
from balarea.cases.holders.links import actor_of, of_token
from balarea.cases.holders.placing import options
from balarea.cases.inbox.chats import voice
from balarea.cases.inbox.reporters import key_of as reporter_key
from balarea.cases.inbox.reporters import reporter
from balarea.cases.ladder.paged import PagedCase, desks_out_of_reach, paged_case
from balarea.cases.models import Case, Entry, Escalation, HandOff, Mention, Rating, Receipt
from balarea.cases.partners.listed import CaseFilter, facts, listed, of_agency
from balarea.cases.partners.reported import PublicReport, PublicUpdate, ReportFilter, receipt, reports, updates
from balarea.cases.partners.statuses import IN as PARTNER_STATUSES
from balarea.cases.partners.statuses import states as states_of
from balarea.cases.partners.tracked import PublicCase, PublicEntry, public
from balarea.cases.proof.closing import question
from balarea.cases.proof.satisfaction import Satisfaction
from balarea.cases.proof.satisfaction import satisfaction as satisfied
from balarea.cases.proof.shown import Ending, ShownProof, ending, file_for, photos, proofs, sent_by
from balarea.cases.seeing import seen_by as _visible
from balarea.cases.seeing import visible
from balarea.cases.sorting import DUE, NOBODY, NOWHERE, Sifted, counts, desk, places, triage
from balarea.cases.states import RUNNING, CaseState
from balarea.cases.together.grouped import (
    Aside,
    Group,
    asides,
    dissolved,
    expand,
    group,
    parted,
    undoable,
    waiting,
    with_posts,
)
from balarea.cases.together.linked import Linked, linked
from balarea.core.errors import NotFound
from balarea.core.ids import normal_reference
from balarea.networks.values import PostRef
from balarea.people.queries import User, agency_of
from balarea.posts import queries as posts
from balarea.registry.queries import agency as registered

__all__ = [
    "DAYS",
    "DUE",
    "FIELDS",
    "LINK_VALID",
    "NOBODY",
    "NOWHERE",
    "PARTNER_STATUSES",
    "Answerable",
    "Aside",
    "Case",
    "CaseFilter",
    "CaseState",
    "Clock",
    "DeskTasks",
    "Ending",
    "Entry",
    "FieldTask",
    "Group",
    "HandOff",
    "HandOffState",
    "Holding",
    "LearntRow",
    "Linked",
    "Mention",
    "PagedCase",
    "Pen",
    "Phrase",
    "Promises",
    "PublicCase",
    "PublicEntry",
    "PublicReport",
    "PublicUpdate",
    "Receipt",
    "ReportFilter",
    "ServiceClass",
    "Setting",
    "Settings",
    "ShownProof",
    "Sifted",
    "Standing",
    "Unit",
    "Window",
    "abusive",
    "actor_of",
    "answerable",
    "asides",
    "asks_first",
    "asks_level",
    "called",
    "case",
    "classes",
    "climbs",
    "clock",
    "colleagues",
    "counts",
    "deliveries",
    "desk",
    "desk_tasks",
    "desks_out_of_reach",
    "dissolved",
    "earlier",
    "ending",
    "entries",
    "expand",
    "facts",
    "field_officers",
    "file_for",
    "fill",
    "fitting",
    "free_tasks",
    "free_until",
    "group",
    "handoffs",
    "has_contact",
    "held",
    "holding",
    "last_reply",
    "lessons",
    "linked",
    "listed",
    "load",
    "manner",
    "mine",
    "needs_photos",
    "of_agency",
    "of_post",
    "of_token",
    "options",
    "paged_case",
    "parted",
    "pen",
    "photo_doubts",
    "photos",
    "phrase",
    "phrases",
    "places",
    "proofs",
    "public",
    "question",
    "rated",
    "receipt",
    "received",
    "reporter",
    "reporter_key",
    "reports",
    "revised",
    "satisfaction",
    "sees_post",
    "sent",
    "sent_by",
    "settings",
    "states_of",
    "tasks_of",
    "transfers",
    "triage",
    "undoable",
    "unknown",
    "unread",
    "updates",
    "visible",
    "waiting",
    "with_posts",
    "writers",
]


def case(reference: str, user: User) -> Case:
    """One case with its entries; NotFound when it lies on another agency's desk too."""
    found = (
        _visible(user)
        .select_related("agency", "account", "outside")
        .prefetch_related("entries", "escalations", "pauses")
        .filter(reference=normal_reference(reference))
        .first()
    )
    if found is None:
        raise NotFound("Kasus itu tidak ada di meja Anda.")
    return found


def of_post(ref: PostRef) -> Case | None:
    """The case that a post belongs to, whoever may see it."""
    said = Entry.objects.filter(network=ref.network, external_id=ref.external_id).select_related("case__agency").first()
    if said is not None:
        return said.case
    return Case.objects.filter(network=ref.network, root_external_id=ref.external_id).select_related("agency").first()


def has_contact(case: Case) -> bool:
    """Whether the reporter left a way to be reached."""
    return Receipt.objects.filter(case=case).exclude(sealed_contact=None).exists()


def sees_post(user: User, case: Case | None) -> bool:
    """Whether the person may see a post of this case, or of none: officers of an agency only those of its own cases."""
    own = agency_of(user)
    return own is None or (case is not None and case.agency_id == own)


def free_until(case: Case, moment: datetime) -> Window | None:
    """Until when the citizen can be answered freely on his network; None where it sets no end."""
    chosen = voice(case)
    return window(case, chosen, moment) if chosen else None


def abusive(case: Case) -> dict[str, str]:
    """Which of the case's posts insult (abuse or hate), by id: marked for who reads them, never hidden."""
    return posts.abusive(case.network, [entry.external_id for entry in case.entries.all() if entry.external_id])


def climbs(case: Case) -> list[Escalation]:
    """The rungs that heard of the case since its clock began, lowest first."""
    return [each for each in case.escalations.all() if each.cycle == case.cycle]


def satisfaction(user: User) -> Satisfaction:
    """How content the citizens are of the cases that the person sees, all officers together."""
    return satisfied(_visible(user))


def rated(case: Case) -> Rating | None:
    """The score of the last closing."""
    return Rating.objects.filter(case=case, cycle=case.cycle).first()


def needs_photos(case: Case) -> bool:
    """Whether closing it takes photos of before and after."""
    return case.topic in repairs()


def by_topic(agency_code: str) -> Counter[str]:
    """Open cases of an agency by topic, for its programmes."""
    found = Case.objects.filter(agency_id=agency_code, state__in=[*RUNNING, CaseState.WAITING])
    return Counter(dict(found.values_list("topic").annotate(number=Count("pk")).order_by()))


def asks_first(case: Case, agency_code: str) -> bool:
    """Whether the agency has to accept the case, because it belongs to another administration than who holds it."""
    target = registered(agency_code)
    return target is not None and asks_level(case.agency.level if case.agency else None, target.level)
