"""A case that nobody wants gets a holder by a person's word (penetapan), and nobody passes it on any more."""

from django.db import transaction

from balarea.cases.deadlines import timing
from balarea.cases.holders import offering, telling, transfers
from balarea.cases.models import Case, Entry, Transfer
from balarea.cases.states import CaseState
from balarea.cases.writing import checked, say
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict, NotAllowed, NotFound
from balarea.people.queries import Actor, may_determine, name_of
from balarea.registry import queries as registry
from balarea.registry import recording as audit
from balarea.registry.recording import masked


@transaction.atomic
def determine(reference: str, agency_code: str, reason: str, *, by: Actor) -> Case:
    """Say whose the case is, for good: an agency that has a desk here. The regional secretary, the governor or an
    administrator decides; an offer that is out is withdrawn, and only they can change it again."""
    if not may_determine(by):
        raise NotAllowed("Penetapan dibuat oleh sekretaris daerah, gubernur, atau administrator.")
    case = Case.objects.select_for_update(of=("self",)).filter(reference=reference).first()
    if case is None:
        raise NotFound("Kasus itu tidak ada.")
    if case.state == CaseState.CLOSED or not (case.contested_at or case.determined_at):
        raise Conflict("Kasus ini tidak sedang dilempar-lempar; alihkan atau tawarkan saja.")
    agency, why = _desk_of(agency_code), checked(reason)
    offering.take_back_offer(case, by)
    had = {case.holder_id, case.agency_id or ""}
    origin, before = case.holder_id, {"holder": case.holder_id, "contested_at": case.contested_at}
    case.agency_id, case.outside, case.contested_at = agency.code, None, None
    case.routing_reason, case.routing_confidence = f"Ditetapkan: {masked(why)}", 1.0
    case.determined_at, case.determined_by = now(), name_of(by)
    timing.run(case, case.determined_at)
    case.save()
    say(case, Entry.Kind.EVENT, f"Ditetapkan pada {agency.name}: {why}", by)
    telling.determined(case, had, by)
    if origin != agency.code:
        transfers.moved(case, origin, Transfer.How.DETERMINE, why, by)
    after = {"holder": agency.code, "reason": why}
    audit.record("determine_case", "case", case.reference, by=by, before=before, after=after)
    return case


def _desk_of(agency_code: str) -> registry.Agency:
    agency = registry.agency(agency_code)
    if agency is None:
        raise NotFound(f"Instansi {agency_code!r} tidak ada.")
    if agency.level != registry.Level.PROVINCE and not registry.works_here(agency.code):
        raise BalareaError(f"{agency.name} tidak punya meja di Balarea; tetapkan perangkat daerah yang mendampinginya.")
    return agency
