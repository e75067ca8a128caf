"""Reads of cases for paging: what a person who was paged may see, and which desks nobody could be paged at."""

from dataclasses import dataclass
from datetime import datetime

from balarea.cases.ladder import paging
from balarea.cases.models import Case
from balarea.cases.states import RUNNING
from balarea.core.errors import NotFound
from balarea.notices import queries as notices
from balarea.people.queries import Rung, holders, ladder
from balarea.registry.queries import agencies


@dataclass(frozen=True)
class PagedCase:
    """What whoever was paged may see of the case without a login: nothing of what citizens wrote."""

    reference: str
    text: str
    due_at: datetime
    person: str
    desk: str
    acknowledged_at: datetime | None
    acknowledged_by: str
    waits: bool


def paged_case(token: str) -> PagedCase:
    """The case behind the link of a page; NotFound when the link has ended or was altered."""
    paged = notices.paged(token)
    found = Case.objects.filter(reference=paged.reference).first()
    if found is None:
        raise NotFound("Kasus itu tidak ada.")
    waits = found.state in RUNNING and found.acknowledge_due_at is not None and found.acknowledged_at is None
    return PagedCase(
        found.reference, paging.headline(found), found.due_at, paged.person, paged.desk, found.acknowledged_at,
        (found.acknowledged_by or "").rpartition(":")[2], waits,
    )  # fmt: skip


def desks_out_of_reach() -> tuple[list[str], int]:
    """The desks (agency codes, and "" for cases without agency) at which an emergency would page nobody at the first rung,
    and how many desks there are."""
    held, desks = ladder(), ["", *agencies().values_list("code", flat=True)]
    people, on_duty = notices.within_reach()
    silent = [code for code in desks if code not in on_duty and people.isdisjoint(holders(held, Rung.OPERATOR, code))]
    return [code or "(tanpa instansi)" for code in silent], len(desks)
