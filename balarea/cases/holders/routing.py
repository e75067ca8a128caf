"""Which agency a case belongs to, who holds it until then, and who else it could be. Pure: what the register says and what
was learnt are arguments; below a confidence it abstains."""

from collections.abc import Sequence
from dataclasses import dataclass

from balarea.language.labels import UNSURE
from balarea.registry.levels import Level
from balarea.registry.parts import Decided

SURE = 0.75  # from here on the topic decides against the agency that was addressed
ENOUGH = 0.45  # below this the topic decides nothing
CANDIDATES = 3


@dataclass(frozen=True)
class Duty:
    """An agency that answers for the topic in the area, most specific first, with the reason in words; `part`: for this
    part of the topic in particular; `learnt` from what persons did with like cases."""

    agency_code: str
    reason: str
    level: str = Level.PROVINCE
    part: str = ""
    learnt: bool = False


@dataclass(frozen=True)
class Route:
    """The responsible agency, or None for the triage desk; confidence 0 to 1, the reason in words (Indonesian), and whose
    the agency is ("" where it is not known)."""

    agency_code: str | None
    confidence: float
    reason: str
    level: str = ""


@dataclass(frozen=True)
class Candidate:
    """An agency that a person may choose by one click, and why."""

    agency_code: str
    reason: str


def choose(
    topic: str, topic_confidence: float, addressed: Sequence[str], duties: Sequence[Duty], *, intent: str = "",
    decided: Decided | None = None,
) -> Route:  # fmt: skip
    """Decide by duty and by who was addressed; a report of corruption goes to the inspectorate, never to the reported.

    Words that name a part of the topic (`decided`), and what persons did with like cases, go before the agency that was
    addressed. Where the model is unsure of topic or intent, the topic decides nothing: the one agency that the citizen
    addressed gets the case, else a person chooses."""
    if topic == "integrity" and topic_confidence >= ENOUGH:
        found = [duty for duty in duties if duty.agency_code not in addressed]
        if found:
            return Route(found[0].agency_code, topic_confidence, found[0].reason, found[0].level)
        return Route(None, 0.0, "Laporan integritas: dipilih oleh manusia, tidak oleh instansi yang dilaporkan.")
    if UNSURE in {topic, intent}:
        topic_confidence = 0.0
    return (
        _by_duty(topic, topic_confidence, addressed, _fitting(duties, decided), decided)
        or _by_address(addressed, intent, decided if topic_confidence >= ENOUGH else None)
    )  # fmt: skip


def _fitting(duties: Sequence[Duty], decided: Decided | None) -> list[Duty]:
    """Without those of another administration than the named part is a matter of."""
    return [duty for duty in duties if decided is None or duty.part or duty.learnt or duty.level == decided.part.level]


def _by_duty(
    topic: str, confidence: float, addressed: Sequence[str], duties: Sequence[Duty], decided: Decided | None
) -> Route | None:
    if not duties or confidence < ENOUGH or topic == "none":
        return None
    first = duties[0]
    if first.agency_code not in addressed and (first.part or (first.learnt and confidence >= SURE)):
        return Route(first.agency_code, confidence, f"{_said(decided)}{first.reason}.", first.level)
    both = next((duty for duty in duties if duty.agency_code in addressed), None)
    if both:
        reason = f"Disebut dalam pesan, dan {both.reason}."
        return Route(both.agency_code, max(confidence, 0.9), reason, both.level)
    if confidence >= (SURE if addressed else ENOUGH):
        return Route(first.agency_code, confidence, f"{_said(decided)}{first.reason}.", first.level)
    return None


def _by_address(addressed: Sequence[str], intent: str, decided: Decided | None) -> Route:
    if len(set(addressed)) == 1:
        return Route(addressed[0], 0.6, "Warga menyapa akun instansi ini langsung.")
    if addressed:
        return Route(None, 0.0, f"Menyapa beberapa instansi sekaligus: {', '.join(sorted(set(addressed)))}.")
    if intent == UNSURE:
        return Route(None, 0.0, "Maksud warga belum cukup jelas; dipilah oleh manusia.")
    if decided:
        return Route(None, 0.0, f"{_said(decided)}belum jelas instansi mana di tempat itu.")
    return Route(None, 0.0, "Topik belum cukup jelas untuk memilih instansi.")


def _said(decided: Decided | None) -> str:
    """What the text names, as the beginning of a reason."""
    return f"Disebut “{decided.words[0]}” ({decided.part.name}): " if decided else ""


def holder(route: Route, duties: Sequence[Duty], addressed: Sequence[str]) -> str | None:
    """Who holds the case from the start: the responsible agency when it is of the province or was addressed itself; else
    the agency of the province that answers for the topic, or the one that was addressed, until the other accepts it.
    None: the triage desk."""
    if route.agency_code is None or route.level in {"", Level.PROVINCE} or route.agency_code in addressed:
        return route.agency_code
    coordinating = next((duty.agency_code for duty in duties if duty.level == Level.PROVINCE), None)
    return coordinating or (addressed[0] if len(set(addressed)) == 1 else None)


def candidates(
    duties: Sequence[Duty], addressed: Sequence[str], held_by: str | None, *, confidential: bool = False
) -> list[Candidate]:
    """Up to three agencies a person may choose, the likeliest first: by duty, then by address; not who holds it already.
    `confidential`: nobody who was addressed is offered, because it may be who is reported."""
    found = [Candidate(duty.agency_code, duty.reason) for duty in duties]
    found += [Candidate(each, "Warga menyapa akun instansi ini") for each in addressed]
    unseen = {each.agency_code: each for each in reversed(found)}
    ordered = [unseen[code] for code in dict.fromkeys(each.agency_code for each in found)]
    barred = set(addressed) if confidential else set()
    return [each for each in ordered if each.agency_code != held_by and each.agency_code not in barred][:CANDIDATES]
