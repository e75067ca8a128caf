"""Who hears of a step of a hand-off, in the transaction of the step: the desk that has to do something now, or that asked.

Not told are the words people typed, which would leave the house with the notice, nor who took the step himself."""

from collections.abc import Iterable

from balarea.cases.deadlines import promises
from balarea.cases.ladder import paging
from balarea.cases.ladder.escalation import AT_ANY_HOUR
from balarea.cases.models import Case, HandOff
from balarea.core.clock import now
from balarea.notices import services as notices
from balarea.notices.services import Kind
from balarea.people.queries import Actor, Permission, Rung, holders, ladder, name_of, who_may
from balarea.registry import queries as registry

OFFERS = "/meja/tawaran/"


def receiver(handoff: HandOff, case: Case, step: str, said: str, by: Actor) -> None:
    """Tell the desk to which a case is offered, if it has one here; others get a link."""
    if registry.works_here(handoff.target_id):
        _tell(case, handoff.target_id, f"handoff:{handoff.pk}:{step}", said, OFFERS, by)


def sender(handoff: HandOff, case: Case, step: str, said: str, by: Actor) -> None:
    """Tell the desk that offered. A case that left it is seen where everybody sees it."""
    here = case.agency_id == handoff.origin_id
    path = f"/meja/{case.reference}/" if here else f"/kasus/{case.reference}/"
    _tell(case, handoff.origin_id, f"handoff:{handoff.pk}:{step}", said, path, by)


def determined(case: Case, before: Iterable[str], by: Actor) -> None:
    """Tell the desk on which a case was put for good, of an emergency by a page, and those that held or accompanied it
    `before`."""
    made_at = f"{case.determined_at:%Y%m%d%H%M%S.%f}"
    code = case.agency_id or ""
    if code not in before:  # else it has what it had
        people, opens = _desk(code, by), promises.load().calendar.next_working(now())
        event, said = f"determined:{case.pk}:{made_at}", "pemegangnya ditetapkan: meja Anda"
        paging.tell(case, people, event, said, Kind.HANDOFF, by=by, desk=code, not_before=opens)
    for each in sorted(set(before) - {"", code}):
        if registry.works_here(each):
            event, said = f"determined:{case.pk}:{made_at}:{each}", f"pemegangnya ditetapkan: {_name(code)}"
            _tell(case, each, event, said, f"/kasus/{case.reference}/", by)


def _tell(case: Case, code: str | None, event: str, said: str, path: str, by: Actor) -> None:
    """At working hours; of an emergency, whose offers end within the hour, at any."""
    emergency = case.urgency in AT_ANY_HOUR
    opens = None if emergency else promises.load().calendar.next_working(now())
    notices.tell(
        _desk(code, by), event, paging.text(case, said), path, Kind.HANDOFF, by=by, about=case.reference, desk=code or "",
        not_before=opens, any_hour=emergency,
    )  # fmt: skip


def _desk(code: str | None, by: Actor) -> list[str]:
    """Who is told of what comes to a desk: its operators on duty, or where there is none all who work on its cases; of the
    triage desk (None) the administrators."""
    found = holders(ladder(), Rung.OPERATOR, code) or (who_may(Permission.WORK_CASES, code) if code else [])
    return [name for name in found if name != name_of(by)]


def _name(code: str) -> str:
    found = registry.agency(code)
    return found.name if found else code
