"""Which agency a case belongs to. Pure: what the register says is an argument; below a confidence it abstains."""

from collections.abc import Sequence
from dataclasses import dataclass

from balarea.language.labels import UNSURE

SURE = 0.75  # from here on the topic decides against the agency that was addressed
ENOUGH = 0.45  # below this the topic decides nothing


@dataclass(frozen=True)
class Duty:
    """An agency that answers for the topic in the area, most specific first, with the reason in words."""

    agency_code: str
    reason: str


@dataclass(frozen=True)
class Route:
    """The agency, or None for the triage desk; confidence 0 to 1 and the reason in words (Indonesian)."""

    agency_code: str | None
    confidence: float
    reason: str


def choose(
    topic: str, topic_confidence: float, addressed: Sequence[str], duties: Sequence[Duty], *, intent: str = ""
) -> Route:  # fmt: skip
    """Decide by duty and by who was addressed; a report of corruption goes to the inspectorate, never to the reported.

    Where the model is unsure of topic or intent, the topic decides nothing: the one agency that the citizen addressed
    gets the case, else a person chooses."""
    if topic == "integrity" and topic_confidence >= ENOUGH:
        found = [duty for duty in duties if duty.agency_code not in addressed]
        if found:
            return Route(found[0].agency_code, topic_confidence, found[0].reason)
        return Route(None, 0.0, "Laporan integritas: dipilih oleh manusia, tidak oleh instansi yang dilaporkan.")
    if UNSURE in {topic, intent}:
        topic_confidence = 0.0
    both = next((duty for duty in duties if duty.agency_code in addressed), None)
    if both and topic_confidence >= ENOUGH:
        return Route(both.agency_code, max(topic_confidence, 0.9), f"Disebut dalam pesan, dan {both.reason}.")
    if duties and topic != "none" and topic_confidence >= (SURE if addressed else ENOUGH):
        return Route(duties[0].agency_code, topic_confidence, f"{duties[0].reason}.")
    if len(set(addressed)) == 1:
        return Route(addressed[0], 0.6, "Warga menyapa akun instansi ini langsung.")
    if addressed:
        return Route(None, 0.0, f"Menyapa beberapa instansi sekaligus: {', '.join(sorted(set(addressed)))}.")
    if intent == UNSURE:
        return Route(None, 0.0, "Maksud warga belum cukup jelas; dipilah oleh manusia.")
    return Route(None, 0.0, "Topik belum cukup jelas untuk memilih instansi.")
