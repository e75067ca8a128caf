"""Hashed n-grams of words and characters, straight from Arrow's text buffers (numba, no Python per post).

Features of a normal form (`normal.py`) are words, pairs of words, and character n-grams of 2 to 5 bytes inside a word and
its edges, hashed with FNV-1a into BUCKETS: first those of words, then those of pairs, then those of n-grams, so that a
rarity by bucket can weigh the kinds against each other."""

import numba
import numpy as np

from balarea.core.arrays import Bytes, Flags, Floats, Hashes, Ints, Longs, Quantised
from balarea.core.fnv import BASIS, PRIME, add_byte
from balarea.language.dictionary import Dictionary, add_meanings
from balarea.language.normal import ROOM, SPACE, clean

WORD_BUCKETS = PAIR_BUCKETS = 1 << 16
GRAM_BUCKETS = 1 << 17
BUCKETS = WORD_BUCKETS + PAIR_BUCKETS + GRAM_BUCKETS
_PER_BYTE = 6  # at most: four n-grams, a word and a pair begin at any byte
GRAM = 5  # bytes of the longest n-gram
_FOLD, _GRAM_FOLD = np.uint64(48), np.uint64(47)  # 64 bits less those of WORD_BUCKETS, and of GRAM_BUCKETS

Lexicon = tuple[Hashes, Ints, Ints, Bytes]


def lexicon(dictionary: Dictionary) -> Lexicon:
    """A dictionary as the compiled functions take it."""
    return dictionary.keys, dictionary.starts, dictionary.ends, dictionary.letters


@numba.njit(cache=True, nogil=True)
def word_bucket(key: np.uint64) -> np.int32:
    """The bucket of a word by its hash."""
    return np.int32((key * np.uint64(31)) >> _FOLD)


@numba.njit(cache=True, nogil=True)
def pair_bucket(first: np.uint64, second: np.uint64) -> np.int32:
    """The bucket of two words that follow each other."""
    return np.int32(WORD_BUCKETS + np.int64(((first ^ second * np.uint64(7)) * PRIME) >> _FOLD))


@numba.njit(cache=True, nogil=True)
def gram_bucket(gram: np.uint64) -> np.int32:
    """The bucket of a character n-gram by its hash."""
    folded = (gram ^ (gram >> np.uint64(29))) * PRIME >> _GRAM_FOLD
    return np.int32(WORD_BUCKETS + PAIR_BUCKETS + np.int64(folded))


@numba.njit(cache=True, nogil=True)
def hashes(text: Bytes, length: int, out: Ints) -> int:
    """Write the bucket of every feature of a normal form to `out`; returns how many there are (with repeats)."""
    count = 0
    key, last = BASIS, BASIS
    in_word = False
    for position in range(length):
        byte = text[position]
        if byte != SPACE:
            key = add_byte(key, byte)
            in_word = True
        elif in_word:
            out[count], out[count + 1] = word_bucket(key), pair_bucket(last, key)
            count += 2
            last, key, in_word = key, BASIS, False
        gram = BASIS
        for size in range(min(GRAM, length - position)):
            other = text[position + size]
            gram = add_byte(gram, other)
            if size > 0:
                out[count] = gram_bucket(gram)
                count += 1
                if other == SPACE:
                    break
    return count


@numba.njit(cache=True, nogil=True)
def weigh(buckets: Ints, count: int, weights: Floats, seen: Ints) -> int:
    """Merge equal buckets in place, in the order of their first, and give each its weight (1 + ln n, unit length); returns
    how many are left. `seen` holds BUCKETS zeros, before and after."""
    distinct, total = 0, 0.0
    for feature in range(count):
        bucket = buckets[feature]
        if seen[bucket] == 0:
            buckets[distinct] = bucket
            distinct += 1
        seen[bucket] += 1
    for feature in range(distinct):
        repeats = seen[buckets[feature]]
        seen[buckets[feature]] = 0
        weight = 1.0 if repeats == 1 else 1.0 + np.log(repeats)
        weights[feature] = weight
        total += weight * weight
    if total > 0:
        weights[:distinct] /= np.sqrt(total)
    return distinct


@numba.njit(cache=True, nogil=True)
def post_features(
    data: Bytes, start: int, end: int, lexicon: Lexicon, text: Bytes, origin: Ints, buckets: Ints, weights: Floats,
    seen: Ints,
) -> int:  # fmt: skip
    """Distinct buckets of one post and their weights; returns how many."""
    length = clean(data, start, end, text, origin)
    length = add_meanings(text, length, lexicon[0], lexicon[1], lexicon[2], lexicon[3], origin)
    return weigh(buckets, hashes(text, length, buckets), weights, seen)


@numba.njit(cache=True, nogil=True)
def rows(data: Bytes, offsets: Ints, lexicon: Lexicon) -> tuple[Ints, Floats, Longs]:
    """All posts as a sparse matrix (CSR: buckets, weights, row starts), for training."""
    posts = offsets.size - 1
    text, origin = np.empty(ROOM + 8, np.uint8), np.empty(ROOM + 8, np.int32)
    one = np.empty((ROOM + 8) * _PER_BYTE, np.int32)
    values, seen = np.empty(one.size, np.float32), np.zeros(BUCKETS, np.int32)
    starts = np.zeros(posts + 1, np.int64)
    for post in range(posts):
        count = post_features(data, offsets[post], offsets[post + 1], lexicon, text, origin, one, values, seen)
        starts[post + 1] = starts[post] + count
    buckets, weights = np.empty(starts[-1], np.int32), np.empty(starts[-1], np.float32)
    for post in range(posts):
        count = post_features(data, offsets[post], offsets[post + 1], lexicon, text, origin, one, values, seen)
        buckets[starts[post] : starts[post + 1]] = one[:count]
        weights[starts[post] : starts[post + 1]] = values[:count]
    return buckets, weights, starts


@numba.njit(cache=True, nogil=True)
def scores(
    data: Bytes, offsets: Ints, lexicon: Lexicon, coefficients: Quantised, scale: Floats,
    intercept: Floats, rarity: Floats, rare: Flags,
) -> Floats:  # fmt: skip
    """Linear scores of every post (rows) for every label (columns).

    `coefficients[bucket, label] * scale[label]` already contain the inverse document frequency for the labels marked in
    `rare`; their posts are brought back to unit length here, with `rarity[bucket]`."""
    posts, labels = offsets.size - 1, scale.size
    out = np.zeros((posts, labels), np.float32)
    text, origin = np.empty(ROOM + 8, np.uint8), np.empty(ROOM + 8, np.int32)
    buckets = np.empty((ROOM + 8) * _PER_BYTE, np.int32)
    weights, seen = np.empty(buckets.size, np.float32), np.zeros(BUCKETS, np.int32)
    for post in range(posts):
        count = post_features(data, offsets[post], offsets[post + 1], lexicon, text, origin, buckets, weights, seen)
        length = 0.0
        for feature in range(count):
            row, weight = coefficients[buckets[feature]], weights[feature]
            length += (weight * rarity[buckets[feature]]) ** 2
            for label in range(labels):
                out[post, label] += weight * row[label]
        shrink = 1.0 / np.sqrt(length) if length > 0 else 0.0
        for label in range(labels):
            factor = scale[label] * (shrink if rare[label] else 1.0)
            out[post, label] = out[post, label] * factor + intercept[label]
    return out
