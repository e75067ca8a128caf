"""What may be a place in a post, with what its neighbours say of it."""

from typing import Any, NamedTuple

import numba
import numpy as np

from balarea.areas.lexicon import NO_AREA, Areas

MOST = 100  # mentions of one text
ROOM = 64  # meanings of one name
STRONG, FUZZY, SILENT, BARE, SHALLOW, PLACED, WAYSIDE = (1 << bit for bit in range(24, 31))


MENTION = np.dtype(
    [(name, "i4") for name in ("name", "first", "last", "start", "end", "marks", "count", "area", "how")]
)
MEANING = np.dtype([("area", "i4"), ("score", "f4")])


class Mentions(NamedTuple):
    """Room for the mentions of one post. `each` is a MENTION: `name` (NO_AREA where the words are no known name), first
    and last word and byte, `marks`: levels that a word beside it asks for (REGENCY … VILLAGE of context), and
    STRONG (surely a place), FUZZY (misspelt), SILENT (in a handle: evidence only), BARE (a road, river, building: has no
    code), SHALLOW (after a building's word), WAYSIDE (after a road's word), PLACED (a preposition or a level stands
    before), its `area` and `how` it was decided (see settle.py). Its meanings are `meanings[m, :count]`, each an `area`
    with its `score`."""

    each: Any
    meanings: Any


@numba.njit(nogil=True)
def room() -> Mentions:
    """Room for the mentions of one post."""
    return Mentions(np.empty(MOST, MENTION), np.empty((MOST, ROOM), MEANING))


@numba.njit(nogil=True, inline="always")
def contains(areas: Areas, outer: int, inner: int) -> bool:
    """Whether an area lies in another one, which is not itself."""
    return outer != inner and (
        areas[inner].district == outer or areas[inner].regency == outer or areas[inner].province == outer
    )


@numba.njit(nogil=True, inline="always")
def related(areas: Areas, one: int, other: int) -> bool:
    """Whether one of two areas lies in the other. What lies in the own province is not said by its name."""
    if (areas[one].level == 0 and areas[one].home) or (areas[other].level == 0 and areas[other].home):
        return False
    return contains(areas, one, other) or contains(areas, other, one)


@numba.njit(nogil=True, inline="always")
def siblings(areas: Areas, one: int, other: int) -> bool:
    """Whether two different areas lie in the same regency or city."""
    regency = areas[one].regency
    return one != other and regency != NO_AREA and regency == areas[other].regency
