"""Single values of GeoReport: moments, numbers, yes and no, lists. Pure; Problem 400 names the parameter."""

import math
import re
from datetime import UTC, datetime

from balarea.core.text import clip
from balarea.web.open311.problems import Problem

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)", re.ASCII)
_YES, _NO = {"true", "1", "yes"}, {"false", "0", "no", ""}
YEARS = (1970, 2190)  # of moments that somebody may mean


def written(moment: datetime) -> str:
    """A moment as GeoReport writes it: in UTC, without fractions of a second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_moment(name: str, typed: str) -> datetime:
    """YYYY-MM-DDThh:mm:ss with Z or an offset; a `+` that an address turned into a space is read as one."""
    text = typed.strip().replace(" ", "+")
    try:
        if not _MOMENT.fullmatch(text):
            raise ValueError
        moment = datetime.fromisoformat(text).astimezone(UTC)
        if not YEARS[0] <= moment.year < YEARS[1]:
            raise ValueError
        return moment
    except (ValueError, OverflowError):
        raise Problem(
            400, f"{name} harus seperti 2026-11-24T07:30:00Z atau 2026-11-24T07:30:00+07:00, bukan {clip(typed, 40)!r}."
        ) from None


def read_number(name: str, typed: str, low: float = -math.inf, high: float = math.inf) -> float:
    """A finite decimal number within bounds."""
    try:
        if not re.fullmatch(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", typed.strip(), re.ASCII):
            raise ValueError
        value = float(typed)
    except ValueError:
        raise Problem(400, f"{name} harus angka, bukan {clip(typed, 40)!r}.") from None
    if not math.isfinite(value) or not low <= value <= high:
        raise Problem(400, f"{name} harus antara {low:g} dan {high:g}.")
    return value


def read_flag(name: str, typed: str) -> bool:
    """true or false."""
    word = typed.strip().lower()
    if word not in _YES | _NO:
        raise Problem(400, f"{name} harus true atau false.")
    return word in _YES


def read_list(typed: str) -> tuple[str, ...]:
    """A comma list without empty parts."""
    return tuple(part.strip() for part in typed.split(",") if part.strip())
