"""What persons taught by taking cases elsewhere: read from the changes of holder, forgotten and restored by administrators.

Only what a person decided teaches; a case that the rules sent somewhere never does, so that nothing drifts by itself."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from balarea import areas
from balarea.cases.holders.learning import Learnt, Lesson, Standing, learn
from balarea.cases.models import Case, Transfer
from balarea.cases.states import CaseState
from balarea.core.clock import now
from balarea.core.errors import NotFound
from balarea.language.labels import UNSURE
from balarea.people.queries import Actor, Permission, must, name_of
from balarea.registry import recording as audit
from balarea.registry.queries import decide

NEVER = frozenset({"integrity", "none", UNSURE, ""})  # of these topics nothing is learnt
LOOKED_AT = 200  # newest cases that could speak against it
Key = tuple[str, str, str]  # topic, part, regency


@dataclass(frozen=True)
class LearntRow:
    """A line of the register: what is learnt of like cases; `forgotten`: an administrator removed it."""

    topic: str
    part: str
    regency: str
    learnt: Learnt
    forgotten: bool = False


def learnt(topic: str, part: str, regency: str) -> Learnt | None:
    """The agency that persons took like cases to, where that decides; None where it does not."""
    if topic in NEVER or not regency:
        return None
    found = _learn((topic, part, regency), list(_lessons().filter(topic=topic, part=part, regency=regency)))
    return next((each for each in found if each.standing is Standing.HOLDS), None)


def table() -> list[LearntRow]:
    """All that was taught, by topic and place; then what administrators removed."""
    rows = []
    for forgotten in (False, True):
        by_key: dict[Key, list[Transfer]] = defaultdict(list)
        for each in _lessons(forgotten):
            by_key[each.topic, each.part, each.regency].append(each)
        for key, made in sorted(by_key.items()):
            rows += [LearntRow(*key, each, forgotten) for each in _learn(key, made)]
    return rows


def _lessons(forgotten: bool = False) -> QuerySet[Transfer]:
    found = Transfer.objects.exclude(teacher="").exclude(regency="").exclude(topic__in=NEVER).filter(undone_at=None)
    return found.filter(forgotten_at__isnull=not forgotten).select_related("case")


def _learn(key: Key, made: list[Transfer]) -> list[Learnt]:
    taught = [
        Lesson(
            each.target_id, each.teacher, f"i{each.case.incident_id}" if each.case.incident_id else f"c{each.case_id}"
        )
        for each in made
    ]
    found = learn(taught)
    if any(each.standing is Standing.HOLDS for each in found):
        return learn(taught, _kept(key, made))
    return found


def _kept(key: Key, made: list[Transfer]) -> set[str]:
    """Agencies that since then answered a like case which nobody moved."""
    topic, part, regency = key
    since = min(each.moved_at for each in made)
    held = Case.objects.filter(
        topic=topic, state__in=[CaseState.ANSWERED, CaseState.CLOSED], dismissed=False, opened_at__gte=since,
        agency__isnull=False, transfers__isnull=True,
    )  # fmt: skip
    held = held.filter(area_code__startswith=regency).order_by("-opened_at")[:LOOKED_AT]
    return {case.agency_id for case in held if case.agency_id and _part(case) == part}


def _part(case: Case) -> str:
    decided = decide(case.topic, case.text)
    return decided.part.key if decided else ""


@transaction.atomic
def forget(topic: str, part: str, regency: str, agency_code: str, *, by: Actor) -> int:
    """Learn nothing of what was done so far with like cases of that agency; returns of how many. Can be undone."""
    must(by, Permission.ADMINISTER)
    found = _lessons().filter(topic=topic, part=part, regency=regency, target_id=agency_code)
    ids = list(found.select_for_update(of=("self",)).values_list("pk", flat=True))
    if not ids:
        raise NotFound("Tidak ada pelajaran seperti itu.")
    Transfer.objects.filter(pk__in=ids).update(forgotten_at=now(), forgotten_by=name_of(by))
    audit.record("forget_lessons", "agency", agency_code, by=by, after=_recorded(topic, part, regency, ids))
    return len(ids)


@transaction.atomic
def restore_lessons(topic: str, part: str, regency: str, agency_code: str, *, by: Actor) -> int:
    """Undo `forget`: learn of them again; returns of how many."""
    must(by, Permission.ADMINISTER)
    found = _lessons(forgotten=True).filter(topic=topic, part=part, regency=regency, target_id=agency_code)
    ids = list(found.select_for_update(of=("self",)).values_list("pk", flat=True))
    if not ids:
        raise NotFound("Tidak ada pelajaran yang dapat dipulihkan.")
    Transfer.objects.filter(pk__in=ids).update(forgotten_at=None, forgotten_by=None)
    audit.record("restore_lessons", "agency", agency_code, by=by, after=_recorded(topic, part, regency, ids))
    return len(ids)


def _recorded(topic: str, part: str, regency: str, ids: list[int]) -> dict[str, object]:
    place = areas.short_name(regency) if areas.known(regency) else regency
    return {"topic": topic, "part": part, "regency": place, "transfers": ids}
