"""Near-duplicate signatures: MinHash of a post's character n-grams, straight from Arrow's text buffers (numba).

One-permutation hashing (Li, Owen, Zhang 2012: every n-gram is hashed once and falls into one of BINS, which keeps its
smallest) with empty bins filled from others chosen by hash (optimal densification, Shrivastava 2017); of each minimum 16
bits are kept. The share of equal bins estimates the Jaccard similarity of two posts' n-grams."""

import numba
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from balarea.core.arrays import Bytes, Floats, Hashes, Ints
from balarea.core.arrow import buffers
from balarea.core.fnv import BASIS, add_byte
from balarea.language.form import ROOM, form

BINS = 64
GRAM = 6  # bytes of an n-gram; measured, see docs/adr/0005
FEWEST = 4  # words; a shorter post has only its exact normal form to be known by
HEAD = 4  # 16-bit numbers before the bins: the hash of the whole normal form
WIDTH = 2 * (HEAD + BINS)
TYPE = pa.binary(WIDTH)
_EMPTY = np.uint64(0xFFFFFFFFFFFFFFFF)
Marks = npt.NDArray[np.uint16]


def signatures(texts: pa.Array) -> pa.FixedSizeBinaryArray:
    """The signature of each post, WIDTH bytes: equal for equal normal forms (`form`), similar for similar ones.

    Pure and deterministic. Posts of fewer than FEWEST words are similar to none but their equals; a post of
    nothing but signs or links is known by its bytes, one without any character, or missing, has zeros only."""
    marks = sign(*buffers(texts))
    return pa.FixedSizeBinaryArray.from_buffers(TYPE, len(marks), [None, pa.py_buffer(marks)])


def similarity(first: pa.FixedSizeBinaryArray, second: pa.FixedSizeBinaryArray) -> Floats:
    """Estimated Jaccard similarity, 0 to 1, of the posts of two arrays of signatures of the same length, row by row."""
    a, b = rows(first), rows(second)
    alike = (a[:, HEAD:] == b[:, HEAD:]).mean(axis=1, dtype=np.float32)
    return np.where((a[:, :HEAD] == 0).all(axis=1), np.float32(0), alike)


def rows(marks: pa.FixedSizeBinaryArray) -> Marks:
    """Signatures as a matrix without copying: HEAD + BINS numbers a post. TypeError when it is not an array of them."""
    if marks.type != TYPE or marks.null_count:
        raise TypeError(f"signatures are {TYPE} without nulls, not {marks.type}; make them with signatures(texts)")
    data = np.frombuffer(marks.buffers()[1] or b"", np.uint16).reshape(-1, HEAD + BINS)
    return data[marks.offset : marks.offset + len(marks)]


@numba.njit(cache=True, nogil=True)
def sign(data: Bytes, offsets: Ints) -> Marks:
    """Signatures of the posts data[offsets[i]:offsets[i + 1]] as a matrix."""
    posts = offsets.size - 1
    out = np.zeros((posts, HEAD + BINS), np.uint16)
    text = np.empty(ROOM, np.uint8)
    least = np.empty(BINS, np.uint64)
    for post in range(posts):
        length = form(data, offsets[post], offsets[post + 1], text, False)
        whole, words = _whole(text, length)
        if length == 1:
            whole = _raw(data, offsets[post], offsets[post + 1])
            if whole == 0:
                continue
        for part in range(HEAD):
            out[post, part] = np.uint16(whole >> np.uint64(16 * part))
        if words < FEWEST:
            for each in range(BINS):
                out[post, HEAD + each] = np.uint16(mix(whole + np.uint64(each)))
        else:
            _minima(text, length, least)
            _densify(least, out[post])
    return out


@numba.njit(cache=True, nogil=True)
def mix(value: np.uint64) -> np.uint64:
    """Spread a number's bits over all of it (the finaliser of MurmurHash3)."""
    value = (value ^ (value >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    value = (value ^ (value >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return value ^ (value >> np.uint64(33))


@numba.njit(cache=True, nogil=True)
def _whole(text: Bytes, length: int) -> tuple[np.uint64, int]:
    """Hash of a normal form, never 0, and its words."""
    value, words = BASIS, 0
    for place in range(1, length):
        value = add_byte(value, text[place])
        words += text[place] == 32
    return max(mix(value), np.uint64(1)), words


@numba.njit(cache=True, nogil=True)
def _raw(data: Bytes, start: int, end: int) -> np.uint64:
    """Hash of a post of which no word is left, by its bytes beyond spaces; 0 when there are none."""
    value = BASIS
    for place in range(start, end):
        if data[place] > 32:
            value = add_byte(value, data[place])
    return np.uint64(0) if value == BASIS else max(mix(value), np.uint64(1))


@numba.njit(cache=True, nogil=True)
def _minima(text: Bytes, length: int, least: Hashes) -> None:
    """The smallest hash of each bin over all n-grams of GRAM bytes."""
    least[:] = _EMPTY
    window = np.uint64(0)
    keep = np.uint64((1 << (8 * GRAM)) - 1)
    for place in range(length):
        window = ((window << np.uint64(8)) | np.uint64(text[place])) & keep
        if place >= GRAM - 1:
            value = mix(window)
            at = value >> np.uint64(58)
            least[at] = min(least[at], value)


@numba.njit(cache=True, nogil=True)
def _densify(least: Hashes, out: Marks) -> None:
    """Write 16 bits of each bin; an empty one takes a full one's, looked for in an order of its own."""
    for each in range(BINS):
        source, tries = np.int64(each), np.uint64(1)
        while least[source] == _EMPTY:
            source = np.int64(mix(np.uint64(each) << np.uint64(32) | tries) >> np.uint64(58))
            tries += np.uint64(1)
        out[HEAD + each] = np.uint16(least[source])
