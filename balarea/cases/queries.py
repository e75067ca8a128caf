"""Reads of cases."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case as When
from django.db.models import Count, IntegerField, Q, QuerySet, Value
from django.db.models import When as Then

from balarea.cases.calendar import DAYS
from balarea.cases.grouped import (
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
from balarea.cases.held import Setting, Settings, classes, settings
from balarea.cases.models import Case, Entry, Escalation, Receipt
from balarea.cases.paged import PagedCase, desks_out_of_reach, paged_case
from balarea.cases.promises import Promises, load
from balarea.cases.reported import PublicReport, PublicUpdate, ReportFilter, receipt, reports, updates
from balarea.cases.sla import ServiceClass, Unit
from balarea.cases.standing import Clock, clock
from balarea.cases.states import RUNNING, CaseState
from balarea.cases.statuses import IN as PARTNER_STATUSES
from balarea.cases.statuses import states as states_of
from balarea.conduct import mask
from balarea.core.clock import midnight
from balarea.core.errors import NotFound
from balarea.core.ids import normal_reference
from balarea.networks.values import PostRef
from balarea.people.queries import User, agency_of
from balarea.posts import queries as posts
from balarea.publishing import queries as publishing
from balarea.registry.queries import official_handles

__all__ = [
    "DAYS",
    "PARTNER_STATUSES",
    "Aside",
    "Case",
    "CaseState",
    "Clock",
    "Entry",
    "Group",
    "PagedCase",
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
    "Unit",
    "abusive",
    "asides",
    "case",
    "classes",
    "climbs",
    "clock",
    "counts",
    "desk",
    "desks_out_of_reach",
    "dissolved",
    "entries",
    "expand",
    "group",
    "has_contact",
    "load",
    "of_post",
    "paged_case",
    "parted",
    "public",
    "receipt",
    "reports",
    "sees_post",
    "settings",
    "states_of",
    "undoable",
    "updates",
    "visible",
    "waiting",
    "with_posts",
]  # fmt: skip
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
) -> QuerySet[Case]:
    """Cases that the person may see: the most urgent first, then by due time. Without a state: all that wait for us, or
    of a search all that fit.

    `due` is `late` or `today`, as seen from `moment`: cases whose clock runs. `grouped`: of the cases of one incident the
    first alone, with their number as `together`."""
    found = _visible(user).select_related("agency").prefetch_related("escalations", "pauses")
    if state:
        found = found.filter(state=state)
    elif not q.strip():
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


def case(reference: str, user: User) -> Case:
    """One case with its entries; NotFound when it lies on another agency's desk too."""
    found = _visible(user).select_related("agency", "account").filter(reference=normal_reference(reference)).first()
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


def abusive(case: Case) -> dict[str, str]:
    """Which of the case's posts insult (abuse or hate), by id: marked for who reads them, never hidden."""
    return posts.abusive(case.network, [entry.external_id for entry in case.entries.all() if entry.external_id])


def climbs(case: Case) -> list[Escalation]:
    """The rungs that heard of the case since its clock began, lowest first."""
    return list(case.escalations.filter(cycle=case.cycle))


def counts(user: User, moment: datetime) -> Counter[str]:
    """How many cases the person sees in each state, and how many are `late` or due `today`."""
    found = _visible(user)
    tally: Counter[str] = Counter(dict(found.values_list("state").annotate(number=Count("pk")).order_by()))
    for due in DUE:
        tally[due] = _due(found, due, moment).count()
    return tally


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


def public(typed: str) -> PublicCase:
    """The public face of a case by its reference, typed in any way; NotFound when there is none."""
    found = Case.objects.select_related("agency").filter(reference=normal_reference(typed)).first()
    if found is None:
        raise NotFound("Nomor itu tidak ditemukan. Periksa kembali tulisannya.")
    official = official_handles()
    shown = [
        PublicEntry(entry.kind, entry.at, mask(entry.text, official=official))
        for entry, delivered in entries(found)
        if entry.kind == Entry.Kind.CITIZEN or (entry.kind == Entry.Kind.REPLY and delivered in {"", "sent"})
    ]
    return PublicCase(
        found.reference, found.state, found.agency.name if found.agency else "", found.topic, found.area_code,
        found.opened_at, found.due_at, found.answered_at, found.closed_at, found.confirmed, shown, found.network,
    )  # fmt: skip


def visible(case: Case, user: User) -> bool:
    """Whether the case lies on a desk that the person sees."""
    return _visible(user).filter(pk=case.pk).exists()


def _visible(user: User) -> QuerySet[Case]:
    own = agency_of(user)
    return Case.objects.all() if own is None else Case.objects.filter(agency_id=own)
