"""What the public may know of cases in numbers: received, answered, confirmed fixed, reopened, closed in silence, or
without asking.

Answered is not fixed: only the citizen's own "sudah" counts as fixed. Counts below SMALL are withheld, and with a single
withheld count of a group its smallest neighbour too, from which and the total it could be reckoned.

The public list (`in_public.py`) can be counted by anybody. So a number is withheld too where it goes beyond that list by one
to SMALL - 1: else it would say exactly how many there are that are not in it. What stands in its place is "≥" and the number
of those in the list."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr, TruncMonth

from balarea.cases.models import Case
from balarea.cases.partners.openly import openly
from balarea.cases.proof.satisfaction import Satisfaction, satisfaction
from balarea.cases.states import CaseState
from balarea.core.clock import JAKARTA
from balarea.core.errors import BalareaError

SMALL = 5
MEASURES = ("received", "answered", "fixed", "reopened", "silent", "unasked")
GROUPS = ("month", "topic", "regency")
MONTHS = 12
LISTED = "listed_"  # before a measure: of those the ones in the public list


@dataclass(frozen=True)
class Shown:
    """A count as it may be shown: `value` is None where it is withheld; `text` is then "<5", "≥498" or "–" for a
    neighbour. `least`: as many at least, as anybody may know."""

    value: int | None
    text: str
    least: int = 0


@dataclass(frozen=True)
class Chosen:
    """Which cases: those received in the MONTHS months up to and with `until` (first day of a month), or in `month` alone;
    of a topic, of a regency; an empty one means any."""

    until: date
    month: str = ""
    topic: str = ""
    regency: str = ""


@dataclass(frozen=True)
class Statistics:
    """`total` by measure; by group and value of it again by measure. A month is `2026-11`, a regency its code or empty."""

    total: Mapping[str, Shown]
    groups: Mapping[str, Mapping[str, Mapping[str, Shown]]]
    satisfaction: Satisfaction


def choose(query: Mapping[str, str], moment: datetime) -> Chosen:
    """The choice of an address; BalareaError names a month that cannot be read."""
    until = moment.astimezone(JAKARTA).date().replace(day=1)
    typed = query.get("bulan", "").strip()
    if typed:
        try:
            datetime.strptime(typed, "%Y-%m")
        except ValueError:
            raise BalareaError(f"Bulan {typed!r} tidak terbaca; tulis misalnya 2026-11.") from None
    return Chosen(until, typed, query.get("topik", "").strip(), query.get("wilayah", "").strip())


def statistics(chosen: Chosen) -> Statistics:
    """The numbers of a choice."""
    found = received(chosen)
    raw = _tally(found)
    groups = {name: _guarded_rows(raw[name]) for name in GROUPS}
    groups["month"] = {name: groups["month"].get(name, _none()) for name in months_of(chosen)}
    return Statistics(_shown_row(raw[""].get("", Counter())), groups, satisfaction(found))


def total(moment: datetime) -> Mapping[str, Shown]:
    """The numbers of the last MONTHS months by measure, without groups: for the front door."""
    found = received(choose({}, moment))
    listed = found.filter(openly()).aggregate(**_measures(LISTED))
    return _shown_row(found.aggregate(**_measures()) | {LISTED + name: count for name, count in listed.items()})


def _shown_row(counts: Mapping[str, int]) -> dict[str, Shown]:
    return {measure: shown(counts.get(measure, 0), counts.get(LISTED + measure, 0)) for measure in MEASURES}


def shown(count: int, listed: int = 0) -> Shown:
    """A single count: nothing says nothing of anybody, one to four might; so might one to four that are not `listed`."""
    if 0 < count < SMALL:
        return Shown(None, f"<{SMALL}")
    if 0 < count - listed < SMALL:
        return Shown(None, f"≥{listed}", listed)
    return Shown(count, str(count), count)


def guarded(counts: Mapping[str, int], listed: Mapping[str, int] | None = None) -> dict[str, Shown]:
    """The parts of a total: small ones are withheld, and those that go beyond the public list by few; where that is one
    alone, the next smallest is as well."""
    result = {name: shown(count, (listed or {}).get(name, 0)) for name, count in counts.items()}
    hidden = [name for name, each in result.items() if each.value is None]
    rest = sorted((count, name) for name, count in counts.items() if count >= SMALL and name not in hidden)
    if len(hidden) == 1 and rest:
        result[rest[0][1]] = Shown(None, "–")
    return result


def _guarded_rows(rows: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, Shown]]:
    by_measure = {
        measure: guarded(
            *({name: row.get(key, 0) for name, row in rows.items()} for key in (measure, LISTED + measure))
        )
        for measure in MEASURES
    }
    return {name: {measure: by_measure[measure][name] for measure in MEASURES} for name in rows}


def _none() -> dict[str, Shown]:
    return {measure: shown(0) for measure in MEASURES}


def _measures(prefix: str = "") -> dict[str, Any]:
    """What is counted; of the cases in the public list what it tells: not which were reopened."""
    closed = Q(state=CaseState.CLOSED)
    counted = {
        "received": Count("pk"), "answered": Count("pk", filter=Q(answered_at__isnull=False)),
        "fixed": Count("pk", filter=closed & Q(confirmed=True)), "reopened": Count("pk", filter=Q(reopened__gt=0)),
        "silent": Count("pk", filter=closed & Q(unheard=True)),
        "unasked": Count("pk", filter=closed & Q(unheard=False, confirmed=False)),
    }  # fmt: skip
    return {name: each for name, each in counted.items() if not (prefix and name == "reopened")}


def counted() -> QuerySet[Case]:
    """All cases that count. Invented ones of a demonstration count only where there are no others."""
    found = Case.objects.filter(dismissed=False)  # what is no complaint was not closed in silence
    return found.filter(demo=False) if found.filter(demo=False).exists() else found


def received(chosen: Chosen) -> QuerySet[Case]:
    """The cases of a choice."""
    first = (
        date.fromisoformat(f"{chosen.month}-01") if chosen.month else chosen.until - relativedelta(months=MONTHS - 1)
    )
    end = first + relativedelta(months=1 if chosen.month else MONTHS)
    found = counted().filter(opened_at__gte=_midnight(first), opened_at__lt=_midnight(end))
    if chosen.topic:
        found = found.filter(topic=chosen.topic)
    return found.filter(area_code__startswith=chosen.regency) if chosen.regency else found


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=JAKARTA)


def months_of(chosen: Chosen) -> Iterable[str]:
    """The months of a choice, newest first."""
    if chosen.month:
        return [chosen.month]
    return [f"{chosen.until - relativedelta(months=back):%Y-%m}" for back in range(MONTHS)]


def _tally(found: QuerySet[Case]) -> dict[str, dict[str, Counter[str]]]:
    """By group ("" for all cases together) and value of it the counts of each measure, and with LISTED before it of those in
    the public list. Each set of cases is read once: months, topics and regencies are added up from where they meet."""
    result: dict[str, dict[str, Counter[str]]] = {name: {} for name in ("", *GROUPS)}
    for prefix, some in (("", found), (LISTED, found.filter(openly()))):
        measures = _measures(prefix)
        rows = some.annotate(month=TruncMonth("opened_at", tzinfo=JAKARTA), place=Substr("area_code", 1, 5))
        keyed = rows.values("month", "topic", "place").annotate(**measures).order_by("month", "topic", "place")
        for month, topic, place, *counts in keyed.values_list("month", "topic", "place", *measures):
            regency = place if len(place) == 5 else ""  # placed nowhere and placed in the province alone fall together
            for group, value in (("", ""), ("month", f"{month:%Y-%m}"), ("topic", topic), ("regency", regency)):
                held = result[group].setdefault(value, Counter())
                for measure, count in zip(measures, counts, strict=True):
                    held[prefix + measure] += count
    return {group: dict(sorted(rows.items())) for group, rows in result.items()}
