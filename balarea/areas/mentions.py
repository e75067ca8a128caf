"""What may be a place in a post, with what its neighbours say of it."""

from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from balarea.areas.hashing import Ints
from balarea.areas.lexicon import NO_AREA, Lexicon

MOST = 100  # mentions of one text
ROOM = 64  # meanings of one name
STRONG, FUZZY, SILENT, BARE, SHALLOW, PLACED, WAYSIDE = (1 << bit for bit in range(24, 31))


class Mentions(NamedTuple):
    """Room for the mentions of one post. `name` (NO_AREA where the words are no known name), first and last word and
    byte, `marks`: levels that a word beside it asks for (REGENCY … VILLAGE of context), and
    STRONG (surely a place), FUZZY (misspelt), SILENT (in a handle: evidence only), BARE (a road, river, building: has no
    code), SHALLOW (after a building's word), WAYSIDE (after a road's word), PLACED (a preposition or a level stands
    before). Its meanings `options[m, :count[m]]` with their `score`."""

    name: Ints
    first: Ints
    last: Ints
    start: Ints
    end: Ints
    marks: Ints
    options: npt.NDArray[np.int32]
    score: npt.NDArray[np.float32]
    count: Ints


@numba.njit(nogil=True)
def room() -> Mentions:
    """Room for the mentions of one post."""
    return Mentions(
        np.empty(MOST, np.int32), np.empty(MOST, np.int32), np.empty(MOST, np.int32), np.empty(MOST, np.int32),
        np.empty(MOST, np.int32), np.empty(MOST, np.int32), np.empty((MOST, ROOM), np.int32),
        np.empty((MOST, ROOM), np.float32), np.empty(MOST, np.int32),
    )  # fmt: skip


@numba.njit(nogil=True)
def contains(lexicon: Lexicon, outer: int, inner: int) -> bool:
    """Whether an area lies in another one, which is not itself."""
    return outer != inner and (
        lexicon.district[inner] == outer or lexicon.regency[inner] == outer or lexicon.province[inner] == outer
    )


@numba.njit(nogil=True)
def related(lexicon: Lexicon, one: int, other: int) -> bool:
    """Whether one of two areas lies in the other. What lies in the own province is not said by its name."""
    if lexicon.level[one] == 0 and lexicon.home[one] or lexicon.level[other] == 0 and lexicon.home[other]:
        return False
    return contains(lexicon, one, other) or contains(lexicon, other, one)


@numba.njit(nogil=True)
def siblings(lexicon: Lexicon, one: int, other: int) -> bool:
    """Whether two different areas lie in the same regency or city."""
    regency = lexicon.regency[one]
    return one != other and regency != NO_AREA and regency == lexicon.regency[other]
