"""The list of the desk: which cases, and in which order."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case as When
from django.db.models import Count, F, IntegerField, Q, QuerySet, Value
from django.db.models import When as Then

from balarea.cases.models import Case
from balarea.cases.seeing import seen_by
from balarea.cases.states import RUNNING, CaseState
from balarea.cases.together.grouped import one_a_row
from balarea.core.clock import midnight
from balarea.core.ids import normal_reference
from balarea.people.queries import User

DUE = ("late", "today")
NOBODY = "-"  # as an agency: none yet
NOWHERE = "-"  # as an area: not known
TOWARD = (*RUNNING, CaseState.WAITING)  # something is still to be done
_RANK = When(
    Then(urgency="emergency", then=Value(0)), Then(urgency="urgent", then=Value(1)), default=Value(2),
    output_field=IntegerField(),
)  # fmt: skip


@dataclass(frozen=True)
class Sifted:
    """Which cases by what they are; an empty value means any. `agency` may be NOBODY, `area` a code of any level, whose
    smaller areas are within, or NOWHERE (the province alone is nowhere)."""

    topic: str = ""
    urgency: str = ""
    agency: str = ""
    area: str = ""


def desk(
    user: User,
    *,
    state: str = "",
    q: str = "",
    due: str = "",
    moment: datetime | None = None,
    sifted: Sifted | None = None,
    grouped: bool = False,
    contested: bool = False,
) -> QuerySet[Case]:
    """Cases that the person may see: the most urgent first, then by due time; closed ones the last closed first. Without
    a state: all that wait for us, or of a search all that fit.

    `due` is `late` or `today`, as seen from `moment`: cases whose clock runs. `grouped`: of the cases of one incident the
    first alone, with their number as `together`. `contested`: those alone that are thrown to and fro."""
    found = seen_by(user).select_related("agency", "outside").prefetch_related("escalations", "pauses")
    if contested:
        found = found.filter(contested_at__isnull=False)
    if state:
        found = found.filter(state=state)
    elif not q.strip() and not contested:
        found = found.filter(state__in=RUNNING)
    if due and moment:
        found = found.filter(_due(due, moment), state__in=RUNNING)
    if sifted:
        found = _sift(found, sifted)
    if q.strip():
        words = q.strip().replace("\0", "")
        found = found.filter(
            Q(text__icontains=words) | Q(reference=normal_reference(words)) | Q(citizen_handle__icontains=words)
        )
    order = [F("rank").asc(), F("due_at").asc(), F("pk").asc()]
    if state == CaseState.CLOSED:
        order = [F("closed_at").desc(nulls_last=True), F("pk").desc()]
    found = found.annotate(rank=_RANK)
    return one_a_row(found, order) if grouped else found.order_by(*order)


def _sift(found: QuerySet[Case], sifted: Sifted) -> QuerySet[Case]:
    for name in ("topic", "urgency"):
        if value := getattr(sifted, name):
            found = found.filter(**{name: value})
    if sifted.agency:
        found = found.filter(agency=None if sifted.agency == NOBODY else sifted.agency)
    if sifted.area == NOWHERE:
        return found.exclude(area_code__contains=".")
    return found.filter(area_code__startswith=sifted.area) if sifted.area else found


def _due(due: str, moment: datetime) -> Q:
    if due == "late":
        return Q(due_at__lt=moment)
    today = midnight(moment)
    return Q(due_at__gte=today, due_at__lt=today + timedelta(days=1))


def triage(user: User) -> QuerySet[Case]:
    """Cases that no agency has yet, in the order of the desk: nobody could be chosen, and a person has to."""
    return desk(user, state=CaseState.TRIAGE).select_related("account")


def counts(user: User, moment: datetime, sifted: Sifted | None = None) -> Counter[str]:
    """How many cases the person sees in each state, and how many are `late`, due `today`, or `contested`."""
    found = _sift(seen_by(user), sifted) if sifted else seen_by(user)
    running, contested = Q(state__in=RUNNING), Count("pk", filter=Q(contested_at__isnull=False))
    late, today = (Count("pk", filter=running & _due(due, moment)) for due in DUE)
    by_state = found.values_list("state").annotate(number=Count("pk"), late=late, today=today, contested=contested)
    tally: Counter[str] = Counter()
    for state, *numbers in by_state.order_by():
        tally.update(dict(zip((state, *DUE, "contested"), numbers, strict=True)))
    return tally


def places(user: User) -> Counter[str]:
    """Where the cases lie to which something is still to be done: how many by area code ("" where that is not known)."""
    found = seen_by(user).filter(state__in=TOWARD)
    return Counter(dict(found.values_list("area_code").annotate(number=Count("pk")).order_by()))
