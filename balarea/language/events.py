"""What a post tells of: kinds of events by our word list, as bits (numba, on `words.tables`)."""

from functools import cache
from importlib.resources import files

import numba
import numpy as np

from balarea.core.arrays import Hashes, Longs
from balarea.core.fnv import fnv

_PAIR = np.uint64(0x9E3779B97F4A7C15)


@cache
def _listed() -> tuple[tuple[str, ...], Hashes, Hashes]:
    """Names of the kinds in the order of bits; sorted hashes of words and pairs of words; the bits of each."""
    lines = (files("balarea.language") / "events.txt").read_text(encoding="utf8").splitlines()
    names, bits = list[str](), dict[int, int]()
    for line in lines:
        if not line or line.startswith("#"):
            continue
        name, _, words = line.partition(": ")
        for entry in words.split(", "):
            key = _key(entry)
            bits[key] = bits.get(key, 0) | 1 << len(names)
        names.append(name)
    keys = sorted(bits)
    return tuple(names), np.array(keys, np.uint64), np.array([bits[key] for key in keys], np.uint64)


def _key(entry: str) -> int:
    one, *two = (_fnv(word) for word in entry.split())
    return int(_pair(one, two[0])) if two else int(one)


def _fnv(word: str) -> np.uint64:
    encoded = np.frombuffer(word.encode(), np.uint8)
    return np.uint64(fnv(encoded, 0, encoded.size))


@numba.njit(cache=True, nogil=True)
def _pair(one: np.uint64, two: np.uint64) -> np.uint64:
    return (one * _PAIR) ^ two


def kinds(hashes: Hashes, first: Longs) -> Hashes:
    """The kinds of events of each post as bits of a number; `hashes` and `first` are those of `words.tables`."""
    _, keys, bits = _listed()
    return np.asarray(_bits(hashes, first, keys, bits))


def named(bits: int) -> list[str]:
    """The names of kinds, in the order of the list."""
    names, _, _ = _listed()
    return [name for place, name in enumerate(names) if bits >> place & 1]


def tells(word: int) -> bool:
    """Whether a single word, by its hash, is of a kind."""
    _, keys, _ = _listed()
    return word in keys


@numba.njit(cache=True, nogil=True)
def _bits(hashes: Hashes, first: Longs, keys: Hashes, bits: Hashes) -> Hashes:
    out = np.zeros(first.size - 1, np.uint64)
    for post in range(out.size):
        for word in range(first[post], first[post + 1] - 1):
            at = np.searchsorted(keys, hashes[word])
            if at < keys.size and keys[at] == hashes[word]:
                out[post] |= bits[at]
            pair = _pair(hashes[word], hashes[word + 1])
            at = np.searchsorted(keys, pair)
            if word + 2 < first[post + 1] and at < keys.size and keys[at] == pair:
                out[post] |= bits[at]
    return out
