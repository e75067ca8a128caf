"""Cases for other systems: filtered, in a stable order, page after page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from balarea.cases.models import Case
from balarea.core.errors import NotFound
from balarea.core.ids import normal_reference


@dataclass(frozen=True)
class CaseFilter:
    """Which cases; an empty value means any. `agency` None means the cases of every agency and of none."""

    agency: str | None = None
    state: str = ""
    topic: str = ""
    urgency: str = ""
    area_code: str = ""
    opened_since: datetime | None = None
    opened_until: datetime | None = None


def listed(chosen: CaseFilter, limit: int, before: int = 0) -> list[Case]:
    """Cases entered last first; one more than `limit` when there are more. `before`: those entered before the case of that
    key, so that cases that come meanwhile move no page."""
    found = Case.objects.order_by("-pk")
    if chosen.agency is not None:
        found = found.filter(agency_id=chosen.agency)
    for name in ("state", "topic", "urgency"):
        if value := getattr(chosen, name):
            found = found.filter(**{name: value})
    if chosen.area_code:
        found = found.filter(area_code__startswith=chosen.area_code)
    if chosen.opened_since:
        found = found.filter(opened_at__gte=chosen.opened_since)
    if chosen.opened_until:
        found = found.filter(opened_at__lt=chosen.opened_until)
    return list((found.filter(pk__lt=before) if before else found)[: limit + 1])


def of_agency(reference: str, agency: str | None) -> Case:
    """A case by its reference, typed in any way; NotFound when it is not the agency's (None: any)."""
    found = Case.objects.filter(reference=normal_reference(reference)).first()
    if found is None or (agency is not None and found.agency_id != agency):
        raise NotFound("Kasus itu tidak ada, atau bukan milik instansi ini.")
    return found


def facts(references: Iterable[str]) -> dict[str, Case]:
    """Cases by reference; those that there are."""
    return Case.objects.in_bulk(list(set(references)), field_name="reference")
