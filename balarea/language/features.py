"""Hashed n-grams of words and characters, straight from Arrow's text buffers (numba, no Python per post).

A post is lower-cased (ASCII), letters repeated three times or more count once, and everything that is neither letter,
digit nor beyond ASCII parts words. Its features are words, pairs of words, and character n-grams of 2 to 5 bytes inside
a word and its edges, hashed with FNV-1a into BUCKETS."""

import numba
import numpy as np
import numpy.typing as npt

BUCKETS = 1 << 17
LONGEST = 4096  # bytes of a post that are read; a longer one is judged by its beginning
_PER_BYTE = 6  # at most: four n-grams, a word and a pair begin at any byte
_PRIME = np.uint64(1099511628211)
_BASIS = np.uint64(14695981039346656037)

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int32]


@numba.njit(cache=True, nogil=True)
def clean(data: Bytes, start: int, end: int, out: Bytes) -> int:
    """Write the normal form of data[start:end] to `out`, words parted by one space; returns its length."""
    length, run = 0, 0
    out[0] = 32
    length = 1
    previous = 32
    for position in range(start, min(end, start + LONGEST)):
        byte = data[position]
        if 65 <= byte <= 90:
            byte += 32
        word = (97 <= byte <= 122) or (48 <= byte <= 57) or byte >= 128
        if not word:
            byte = 63 if byte == 63 or byte == 33 else 32  # question and exclamation marks are words of their own
        run = run + 1 if byte == previous else 1
        if (byte == 32 and previous == 32) or (run > 2 and byte < 128):
            continue
        out[length] = byte
        length += 1
        previous = byte
    if out[length - 1] != 32:
        out[length] = 32
        length += 1
    return length


@numba.njit(cache=True, nogil=True)
def hashes(text: Bytes, length: int, out: Ints) -> int:
    """Write the bucket of every feature of a cleaned text to `out`; returns how many there are (with repeats)."""
    count = 0
    word_hash, last_word = _BASIS, _BASIS
    in_word = False
    for position in range(length):
        byte = text[position]
        if byte != 32:
            word_hash = (word_hash ^ np.uint64(byte)) * _PRIME
            in_word = True
        elif in_word:
            out[count] = np.int32((word_hash * np.uint64(31)) >> np.uint64(47))
            pair = (last_word ^ word_hash * np.uint64(7)) * _PRIME
            out[count + 1] = np.int32(pair >> np.uint64(47))
            count += 2
            last_word, word_hash, in_word = word_hash, _BASIS, False
        gram = _BASIS
        for size in range(5):
            if position + size >= length:
                break
            other = text[position + size]
            gram = (gram ^ np.uint64(other)) * _PRIME
            if size > 0:
                out[count] = np.int32((gram ^ (gram >> np.uint64(29))) * _PRIME >> np.uint64(47))
                count += 1
            if other == 32 and size > 0:
                break
    return count


@numba.njit(cache=True, nogil=True)
def post_features(
    data: Bytes, start: int, end: int, text: Bytes, buckets: Ints, weights: npt.NDArray[np.float32]
) -> int:
    """Distinct buckets of one post in ascending order and their weights (1 + ln n, unit length); returns how many."""
    count = hashes(text, clean(data, start, end, text), buckets)
    buckets[:count].sort()
    distinct, total, position = 0, 0.0, 0
    while position < count:
        bucket, repeats = buckets[position], 0
        while position < count and buckets[position] == bucket:
            repeats += 1
            position += 1
        weight = 1.0 + np.log(repeats)
        buckets[distinct] = bucket
        weights[distinct] = weight
        total += weight * weight
        distinct += 1
    if total > 0:
        weights[:distinct] /= np.sqrt(total)
    return distinct


@numba.njit(cache=True, nogil=True)
def rows(data: Bytes, offsets: Ints) -> tuple[Ints, npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    """All posts as a sparse matrix (CSR: buckets, weights, row starts), for training."""
    posts = offsets.size - 1
    text = np.empty(LONGEST + 8, np.uint8)
    one = np.empty((LONGEST + 8) * _PER_BYTE, np.int32)
    values = np.empty(one.size, np.float32)
    total = 0
    starts = np.zeros(posts + 1, np.int64)
    for post in range(posts):
        total += post_features(data, offsets[post], offsets[post + 1], text, one, values)
        starts[post + 1] = total
    buckets = np.empty(total, np.int32)
    weights = np.empty(total, np.float32)
    for post in range(posts):
        count = post_features(data, offsets[post], offsets[post + 1], text, one, values)
        buckets[starts[post] : starts[post + 1]] = one[:count]
        weights[starts[post] : starts[post + 1]] = values[:count]
    return buckets, weights, starts


@numba.njit(cache=True, nogil=True)
def scores(
    data: Bytes, offsets: Ints, coefficients: npt.NDArray[np.int8], scale: npt.NDArray[np.float32],
    intercept: npt.NDArray[np.float32], rarity: npt.NDArray[np.float32], rare: npt.NDArray[np.bool_],
) -> npt.NDArray[np.float32]:  # fmt: skip
    """Linear scores of every post (rows) for every label (columns).

    `coefficients[bucket, label] * scale[label]` already contain the inverse document frequency for the labels marked in
    `rare`; their posts are brought back to unit length here, with `rarity[bucket]`."""
    posts, labels = offsets.size - 1, scale.size
    out = np.zeros((posts, labels), np.float32)
    text = np.empty(LONGEST + 8, np.uint8)
    buckets = np.empty((LONGEST + 8) * _PER_BYTE, np.int32)
    weights = np.empty(buckets.size, np.float32)
    for post in range(posts):
        count = post_features(data, offsets[post], offsets[post + 1], text, buckets, weights)
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
