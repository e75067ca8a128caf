"""Reading a post word by word: the language of each, and the few that decided a label."""

import numba
import numpy as np

from balarea.core.arrays import Bytes, Floats, Ints, Quantised
from balarea.core.fnv import BASIS, add_byte, fnv
from balarea.language.dictionary import add_meanings
from balarea.language.features import BUCKETS, GRAM, Lexicon, gram_bucket, hashes, pair_bucket, weigh, word_bucket
from balarea.language.normal import ROOM, SPACE, WORDS, clean, words

FEW = 3  # words named for a label
WORTH = 0.25  # of what the strongest word gave: a weaker one is not named
NEIGHBOUR, WHOLE = 0.5, 0.05  # how much the words beside it and the whole post say of the language of a word
LETTERS = 64  # of a word that are read
REMEMBERED = 1 << 14  # words whose language is not read again

Spans = Ints


@numba.njit(cache=True, nogil=True)
def languages(
    data: Bytes, offsets: Ints, coefficients: Quantised, scale: Floats, intercept: Floats, rarity: Floats,
    whole: Floats, first: int,
) -> tuple[Spans, Ints]:  # fmt: skip
    """The words of every post: begin and end in its characters, and which language each is in; then where each post's
    words begin among them. `whole` are log chances of the languages of each post, `first` the column of the first language.
    Language -1: a number, a mark or the name of an account, which is in none."""
    posts, labels = offsets.size - 1, whole.shape[1]
    found = np.empty((max(16, (offsets[-1] - offsets[0]) // 2 + posts), 3), np.int32)
    begins = np.zeros(posts + 1, np.int32)
    text, origin = np.empty(ROOM + 8, np.uint8), np.empty(ROOM + 8, np.int32)
    starts, ends = np.empty(WORDS, np.int32), np.empty(WORDS, np.int32)
    chances = np.empty((WORDS, labels), np.float32)
    buckets, weights, seen = np.empty(ROOM, np.int32), np.empty(ROOM, np.float32), np.zeros(BUCKETS, np.int32)
    keys, kept = np.zeros(REMEMBERED, np.uint64), np.empty((REMEMBERED, labels), np.float32)
    for post in range(posts):
        length = clean(data, offsets[post], offsets[post + 1], text, origin)
        count = words(text, length, starts, ends)
        for word in range(count):  # few words make up most of a text: the last of each slot is remembered
            key = fnv(text, starts[word], ends[word])
            slot = np.int64(key & np.uint64(REMEMBERED - 1))
            if keys[slot] != key:
                _word_scores(
                    text, starts[word], ends[word], coefficients, scale, intercept, rarity, first, buckets, weights, seen,
                    kept[slot],
                )  # fmt: skip
                keys[slot] = key
            chances[word] = kept[slot]
        at = begins[post]
        for word in range(count):
            begin = origin[starts[word]]
            found[at + word, 0], found[at + word, 1] = begin, origin[ends[word]]
            named = begin > offsets[post] and data[begin - 1] == 64  # @
            known = not named and _has_letters(text, starts[word], ends[word])
            found[at + word, 2] = _likeliest(chances, word, count, whole[post]) if known else -1
        _to_characters(data, offsets[post], found[at : at + count])
        begins[post + 1] = at + count
    return found[: begins[posts]], begins


@numba.njit(cache=True, nogil=True)
def _to_characters(data: Bytes, begin: int, spans: Spans) -> None:
    """Count ascending spans of bytes in characters of the post that begins there."""
    position, characters = begin, 0
    for span in range(spans.shape[0]):
        for edge in range(2):
            while position < spans[span, edge]:
                characters += (data[position] & 0xC0) != 0x80
                position += 1
            spans[span, edge] = characters


@numba.njit(cache=True, nogil=True)
def _word_scores(
    text: Bytes, start: int, end: int, coefficients: Quantised, scale: Floats, intercept: Floats,
    rarity: Floats, first: int, buckets: Ints, weights: Floats, seen: Ints, out: Floats,
) -> None:  # fmt: skip
    """Scores of one word for each language, as if it were a text of its own."""
    size = min(end - start, LETTERS)
    alone = np.empty(LETTERS + 2, np.uint8)
    alone[0], alone[size + 1] = SPACE, SPACE
    alone[1 : size + 1] = text[start : start + size]
    features = weigh(buckets, hashes(alone, size + 2, buckets), weights, seen)
    length = 0.0
    out[:] = 0
    for feature in range(features):
        row, weight = coefficients[buckets[feature]], weights[feature]
        length += (weight * rarity[buckets[feature]]) ** 2
        for label in range(out.size):
            out[label] += weight * row[first + label]
    for label in range(out.size):
        out[label] = out[label] * scale[first + label] / np.sqrt(length) + intercept[first + label]


@numba.njit(cache=True, nogil=True)
def _likeliest(chances: Floats, word: int, count: int, whole: Floats) -> int:
    best, chosen = -np.inf, 0
    for label in range(whole.size):
        value = chances[word, label] + WHOLE * whole[label]
        if word > 0:
            value += NEIGHBOUR * chances[word - 1, label]
        if word + 1 < count:
            value += NEIGHBOUR * chances[word + 1, label]
        if value > best:
            best, chosen = value, label
    return chosen


@numba.njit(cache=True, nogil=True)
def _has_letters(text: Bytes, start: int, end: int) -> bool:
    for position in range(start, end):
        if 48 <= text[position] <= 57:
            return False
    return bool(text[start] >= 97)


@numba.njit(cache=True, nogil=True)
def deciding(
    data: Bytes, offsets: Ints, lexicon: Lexicon, coefficients: Quantised, scale: Floats,
    winners: Ints, rivals: Ints,
) -> Spans:  # fmt: skip
    """The FEW words that spoke most for the winning column against its rival: begin and end in the post's bytes, by post,
    pair of columns and rank; -1 where there is none. A word gives what its letters, its pairs and its meaning give."""
    posts, pairs = winners.shape
    out = np.full((posts, pairs, FEW, 2), -1, np.int32)
    text, origin = np.empty(ROOM + 8, np.uint8), np.empty(ROOM + 8, np.int32)
    starts, ends, owner = np.empty(WORDS, np.int32), np.empty(WORDS, np.int32), np.empty(ROOM + 8, np.int32)
    sums, given = np.empty((WORDS, scale.size), np.int32), np.empty(WORDS, np.float32)
    for post in range(posts):
        own = clean(data, offsets[post], offsets[post + 1], text, origin)
        length = add_meanings(text, own, lexicon[0], lexicon[1], lexicon[2], lexicon[3], origin)
        count = words(text, own, starts, ends)
        _owners(text, own, length, origin, starts, count, owner)
        sums[:count] = 0
        _contributions(text, length, owner, coefficients, sums)
        for pair in range(pairs):
            winner, rival = winners[post, pair], rivals[post, pair]
            for word in range(count):
                given[word] = sums[word, winner] * scale[winner] - sums[word, rival] * scale[rival]
            _strongest(given[:count], starts, ends, origin, offsets[post], out[post, pair])
    return out


@numba.njit(cache=True, nogil=True)
def _owners(text: Bytes, own: int, length: int, origin: Ints, starts: Ints, count: int, owner: Ints) -> None:
    """For each byte the word of the post that it belongs to: a space to the word after it, a meaning to its word."""
    word = 0
    for position in range(own):
        while word + 1 < count and position >= starts[word + 1] - 1:
            word += 1
        owner[position] = word
    for position in range(own, length):  # `origin` holds where the word that it explains begins
        owner[position] = owner[origin[position]]


@numba.njit(cache=True, nogil=True)
def _contributions(text: Bytes, length: int, owner: Ints, coefficients: Quantised, sums: Ints) -> None:
    """Add to each word the coefficients of all its features; those of a pair to both its words."""
    key, last, in_word, before = BASIS, BASIS, False, 0
    for position in range(length):
        byte, word = text[position], owner[position]
        if byte != SPACE:
            key, in_word = add_byte(key, byte), True
        elif in_word:
            here = owner[position - 1]
            _add(coefficients[word_bucket(key)], sums[here])
            pair = coefficients[pair_bucket(last, key)]
            _add(pair, sums[here])
            _add(pair, sums[before])
            last, key, in_word, before = key, BASIS, False, here
        gram = BASIS
        for size in range(min(GRAM, length - position)):
            other = text[position + size]
            gram = add_byte(gram, other)
            if size > 0:
                _add(coefficients[gram_bucket(gram)], sums[word])
                if other == SPACE:
                    break


@numba.njit(cache=True, nogil=True)
def _add(row: Quantised, sums: Ints) -> None:
    for column in range(sums.size):
        sums[column] += row[column]


@numba.njit(cache=True, nogil=True)
def _strongest(given: Floats, starts: Ints, ends: Ints, origin: Ints, begin: int, out: Spans) -> None:
    most = 0.0
    for rank in range(FEW):
        best = -1
        for word in range(given.size):
            if given[word] > 0 and (best < 0 or given[word] > given[best]):
                best = word
        if best < 0 or given[best] < WORTH * most:
            return
        most = max(most, given[best])
        given[best] = 0
        out[rank, 0], out[rank, 1] = origin[starts[best]] - begin, origin[ends[best]] - begin


@numba.njit(cache=True, nogil=True)
def gather(data: Bytes, begins: Ints, ends: Ints) -> tuple[Bytes, Ints]:
    """Stretches of bytes one after another, and where each begins among them."""
    starts = np.zeros(begins.size + 1, np.int32)
    for span in range(begins.size):
        starts[span + 1] = starts[span] + ends[span] - begins[span]
    letters = np.empty(starts[-1], np.uint8)
    for span in range(begins.size):
        letters[starts[span] : starts[span + 1]] = data[begins[span] : ends[span]]
    return letters, starts
