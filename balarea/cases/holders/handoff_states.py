"""States of a hand-off and the allowed moves, who has to be asked at all, and how long one may take to answer."""

from django.db.models import TextChoices

from balarea.cases.deadlines.sla import Promise, Unit
from balarea.core.errors import Conflict
from balarea.registry.levels import Level


class HandOffState(TextChoices):
    """OFFERED: the other side is asked, who offered still holds the case. RETURNED: it had accepted and gave it back."""

    OFFERED = "offered", "Ditawarkan"
    ACCEPTED = "accepted", "Diterima"
    REFUSED = "refused", "Ditolak"
    WITHDRAWN = "withdrawn", "Ditarik kembali"
    EXPIRED = "expired", "Tidak dijawab"
    RETURNED = "returned", "Dikembalikan"


S = HandOffState
MOVES: dict[HandOffState, frozenset[HandOffState]] = {
    S.OFFERED: frozenset({S.ACCEPTED, S.REFUSED, S.WITHDRAWN, S.EXPIRED}),
    S.ACCEPTED: frozenset({S.RETURNED}),
    S.REFUSED: frozenset(),
    S.WITHDRAWN: frozenset(),
    S.EXPIRED: frozenset(),
    S.RETURNED: frozenset(),
}

# How long the other side may take; of an urgency that is not named, as for a normal case.
ANSWER_WITHIN: dict[str, Promise] = {
    "emergency": Promise(1, Unit.CLOCK_HOURS),
    "urgent": Promise(4, Unit.WORKING_HOURS),
    "normal": Promise(2, Unit.WORKING_DAYS),
}


def move(old: str, new: HandOffState) -> HandOffState:
    """The new state; Conflict when it cannot be reached from the old one."""
    if new not in MOVES[HandOffState(old)]:
        raise Conflict(f"Tawaran ini sudah {HandOffState(old).label.lower()}; tidak dapat menjadi {new.label.lower()}.")
    return new


def answer_within(urgency: str) -> Promise:
    """How long an offer of a case of that urgency stands."""
    return ANSWER_WITHIN.get(urgency, ANSWER_WITHIN["normal"])


def asks_first(origin: str | None, target: str) -> bool:
    """Whether the target has to accept: always, except between agencies of the province and from the triage desk to one.
    Both are levels; None is the triage desk."""
    return not (origin in {None, Level.PROVINCE} and target == Level.PROVINCE)
