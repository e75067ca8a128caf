"""Limits of every known network as dated data (`<network>/limits.toml`), and the preview of a text under them."""

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from balarea.networks import measure
from balarea.networks.errors import Unsupported
from balarea.networks.values import Limits, Unit

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Preview:
    """One text on one network: its length and whether it fits under the limit of the day `checked`."""

    network: str
    title: str
    length: int
    limit: int
    unit: Unit
    fits: bool
    checked: str


@cache
def _table(network: str) -> dict[str, object]:
    # The name becomes a path: only the folders that lie here are names.
    if network not in known():
        raise Unsupported(f"no limits are known for the network {network!r}")
    return tomllib.loads((_FOLDER / network / "limits.toml").read_text(encoding="utf-8"))


@cache
def known() -> tuple[str, ...]:
    """Networks whose limits are known, in alphabetical order: more than those we can send to."""
    return tuple(sorted(path.parent.name for path in _FOLDER.glob("*/limits.toml")))


@cache
def limits(network: str) -> Limits:
    """The limits of a network; Unsupported when the network is unknown."""
    return Limits(**{name: value for name, value in _table(network).items() if name != "title"})  # type: ignore[arg-type]


def title(network: str) -> str:
    """The network's name as people write it."""
    return str(_table(network)["title"])


def window(network: str, said_at: datetime) -> datetime | None:
    """Until when a person who wrote at a moment can be answered freely; None where a network sets no such end."""
    hours = limits(network).window_hours
    return said_at + timedelta(hours=hours) if hours is not None else None


def preview(text: str, network: str) -> Preview:
    """How the text stands on the network; Unsupported when the network is unknown."""
    rule = limits(network)
    length = measure.length(text, rule)
    fits = 0 < length <= rule.characters
    return Preview(network, title(network), length, rule.characters, rule.unit, fits, rule.checked.isoformat())
