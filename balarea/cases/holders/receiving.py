"""The other side of a hand-off: it accepts, refuses, tells how it goes on, or gives the case back. It does so on its own
desk, by a signed link (`links.py`), or an officer of the offering side writes down what it said."""

from datetime import timedelta

from django.db import transaction

from balarea.cases.deadlines import timing
from balarea.cases.holders import telling, transfers
from balarea.cases.holders.handoff_states import HandOffState, move
from balarea.cases.holders.offering import held
from balarea.cases.models import Case, Entry, HandOff, Transfer
from balarea.cases.states import CaseState
from balarea.cases.writing import checked, say
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict
from balarea.core.text import web_address
from balarea.people.queries import Actor, Permission, must, name_of, user
from balarea.registry import queries as registry
from balarea.registry import recording as audit
from balarea.registry.recording import masked

MOST_NEWS = 20  # of one actor on one case a day


@transaction.atomic
def accept(handoff_id: int, said: str = "", *, ticket: str = "", ticket_url: str = "", by: Actor) -> HandOff:
    """The other side takes the case: it moves there with its clock, promise and history. A receiver without a desk here
    holds it outside, and the agency that offered accompanies it."""
    handoff, case = held(handoff_id)
    here = _may_answer(handoff, case, by)
    _still_open(case)
    origin, before = case.holder_id, {"holder": case.holder_id, "state": case.state, "due_at": case.due_at}
    handoff.state, handoff.decided_at, handoff.decided_by = (
        move(handoff.state, HandOffState.ACCEPTED),
        now(),
        name_of(by),
    )
    handoff.answer = masked(said.replace("\0", "").strip())
    _note_ticket(handoff, ticket, ticket_url)
    handoff.save()
    if here:
        case.agency, case.outside = handoff.target, None
    else:
        case.outside = handoff.target
    case.routing_reason, case.routing_confidence = handoff.reason, 1.0
    if case.state in {CaseState.TRIAGE, CaseState.ANSWERED}:
        timing.run(case, handoff.decided_at)
    case.save()
    text = f"Diterima oleh {handoff.target.name}" + (f", nomor tiket {handoff.ticket}" if handoff.ticket else "")
    say(case, Entry.Kind.EVENT, f"{text}. {said.strip()}".strip(), by)
    telling.sender(handoff, case, "accepted", f"diterima oleh {handoff.target.name}", by)
    teacher = handoff.offered_by if user(handoff.offered_by) else ""  # an offer made by the rules teaches nothing
    transfers.moved(case, origin, Transfer.How.ACCEPT, handoff.reason, by, teacher=teacher)
    after = {"holder": case.holder_id, "state": case.state, "due_at": case.due_at, "ticket": handoff.ticket}
    audit.record("accept_case", "case", case.reference, by=by, before=before, after=after)
    return handoff


@transaction.atomic
def refuse(handoff_id: int, reason: str, *, by: Actor) -> HandOff:
    """The other side does not take the case, and says why: it stays where it is."""
    handoff, case = held(handoff_id)
    _may_answer(handoff, case, by)
    why = _why(reason)
    handoff.state, handoff.decided_at, handoff.decided_by = (
        move(handoff.state, HandOffState.REFUSED),
        now(),
        name_of(by),
    )
    handoff.answer = masked(why)
    handoff.save()
    say(case, Entry.Kind.EVENT, f"Ditolak oleh {handoff.target.name}: {why}", by)
    telling.sender(handoff, case, "refused", f"ditolak oleh {handoff.target.name}", by)
    transfers.watch(case, by)
    after = {"target": handoff.target_id, "reason": handoff.answer}
    audit.record("refuse_case", "case", case.reference, by=by, after=after)
    return handoff


@transaction.atomic
def give_back(handoff_id: int, reason: str, *, by: Actor) -> HandOff:
    """Who accepted the case outside gives it back, and says why; the agency that accompanied it holds it again."""
    handoff, case = held(handoff_id)
    _may_answer(handoff, case, by)
    why = _why(reason)
    state = move(handoff.state, HandOffState.RETURNED)
    _holds_outside(handoff, case)
    handoff.state, handoff.returned_at, handoff.returned_by = state, now(), name_of(by)
    handoff.answer = masked(why)
    handoff.save()
    case.outside = None
    case.routing_reason = f"Dikembalikan oleh {handoff.target.name}: {handoff.answer}"
    case.save()
    say(case, Entry.Kind.EVENT, f"Dikembalikan oleh {handoff.target.name}: {why}", by)
    telling.sender(handoff, case, "returned", f"dikembalikan oleh {handoff.target.name}", by)
    transfers.moved(case, handoff.target_id, Transfer.How.RETURN, why, by, teacher="")
    after = {"holder": case.holder_id, "reason": handoff.answer}
    audit.record("return_case", "case", case.reference, by=by, before={"holder": handoff.target_id}, after=after)
    return handoff


@transaction.atomic
def tell(handoff_id: int, news: str, *, ticket: str = "", ticket_url: str = "", by: Actor) -> HandOff:
    """How it goes on at who accepted the case outside; its ticket may be told later too. The desk reads it, and answers the
    citizen."""
    handoff, case = held(handoff_id)
    _may_answer(handoff, case, by)
    _holds_outside(handoff, case)
    _still_open(case)
    text = checked(news)
    recent = case.entries.filter(kind=Entry.Kind.EVENT, actor=name_of(by), at__gte=now() - timedelta(days=1))
    if recent.count() >= MOST_NEWS:
        raise Conflict("Sudah terlalu banyak perkembangan hari ini; lanjutkan besok.")
    _note_ticket(handoff, ticket, ticket_url)
    handoff.save()
    entry = say(case, Entry.Kind.EVENT, f"Perkembangan dari {handoff.target.name}: {text}", by)
    telling.sender(handoff, case, f"news:{entry.pk}", f"perkembangan dari {handoff.target.name}", by)
    after = {"text": entry.text, "ticket": handoff.ticket}
    audit.record("handoff_news", "case", case.reference, by=by, after=after)
    return handoff


def _may_answer(handoff: HandOff, case: Case, by: Actor) -> bool:
    """Whether the receiver has a desk here. NotAllowed unless the actor may answer: with a desk its own officers, without
    one the officers who accompany the case (they write down its answer) or its link."""
    here = registry.works_here(handoff.target_id)
    must(by, Permission.WORK_CASES, handoff.target_id if here else case.agency_id or "")
    return here


def _holds_outside(handoff: HandOff, case: Case) -> None:
    if handoff.state not in {HandOffState.ACCEPTED, HandOffState.RETURNED} or case.outside_id != handoff.target_id:
        raise Conflict(f"Kasus ini tidak sedang ditangani {handoff.target.name}.")


def _still_open(case: Case) -> None:
    if case.state == CaseState.CLOSED:
        raise Conflict("Kasus ini sudah ditutup.")


def _why(reason: str) -> str:
    if not reason.strip():
        raise BalareaError("Tulis alasannya: siapa yang menurut Anda berwenang, dan mengapa.")
    return checked(reason)


def _note_ticket(handoff: HandOff, ticket: str, ticket_url: str) -> None:
    ticket, ticket_url = (each.replace("\0", "").strip() for each in (ticket, ticket_url))
    if len(ticket) > 60:
        raise BalareaError("Nomor tiket paling panjang 60 huruf.")
    if not web_address(ticket_url) or len(ticket_url) > 200:
        raise BalareaError("Alamat tiket harus diawali https:// dan paling panjang 200 huruf.")
    handoff.ticket, handoff.ticket_url = ticket or handoff.ticket, ticket_url or handoff.ticket_url
