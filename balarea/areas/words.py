"""Words of a post, straight from Arrow's text buffer: where they stand, their letters, and what punctuation says of them."""

from typing import Any, NamedTuple

import numba
import numpy as np

from balarea.areas.hashing import Table, find
from balarea.core.arrays import Bytes
from balarea.core.fnv import BASIS, add_byte

SHORT_WORD = 4  # letters of what a full stop may shorten
# bits of a word, above those of balarea.areas.context
CAPITAL, SHOUTED, BREAK, DOT, SENTENCE, DASH, HASHTAG, HANDLE, SLASH = (1 << bit for bit in range(32, 41))

# Latin letters with a mark, U+00C0 to U+00FF, without it; 0 where there is none to write
_MARKED = "aaaaaaaceeeeiiii\0nooooo\0ouuuuy\0\0aaaaaaaceeeeiiii\0nooooo\0ouuuuy\0y"
FOLDED = np.frombuffer(_MARKED.encode("ascii"), np.uint8)


# first and last byte, where its letters begin, bits of context.py and those above, hash
WORD = np.dtype([("start", "i4"), ("end", "i4"), ("at", "i4"), ("bits", "i8"), ("hashed", "u8")], align=True)


class Words(NamedTuple):
    """Room for the words of one post: `each` a WORD, its letters `letters[each[n].at:each[n + 1].at]`."""

    each: Any
    letters: Bytes


@numba.njit(nogil=True)
def room(size: int) -> Words:
    """Room for a post of so many bytes."""
    words = Words(np.empty(size + 2, WORD), np.empty(size + 1, np.uint8))
    words.each[0].at = 0
    return words


@numba.njit(nogil=True)
def letter_at(data: Bytes, position: int, end: int) -> tuple[int, int]:
    """The lower-case letter or digit at a byte and the bytes it takes: letter 0 for what belongs to a word without being
    compared (an accent), -1 for what parts words."""
    byte = data[position]
    if byte < 128:
        if 97 <= byte <= 122 or 48 <= byte <= 57:
            return byte, 1
        return (byte + 32, 1) if 65 <= byte <= 90 else (-1, 1)
    if byte < 0xE0 and position + 1 < end:
        if byte == 0xC3:
            folded = FOLDED[data[position + 1] & 63]
            return (folded, 2) if folded else (-1, 2)
        return (0, 2) if 0xC4 <= byte <= 0xCD else (-1, 2)
    return -1, min(end - position, 4 if byte >= 0xF0 else 3 if byte >= 0xE0 else 1)


@numba.njit(nogil=True)
def split(data: Bytes, first: int, end: int, slots: Table, words: Words) -> int:
    """Write the words of data[first:end] to `words`; returns how many. Addresses of pages are left out; a hashtag is
    parted at its capitals; words of a handle carry HANDLE. `slots` is the table of classes of words."""
    count, position = 0, first
    pending = np.int64(BREAK | SENTENCE)
    tag, handle = False, False
    while position < end:
        letter, width = letter_at(data, position, end)
        if letter <= 0:
            byte = data[position]
            tag = byte == 35 or (tag and byte == 95)
            handle = byte == 64 or (handle and (byte == 95 or byte == 46))
            pending |= _mark(data, position, end)
            position += width
            continue
        stop = _word_end(data, position, end, tag, words, count)
        if _address(data, position, stop, end):
            while stop < end and data[stop] > 32:
                stop += 1
            pending |= BREAK
            position, tag, handle = stop, False, False
            continue
        bits = int(pending) | (HASHTAG if tag else 0) | (HANDLE if handle else 0)
        _finish(data, position, stop, slots, words, count, bits)
        count += 1
        pending = np.int64(0)
        position = stop
    return count


@numba.njit(nogil=True)
def _mark(data: Bytes, position: int, end: int) -> int:
    """What a byte between words says of the next word."""
    byte = data[position]
    if byte == 32 or byte == 95 or byte == 39:
        return 0
    if byte == 45:
        return DASH
    if byte == 46:
        follows = position + 1 >= end or data[position + 1] <= 32
        return DOT | SENTENCE if follows else 0
    if byte == 10 or byte == 33 or byte == 63:
        return BREAK | SENTENCE
    if byte == 47:
        return BREAK | SLASH
    if byte == 0xE2 and position + 2 < end and data[position + 1] == 0x80 and 0x90 <= data[position + 2] <= 0x95:
        return DASH  # hyphens and dashes beyond ASCII
    return 0 if byte == 9 else BREAK


@numba.njit(nogil=True)
def _word_end(data: Bytes, position: int, end: int, tag: bool, words: Words, number: int) -> int:
    """Where the word that begins here ends; writes its letters."""
    length = words.each[number].at
    small = False
    while position < end:
        letter, width = letter_at(data, position, end)
        if letter < 0:
            quote = data[position] == 39 and position + 1 < end and letter_at(data, position + 1, end)[0] > 0
            if not quote:
                break
            position += 1
            continue
        byte = data[position]
        if tag and small and 65 <= byte <= 90:
            break
        small = 97 <= byte <= 122
        if letter > 0:
            words.letters[length] = letter
            length += 1
        position += width
    words.each[number + 1].at = length
    return position


@numba.njit(nogil=True)
def _address(data: Bytes, start: int, stop: int, end: int) -> bool:
    """Whether a page's address begins here: http://…, https://…, www.…"""
    if stop + 2 < end and data[stop] == 58 and data[stop + 1] == 47 and data[stop + 2] == 47:
        return True
    www = stop - start == 3 and data[start] | 32 == 119 and data[start + 1] | 32 == 119 and data[start + 2] | 32 == 119
    return www and stop < end and data[stop] == 46


@numba.njit(nogil=True)
def ends(words: Words, word: int) -> bool:
    """Whether a sentence ends before a word: not at the full stop of a short form."""
    bits = words.each[word].bits
    if not bits & SENTENCE:
        return False
    return word == 0 or bits & BREAK > 0 or words.each[word].at - words.each[word - 1].at > SHORT_WORD


@numba.njit(nogil=True)
def _finish(data: Bytes, start: int, stop: int, slots: Table, words: Words, number: int, bits: int) -> None:
    hashed = BASIS
    for place in range(words.each[number].at, words.each[number + 1].at):
        hashed = add_byte(hashed, words.letters[place])
    slot = find(slots, hashed)
    if slot >= 0:
        bits |= slots[slot].value
    if 65 <= data[start] <= 90:
        shout = stop - start > 1
        for place in range(start + 1, stop):
            shout = shout and not 97 <= data[place] <= 122
        bits |= CAPITAL | (SHOUTED if shout else 0)
    words.each[number].start, words.each[number].end = start, stop
    words.each[number].hashed, words.each[number].bits = hashed, bits
