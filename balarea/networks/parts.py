"""A text that is longer than a network allows, as several numbered posts. Pure.

Cut after a sentence where one ends in the second half of what fits, else after a word, else between two characters as
people see them. Nothing is lost but the space at a cut."""

import re
from bisect import bisect_right

import grapheme

from balarea.networks import measure
from balarea.networks.errors import Unsupported
from balarea.networks.limits import limits, title
from balarea.networks.values import Limits

MOST = 12  # parts: nobody reads further
_SENTENCE = re.compile(r"[.!?…]+[\"'”’)\]]*\s+|\n+")
_SPACE = re.compile(r"\s+")


def parts(text: str, network: str) -> tuple[str, ...]:
    """The posts in order, each within the network's limit and ending in ` (2/3)`; the text alone where it fits. Unsupported
    when it would be more than MOST."""
    rule, whole = limits(network), text.strip()
    if measure.length(whole, rule) <= rule.characters:
        return (whole,)
    for digits in (1, 2):
        found = _cut(whole, rule, len(_mark(10**digits - 1, 10**digits - 1)))
        if found is not None and len(str(len(found))) <= digits and len(found) <= MOST:
            return tuple(piece + _mark(place, len(found)) for place, piece in enumerate(found, 1))
    raise Unsupported(f"Terlalu panjang juga untuk utas: lebih dari {MOST} bagian di {title(network)}.")


def _mark(place: int, of: int) -> str:
    return f" ({place}/{of})"


def _cut(text: str, rule: Limits, reserved: int) -> list[str] | None:
    """The pieces; None when there are more than anybody would read."""
    found: list[str] = []
    while text:
        if len(found) == MOST:
            return None
        end = _fits(text, rule, rule.characters - reserved)
        if end < len(text):
            end = _good_end(text, end)
        found.append(text[:end].rstrip())
        text = text[end:].lstrip()
    return found


def _fits(text: str, rule: Limits, room: int) -> int:
    """The longest beginning that fits, in characters of Python, ending between two graphemes; one at least."""
    ends, at = [], 0
    for cluster in grapheme.graphemes(text[: 4 * room + 64]):
        at += len(cluster)
        ends.append(at)
    place = bisect_right(ends, room, key=lambda end: measure.length(text[:end], rule))
    return ends[max(place - 1, 0)]


def _good_end(text: str, end: int) -> int:
    for pattern, least in ((_SENTENCE, end // 2), (_SPACE, 1)):
        good = [match.end() for match in pattern.finditer(text, 0, end + 1) if least <= match.start() <= end]
        if good:
            return good[-1]
    return end
