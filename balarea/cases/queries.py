"""Reads of cases."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case as When
from django.db.models import Count, IntegerField, Q, QuerySet, Value
from django.db.models import When as Then

from balarea.cases.models import Case, Entry
from balarea.cases.states import CaseState
from balarea.conduct import mask
from balarea.core.errors import NotFound
from balarea.core.ids import normal_reference
from balarea.networks.values import PostRef
from balarea.people.queries import User, agency_of
from balarea.publishing import queries as publishing
from balarea.registry.queries import official_handles

__all__ = [
    "Case", "CaseState", "Entry", "PublicCase", "PublicEntry", "case", "counts", "desk", "entries", "of_post", "public",
    "sees_post",
]  # fmt: skip

_RANK = When(
    Then(urgency="emergency", then=Value(0)), Then(urgency="urgent", then=Value(1)), default=Value(2),
    output_field=IntegerField(),
)  # fmt: skip


def desk(user: User, *, state: str = "", q: str = "", topic: str = "") -> QuerySet[Case]:
    """Cases that the person may see: the most urgent first, then by due time. Without a state: all that wait for us, or
    of a search all that fit."""
    found = _visible(user).select_related("agency")
    if state:
        found = found.filter(state=state)
    elif not q.strip():
        found = found.filter(state__in=[CaseState.TRIAGE, CaseState.OPEN])
    if topic:
        found = found.filter(topic=topic)
    if q.strip():
        words = q.strip().replace("\0", "")
        found = found.filter(
            Q(text__icontains=words) | Q(reference=normal_reference(words)) | Q(citizen_handle__icontains=words)
        )
    return found.annotate(rank=_RANK).order_by("rank", "due_at", "pk")


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


def sees_post(user: User, case: Case | None) -> bool:
    """Whether the person may see a post of this case, or of none: officers of an agency only those of its own cases."""
    own = agency_of(user)
    return own is None or (case is not None and case.agency_id == own)


def entries(case: Case) -> list[tuple[Entry, str]]:
    """What was said and done, in order, with the state of an answer's delivery ("" for all else)."""
    said = list(case.entries.all())
    ways = publishing.deliveries([entry.delivery_id for entry in said if entry.delivery_id])
    return [(entry, ways[entry.delivery_id].state if entry.delivery_id else "") for entry in said]


def counts(user: User, moment: datetime) -> Counter[str]:
    """How many cases the person sees in each state, and how many are `late`."""
    found = _visible(user)
    tally: Counter[str] = Counter(dict(found.values_list("state").annotate(number=Count("pk")).order_by()))
    tally["late"] = found.filter(state__in=[CaseState.TRIAGE, CaseState.OPEN], due_at__lt=moment).count()
    return tally


def by_topic(agency_code: str) -> Counter[str]:
    """Open cases of an agency by topic, for its programmes."""
    found = Case.objects.filter(agency_id=agency_code, state__in=[CaseState.OPEN, CaseState.TRIAGE])
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
        found.opened_at, found.due_at, found.answered_at, found.closed_at, found.confirmed, shown,
    )  # fmt: skip


def _visible(user: User) -> QuerySet[Case]:
    own = agency_of(user)
    return Case.objects.all() if own is None else Case.objects.filter(agency_id=own)
