"""Limits of every known network as dated data (`<network>/limits.toml`), and the preview of a text under them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import grapheme

from balarea.networks import measure
from balarea.networks.errors import Unsupported
from balarea.networks.values import Limits, Unit

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Preview:
    """One text on one network: its length and whether it fits; `parts` are the posts a thread would need."""

    network: str
    title: str
    length: int
    limit: int
    unit: Unit
    fits: bool
    parts: tuple[str, ...]
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


def preview(text: str, network: str) -> Preview:
    """How the text stands on the network; Unsupported when the network is unknown."""
    rule = limits(network)
    length = measure.length(text, rule)
    fits = 0 < length <= rule.characters
    parts = (text,) if length <= rule.characters else split(text, rule)
    return Preview(network, title(network), length, rule.characters, rule.unit, fits, parts, rule.checked.isoformat())


def split(text: str, rule: Limits) -> tuple[str, ...]:
    """The text as a thread, cut between words; a word longer than a whole post is cut inside, never inside a letter."""
    parts: list[str] = []
    rest = text.strip()
    while measure.length(rest, rule) > rule.characters:
        letters = list(grapheme.graphemes(rest))
        cut = _longest(letters, rule)
        head = "".join(letters[:cut])
        words = head.rsplit(None, 1)
        at_word = len(words) == 2 and not letters[cut].isspace() and not head[-1].isspace()
        head = words[0] if at_word else head
        parts.append(head.strip())
        rest = rest[len(head) :].strip()
    return (*parts, rest) if rest else tuple(parts)


def _longest(letters: list[str], rule: Limits) -> int:
    low, high = 1, len(letters)
    while low < high:
        middle = (low + high + 1) // 2
        if measure.length("".join(letters[:middle]), rule) <= rule.characters:
            low = middle
        else:
            high = middle - 1
    return low
