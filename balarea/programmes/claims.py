"""Reading claims out of official posts, and holding them against the plan. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from balarea.core.numbers import Quantity, quantities
from balarea.core.text import normalise

GRACE = timedelta(days=1)  # a report is often entered just after the post that announces it
CLOSE = Decimal("0.01")  # of the reported value: a rounded number is the same number
_CONTEXT = re.compile(
    r"^(wib|am|pm|januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember|tahun|th)$"
)
_FILLER = {
    "yang",
    "dan",
    "di",
    "ke",
    "dari",
    "untuk",
    "jumlah",
    "persentase",
    "tingkat",
    "dengan",
    "pada",
    "jawa",
    "barat",
}


@dataclass(frozen=True)
class Measure:
    """What the matching needs of an indicator."""

    code: str
    name: str
    unit: str


class Verdict(StrEnum):
    """What a claim is worth against the reports that existed when it was made."""

    AGREES = "agrees"
    DIFFERS = "differs"
    UNREPORTED = "unreported"
    NO_INDICATOR = "no_indicator"


def claimed(text: str) -> list[Quantity]:
    """The numbers of a post that can be claims: not dates, years or times of day."""
    return [found for found in quantities(text) if not _is_time(text, found)]


def _is_time(text: str, found: Quantity) -> bool:
    before, after = text[max(0, found.start - 6) : found.start].lower(), text[found.end : found.end + 1]
    year = 1990 <= found.value <= 2100 and not found.money and found.unit in {"", "dan", "ini", "lalu", "yang"}
    clock = (
        bool(re.search(r"(pukul|jam|tgl|rt|rw|km|no\.?)\s*$", before)) or after == ":" or before.endswith(("#", "@"))
    )
    return year or clock or bool(_CONTEXT.match(found.unit))


def indicator_of(text: str, found: Quantity, measures: Sequence[Measure]) -> Measure | None:
    """The indicator that shares the unit and most words with the post; None when no word is shared, or two are equal."""
    words = set(re.findall(r"\w+", normalise(text)))
    scored = sorted(((_score(words, found, measure), measure.code, measure) for measure in measures), reverse=True)
    if not scored or scored[0][0] < 2 or (len(scored) > 1 and scored[0][0] == scored[1][0]):
        return None
    return scored[0][2]


def _score(words: set[str], found: Quantity, measure: Measure) -> int:
    """A shared unit counts two, each shared word of the name one; without the unit it is no match."""
    unit = normalise(measure.unit)
    same_unit = found.unit == unit or (unit.startswith("rp") and found.money) or (not found.unit and unit in words)
    named = set(re.findall(r"\w+", normalise(measure.name))) - _FILLER - {unit}
    return 2 * same_unit + len(named & words) - (0 if named & words else 2) if same_unit else 0


def verdict(value: Decimal, made_at: datetime, reports: Sequence[tuple[datetime, Decimal]] | None) -> Verdict:
    """Hold a claim against the newest report made until a day after it; `reports` None means: no indicator."""
    if reports is None:
        return Verdict.NO_INDICATOR
    before = sorted((at, reported) for at, reported in reports if at <= made_at + GRACE)
    if not before:
        return Verdict.UNREPORTED
    reported = before[-1][1]
    return Verdict.AGREES if abs(value - reported) <= abs(reported) * CLOSE else Verdict.DIFFERS


def attained(value: Decimal, target: Decimal, direction: str) -> Decimal | None:
    """Attainment in percent, as performance reports count it; None when the target is zero."""
    if not target:
        return None
    share = value / target if direction == "up" else (2 * target - value) / target
    return (share * 100).quantize(Decimal("0.1"))
