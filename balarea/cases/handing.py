"""A case goes to another agency."""

from django.db import transaction

from balarea.audit import services as audit
from balarea.cases import paging, promises, timing
from balarea.cases.models import Case, Entry
from balarea.cases.relabelling import relabel
from balarea.cases.writing import locked, say
from balarea.conduct import mask
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict, NotFound
from balarea.notices.services import Kind
from balarea.people.queries import Actor, Rung, holders, ladder
from balarea.registry import queries as registry


@transaction.atomic
def route(reference: str, agency_code: str, reason: str, *, by: Actor, topic: str = "") -> Case:
    """Hand the case to another agency, with a reason that stays with the case; the true `topic`, when one is given, is
    learnt as a correction of the post."""
    case = locked(reference, by)
    agency = registry.agency(agency_code)
    if agency is None:
        raise NotFound(f"Instansi {agency_code!r} tidak ada.")
    if case.agency_id == agency.code:
        raise Conflict(f"Kasus ini sudah berada di {agency.name}.")
    if not reason.strip():
        raise BalareaError("Tulis alasannya, supaya penerima tahu mengapa.")
    if topic:
        relabel(case, topic, by)
    before = {"agency": case.agency_id, "state": case.state}
    case.agency_id, case.routing_reason, case.routing_confidence = agency.code, reason.strip(), 1.0
    timing.run(case, now())
    case.save()
    said = say(case, Entry.Kind.EVENT, f"Dialihkan ke {agency.name}: {reason.strip()}", by)
    on_rung = holders(ladder(), Rung.OPERATOR, agency.code)
    opens = promises.load().calendar.next_working(now())
    why = f"dialihkan ke {agency.name}"
    paging.tell(case, on_rung, f"routed:{said.pk}", why, Kind.ROUTED, by=by, desk=agency.code, not_before=opens)
    after = {"agency": agency.code, "state": case.state, "reason": mask(reason.strip())}
    audit.record("route_case", "case", case.reference, by=by, before=before, after=after)
    return case
