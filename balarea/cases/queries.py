"""Reads of cases."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Case as When
from django.db.models import Count, IntegerField, Q, QuerySet, Value
from django.db.models import When as Then

from balarea.cases.answers.answerable import Answerable, answerable
from balarea.cases.answers.canned import FIELDS, Phrase, called, fill, fitting, phrase, phrases
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
from balarea.cases.field.tasks_shown import DeskTasks, FieldTask, desk_tasks, free_tasks, photo_doubts, tasks_of
from balarea.cases.holders.handoff_states import HandOffState
from balarea.cases.holders.handoff_states import asks_first as asks_level
from balarea.cases.holders.holding import Holding, handoffs, holding, received, sent, transfers
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
from balarea.cases.models import Attachment, Case, Entry, Escalation, HandOff, Mention, Rating, Receipt
from balarea.cases.partners.listed import CaseFilter, facts, listed, of_agency
from balarea.cases.partners.reported import PublicReport, PublicUpdate, ReportFilter, receipt, reports, updates
from balarea.cases.partners.statuses import IN as PARTNER_STATUSES
from balarea.cases.partners.statuses import states as states_of
from balarea.cases.proof.closing import question
from balarea.cases.proof.satisfaction import Satisfaction
from balarea.cases.proof.satisfaction import satisfaction as satisfied
from balarea.cases.proof.shown import Ending, ShownProof, ending, file_for, photos, proofs, sent_by
from balarea.cases.seeing import seen_by as _visible
from balarea.cases.seeing import visible
from balarea.cases.states import RUNNING, CaseState
from balarea.cases.together.grouped import (
    Aside,
    Group,
    asides,
    dissolved,
    expand,
    group,
    one_a_row,
    parted,
    undoable,
    waiting,
    with_posts,
)
from balarea.cases.together.linked import Linked, linked
from balarea.conduct import mask
from balarea.core.clock import midnight
from balarea.core.errors import NotFound
from balarea.core.ids import normal_reference
from balarea.networks.values import PostRef
from balarea.people.queries import User, agency_of
from balarea.posts import queries as posts
from balarea.publishing import queries as publishing
from balarea.registry.queries import agency as registered
from balarea.registry.queries import official_handles

__all__ = [
    "DAYS",
    "FIELDS",
    "LINK_VALID",
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
    "file_for",
    "fill",
    "fitting",
    "free_tasks",
    "free_until",
    "group",
    "handoffs",
    "has_contact",
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
DUE = ("late", "today")

_RANK = When(
    Then(urgency="emergency", then=Value(0)), Then(urgency="urgent", then=Value(1)), default=Value(2),
    output_field=IntegerField(),
)  # fmt: skip


def desk(
    user: User,
    *,
    state: str = "",
    q: str = "",
    topic: str = "",
    due: str = "",
    moment: datetime | None = None,
    grouped: bool = False,
    contested: bool = False,
) -> QuerySet[Case]:
    """Cases that the person may see: the most urgent first, then by due time. Without a state: all that wait for us, or
    of a search all that fit.

    `due` is `late` or `today`, as seen from `moment`: cases whose clock runs. `grouped`: of the cases of one incident the
    first alone, with their number as `together`. `contested`: those alone that are thrown to and fro."""
    found = _visible(user).select_related("agency", "outside").prefetch_related("escalations", "pauses")
    if contested:
        found = found.filter(contested_at__isnull=False)
    if state:
        found = found.filter(state=state)
    elif not q.strip() and not contested:
        found = found.filter(state__in=RUNNING)
    if due and moment:
        found = _due(found, due, moment)
    if topic:
        found = found.filter(topic=topic)
    if q.strip():
        words = q.strip().replace("\0", "")
        found = found.filter(
            Q(text__icontains=words) | Q(reference=normal_reference(words)) | Q(citizen_handle__icontains=words)
        )
    if grouped:
        return one_a_row(found.annotate(rank=_RANK))
    return found.annotate(rank=_RANK).order_by("rank", "due_at", "pk")


def _due(found: QuerySet[Case], due: str, moment: datetime) -> QuerySet[Case]:
    running, today = found.filter(state__in=RUNNING), midnight(moment)
    if due == "late":
        return running.filter(due_at__lt=moment)
    return running.filter(due_at__gte=today, due_at__lt=today + timedelta(days=1))


def triage(user: User) -> QuerySet[Case]:
    """Cases that no agency has yet, in the order of the desk: nobody could be chosen, and a person has to."""
    return desk(user, state=CaseState.TRIAGE).select_related("account")


def case(reference: str, user: User) -> Case:
    """One case with its entries; NotFound when it lies on another agency's desk too."""
    found = (
        _visible(user)
        .select_related("agency", "account", "outside")
        .prefetch_related("entries")
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


def entries(case: Case) -> list[tuple[Entry, str]]:
    """What was said and done, in order, with the state of an answer's delivery ("" for all else)."""
    said = list(case.entries.all())
    ways = publishing.deliveries([entry.delivery_id for entry in said if entry.delivery_id])
    return [(entry, ways[entry.delivery_id].state if entry.delivery_id else "") for entry in said]


def deliveries(case: Case) -> dict[int, publishing.Delivery]:
    """What became of the case's answers on their network, by delivery, with the news of each."""
    return publishing.deliveries([entry.delivery_id for entry in case.entries.all() if entry.delivery_id])


def free_until(case: Case, moment: datetime) -> Window | None:
    """Until when the citizen can be answered freely on his network; None where it sets no end."""
    chosen = voice(case)
    return window(case, chosen, moment) if chosen else None


def abusive(case: Case) -> dict[str, str]:
    """Which of the case's posts insult (abuse or hate), by id: marked for who reads them, never hidden."""
    return posts.abusive(case.network, [entry.external_id for entry in case.entries.all() if entry.external_id])


def climbs(case: Case) -> list[Escalation]:
    """The rungs that heard of the case since its clock began, lowest first."""
    return list(case.escalations.filter(cycle=case.cycle))


def counts(user: User, moment: datetime) -> Counter[str]:
    """How many cases the person sees in each state, and how many are `late`, due `today`, or `contested`."""
    found = _visible(user)
    tally: Counter[str] = Counter(dict(found.values_list("state").annotate(number=Count("pk")).order_by()))
    for due in DUE:
        tally[due] = _due(found, due, moment).count()
    tally["contested"] = found.filter(contested_at__isnull=False).count()
    return tally


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


@dataclass(frozen=True)
class PublicEntry:
    """One line of the public page: who in general, when, and the text with personal data masked."""

    kind: str
    at: datetime
    text: str


@dataclass(frozen=True)
class PublicCase:
    """What anybody may see of a case: no name, no handle, no personal datum, no internal note."""

    reference: str
    state: str
    agency: str
    topic: str
    area_code: str
    opened_at: datetime
    due_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None
    confirmed: bool
    entries: list[PublicEntry]
    network: str = ""
    holding: Holding = field(default_factory=lambda: Holding(""))
    ending: Ending = field(default_factory=lambda: Ending(""))
    proofs: list[ShownProof] = field(default_factory=list)
    photos: list[Attachment] = field(default_factory=list)
    private: bool = False


def public(typed: str) -> PublicCase:
    """The public face of a case by its reference, typed in any way; NotFound when there is none."""
    found = Case.objects.select_related("agency", "outside").filter(reference=normal_reference(typed)).first()
    if found is None:
        raise NotFound("Nomor itu tidak ditemukan. Periksa kembali tulisannya.")
    official = official_handles()
    shown = [
        PublicEntry(entry.kind, entry.at, mask(entry.text, official=official))
        for entry, delivered in entries(found)
        if entry.kind == Entry.Kind.CITIZEN or (entry.kind == Entry.Kind.REPLY and delivered in {"", "sent"})
    ]
    shown = [] if found.private else shown
    return PublicCase(
        found.reference, found.state, found.agency.name if found.agency else "", found.topic, found.area_code,
        found.opened_at, found.due_at, found.answered_at, found.closed_at, found.confirmed, shown, found.network,
        holding(found), ending(found), proofs(found, public=True), photos(found, public=True), found.private,
    )  # fmt: skip


def asks_first(case: Case, agency_code: str) -> bool:
    """Whether the agency has to accept the case, because it belongs to another administration than who holds it."""
    target = registered(agency_code)
    return target is not None and asks_level(case.agency.level if case.agency else None, target.level)
