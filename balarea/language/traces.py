"""What pairs of posts are compared by when asking whether they tell of one incident: columns to numbers (numba)."""

from typing import NamedTuple

import numba
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from balarea.core.arrays import Doubles, Flags, Floats, Hashes, Longs
from balarea.core.arrow import buffers
from balarea.language.events import kinds
from balarea.language.labels import TOPICS, Intent
from balarea.language.signature import mix
from balarea.language.words import NAME, NUMBER, PASSING, PLACED, Kinds, known, tables

BUCKETS = 1 << 15  # of the words whose rarity is kept
FEATURES = (
    "same village", "same district", "one inside the other", "other district", "other regency", "one area unknown",
    "no area known", "same topic", "same event", "two same events", "other event", "rarest shared word",
    "second rarest shared word", "rarest shared word of a place", "likeness of words", "both tell of an incident",
    "one tells of an incident", "chatter or praise", "same event and district", "same event, an area unknown",
    "same topic and district", "same topic, an area unknown",
)  # fmt: skip
WIDTH = len(FEATURES)


class Traces(NamedTuple):
    """One entry a post: ids of its regency, district and village (-1 unknown), its topic and intent (-1 unknown), kinds
    of events as bits, seconds since 1970 (UNKNOWN when missing); and its distinct words (hash ascending, rarity, whether
    it names an area or stands where a place is named) from first[i] to first[i + 1]."""

    areas: Longs
    topic: Longs
    intent: Longs
    events: Hashes
    time: Longs
    words: Hashes
    rarity: Floats
    placed: Flags
    first: Longs


UNKNOWN = np.iinfo(np.int64).min
INCIDENT = tuple(Intent).index(Intent.INCIDENT)
IDLE = (tuple(Intent).index(Intent.PRAISE), tuple(Intent).index(Intent.OTHER))


def traces(batch: pa.RecordBatch, rarity: Floats) -> Traces:
    """The traces of posts with the columns `text`, `area`, `topic`, `intent` (strings) and `published_at` (timestamp);
    all but `text` may be missing, as a column or in a row. `rarity` is that of `rarities`."""
    words = tables(*buffers(batch.column("text")), np.arange(len(batch)), *known())
    hashes, weights, placed, first = _distinct(words[3], words[4], words[5], rarity)
    area = _column(batch, "area", pa.string())
    codes = [_cut(area, size) for size in (5, 8, 13)]
    time = _column(batch, "published_at", pa.timestamp("us")).cast(pa.int64())
    return Traces(
        np.stack([_ids(code) for code in codes], axis=1), _positions(batch, "topic", TOPICS),
        _positions(batch, "intent", tuple(Intent)), kinds(words[3], words[5]),
        pc.fill_null(pc.divide(time, 1_000_000), UNKNOWN).to_numpy(zero_copy_only=False), hashes, weights, placed, first,
    )  # fmt: skip


def rarities(texts: pa.Array) -> Floats:
    """How rare the words of each bucket are among some posts: 0 where every post has one, 1 where none has."""
    _, _, _, hashes, _, first = tables(*buffers(texts), np.arange(len(texts)), *known())
    seen = _seen(hashes, first)
    return np.asarray(1 - np.log1p(seen) / np.log1p(len(texts)), np.float32)


def _column(batch: pa.RecordBatch, name: str, kind: pa.DataType) -> pa.Array:
    if name not in batch.schema.names:
        return pa.nulls(len(batch), kind)
    column = batch.column(name)
    if pa.types.is_timestamp(kind) and pa.types.is_timestamp(column.type):
        return column.cast(pa.timestamp("us", column.type.tz)).cast(pa.int64()).cast(kind)
    return column.cast(kind)


def _cut(area: pa.Array, size: int) -> pa.Array:
    """The first `size` characters of codes; missing where a code is shorter."""
    return pc.utf8_slice_codeunits(pc.if_else(pc.greater_equal(pc.utf8_length(area), size), area, None), 0, size)


def _ids(codes: pa.Array) -> Longs:
    return np.asarray(codes.dictionary_encode().indices.fill_null(-1).to_numpy(zero_copy_only=False), np.int64)


def _positions(batch: pa.RecordBatch, name: str, labels: tuple[str, ...]) -> Longs:
    found = pc.index_in(_column(batch, name, pa.string()), pa.array([str(label) for label in labels]))
    return np.asarray(found.fill_null(-1).to_numpy(zero_copy_only=False), np.int64)


@numba.njit(cache=True, nogil=True)
def _seen(hashes: Hashes, first: Longs) -> Doubles:
    """In how many posts the words of each bucket stand."""
    seen, last = np.zeros(BUCKETS), np.full(BUCKETS, -1)
    for post in range(first.size - 1):
        for word in range(first[post], first[post + 1] - 1):
            bucket = mix(hashes[word]) & np.uint64(BUCKETS - 1)
            seen[bucket] += last[bucket] != post
            last[bucket] = post
    return seen


@numba.njit(cache=True, nogil=True)
def _distinct(hashes: Hashes, kinds_of: Kinds, first: Longs, rarity: Floats) -> tuple[Hashes, Floats, Flags, Longs]:
    """The words of each post that are worth comparing, each once, by hash."""
    words, weights = np.empty(hashes.size, np.uint64), np.empty(hashes.size, np.float32)
    placed, starts = np.empty(hashes.size, np.bool_), np.zeros(first.size, np.int64)
    count = 0
    for post in range(first.size - 1):
        begin, end = first[post], first[post + 1] - 1
        order = np.argsort(hashes[begin:end])
        for at in order:
            word, kind = hashes[begin + at], kinds_of[begin + at]
            if kind & (NUMBER | PASSING) or (count > starts[post] and words[count - 1] == word):
                continue
            after_place = at > 0 and kinds_of[begin + at - 1] & PLACED and not kind & PLACED
            words[count], placed[count] = word, kind & NAME != 0 or after_place
            weights[count] = rarity[mix(word) & np.uint64(BUCKETS - 1)]
            count += 1
        starts[post + 1] = count
    return words[:count], weights[:count], placed[:count], starts


@numba.njit(cache=True, nogil=True)
def features(t: Traces, first: Longs, second: Longs) -> Floats:
    """FEATURES (columns) of the pairs (first[i], second[i])."""
    out = np.zeros((first.size, WIDTH), np.float32)
    for row in range(first.size):
        _compare(t, first[row], second[row], out[row])
    return out


@numba.njit(cache=True, nogil=True)
def _compare(t: Traces, a: int, b: int, out: Floats) -> None:
    place = _places(t.areas[a], t.areas[b])
    out[place] = 1
    out[1] = place <= 1
    district, unknown = place <= 1, place >= 5
    same_topic = t.topic[a] >= 0 and t.topic[a] == t.topic[b]
    both = t.events[a] & t.events[b]
    out[7] = same_topic
    out[8] = both != 0
    out[9] = both & (both - np.uint64(1)) != 0 if both else 0
    out[10] = both == 0 and t.events[a] != 0 and t.events[b] != 0
    _words(t, a, b, out)
    incidents = (t.intent[a] == INCIDENT) + (t.intent[b] == INCIDENT)
    out[15], out[16] = incidents == 2, incidents == 1
    out[17] = t.intent[a] in IDLE or t.intent[b] in IDLE
    out[18], out[19] = out[8] * district, out[8] * unknown
    out[20], out[21] = out[7] * district, out[7] * unknown


@numba.njit(cache=True, nogil=True)
def _places(a: Longs, b: Longs) -> int:
    """How two areas lie to each other: the place of the feature."""
    if a[0] < 0 or b[0] < 0:
        return 6 if a[0] < 0 and b[0] < 0 else 5
    if a[0] != b[0]:
        return 4
    if a[1] < 0 or b[1] < 0:
        return 2
    if a[1] != b[1]:
        return 3
    return 0 if a[2] >= 0 and a[2] == b[2] else 1


@numba.njit(cache=True, nogil=True)
def _words(t: Traces, a: int, b: int, out: Floats) -> None:
    """Rarity of shared words, and how much of both posts they are."""
    i, j, both, own, other = t.first[a], t.first[b], 0.0, 1e-6, 1e-6
    for word in range(t.first[a], t.first[a + 1]):
        own += t.rarity[word] ** 2
    for word in range(t.first[b], t.first[b + 1]):
        other += t.rarity[word] ** 2
    while i < t.first[a + 1] and j < t.first[b + 1]:
        if t.words[i] == t.words[j]:
            rare = t.rarity[i]
            both += rare**2
            if rare > out[11]:
                out[11], out[12] = rare, out[11]
            elif rare > out[12]:
                out[12] = rare
            if t.placed[i] or t.placed[j]:
                out[13] = max(out[13], rare)
            i, j = i + 1, j + 1
        elif t.words[i] < t.words[j]:
            i += 1
        else:
            j += 1
    out[14] = both / np.sqrt(own * other)
