"""A case goes to another agency of the province. To others it is offered (`offering.py`)."""

from django.db import transaction

from balarea.cases.deadlines import promises, timing
from balarea.cases.holders import offering, transfers
from balarea.cases.holders.handoff_states import asks_first
from balarea.cases.inbox.relabelling import relabel
from balarea.cases.ladder import paging
from balarea.cases.models import Case, Entry, Transfer
from balarea.cases.writing import locked, say
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict, NotFound
from balarea.notices.services import Kind
from balarea.people.queries import Actor, Rung, holders, ladder, may_determine
from balarea.registry import queries as registry
from balarea.registry import recording as audit
from balarea.registry.recording import masked


@transaction.atomic
def route(reference: str, agency_code: str, reason: str, *, by: Actor, topic: str = "") -> Case:
    """Hand the case to another agency of the province, with a reason that stays with the case; the true `topic`, when one
    is given, is learnt as a correction of the post, and the way itself too (`lessons.py`)."""
    case = locked(reference, by)
    agency = _target(case, agency_code, by)
    if not reason.strip():
        raise BalareaError("Tulis alasannya, supaya penerima tahu mengapa.")
    if topic:
        relabel(case, topic, by)
    offering.take_back_offer(case, by)
    origin, before = case.holder_id, {"agency": case.agency_id, "state": case.state}
    case.agency, case.outside = agency, None
    case.routing_reason, case.routing_confidence = masked(reason.strip()), 1.0
    timing.run(case, now())
    case.save()
    said = say(case, Entry.Kind.EVENT, f"Dialihkan ke {agency.name}: {reason.strip()}", by)
    on_rung = holders(ladder(), Rung.OPERATOR, agency.code)
    opens = promises.load().calendar.next_working(now())
    why = f"dialihkan ke {agency.name}"
    paging.tell(case, on_rung, f"routed:{said.pk}", why, Kind.ROUTED, by=by, desk=agency.code, not_before=opens)
    transfers.moved(case, origin, Transfer.How.ROUTE, reason.strip(), by)
    after = {"agency": agency.code, "state": case.state, "reason": reason.strip()}
    audit.record("route_case", "case", case.reference, by=by, before=before, after=after)
    return case


def _target(case: Case, agency_code: str, by: Actor) -> registry.Agency:
    agency = registry.agency(agency_code)
    if agency is None:
        raise NotFound(f"Instansi {agency_code!r} tidak ada.")
    if case.determined_at and not may_determine(by):
        raise Conflict("Pemegang kasus ini sudah ditetapkan; hanya dapat diubah dengan penetapan baru.")
    if case.outside_id:
        raise Conflict("Kasus ini sedang ditangani di luar; catat dahulu pengembaliannya.")
    if case.agency_id == agency.code:
        raise Conflict(f"Kasus ini sudah berada di {agency.name}.")
    if asks_first(case.agency.level if case.agency else None, agency.level):
        raise Conflict(f"{agency.name} di luar pemerintahan pemegang kasus ini; tawarkan, supaya ia dapat menjawab.")
    return agency
