"""Which open cases tell of the same incident: one pass over all of them, never a question a case."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

import numpy as np
import pyarrow as pa
from django.db import connection, transaction

from balarea.cases.models import Case, Incident, Membership
from balarea.cases.states import CaseState
from balarea.core.clock import now
from balarea.language.duplicates import LEAST, near_duplicates
from balarea.language.incidents import incidents, reason
from balarea.language.signature import HEAD, signatures
from balarea.language.signature import rows as rows_of
from balarea.networks.values import PostRef
from balarea.people.queries import Actor, name_of
from balarea.posts import queries as posts
from balarea.registry import recording as audit

WINDOW = timedelta(days=14)
FEW = 500  # rows that are each compared with all; more of them are compared by their neighbourhoods alone
ALONE = 1 << 62  # after every incident's number
COLUMNS = ("incident", "opened_at", "network", "root_external_id", "text", "area_code", "topic", "state", "reference")
_LOCK = 0x67726F75  # advisory lock
SAME_TEXT = "teks yang sama"
SYSTEM = "system:"


@transaction.atomic
def propose(*, by: Actor, moment: datetime | None = None, since: int = 0) -> int:
    """Put open cases of the last fortnight into incidents; returns how many joined one.

    Cases that are in an incident stay in it; again, only one that is alone may still join: of those alone the ones from
    number `since` on. What a person split or dissolved is not put together again. The order in which the cases are stored
    changes nothing. Two at once pass one after the other; a case that others work on meanwhile is held only while its own
    incident is written."""
    _queue_up()
    at = moment or now()
    recent = Case.objects.exclude(state=CaseState.CLOSED).filter(opened_at__gte=at - WINDOW).only(*COLUMNS)
    recent = recent.exclude(text=posts.GONE, incident=None)  # where nothing is told, nothing is the same
    cases = sorted(recent, key=lambda case: (_place(case, since), case.opened_at, case.pk))
    settled = sum(_place(case, since)[0] == 0 for case in cases)
    if settled == len(cases) or len(cases) < 2:
        return 0
    batch = _batch(cases)
    groups = defaultdict(list)
    for row, group in enumerate(_groups(batch, cases, settled)):
        groups[group].append(row)
    some = [rows for rows in groups.values() if len(rows) > 1 and any(cases[row].incident_id is None for row in rows)]
    apart = _apart([cases[row] for rows in some for row in rows])
    found = [_gathered(cases, rows, batch, apart) for rows in some]  # all of them before anything is held
    return _write([each for each in found if each.joined], by, at)


def _queue_up() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _place(case: Case, since: int) -> tuple[int, int]:
    """Where a case stands among the rows: those that stay as they are come first, those of incidents before those alone."""
    if case.incident_id is not None:
        return 0, case.incident_id
    return (0, ALONE) if case.pk < since else (1, 0)


def _batch(cases: Sequence[Case]) -> pa.RecordBatch:
    """The posts' own texts: masking takes the street out of a case's, and makes two homes look the same."""
    refs = [PostRef(case.network, case.root_external_id) for case in cases]
    stored = posts.told(refs)
    said = [stored.get(ref, (case.text, None)) for ref, case in zip(refs, cases, strict=True)]
    return pa.RecordBatch.from_pydict(
        {
            "text": pa.array([text for text, _ in said], pa.string()),
            "area": pa.array([case.area_code or None for case in cases], pa.string()),
            "topic": pa.array([case.topic for case in cases], pa.string()),
            "intent": pa.array([intent for _, intent in said], pa.string()),
            "published_at": pa.array([case.opened_at for case in cases], pa.timestamp("us", "UTC")),
        }
    )  # fmt: skip


def _groups(batch: pa.RecordBatch, cases: Sequence[Case], settled: int) -> list[int]:
    """The group of each row: by what is told, and for those that are alone by near-duplicate text. The first `settled` rows
    keep theirs."""
    first: dict[int, int] = {}
    held = [row if case.incident_id is None else first.setdefault(case.incident_id, row)
            for row, case in enumerate(cases[:settled])]  # fmt: skip
    found = [int(group) for group in incidents(batch, np.array(held, np.int64))]
    sizes = np.bincount(found, minlength=len(cases))
    clusters = defaultdict(list)
    for row, copy in _copies(batch.column("text"), settled):
        clusters[copy].append(row)
    for rows in clusters.values():
        home = found[rows[0]]  # open groups come first
        for row in rows[1:]:
            if row >= settled and sizes[found[row]] == 1 and _near(cases[rows[0]], cases[row]):
                found[row] = home
    return found


def _copies(texts: pa.Array, settled: int) -> Iterator[tuple[int, int]]:
    """Rows with the first row that is a near-duplicate of each; where FEW rows come after `settled`, only of rows that could
    be one of those."""
    marks = signatures(texts)
    like = np.arange(len(texts)) >= (settled if len(texts) - settled <= FEW else 0)
    bins = rows_of(marks)[:, HEAD:]
    for fresh in bins[settled:] if len(texts) - settled <= FEW else ():
        like |= (bins == fresh).mean(axis=1, dtype=np.float32) >= LEAST
    chosen = np.flatnonzero(like)
    for row, copy in zip(chosen, near_duplicates(marks.take(chosen), texts.take(chosen)), strict=True):
        yield int(row), int(chosen[copy])


def _near(one: Case, two: Case) -> bool:
    """Whether nothing says that they lie in different regencies."""
    return not one.area_code or not two.area_code or one.area_code[:5] == two.area_code[:5]


def _apart(cases: Sequence[Case]) -> set[frozenset[int]]:
    """Pairs of cases that a person took out of one incident and that are not together again."""
    held = Membership.objects.filter(incident__memberships__case__in=[case.pk for case in cases]).distinct()
    by_incident: dict[int, list[Membership]] = defaultdict(list)
    for each in held:
        by_incident[each.incident_id].append(each)
    apart, together = set(), set()
    for memberships in by_incident.values():
        for one, two in combinations(memberships, 2):
            pair = frozenset((one.case_id, two.case_id))
            if one.ended_at is None and two.ended_at is None:
                together.add(pair)
            elif any(each.ended_by and not each.ended_by.startswith(SYSTEM) for each in (one, two)):
                apart.add(pair)
    return apart - together


@dataclass(frozen=True)
class _Group:
    """The case that a group goes by, and those that join it with their reasons."""

    founder: Case
    joined: list[tuple[Case, str]]


def _gathered(cases: Sequence[Case], rows: list[int], batch: pa.RecordBatch, apart: set[frozenset[int]]) -> _Group:
    members = [row for row in rows if cases[row].incident_id is not None] or rows[:1]
    joined: list[tuple[Case, str]] = []
    for row in rows:
        if row in members or any(frozenset((cases[row].pk, cases[other].pk)) in apart for other in members):
            continue
        joined.append((cases[row], _why(batch, members[0], row)))
        members.append(row)
    return _Group(cases[members[0]], joined)


def _why(batch: pa.RecordBatch, first: int, row: int) -> str:
    return SAME_TEXT if batch["text"][first] == batch["text"][row] else reason(batch, first, row)


def _write(groups: Sequence[_Group], by: Actor, at: datetime) -> int:
    """Write incidents; what has changed since the cases were read is left as it is. How many joined.

    All cases are held before the record's end is: whoever holds a case waits for that, and nobody the other way round."""
    wanted = {case.pk for group in groups for case in (group.founder, *(case for case, _ in group.joined))}
    held = {case.pk: case for case in Case.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}
    events, count = [], 0
    for group in groups:
        founder = held.get(group.founder.pk)
        free = [(case, why) for case, why in group.joined if _free(held.get(case.pk))]
        if founder is None or founder.incident_id != group.founder.incident_id or not free:
            continue
        count += len(free)
        if founder.incident_id is None:
            founder.incident = Incident.objects.create(opened_at=at)
            free.insert(0, (founder, "laporan pertama"))
        events.append(_put(founder.incident, free, by, at))
    audit.record_each("group_cases", "incident", events, by=by)
    return count


def _free(case: Case | None) -> bool:
    return case is not None and case.incident_id is None and case.state != CaseState.CLOSED


def put(incident: Incident | None, joined: Sequence[tuple[Case, str]], *, by: Actor, at: datetime) -> None:
    """Write cases into an incident with their reasons, and one event."""
    audit.record_each("group_cases", "incident", [_put(incident, joined, by, at)], by=by)


def _put(
    incident: Incident | None, joined: Sequence[tuple[Case, str]], by: Actor, at: datetime
) -> tuple[str, dict[str, Any]]:
    assert incident, "made by the caller"
    who = name_of(by)
    Membership.objects.bulk_create(
        Membership(incident=incident, case=case, reason=why, joined_at=at, joined_by=who) for case, why in joined
    )
    Case.objects.filter(pk__in=[case.pk for case, _ in joined]).update(incident=incident)
    return str(incident.pk), {case.reference: why for case, why in joined}
