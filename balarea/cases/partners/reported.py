"""Reads of reports for other systems: what anybody may see, with personal data masked."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, FloatField, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import ASin, Coalesce, Cos, Greatest, Least, Power, Radians, Sin, Sqrt

from balarea import areas
from balarea.cases.models import Case, Entry, Receipt
from balarea.cases.partners.statuses import OUT, Words
from balarea.cases.proof.shown import public_tokens
from balarea.core.ids import normal_reference
from balarea.networks.report import NETWORK
from balarea.registry.recording import masker

Hide = Callable[[str], str]
MOST = 1000  # of one answer
EARTH = 6_371_008.8  # metres, mean radius
# Never in a list; whoever knows the number of such a report still reads it, as on its public page.
CONFIDENTIAL = ("integrity", "women_children")
SEEN = (Entry.Kind.CITIZEN, Entry.Kind.REPLY, Entry.Kind.EVENT)


@dataclass(frozen=True)
class ReportFilter:
    """Which reports: empty means any. Times are aware, the end included; `near` is lat, lon and metres."""

    references: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    states: tuple[str, ...] | None = None
    since: datetime | None = None
    until: datetime | None = None
    updated_since: datetime | None = None
    updated_until: datetime | None = None
    near: tuple[float, float, float] | None = None


@dataclass(frozen=True)
class PublicReport:
    """The public face of a report: no name, no contact; text, address and answers with personal data masked."""

    reference: str
    state: str
    topic: str
    text: str
    agency: str
    area_code: str
    opened_at: datetime
    updated_at: datetime
    due_at: datetime
    lat: float | None
    lon: float | None
    address: str
    address_id: str
    notes: str
    photos: tuple[str, ...] = ()  # tokens of our own files, public ones
    words: Words = field(default=OUT["triage"])


@dataclass(frozen=True)
class PublicUpdate:
    """One thing the government did about a report: an answer, or a new state."""

    pk: int
    reference: str
    state: str
    at: datetime
    text: str
    words: Words
    photo: str = ""  # token of the one that shows it is done


def reports(chosen: ReportFilter) -> list[PublicReport]:
    """Reports of a filter, the newest MOST; references go before all other wishes, as GeoReport says."""
    found = _cases()
    if chosen.references:
        found = found.filter(reference__in=[normal_reference(each) for each in chosen.references])
    else:
        found = _chosen(found, chosen)
    cases = list(found.order_by("-opened_at", "-pk")[:MOST])
    hide, notes, shown = masker(), _notes(cases), public_tokens(cases)
    return [_public(case, notes[case.pk], shown[case.pk], hide) for case in cases]


def updates(since: datetime, until: datetime) -> list[PublicUpdate]:
    """What the government answered and decided about listed reports between two moments, oldest first, MOST at once."""
    earlier = Entry.objects.filter(case=OuterRef("case")).exclude(kind=Entry.Kind.NOTE)
    earlier = earlier.filter(Q(at__lt=OuterRef("at")) | Q(at=OuterRef("at"), pk__lt=OuterRef("pk")))
    before = Coalesce(Subquery(earlier.order_by("-at", "-pk").values("state")[:1]), Value(""))
    found = Entry.objects.filter(case__in=_listed(_cases()), at__gte=since, at__lte=until).annotate(before=before)
    found = found.filter(Q(kind=Entry.Kind.REPLY) | Q(kind=Entry.Kind.EVENT) & ~Q(state="") & ~Q(state=F("before")))
    said = list(found.select_related("case").order_by("at", "pk")[:MOST])
    shown = public_tokens([entry.case for entry in said if entry.state == "closed"])
    hide = masker()
    photos = [next(iter(shown[entry.case_id]), "") if entry.state == "closed" else "" for entry in said]
    return [_update(entry, photo, hide) for entry, photo in zip(said, photos, strict=True)]


def receipt(token: str) -> Receipt | None:
    """The receipt of a token, with its case once there is one."""
    return Receipt.objects.filter(token=token).select_related("case").first()


def _cases() -> QuerySet[Case]:
    first = Receipt.objects.filter(case=OuterRef("pk"), kind=Receipt.Kind.REPORT).order_by("pk")
    given = {name: Subquery(first.values(name)[:1]) for name in ("lat", "lon", "address", "address_id")}
    shown = Max("entries__at", filter=Q(entries__kind__in=SEEN))
    found = Case.objects.filter(network=NETWORK, demo=False).select_related("agency", "outside")
    return found.annotate(**given, updated_at=Coalesce(Greatest("opened_at", shown), "opened_at"))


def _listed(found: QuerySet[Case]) -> QuerySet[Case]:
    hidden = Receipt.objects.filter(case=OuterRef("pk"), kind=Receipt.Kind.REPORT, listed=True)
    return found.exclude(topic__in=CONFIDENTIAL).annotate(open_to_all=Subquery(hidden.values("listed")[:1])).filter(
        open_to_all=True
    )  # fmt: skip


def _chosen(found: QuerySet[Case], chosen: ReportFilter) -> QuerySet[Case]:
    found = _listed(found)
    if chosen.topics:
        found = found.filter(topic__in=chosen.topics)
    if chosen.states is not None:
        found = found.filter(state__in=chosen.states)
    bounds = {
        "opened_at__gte": chosen.since, "opened_at__lte": chosen.until,
        "updated_at__gte": chosen.updated_since, "updated_at__lte": chosen.updated_until,
    }  # fmt: skip
    found = found.filter(**{name: moment for name, moment in bounds.items() if moment is not None})
    return found if chosen.near is None else _near(found, *chosen.near)


def _near(found: QuerySet[Case], lat: float, lon: float, metres: float) -> QuerySet[Case]:
    """Within a circle on the sphere (haversine)."""
    here = (Radians(Value(lat)), Radians(Value(lon)))
    there = (Radians("lat"), Radians("lon"))
    squared = Power(Sin((there[0] - here[0]) / 2), 2) + Cos(here[0]) * Cos(there[0]) * Power(
        Sin((there[1] - here[1]) / 2), 2
    )
    away = 2 * EARTH * ASin(Least(Value(1.0), Sqrt(squared)))
    return found.filter(**{"lat__isnull": False}).annotate(away=Coalesce(away, Value(0.0), output_field=FloatField())).filter(
        away__lte=metres
    )  # fmt: skip


def _notes(cases: list[Case]) -> dict[int, str]:
    """The latest answer of each case."""
    said: dict[int, str] = defaultdict(str)
    for entry in Entry.objects.filter(case__in=cases, kind=Entry.Kind.REPLY).order_by("at", "pk"):
        said[entry.case_id] = entry.text
    return said


def _public(case: Case, notes: str, photos: list[str], hide: Hide) -> PublicReport:
    given = vars(case)
    place = (
        ", ".join(areas.short_name(each.code) for each in reversed(areas.path(case.area_code)))
        if case.area_code
        else ""
    )
    held_by = case.outside or case.agency
    return PublicReport(
        case.reference, case.state, case.topic, hide(case.text), held_by.name if held_by else "",
        case.area_code, case.opened_at, given["updated_at"], case.due_at, given["lat"], given["lon"],
        hide(given["address"] or "") or place, hide(given["address_id"] or ""), hide(notes or case.proof),
        tuple(photos), OUT[case.state],
    )  # fmt: skip


def _update(entry: Entry, photo: str, hide: Hide) -> PublicUpdate:
    words = OUT[entry.state]
    text = hide(entry.text) if entry.kind == Entry.Kind.REPLY else words.sentence
    if entry.state == "closed" and entry.kind == Entry.Kind.EVENT and entry.case.proof:
        text = f"{text} {hide(entry.case.proof)}"
    return PublicUpdate(entry.pk, entry.case.reference, entry.state, entry.at, text, words, photo)
