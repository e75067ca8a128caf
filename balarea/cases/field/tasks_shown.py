"""Reads of tasks on the spot: an officer's list, and what the desk sees of a case."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F, QuerySet

from balarea.cases.field.nearby import Doubt, Point, doubts, metres
from balarea.cases.field.task_states import LIVE
from balarea.cases.field.tasks import PARTS
from balarea.cases.models import Attachment, Case, Receipt, Task
from balarea.cases.states import CaseState
from balarea.conduct import mask
from balarea.files.queries import File
from balarea.people.queries import Permission, User, agency_of, may, people, who_may
from balarea.registry.queries import official_handles

URGENCY = ("emergency", "urgent", "normal")


@dataclass(frozen=True)
class FieldTask:
    """A task as an officer reads it: the citizen's words masked and without handles; `point` and `address` as reported,
    where there are; the photos that he took for it."""

    task: Task
    case: Case
    text: str
    address: str = ""
    point: Point | None = None
    before: list[Attachment] = field(default_factory=list)
    after: list[Attachment] = field(default_factory=list)


@dataclass(frozen=True)
class DeskTasks:
    """The tasks of a case, the live one, and who could be sent."""

    live: Task | None
    ended: list[Task]
    officers: list[str]


def tasks_of(user: User) -> list[FieldTask]:
    """The officer's own live tasks: the most urgent first, then by due time."""
    return _shown(_live().filter(officer=user.username))


def free_tasks(user: User) -> list[FieldTask]:
    """Tasks of the officer's agency that nobody has taken, in the same order."""
    own = agency_of(user)
    return _shown(_live().filter(officer="", agency_id=own)) if own else []


def _live() -> QuerySet[Task]:
    found = Task.objects.filter(state__in=LIVE, case__agency=F("agency")).exclude(case__state=CaseState.CLOSED)
    return found.select_related("case", "agency").order_by("case__due_at", "pk")


def _shown(found: Iterable[Task]) -> list[FieldTask]:
    tasks, official = list(found), official_handles()
    cases = [task.case_id for task in tasks]
    places = {each.case_id: each for each in _reported(cases)}
    photos: dict[tuple[int, str], list[Attachment]] = {}
    own = Attachment.objects.filter(case__in=cases, role__in=PARTS.values(), file__erased_at__isnull=True)
    for each in own.select_related("file"):
        photos.setdefault((each.case_id or 0, each.added_by), []).append(each)
    rows = []
    for task in sorted(tasks, key=lambda task: URGENCY.index(task.case.urgency) if task.case.urgency in URGENCY else 9):
        place = places.get(task.case_id)
        taken = [each for each in photos.get((task.case_id, task.officer), []) if each.added_at >= task.assigned_at]
        rows.append(
            FieldTask(
                task, task.case, mask(task.case.text, official=official), mask(place.address) if place else "",
                _point(place), [each for each in taken if each.role == Attachment.Role.BEFORE],
                [each for each in taken if each.role == Attachment.Role.FIELD],
            )
        )  # fmt: skip
    return rows


def _reported(cases: Iterable[int]) -> QuerySet[Receipt]:
    """The first report of each case last, so that it wins."""
    return Receipt.objects.filter(case__in=list(cases), kind=Receipt.Kind.REPORT).order_by("-pk")


def _point(place: Receipt | None) -> Point | None:
    return Point(place.lat, place.lon) if place and place.lat is not None and place.lon is not None else None


def desk_tasks(case: Case) -> DeskTasks:
    """The tasks of a case for the desk."""
    found = list(Task.objects.filter(case=case).order_by("-pk"))
    live = next((task for task in found if task.state in LIVE and task.agency_id == case.agency_id), None)
    officers = who_may(Permission.FIELD_WORK, case.agency_id) if case.agency_id else []
    return DeskTasks(live, [task for task in found if task != live], officers)


def field_officers(user: User) -> dict[str, list[str]]:
    """Who could be sent by this person: user names by agency, of his own alone where he is bound to one."""
    own, found = agency_of(user), dict[str, list[str]]()
    for each in people():
        if each.agency_code and own in {None, each.agency_code} and may(each, Permission.FIELD_WORK, each.agency_code):
            found.setdefault(each.agency_code, []).append(each.username)
    return found


def photo_doubts(case: Case, held: Iterable[Attachment]) -> dict[int, list[tuple[Doubt, int]]]:
    """What a person should look at twice in officers' photos, by attachment; with FAR the metres from the reported
    point."""
    reported = _point(_reported([case.pk]).last())
    found = {}
    for each in held:
        if each.role == Attachment.Role.REPORT:
            continue
        taken = _place(each.file)
        wrong = doubts(taken, reported, each.file.taken_at, each.file.kept_at)
        if wrong:
            away = round(metres(taken, reported)) if taken and reported else 0
            found[each.pk] = [(doubt, away) for doubt in wrong]
    return found


def _place(file: File) -> Point | None:
    return Point(file.lat, file.lon) if file.lat is not None and file.lon is not None else None


def on_task(user: User, cases: list[int]) -> bool:
    """Whether the person has a live task of one of these cases, in his agency."""
    if not cases or not may(user, Permission.FIELD_WORK):
        return False
    return _live().filter(case__in=cases, officer=user.username, agency_id=user.agency_code).exists()
