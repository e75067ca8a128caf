"""Where a post belongs, with what the register says and persons taught: the decision itself is `routing.py`."""

from dataclasses import dataclass

from balarea import areas
from balarea.cases.holders import lessons
from balarea.cases.holders.routing import Candidate, Duty, Route, candidates, choose, holder
from balarea.cases.inbox.correcting import opening
from balarea.cases.models import Case
from balarea.language.labels import UNSURE
from balarea.posts.queries import Post, post
from balarea.registry import queries as registry


@dataclass(frozen=True)
class Place:
    """Who is responsible and why, who holds the case from the start (None: the triage desk), and to whom it is offered at
    once ("" nobody): a responsible agency of another administration that has a desk here."""

    route: Route
    holder: str | None
    offer_to: str
    reason: str


def place(found: Post, addressed: list[str]) -> Place:
    """Where a stored post belongs, which addresses these agencies."""
    decided, duties = _duties(found.topic, found.area_code, found.text)
    route = choose(
        found.topic, found.topic_confidence, addressed, duties, intent=found.intent, decided=decided
    )  # fmt: skip
    held_by = holder(route, duties, addressed)
    if route.agency_code is None or held_by == route.agency_code:
        return Place(route, held_by, "", route.reason)
    until = registry.agency(held_by) if held_by else None
    reason = f"{route.reason} Dipegang {until.name} sampai diterima." if until else route.reason
    return Place(route, held_by, route.agency_code if registry.works_here(route.agency_code) else "", reason)


def options(case: Case) -> list[Candidate]:
    """Agencies that a person may take the case to by one click, with the reasons."""
    if case.topic in {"none", UNSURE}:
        duties: list[Duty] = []
    else:
        _, duties = _duties(case.topic, case.area_code, case.text)
    found = candidates(duties, addressed(case), case.agency_id, confidential=case.topic == "integrity")
    if case.agency_id is None:  # nobody could accompany it outside
        known = {each.code: each for each in registry.agencies().filter(code__in=[each.agency_code for each in found])}
        found = [
            each for each in found
            if known[each.agency_code].level == registry.Level.PROVINCE or registry.works_here(each.agency_code)
        ]  # fmt: skip
    return found


def addressed(case: Case) -> list[str]:
    """The agencies whose accounts the opening post names."""
    first = opening(case)
    found = post(first) if first else None
    if found is None:
        return [case.account.agency_id] if case.account else []
    return [each.agency_id for each in registry.official_accounts(found.network, found.mentions).values()]


def _duties(topic: str, area_code: str, text: str) -> tuple[registry.Decided | None, list[Duty]]:
    decided = registry.decide(topic, text)
    part, regency = decided.part.key if decided else "", areas.regency_of(area_code) or ""
    duties = [
        Duty(each.agency_code, each.reason, each.level, each.part)
        for each in registry.responsible(topic, area_code or None, part)
    ]
    found = lessons.learnt(topic, part, regency)
    agency = registry.agency(found.agency_code) if found else None
    if found and agency:
        reason = f"{agency.name} menangani hal seperti ini di {areas.short_name(regency)}, {found.reason}"
        duties.insert(0, Duty(agency.code, reason, agency.level, learnt=True))
    return decided, duties
