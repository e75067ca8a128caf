"""Who holds a case and why: for the desk, and for the citizen in words that anybody may read."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet

from balarea.cases.holders.handoff_states import HandOffState
from balarea.cases.models import Case, Entry, HandOff, Transfer
from balarea.cases.states import CaseState
from balarea.conduct import mask
from balarea.people.queries import User, agency_of


@dataclass(frozen=True)
class Holding:
    """Who holds the case ("" nobody yet), whose that is (a `Level`), since when, and why where that was said to be read.
    `companion`: the agency here that accompanies a case held outside, whose `ticket` and its page are given; `offered_to`:
    who was asked to take it, since `offered_at`, and why. Personal data is masked."""

    holder: str
    level: str = ""
    since: datetime | None = None
    why: str = ""
    companion: str = ""
    ticket: str = ""
    ticket_url: str = ""
    offered_to: str = ""
    offered_at: datetime | None = None
    offered_why: str = ""
    contested: bool = False
    determined: bool = False


def holding(case: Case) -> Holding:
    """Who holds a case now."""
    return held(case, handoffs(case), transfers(case))


def held(case: Case, offers: list[HandOff], moves: list[Transfer]) -> Holding:
    """Who holds a case now, by its `handoffs` and `transfers`."""
    held_by = case.outside or case.agency
    last = moves[-1] if moves else None
    offered = next((each for each in offers if each.state == HandOffState.OFFERED), None)
    accepted = next(
        (each for each in offers if each.state == HandOffState.ACCEPTED and held_by and each.target_id == held_by.pk), None
    )  # fmt: skip
    return Holding(
        held_by.name if held_by else "", held_by.level if held_by else "", last.moved_at if last else None,
        _why(case, last), case.agency.name if case.outside and case.agency else "",
        accepted.ticket if accepted else "", accepted.ticket_url if accepted else "",
        offered.target.name if offered else "", offered.offered_at if offered else None,
        mask(offered.reason) if offered else "", case.contested_at is not None, case.determined_at is not None,
    )  # fmt: skip


def _why(case: Case, last: Transfer | None) -> str:
    """The reason of an offer or a determination was written to be read, and so were the rules' own; what one officer
    wrote to another was not."""
    if last is None:  # unless it was rerouted before changes of holder were kept
        told = any(
            each.kind == Entry.Kind.EVENT and each.text.startswith("Dialihkan ke ") for each in case.entries.all()
        )
        return "" if told else mask(case.routing_reason)
    return mask(last.reason) if last.how in {Transfer.How.ACCEPT, Transfer.How.DETERMINE} else ""


def handoffs(case: Case) -> list[HandOff]:
    """The offers of a case, newest first."""
    return list(case.handoffs.select_related("target", "origin").order_by("-offered_at", "-pk"))


def transfers(case: Case) -> list[Transfer]:
    """The changes of holder of a case, oldest first, without those that were undone."""
    found = case.transfers.filter(undone_at=None).select_related("target", "origin")
    return list(found.order_by("moved_at", "pk"))


def received(user: User) -> QuerySet[HandOff]:
    """Offers that wait for the person's agency, the soonest to expire first; for those who see all desks every one that is
    out."""
    own = agency_of(user)
    found = _standing()
    return found if own is None else found.filter(target_id=own)


def sent(user: User) -> QuerySet[HandOff]:
    """What the person's agency offered, and what it accompanies outside."""
    own = agency_of(user)
    found = HandOff.objects.filter(
        Q(state=HandOffState.OFFERED) | Q(state=HandOffState.ACCEPTED, case__outside_id=F("target_id"))
    )
    found = found.exclude(case__state=CaseState.CLOSED).select_related("case", "target", "origin")
    return (found if own is None else found.filter(case__agency_id=own)).order_by("state", "expires_at", "pk")


def _standing() -> QuerySet[HandOff]:
    found = HandOff.objects.filter(state=HandOffState.OFFERED).exclude(case__state=CaseState.CLOSED)
    return found.select_related("case", "target", "origin").order_by("expires_at", "pk")
