"""The cases that anybody may leaf through, one by one: those of `openly.py`, in the choice that the statistics count.

Of each its reference, what it is about, where, who holds it and how it stands; its words only where nobody is in danger now:
masked, and the first line alone. Whoever wants the whole opens its public page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from balarea.cases.models import Case
from balarea.cases.partners.openly import openly
from balarea.cases.partners.statistics import Chosen, counted, received
from balarea.cases.states import RUNNING, CaseState
from balarea.conduct import mask
from balarea.core.ids import normal_reference
from balarea.core.text import clip
from balarea.language.labels import Urgency
from balarea.registry.queries import official_handles

LINE = 160  # letters of a case's words
_CLOSED = Q(state=CaseState.CLOSED)
STANDINGS: dict[str, Q] = {
    "open": Q(state__in=RUNNING),
    "waiting": Q(state=CaseState.WAITING),
    "answered": Q(state=CaseState.ANSWERED),
    "fixed": _CLOSED & Q(confirmed=True),
    "silent": _CLOSED & Q(confirmed=False, unheard=True),
    "unasked": _CLOSED & Q(confirmed=False, unheard=False),
}


@dataclass(frozen=True)
class InPublic:
    """A case as the public list shows it. `standing` is one of STANDINGS: answered is not fixed; `due_at` is set while an
    answer is due, and `late` once it should have been there. `text` is empty where it is not given."""

    reference: str
    topic: str
    area_code: str
    standing: str
    holder: str
    opened_at: datetime
    due_at: datetime | None
    late: bool
    answered_at: datetime | None
    closed_at: datetime | None
    text: str = ""


def in_public(chosen: Chosen, *, standing: str = "", reference: str = "") -> QuerySet[Case]:
    """The cases of a choice, those entered last first. `reference`, typed in any way, is looked for among all of them,
    whatever else is chosen."""
    if reference:
        return _rows(counted().filter(reference=normal_reference(reference)[:20]))
    found = received(chosen)
    return _rows(found.filter(STANDINGS[standing]) if standing in STANDINGS else found)


def _rows(found: QuerySet[Case]) -> QuerySet[Case]:
    return found.filter(openly()).select_related("agency", "outside").order_by("-pk")


def shown_in_public(cases: Iterable[Case], moment: datetime, *, words: bool = True) -> Iterator[InPublic]:
    """Cases as anybody sees them, with their words or without."""
    official = official_handles() if words else frozenset[str]()
    for case in cases:
        held_by = case.outside or case.agency
        running = case.state in RUNNING
        yield InPublic(
            case.reference, case.topic, case.area_code, standing_of(case), held_by.name if held_by else "",
            case.opened_at, case.due_at if running else None, running and case.due_at < moment, case.answered_at,
            case.closed_at, _first_line(case, official) if words else "",
        )  # fmt: skip


def standing_of(case: Case) -> str:
    """How a case stands, as STANDINGS name it."""
    if case.state == CaseState.CLOSED:
        return "fixed" if case.confirmed else "silent" if case.unheard else "unasked"
    return "open" if case.state in RUNNING else str(case.state)


def _first_line(case: Case, official: frozenset[str]) -> str:
    """Whoever is in danger now tells where he is: his words stay on the page of his case."""
    if case.urgency == Urgency.EMERGENCY:
        return ""
    masked = mask(case.text, official=official).strip()
    return clip(masked.splitlines()[0].strip(), LINE) if masked else ""
