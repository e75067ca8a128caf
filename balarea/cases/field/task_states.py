"""States of a task on the spot, and the allowed moves."""

from django.db.models import TextChoices

from balarea.core.errors import Conflict


class TaskState(TextChoices):
    """ASSIGNED: to an officer, or free for any of the agency. RETURNED: an officer gave it back and said why. WITHDRAWN:
    the desk took it back, gave it to somebody else, or the case left the agency."""

    ASSIGNED = "assigned", "Ditugaskan"
    ACCEPTED = "accepted", "Diterima"
    STARTED = "started", "Dikerjakan"
    DONE = "done", "Selesai"
    RETURNED = "returned", "Dikembalikan"
    WITHDRAWN = "withdrawn", "Ditarik"


S = TaskState
MOVES: dict[TaskState, frozenset[TaskState]] = {
    S.ASSIGNED: frozenset({S.ACCEPTED, S.STARTED, S.RETURNED, S.WITHDRAWN}),
    S.ACCEPTED: frozenset({S.STARTED, S.DONE, S.RETURNED, S.WITHDRAWN}),
    S.STARTED: frozenset({S.DONE, S.RETURNED, S.WITHDRAWN}),
    S.DONE: frozenset(),
    S.RETURNED: frozenset(),
    S.WITHDRAWN: frozenset(),
}
LIVE = (S.ASSIGNED, S.ACCEPTED, S.STARTED)  # somebody is expected to go there


def move(old: str, new: TaskState) -> TaskState:
    """The new state; Conflict when it cannot be reached from the old one."""
    if new not in MOVES[TaskState(old)]:
        raise Conflict(f"Tugas berstatus {TaskState(old).label} tidak dapat menjadi {new.label}.")
    return new
