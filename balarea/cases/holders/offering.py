"""Hand-off between administrations: a case is offered, and moves only when the other side accepts. Until then who offered
holds it and its clock runs; promise, clock and history go with it."""

from datetime import datetime

from django.db import transaction

from balarea.cases.deadlines import promises
from balarea.cases.deadlines.sla import after as end_of
from balarea.cases.holders import telling, transfers
from balarea.cases.holders.handoff_states import HandOffState, answer_within, asks_first, move
from balarea.cases.ladder import paging
from balarea.cases.models import Case, Entry, HandOff
from balarea.cases.states import CaseState
from balarea.cases.writing import checked, locked, say
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict, NotFound
from balarea.people.queries import Actor, Permission, must, name_of
from balarea.registry import queries as registry
from balarea.registry import recording as audit
from balarea.registry.recording import masked

_ACTIONS = {HandOffState.WITHDRAWN: "withdraw_offer", HandOffState.EXPIRED: "expire_offer"}


@transaction.atomic
def offer(reference: str, agency_code: str, reason: str, *, by: Actor) -> HandOff:
    """Offer the case to an agency of another administration, with a reason that the other side and the citizen read. It
    stands for a stated working time (`handoff_states.ANSWER_WITHIN`)."""
    return make(locked(reference, by), agency_code, reason, by)


def make(case: Case, agency_code: str, reason: str, by: Actor) -> HandOff:
    """As `offer`, of a case that is held already."""
    target, why = _target(case, agency_code), checked(reason)
    at = now()
    handoff = HandOff.objects.create(
        case=case, origin_id=case.agency_id, target=target, reason=masked(why), offered_at=at, offered_by=name_of(by),
        expires_at=end_of(at, answer_within(case.urgency), promises.load().calendar),
    )  # fmt: skip
    say(case, Entry.Kind.EVENT, f"Ditawarkan kepada {target.name}: {why}", by)
    until = paging.moment(handoff.expires_at)
    telling.receiver(handoff, case, "offered", f"ditawarkan kepada meja Anda, dijawab sampai {until}", by)
    values = {"target": target.code, "reason": handoff.reason, "expires_at": handoff.expires_at}
    audit.record("offer_case", "case", case.reference, by=by, before={"holder": case.holder_id}, after=values)
    return handoff


def _target(case: Case, agency_code: str) -> registry.Agency:
    target = registry.agency(agency_code)
    if target is None:
        raise NotFound(f"Instansi {agency_code[:40]!r} tidak ada.")
    if case.state == CaseState.CLOSED:
        raise Conflict("Kasus ini sudah ditutup; buka kembali dahulu.")
    if case.determined_at:
        raise Conflict("Pemegang kasus ini sudah ditetapkan; hanya dapat diubah dengan penetapan baru.")
    if case.outside_id:
        raise Conflict("Kasus ini sedang ditangani di luar; catat dahulu pengembaliannya.")
    if target.code == case.agency_id:
        raise Conflict(f"Kasus ini sudah berada di {target.name}.")
    if not asks_first(case.agency.level if case.agency else None, target.level):
        raise Conflict(f"{target.name} perangkat daerah provinsi; alihkan langsung, tidak perlu menawarkan.")
    if case.agency_id is None and not registry.works_here(target.code):
        raise BalareaError(f"{target.name} tidak punya meja di Balarea: alihkan dahulu ke perangkat daerah pendamping.")
    standing = HandOff.objects.filter(case=case, state=HandOffState.OFFERED).select_related("target").first()
    if standing:
        raise Conflict(f"Kasus ini masih ditawarkan kepada {standing.target.name}; tarik kembali dahulu.")
    return target


@transaction.atomic
def withdraw(handoff_id: int, *, by: Actor) -> HandOff:
    """Take an offer back that was not answered yet."""
    handoff, case = held(handoff_id)
    must(by, Permission.WORK_CASES, case.agency_id or "")
    return _end(handoff, case, HandOffState.WITHDRAWN, "Tawaran kepada {target} ditarik kembali.", by)


def undo(handoff_id: int, case: Case, by: Actor) -> None:
    """Take back an offer of a held case; Conflict when it was answered, or has ended."""
    handoff = HandOff.objects.select_for_update(of=("self",)).select_related("target").get(pk=handoff_id)
    _end(handoff, case, HandOffState.WITHDRAWN, "Tawaran kepada {target} dibatalkan.", by)


def take_back_offer(case: Case, by: Actor) -> None:
    """Withdraw the offer of a held case that goes another way, if there is one."""
    for handoff in HandOff.objects.select_for_update(of=("self",)).filter(case=case, state=HandOffState.OFFERED):
        _end(handoff, case, HandOffState.WITHDRAWN, "Tawaran kepada {target} ditarik kembali.", by)


def expire_offers(*, by: Actor, moment: datetime | None = None) -> int:
    """End the offers whose time is over, and withdraw those of closed cases, one transaction each; returns how many. Twice
    at the same time: an offer is locked, and ends once."""
    at = moment or now()
    late = HandOff.objects.filter(state=HandOffState.OFFERED, expires_at__lte=at)
    done = HandOff.objects.filter(state=HandOffState.OFFERED, case__state=CaseState.CLOSED)
    return sum(
        _expire(pk, by) for pk in sorted({*late.values_list("pk", flat=True), *done.values_list("pk", flat=True)})
    )


@transaction.atomic
def _expire(handoff_id: int, by: Actor) -> int:
    handoff, case = held(handoff_id)
    if handoff.state != HandOffState.OFFERED:
        return 0
    if case.state == CaseState.CLOSED:
        _end(handoff, case, HandOffState.WITHDRAWN, "Tawaran kepada {target} ditarik kembali: kasus ditutup.", by)
    else:
        _end(handoff, case, HandOffState.EXPIRED, "Tawaran kepada {target} tidak dijawab sampai batasnya.", by)
        transfers.watch(case, by)
    return 1


def _end(handoff: HandOff, case: Case, state: HandOffState, said: str, by: Actor) -> HandOff:
    """The case stays where it is: only the offer ends."""
    before = {"state": handoff.state}
    handoff.state, handoff.decided_at, handoff.decided_by = move(handoff.state, state), now(), name_of(by)
    handoff.save()
    say(case, Entry.Kind.EVENT, said.format(target=handoff.target.name), by)
    if state == HandOffState.EXPIRED:
        telling.sender(handoff, case, "expired", f"tawaran kepada {handoff.target.name} tidak dijawab", by)
    else:
        telling.receiver(handoff, case, "withdrawn", "tawaran kepada meja Anda ditarik kembali", by)
    after = {"state": handoff.state, "target": handoff.target_id}
    audit.record(_ACTIONS[state], "case", case.reference, by=by, before=before, after=after)
    return handoff


def held(handoff_id: int) -> tuple[HandOff, Case]:
    """A hand-off and its case, both held until the transaction ends; the case first, as everywhere."""
    known = HandOff.objects.filter(pk=handoff_id).values_list("case_id", flat=True).first()
    if known is None:
        raise NotFound("Tawaran itu tidak ada.")
    case = Case.objects.select_for_update(of=("self",)).select_related("agency").get(pk=known)
    handoff = HandOff.objects.select_for_update(of=("self",)).select_related("target", "origin").get(pk=handoff_id)
    return handoff, case
