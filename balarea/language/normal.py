"""The normal form of a post: the letters that its features are read from, and its words.

ASCII letters are lower-cased, é, è and ê count as e, letters repeated three times or more count twice, pictures (emoji)
and question and exclamation marks are words of their own, and all other signs part words. After
the post's own words follow the plain Indonesian ones that the dictionary gives for them (`dictionary.py`)."""

import numba
import numpy as np

from balarea.core.arrays import Bytes, Ints

LONGEST = 4096  # bytes of a post that are read; a longer one is judged by its beginning
ROOM = 3 * LONGEST  # bytes of the longest normal form, meanings included
WORDS = ROOM // 2  # of the longest normal form
SPACE = 32
_NONE, _PARTING, _E = np.int64(0), np.int64(SPACE), np.int64(101)
_SPACE, _WORD, _MARK, _PICTURE = 0, 1, 2, 3  # what a byte of the normal form belongs to


@numba.njit(cache=True, nogil=True)
def reach(data: Bytes, start: int, end: int) -> int:
    """Where reading of data[start:end] stops: after LONGEST bytes, before a character that they would cut in two."""
    if end - start <= LONGEST:
        return end
    stop = start + LONGEST
    while stop > start and data[stop] & 0xC0 == 0x80:
        stop -= 1
    return stop


@numba.njit(cache=True, nogil=True)
def clean(data: Bytes, start: int, end: int, out: Bytes, origin: Ints) -> int:
    """Write the normal form of data[start:end] to `out`, words parted by one space, and to `origin` where in the data
    each of its bytes comes from; returns its length."""
    out[0], origin[0], length, run, previous, before = SPACE, start, 1, 0, _PARTING, _SPACE
    position, end = start, reach(data, start, end)
    while position < end:
        here = position
        byte, second, kind, position = _letter(data, position, end)
        run = run + 1 if byte == previous else 1
        if (kind == _SPACE and before == _SPACE) or (run > 2 and byte < 128):
            continue
        if kind != _SPACE and before != _SPACE and (kind != before or kind == _PICTURE):
            out[length], origin[length] = SPACE, here
            length += 1
        out[length], origin[length] = byte, here
        length += 1
        if kind == _PICTURE:
            out[length], origin[length] = second, here
            length += 1
        previous, before = byte, kind
    if before != _SPACE:
        out[length], origin[length] = SPACE, position
        length += 1
    return length


@numba.njit(cache=True, nogil=True)
def _letter(data: Bytes, position: int, end: int) -> tuple[np.int64, np.int64, int, int]:
    """The byte of the normal form at a position, a second one for pictures, its kind, and where the next one begins."""
    byte = np.int64(data[position])
    if 97 <= byte <= 122 or 48 <= byte <= 57:
        return byte, _NONE, _WORD, position + 1
    if 65 <= byte <= 90:
        return byte + np.int64(32), _NONE, _WORD, position + 1
    if byte == 63 or byte == 33:
        return byte, _NONE, _MARK, position + 1
    if byte < 128:
        return _PARTING, _NONE, _SPACE, position + 1
    if byte == 0xC3 and position + 1 < end and _is_e(data[position + 1]):
        return _E, _NONE, _WORD, position + 2
    if byte >= 0xF0 and position + 3 < end:  # the bytes that tell pictures apart, the most telling first
        return np.int64(data[position + 3]), np.int64(data[position + 2]), _PICTURE, position + 4
    if position + 2 < end and (
        (byte == 0xE2 and data[position + 1] == 0x80) or (byte == 0xEF and data[position + 1] == 0xB8)
    ):
        return _PARTING, _NONE, _SPACE, position + 3  # curly quotes, dashes, joiners, variation selectors
    return byte, _NONE, _WORD, position + 1


@numba.njit(cache=True, nogil=True)
def _is_e(second: int) -> bool:
    """Whether 0xC3 and this byte are é, è or ê, small or capital."""
    return second == 0xA9 or second == 0xA8 or second == 0xAA or second == 0x89 or second == 0x88 or second == 0x8A


@numba.njit(cache=True, nogil=True)
def words(text: Bytes, length: int, starts: Ints, ends: Ints) -> int:
    """Where the words of a normal form begin and end; returns how many there are."""
    count, begin = 0, 1
    for position in range(1, length):
        if text[position] == SPACE:
            if position > begin:
                starts[count], ends[count] = begin, position
                count += 1
            begin = position + 1
    return count
