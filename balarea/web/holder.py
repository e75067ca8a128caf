"""Who holds a case, in words for its citizen, and what the desk offers to do about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from balarea.cases import queries
from balarea.core.text import clip
from balarea.people.queries import User, may_determine
from balarea.registry.queries import Agency, Level, desks

SHORT = 270  # letters of a draft: what the shortest network takes, with a citizen's handle before it


@dataclass(frozen=True)
class Option:
    """A candidate as a button: the agency, why, and whether it has to accept."""

    agency: Agency
    reason: str
    asks: bool


def panel(case: queries.Case, user: User, works: bool, all_agencies: Iterable[Agency]) -> dict[str, object]:
    """What the page of a case needs to show who holds it and to pass it on."""
    known = {each.code: each for each in all_agencies}
    handoffs, transfers = queries.handoffs(case), queries.transfers(case)
    found = queries.held(case, handoffs, transfers)
    own, here = case.agency.level if case.agency else None, desks()
    live = next((each for each in handoffs if each.state == queries.HandOffState.OFFERED), None)
    outside = next(
        (each for each in handoffs if each.state == queries.HandOffState.ACCEPTED and each.target_id == case.outside_id), None
    )  # fmt: skip
    return {
        "holding": found, "handoffs": handoffs, "transfers": transfers, "live": live, "outside": outside,
        "live_here": bool(live and live.target_id in here),
        "options": options(case, known) if works and not (live or outside or case.determined_at) else [],
        "determines": may_determine(user) and bool(case.contested_at or case.determined_at),
        "route_to": [each for each in known.values() if not queries.asks_level(own, each.level)],
        "offer_to": [each for each in known.values() if queries.asks_level(own, each.level) and each.code != case.agency_id],
        "determine_to": [each for each in known.values() if each.level == Level.PROVINCE or each.code in here],
        "draft": draft(found, case.reference),
    }  # fmt: skip


def options(case: queries.Case, known: Mapping[str, Agency]) -> list[Option]:
    """The candidates of a case as buttons."""
    own = case.agency.level if case.agency else None
    return [
        Option(known[each.agency_code], each.reason, queries.asks_level(own, known[each.agency_code].level))
        for each in queries.options(case)
    ]


def draft(found: queries.Holding, reference: str) -> str:
    """A short word to the citizen about who holds the case; Indonesian, as the thread is. "" when nobody holds it."""
    if not found.holder:
        return ""
    page = settings.BALAREA_PUBLIC_URL.rstrip("/") + reverse("case_public", args=[reference])
    ticket = f" Nomor tiket di sana: {found.ticket}." if found.ticket else ""
    beside = f" {found.companion} mendampingi." if found.companion else ""
    head, tail = f"Aduan {reference} kini ditangani {found.holder}.", f"{ticket}{beside} Pantau: {page}"
    room = SHORT - len(head) - len(tail) - 1
    why = clip(found.why, room) if found.why and room > 40 else ""
    return f"{head}{f' {why}' if why else ''}{tail}"
