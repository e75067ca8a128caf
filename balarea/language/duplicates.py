"""Grouping near-duplicates: candidates by the sorted neighbourhoods of locality-sensitive bands, checked by wording."""

import numba
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from balarea.core.arrays import Bytes, Flags, Hashes, Ints, Longs
from balarea.core.arrow import buffers
from balarea.core.fnv import fnv
from balarea.language.form import ROOM, form
from balarea.language.signature import BINS, HEAD, Marks, mix, rows
from balarea.language.wording import CELLS, Words, same_wording
from balarea.language.words import WORDS, known, tables

BAND = 2  # bins that a pair must have in common to be looked at
STEP = 2  # bins from one band to the next
NEIGHBOURS = 1  # posts of other groups before each in a band's order that are compared with it
REACH = 4  # posts before each that are looked at for them
RARE = 3  # rarest words of a post by which it is looked up
MEMORY = 1 << 22  # pairs remembered as not the same, and words counted
LEAST = 0.25  # share of equal bins below which wording is not compared


def near_duplicates(marks: pa.FixedSizeBinaryArray, texts: pa.Array) -> Longs:
    """The group of each post, by its signature and text: the row of the group's first post. Equal groups: the same
    post, passed on. Duplicates of duplicates are in one group; the order of rows changes no group.

    Equal normal forms are always grouped. Two others are, if `same_wording` says so; compared are those that
    share BAND neighbouring bins of the signature, or one of their RARE rarest words, and stand near each other in that
    order, so that work is n log n. A post without any character is in a group of its own.
    Memory: about 600 bytes a post besides texts and signatures. ValueError: not as many texts as signatures."""
    if len(marks) != len(texts):
        raise ValueError(f"{len(marks)} signatures for {len(texts)} texts; give one a post, in the same order")
    matrix = rows(marks)
    data, offsets = buffers(texts)
    whole = np.ascontiguousarray(matrix[:, :HEAD]).view(np.uint64).ravel()
    order = np.lexsort((_tagged(data, offsets), whole))  # by content alone, whatever the order of rows
    new = np.ones(len(order), np.bool_)
    new[1:] = whole[order][1:] != whole[order][:-1]
    new |= whole[order] == 0
    chosen = order[new]  # one post a normal form
    parent = np.arange(len(chosen))
    words = Words(*tables(data, offsets, chosen, *known()))
    _join(np.ascontiguousarray(matrix[chosen, HEAD:]), whole[chosen] == 0, words, parent)
    cluster = np.empty(len(order), np.int64)
    cluster[order] = _roots(parent)[np.cumsum(new) - 1]
    first = np.full(len(chosen), len(order))
    np.minimum.at(first, cluster, np.arange(len(order)))
    return first[cluster]


def _join(bins: Marks, blank: Flags, words: Words, parent: Longs) -> None:
    refused = np.zeros(MEMORY, np.uint64)
    for band in range(0, BINS, STEP):
        keys = _keys(bins, band)
        order = np.argsort(keys, kind="stable")
        _link(order, keys[order] >> np.uint64(16 * (4 - BAND)), bins, blank, words, parent, refused)
    rare = _rarest(words).ravel()
    order = np.argsort(rare, kind="stable")
    _link(order // RARE, rare[order], bins, blank, words, parent, refused)


@numba.njit(cache=True, nogil=True)
def _tagged(data: Bytes, offsets: Ints) -> Hashes:
    """Hash of each post's normal form with the signs of its hashtags."""
    one = np.empty(ROOM, np.uint8)
    out = np.empty(offsets.size - 1, np.uint64)
    for post in range(out.size):
        out[post] = fnv(one, 0, form(data, offsets[post], offsets[post + 1], one, True))
    return out


@numba.njit(cache=True, nogil=True)
def _keys(bins: Marks, band: int) -> Hashes:
    """Four bins from `band` on as one number: posts that are alike are neighbours in its order."""
    keys = np.zeros(len(bins), np.uint64)
    for post in range(len(bins)):
        for each in range(4):
            keys[post] = (keys[post] << np.uint64(16)) | np.uint64(bins[post, (band + each) % BINS])
    return keys


@numba.njit(cache=True, nogil=True)
def _rarest(words: Words) -> Hashes:
    """The RARE rarest words of each post (rows) among those that come up twice; zeros where there are fewer.

    In a crowd of posts of one template (`Jalan rusak di …`) these bring the same places together."""
    seen = np.zeros(MEMORY, np.int64)
    mask = np.uint64(MEMORY - 1)
    for word in words.hashes:
        seen[mix(word) & mask] += 1
    posts = words.first.size - 1
    out = np.zeros((posts, RARE), np.uint64)
    times = np.empty(RARE, np.int64)
    for post in range(posts):
        times[:] = words.hashes.size
        for at in range(words.first[post], words.first[post + 1] - 1):
            word, count = words.hashes[at], seen[mix(words.hashes[at]) & mask]
            place = RARE
            while place > 0 and count < times[place - 1] and count > 1:
                place -= 1
            if place < RARE and not np.any(out[post] == word):
                out[post, place + 1 :], times[place + 1 :] = out[post, place:-1].copy(), times[place:-1].copy()
                out[post, place], times[place] = word, count
    return out


@numba.njit(cache=True, nogil=True)
def _link(order: Longs, runs: Hashes, bins: Marks, blank: Flags, words: Words, parent: Longs, refused: Hashes) -> None:
    """Join every post of an order with those before it in the same run that are the same post: at most NEIGHBOURS are
    compared and REACH looked at. `refused` remembers pairs that were brought together before, in vain."""
    partner, best = np.empty(WORDS, np.int64), np.empty(2 * CELLS + 4 * WORDS, np.int64)
    for place in range(order.size):
        post = order[place]
        if blank[post] or runs[place] == 0:
            continue
        compared = 0
        for back in range(1, min(REACH, place) + 1):
            other = order[place - back]
            if runs[place - back] != runs[place] or compared == NEIGHBOURS:
                break
            a, b = _root(parent, post), _root(parent, other)
            if a == b or blank[other]:
                continue
            pair = np.uint64(max(post, other)) << np.uint64(32) | np.uint64(min(post, other))
            slot = mix(pair) & np.uint64(refused.size - 1)
            compared += 1
            if refused[slot] == pair:
                continue
            if _equal(bins[post], bins[other]) >= LEAST * BINS and same_wording(words, post, other, partner, best):
                parent[max(a, b)] = min(a, b)
            else:
                refused[slot] = pair


@numba.njit(cache=True, nogil=True)
def _equal(a: npt.NDArray[np.uint16], b: npt.NDArray[np.uint16]) -> int:
    count = 0
    for each in range(a.size):
        count += a[each] == b[each]
    return count


@numba.njit(cache=True, nogil=True)
def _root(parent: Longs, each: int) -> int:
    while parent[each] != each:
        parent[each] = parent[parent[each]]
        each = parent[each]
    return each


@numba.njit(cache=True, nogil=True)
def _roots(parent: Longs) -> Longs:
    out = np.empty_like(parent)
    for each in range(parent.size):
        out[each] = _root(parent, each)
    return out
