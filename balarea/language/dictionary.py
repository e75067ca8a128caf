"""Plain Indonesian meanings of Sundanese, Javanese, Betawi, English and everyday words: a frozen hash table.

A post's features are those of its own words and of their meanings, so that what was learnt of `rusak` and `banjir` holds
for `ruksak` and `caah` too (translate-then-classify; measured in docs/adr/0006)."""

from collections.abc import Mapping
from dataclasses import dataclass

import numba
import numpy as np

from balarea.core.arrays import Bytes, Hashes, Ints
from balarea.core.fnv import BASIS, add_byte, fnv
from balarea.language.normal import ROOM, SPACE

MOST_LETTERS = 40  # bytes of a meaning


@dataclass(frozen=True)
class Dictionary:
    """`keys` are hashes of words by open addressing (0: free, size a power of two); the meaning of slot n is
    letters[starts[n]:ends[n]]. `words` are the words in the order of the lines of `letters`, one a line."""

    words: bytes
    keys: Hashes
    starts: Ints
    ends: Ints
    letters: Bytes


def build(meanings: Mapping[str, str]) -> Dictionary:
    """The table of words in normal form. ValueError: a word or a meaning is empty or a meaning too long."""
    pairs = [(word.encode(), meaning.encode()) for word, meaning in meanings.items()]
    for word, meaning in pairs:
        if not word or not 0 < len(meaning) <= MOST_LETTERS:
            raise ValueError(f"{word!r}: {meaning!r} is no entry of a dictionary")
    return of_bytes(b"\n".join(word for word, _ in pairs), b"\n".join(meaning for _, meaning in pairs))


def of_bytes(words: bytes, meanings: bytes) -> Dictionary:
    """The table from two texts of as many lines, as a model file holds them."""
    keys, values = _lines(words), _lines(meanings)
    size = 1 << max(4, int(2 * len(keys) - 1).bit_length())
    letters = np.frombuffer(meanings or b"\0", np.uint8)
    return Dictionary(words, *_fill(np.frombuffer(words or b"\0", np.uint8), keys, values, size), letters)


def _lines(text: bytes) -> Ints:
    """First and last byte of each line."""
    if not text:
        return np.zeros((0, 2), np.int32)
    breaks = np.flatnonzero(np.frombuffer(text, np.uint8) == ord("\n"))
    return np.stack([np.r_[0, breaks + 1], np.r_[breaks, len(text)]], axis=1).astype(np.int32)


@numba.njit(cache=True)
def _fill(words: Bytes, keys: Ints, values: Ints, size: int) -> tuple[Hashes, Ints, Ints]:
    table, starts, ends = np.zeros(size, np.uint64), np.zeros(size, np.int32), np.zeros(size, np.int32)
    for entry in range(len(keys)):
        key = fnv(words, keys[entry, 0], keys[entry, 1])
        slot = np.int64(key & np.uint64(size - 1))
        while table[slot] != 0 and table[slot] != key:
            slot = (slot + 1) & (size - 1)
        table[slot], starts[slot], ends[slot] = key, values[entry, 0], values[entry, 1]
    return table, starts, ends


@numba.njit(cache=True, nogil=True)
def find(keys: Hashes, key: np.uint64) -> np.int64:
    """The slot of a word's hash, or -1."""
    mask = keys.size - 1
    slot = np.int64(key & np.uint64(mask))
    while keys[slot] != 0:
        if keys[slot] == key:
            return slot
        slot = (slot + 1) & mask
    return np.int64(-1)


@numba.njit(cache=True, nogil=True)
def add_meanings(
    text: Bytes, length: int, keys: Hashes, starts: Ints, ends: Ints, letters: Bytes, owner: Ints
) -> int:  # fmt: skip
    """Write after the words of a normal form the meanings of those that have one, in their order; `owner` gets, by the
    position of each byte written, the position at which its word begins. Returns the new length."""
    key, begin, end = BASIS, 1, length
    for position in range(1, length):
        byte = text[position]
        if byte != SPACE:
            key = add_byte(key, byte)
            continue
        slot = find(keys, key) if position > begin else -1
        if slot >= 0 and end + ends[slot] - starts[slot] < ROOM:
            for letter in range(starts[slot], ends[slot]):
                text[end], owner[end] = letters[letter], begin
                end += 1
            text[end], owner[end] = SPACE, begin
            end += 1
        key, begin = BASIS, position + 1
    return end
