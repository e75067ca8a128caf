"""A frozen table from 64-bit hashes to numbers, read by compiled code: open addressing, at most half full.

Hashes are FNV-1a of lower-case letters and digits. Two of some tens of thousands of names meet with a chance of one in
10^10; that a word of a post meets a name is as unlikely, so the letters are not compared again."""

from typing import Any

import numba
import numpy as np

from balarea.core.arrays import Bytes, Hashes, Ints
from balarea.core.fnv import BASIS, add_byte

Table = Any  # an array of SLOT
SLOT = np.dtype([("hashed", "u8"), ("value", "i4")], align=True)
MIX = np.uint64(0x9E3779B97F4A7C15)
MISSING = -1


@numba.njit(cache=True, nogil=True)
def hash_letters(letters: Bytes, start: int, end: int, skip: int) -> Any:
    """The hash of letters[start:end] without the one at `skip`."""
    hashed = BASIS
    for position in range(start, end):
        if position != skip:
            hashed = add_byte(hashed, letters[position])
    return hashed


@numba.njit(cache=True, nogil=True)
def build(hashes: Hashes, values: Ints) -> Table:
    """The slots of a table, at most half of them taken. The same hash may come more than once: `find` gives the first,
    `after` the next ones, in the order given."""
    size = 16
    while size < 2 * hashes.size:
        size *= 2
    slots = np.empty(size, SLOT)
    for slot in range(size):
        slots[slot].hashed, slots[slot].value = 0, MISSING
    for number in range(hashes.size):
        slot = slot_of(hashes[number], size)
        while slots[slot].value != MISSING:
            slot = (slot + 1) & (size - 1)
        slots[slot].hashed, slots[slot].value = hashes[number], values[number]
    return slots


@numba.njit(cache=True, nogil=True, inline="always")
def slot_of(hashed: Any, size: int) -> int:
    """Where the search for a hash begins."""
    return int(np.int64(((hashed * MIX) >> np.uint64(32)) & np.uint64(size - 1)))


@numba.njit(cache=True, nogil=True)
def find(slots: Table, hashed: Any) -> int:
    """The slot of a hash, or MISSING."""
    return after(slots, hashed, slot_of(hashed, slots.size))


@numba.njit(cache=True, nogil=True)
def after(slots: Table, hashed: Any, slot: int) -> int:
    """The next slot of a hash from `slot` on, or MISSING."""
    while slots[slot].value != MISSING:
        if slots[slot].hashed == hashed:
            return slot
        slot = (slot + 1) & (slots.size - 1)
    return MISSING
