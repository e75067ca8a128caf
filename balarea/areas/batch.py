"""Places of a batch of posts: Arrow in, Arrow out, compiled in between."""

from typing import Any, NamedTuple

import numba
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from balarea.areas import mentions, scan, settle, weigh, words
from balarea.areas.lexicon import NO_AREA, Lexicon, codes, lexicon
from balarea.areas.mentions import Mentions
from balarea.areas.names import HOME
from balarea.core.arrays import Bytes, Floats, Ints
from balarea.core.arrow import buffers

PLACE = pa.struct(
    [
        ("text", pa.string()), ("start", pa.int32()), ("end", pa.int32()), ("code", pa.string()),
        ("confidence", pa.float32()), ("candidates", pa.list_(pa.string())),
    ]
)  # fmt: skip
PLACES = pa.struct([("places", pa.list_(PLACE)), ("area", pa.string()), ("area_confidence", pa.float32())])
LEAST_BYTES = 4  # of a mention and what parts it from the next


# a mention: its first and last byte and character, area (NO_AREA) and confidence; what it lies between ends at `between`
ROW = np.dtype([(name, "i4") for name in ("start", "end", "first", "last", "area", "between")] + [("confidence", "f4")])


class Found(NamedTuple):
    """What was found: `rows[posts[n]:posts[n + 1]]` are post n's mentions, the areas they lie between are `candidates`; a
    post's area and its confidence."""

    rows: Any
    candidates: Ints
    posts: Ints
    area: Ints
    confidence: Floats


def resolve_batch(texts: pa.Array, hints: pa.Array | None = None, province: str = HOME) -> pa.StructArray:
    """Places and area of every post: an array of PLACES, one entry a text, in the same order.

    `hints` holds for each post an official code, or a list of them, that the network or the author gave (or null): they
    decide between meanings of a name and are no mention themselves; codes of no area are passed over. `start` and `end`
    count characters. `code` is null for what lies outside the province, for roads, rivers and buildings, and where
    the post leaves a name ambiguous; then `candidates` holds what it lies between. Never raises for what a post says;
    KeyError when there is no province of that code."""
    data, offsets = buffers(texts)
    held = lexicon(province)
    starts, numbers = _hints(hints, len(texts), province)
    found = _resolve(held, data, offsets, starts, numbers)
    names = pa.array(codes(province), pa.string())
    rows = found.rows[: found.posts[-1]]
    between = np.concatenate([[0], rows["between"]]).astype(np.int32)
    place = pa.StructArray.from_arrays(
        [
            _cut(data, rows["start"], rows["end"]), _plain(rows["first"]), _plain(rows["last"]),
            _codes(names, rows["area"]), _plain(rows["confidence"]),
            pa.ListArray.from_arrays(pa.array(between), names.take(pa.array(found.candidates[: between[-1]]))),
        ],
        fields=list(PLACE),
    )  # fmt: skip
    places = pa.ListArray.from_arrays(pa.array(found.posts), place)
    area = [places, _codes(names, found.area), pa.array(found.confidence)]
    return pa.StructArray.from_arrays(area, fields=list(PLACES))


def _plain(column: npt.NDArray[Any]) -> pa.Array:
    return pa.array(np.ascontiguousarray(column))


def _codes(names: pa.Array, areas: Ints) -> pa.Array:
    return names.take(pa.array(np.ascontiguousarray(areas), mask=areas == NO_AREA))


def _hints(hints: pa.Array | None, count: int, province: str) -> tuple[Ints, Ints]:
    if hints is None:
        return np.zeros(count + 1, np.int32), np.empty(0, np.int32)
    kind = hints.type
    if not (pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind)):
        present = np.asarray(hints.is_valid(), np.int32)
        starts = np.concatenate([[0], np.cumsum(present)]).astype(np.int32)
        flat = hints.drop_null()
    else:
        hints = hints.cast(pa.list_(kind.value_type))
        starts = np.concatenate([[0], np.cumsum(hints.value_lengths().fill_null(0))]).astype(np.int32)
        flat = hints.flatten()
    coded = flat.cast(pa.string()).dictionary_encode()
    known = {code: number for number, code in enumerate(codes(province))}
    table = np.array([known.get(code, NO_AREA) for code in coded.dictionary.to_pylist()] or [NO_AREA], np.int32)
    found = table[np.asarray(coded.indices.fill_null(0))] if len(flat) else np.empty(0, np.int32)
    return starts, np.where(np.asarray(flat.is_valid()), found, NO_AREA).astype(np.int32)


def _cut(data: Bytes, starts: Ints, ends: Ints) -> pa.Array:
    offsets = np.concatenate([[0], np.cumsum(ends - starts)]).astype(np.int32)
    return pa.StringArray.from_buffers(
        len(starts), pa.py_buffer(offsets), pa.py_buffer(_copy(data, starts, offsets))
    )  # fmt: skip


@numba.njit(nogil=True)
def _copy(data: Bytes, starts: Ints, offsets: Ints) -> Bytes:
    out = np.empty(offsets[-1], np.uint8)
    for number in range(starts.size):
        for place in range(offsets[number + 1] - offsets[number]):
            out[offsets[number] + place] = data[starts[number] + place]
    return out


@numba.njit(nogil=True)
def _shouted(data: Bytes, start: int, end: int) -> bool:
    """Whether a text is written in capitals."""
    balance = 0
    for place in range(start, end):
        balance += (65 <= data[place] <= 90) - (97 <= data[place] <= 122)
    return balance > 0


@numba.njit(nogil=True)
def _write(
    rows: Any, candidates: Ints, total: int, data: Bytes, begin: int, found: Mentions, number: int
) -> tuple[Ints, int]:  # fmt: skip
    """Add one post's mentions to the batch; returns the candidates, moved where they needed room, and the new total."""
    character, byte = 0, begin
    last = rows[total - 1].between if total else 0
    for mention in range(number):
        one = found.each[mention]
        if one.how == settle.DROPPED:
            continue
        if one.start < byte:
            character, byte = 0, begin
        character += _characters(data, byte, one.start)
        byte = one.start
        row = rows[total]
        row.start, row.end, row.area, row.confidence = byte, one.end, one.area, settle.CONFIDENCE[one.how]
        row.first, row.last = character, character + _characters(data, byte, one.end)
        if one.how == settle.ABSTAINED or one.how == settle.ABROAD:
            needed = last + one.count
            if needed > candidates.size:
                grown = np.empty(2 * needed, np.int32)
                grown[:last] = candidates[:last]
                candidates = grown
            for place in range(one.count):
                candidates[last + place] = found.meanings[mention, place].area
            last = needed
        row.between = last
        total += 1
    return candidates, total


@numba.njit(nogil=True)
def _characters(data: Bytes, start: int, end: int) -> int:
    count = 0
    for place in range(start, end):
        count += data[place] & 0xC0 != 0x80
    return count


@numba.njit(cache=True, nogil=True)
def _resolve(lexicon: Lexicon, data: Bytes, offsets: Ints, starts: Ints, hints: Ints) -> Found:
    """All posts one after the other. The only compiled function of this room that is kept on disk: it holds the others."""
    posts, longest = offsets.size - 1, 0
    for post in range(posts):
        longest = max(longest, offsets[post + 1] - offsets[post])
    size = (offsets[posts] - offsets[0]) // LEAST_BYTES + posts + 1
    rows, candidates, total = np.empty(size, ROW), np.empty(1024, np.int32), 0
    ends = np.zeros(posts + 1, np.int32)
    areas, confidences = np.empty(posts, np.int32), np.empty(posts, np.float32)
    held, found = words.room(longest), mentions.room()
    for post in range(posts):
        first, end = offsets[post], offsets[post + 1]
        count = words.split(data, first, end, lexicon.words, held)
        number = scan.scan(lexicon.names, held, count, _shouted(data, first, end), found)
        if number:
            mine = hints[starts[post] : starts[post + 1]]
            weigh.weigh_all(lexicon.areas, lexicon.names, held, found, number, mine)
            settle.settle(lexicon.areas, lexicon.names, held, found, number)
            candidates, total = _write(rows, candidates, total, data, first, found, number)
        areas[post], confidences[post] = settle.area_of(lexicon.areas, held, found, number)
        ends[post + 1] = total
    return Found(rows, candidates, ends, areas, confidences)
