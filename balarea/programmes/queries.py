"""Reads of programmes."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from balarea.core.errors import NotFound
from balarea.people.queries import Permission, User, must
from balarea.programmes.claims import Verdict, attained, verdict
from balarea.programmes.models import Claim, Indicator, Programme, Report

Direction = Indicator.Direction


@dataclass(frozen=True)
class HeldClaim:
    """A claim and what it is worth."""

    claim: Claim
    verdict: Verdict


@dataclass(frozen=True)
class Standing:
    """An indicator with its newest report and attainment in percent (None: nothing reported, or a zero target)."""

    indicator: Indicator
    latest: Report | None
    attained: Decimal | None
    reports: list[Report]
    claims: list[HeldClaim]

    @property
    def share(self) -> str:
        """Attainment as a share of 1, for meters."""
        return f"{(self.attained or 0) / 100:.3f}"

    @property
    def differing(self) -> int:
        """How many claims differ from what was reported."""
        return sum(held.verdict is Verdict.DIFFERS for held in self.claims)


@dataclass(frozen=True)
class Held:
    """A programme with its indicators."""

    programme: Programme
    standings: list[Standing]


def programmes(agency_code: str = "", q: str = "") -> list[Held]:
    """Programmes with their indicators, of one agency or of all."""
    found = _all()
    if agency_code:
        found = found.filter(agency_id=agency_code)
    if q.strip():
        found = found.filter(name__icontains=q.strip().replace("\0", ""))
    return [_held(programme) for programme in found]


def programme(programme_id: int) -> Held:
    """One programme; NotFound when there is none."""
    found = _all().filter(pk=programme_id).first()
    if found is None:
        raise NotFound("Program itu tidak ada.")
    return _held(found)


def editable(programme_id: int, user: User) -> Held:
    """One programme that the person may change; NotAllowed when it is another agency's."""
    held = programme(programme_id)
    must(user, Permission.REPORT_PROGRAMMES, held.programme.agency_id)
    return held


def indicators(agency_code: str) -> QuerySet[Indicator]:
    """Indicators that an agency can report on."""
    return Indicator.objects.filter(programme__agency_id=agency_code).select_related("programme")


def loose_claims(agency_code: str, limit: int = 20) -> list[HeldClaim]:
    """Newest claims of an agency about which no indicator is known."""
    found = Claim.objects.filter(agency_id=agency_code, indicator__isnull=True)[:limit]
    return [HeldClaim(claim, Verdict.NO_INDICATOR) for claim in found]


def _all() -> QuerySet[Programme]:
    return Programme.objects.select_related("agency").prefetch_related("indicators__reports", "indicators__claims")


def _held(programme: Programme) -> Held:
    return Held(programme, [_standing(indicator) for indicator in programme.indicators.all()])


def _standing(indicator: Indicator) -> Standing:
    reports = list(indicator.reports.all())
    latest = reports[0] if reports else None
    share = attained(latest.value, indicator.target, indicator.direction) if latest else None
    times = [(report.at, report.value) for report in reports]
    claims = [HeldClaim(claim, verdict(claim.value, claim.published_at, times)) for claim in indicator.claims.all()]
    return Standing(indicator, latest, share, reports, claims)
