"""States of a case and the allowed moves."""

from django.db.models import TextChoices

from balarea.core.errors import Conflict


class CaseState(TextChoices):
    """TRIAGE: no agency could be chosen, a person has to. WAITING: the citizen has the word, the clock stands still.
    ANSWERED: the answer stands in the thread."""

    TRIAGE = "triage", "Perlu dipilah"
    OPEN = "open", "Terbuka"
    WAITING = "waiting", "Menunggu warga"
    ANSWERED = "answered", "Dijawab"
    CLOSED = "closed", "Selesai"


S = CaseState
MOVES: dict[CaseState, frozenset[CaseState]] = {
    S.TRIAGE: frozenset({S.OPEN, S.CLOSED}),
    S.OPEN: frozenset({S.WAITING, S.ANSWERED, S.CLOSED, S.OPEN}),
    S.WAITING: frozenset({S.OPEN, S.CLOSED}),
    S.ANSWERED: frozenset({S.OPEN, S.WAITING, S.CLOSED, S.ANSWERED}),
    S.CLOSED: frozenset({S.OPEN, S.TRIAGE}),
}

RUNNING = (S.TRIAGE, S.OPEN)  # the states in which the clock of a promise runs


def move(old: str, new: CaseState) -> CaseState:
    """The new state; Conflict when it cannot be reached from the old one."""
    if new not in MOVES[CaseState(old)]:
        raise Conflict(f"Kasus berstatus {CaseState(old).label} tidak dapat menjadi {new.label}.")
    return new
