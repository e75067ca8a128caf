"""The normal form in which posts are compared for sameness: what people change when they pass a post on is left out.

Lower case; accents, emoji, punctuation, links, mentions and the `RT` before a mention, and the sign of hashtags go;
letters repeated three times or more count once; `hati2` is `hati hati`; `10.000` is `10000`. Words are parted by one
space, with one before the first and one after the last."""

import unicodedata

import numba
import numpy as np

from balarea.core.arrays import Bytes
from balarea.language.normal import LONGEST, reach

ROOM = 2 * LONGEST + 16  # bytes that a normal form can need: `aa2` becomes `aa aa`
_SPACE = 32
TAG = 35  # the sign of a hashtag


def _unaccented() -> Bytes:
    """The plain lower-case letter of U+00C0 to U+017F, or 0 where there is none."""
    bases = [unicodedata.normalize("NFKD", chr(code))[0].lower() for code in range(0xC0, 0x180)]
    return np.array([ord(base) if base.isascii() and base.isalpha() else 0 for base in bases], np.uint8)


_PLAIN = _unaccented()


@numba.njit(cache=True, nogil=True)
def form(data: Bytes, start: int, end: int, out: Bytes, tags: bool) -> int:
    """Write the normal form of data[start:end] to `out` (ROOM bytes); returns its length, 1 when nothing is left.

    With `tags` the sign of a hashtag stays before its word."""
    end = reach(data, start, end)
    out[0] = _SPACE
    length, word, run = 1, 1, 0  # `word`: where the present word began in `out`
    position = start
    while position < end:
        byte = data[position]
        if length == word and _is_link(data, position, end):
            position = _blank(data, position, end)
            continue
        if byte == 64 and length == word:  # a mention, and the RT before it
            position = _handle(data, position + 1, end)
            if length >= 4 and out[length - 4] == _SPACE and out[length - 3] == 114 and out[length - 2] == 116:
                length = word = length - 3
            continue
        letter, width = _letter(data, position, end)
        if (
            tags
            and byte == TAG
            and length == word
            and position + 1 < end
            and _letter(data, position + 1, end)[0] > _SPACE
        ):
            out[length] = TAG
            length += 1
            position += 1
            continue
        if letter == 0:  # several bytes as they are
            out[length : length + width] = data[position : position + width]
            length += width
            run = 0
        elif letter == _SPACE:
            if not (byte == 46 or byte == 44) or not _between_digits(data, position, start, end):
                length = word = _close(out, word, length)
            run = 0
        elif letter != 1:  # 1: nothing at all
            run = run + 1 if length > word and out[length - 1] == letter and letter > 57 else 1
            if run <= 2:
                out[length] = letter
                length += 1
            elif run == 3:
                length -= 1
        position += width
    return _close(out, word, length)


@numba.njit(cache=True, nogil=True)
def _letter(data: Bytes, position: int, end: int) -> tuple[int, int]:
    """What stands at a place: a plain letter or digit, a space, 1 for nothing, 0 for other bytes to keep; its width."""
    byte = data[position]
    if byte < 128:
        if 65 <= byte <= 90:
            return byte + 32, 1
        if (97 <= byte <= 122) or (48 <= byte <= 57):
            return byte, 1
        return (1 if byte == 39 else _SPACE), 1
    width = min(4 if byte >= 240 else 3 if byte >= 224 else 2 if byte >= 192 else 1, end - position)
    second = data[position + 1] if width > 1 else 0
    if 0xC3 <= byte <= 0xC5 and width == 2:
        plain = _PLAIN[(byte - 0xC3) * 64 + second - 128]
        return (plain if plain else _SPACE if byte == 0xC3 else 0), 2
    if (byte == 0xCC or (byte == 0xCD and second < 0xB0)) or (byte == 0xEF and second == 0xB8):
        return 1, width  # combining accents, variation selectors
    if (
        byte == 0xE2
        and second == 0x80
        and width == 3
        and (0x8B <= data[position + 2] <= 0x8F or data[position + 2] == 153)
    ):
        return 1, width  # characters without width, and the curved apostrophe
    if byte == 0xC2 or (byte == 0xE2 and second < 0xB0) or (byte == 0xF0 and second == 0x9F) or width == 1:
        return _SPACE, width  # signs, punctuation, arrows, emoji
    return 0, width


@numba.njit(cache=True, nogil=True)
def _close(out: Bytes, word: int, length: int) -> int:
    """End the word that began at `word`, doubled when it is written with a 2; returns the new length."""
    if length == word:
        return length
    letters = length - word - 1
    if letters >= 2 and out[length - 1] == 50:
        plain = True
        for place in range(word, length - 1):
            plain = plain and out[place] > 57
        if plain:
            out[length - 1] = _SPACE
            out[length : length + letters] = out[word : word + letters]
            length += letters
    out[length] = _SPACE
    return length + 1


@numba.njit(cache=True, nogil=True)
def _is_link(data: Bytes, position: int, end: int) -> bool:
    if end - position < 4:
        return False
    a, b, c, d = data[position] | 32, data[position + 1] | 32, data[position + 2] | 32, data[position + 3]
    if a == 119 and b == 119 and c == 119 and d == 46:  # www.
        return True
    if not (a == 104 and b == 116 and c == 116 and (d | 32) == 112):  # http
        return False
    rest = position + 4
    if rest < end and data[rest] | 32 == 115:
        rest += 1
    return rest + 2 < end and data[rest] == 58 and data[rest + 1] == 47 and data[rest + 2] == 47


@numba.njit(cache=True, nogil=True)
def _blank(data: Bytes, position: int, end: int) -> int:
    while position < end and data[position] > _SPACE:
        position += 1
    return position


@numba.njit(cache=True, nogil=True)
def _handle(data: Bytes, position: int, end: int) -> int:
    """The place after a handle: letters, digits, _ . and -."""
    while position < end:
        byte = data[position]
        letter = (48 <= byte <= 57) or (97 <= byte | 32 <= 122)
        if not (letter or byte == 95 or byte == 45 or byte == 46):
            break
        position += 1
    return position


@numba.njit(cache=True, nogil=True)
def _between_digits(data: Bytes, position: int, start: int, end: int) -> bool:
    if position == start or position + 1 >= end:
        return False
    return bool(48 <= data[position - 1] <= 57 and 48 <= data[position + 1] <= 57)
