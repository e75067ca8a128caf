"""Which posts tell of the same incident: candidates by area, topic, event and rare words; a learnt score; groups."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import numba
import numpy as np
import pyarrow as pa

from balarea.areas import known, short_name
from balarea.core.arrays import Floats, Hashes, Longs
from balarea.core.arrow import buffers
from balarea.language.events import named, tells
from balarea.language.signature import mix
from balarea.language.traces import UNKNOWN, Traces, features, traces
from balarea.language.words import known as listed
from balarea.language.words import tables

FILE = "incidents.npz"
NEIGHBOURS = 24  # posts before each, of the same key, that it is compared with
RARE = 6  # rarest words of a post by which it is looked up
LIKELY = 0.55  # rarity from which a word is one to look up by
TOP = 3  # odds of a group that count
EVENTS = 16  # keys of areas and events a post has, at most
KEYS = EVENTS + RARE + 2
MEMORY = 1 << 20  # words counted
WINDOW = 14 * 86_400  # seconds between two posts of one incident, at most
FADING = 3 * 86_400  # seconds after which the odds are a third
_SALT = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Scorer:
    """Weights of `traces.FEATURES`, the intercept, how rare words are, and the odds (logarithm) from which a post joins."""

    weights: Floats
    intercept: float
    rarity: Floats
    join: float

    def save(self, path: Path) -> None:
        """Write to a file; the same scorer gives the same bytes."""
        np.savez_compressed(
            path, weights=self.weights, intercept=np.float32(self.intercept), rarity=self.rarity.astype(np.float16),
            join=np.float32(self.join),
        )  # fmt: skip


@dataclass(frozen=True)
class Links:
    """Pairs of posts that may tell of one incident: rows (`first` the later post), chance between 0 and 1."""

    first: Longs
    second: Longs
    chance: Floats


def load(path: Path) -> Scorer:
    """Read a scorer. OSError: no such file."""
    with np.load(path, allow_pickle=False) as held:
        return Scorer(
            held["weights"].astype(np.float32), float(held["intercept"]), held["rarity"].astype(np.float32),
            float(held["join"]),
        )  # fmt: skip


@cache
def shipped() -> Scorer:
    """The scorer of this package."""
    with as_file(files("balarea.language") / "models" / FILE) as path:
        return load(path)


def incidents(batch: pa.RecordBatch, open_groups: Longs | None = None, scorer: Scorer | None = None) -> Longs:
    """The incident of each post: the row of its first post. Columns are those of `traces.traces`.

    `open_groups` tells the incidents of the first rows (posts that are open already, row numbers); they stay as they are,
    and every other row joins one of them or founds its own. In the order of time each post joins the incident to whose
    posts it is likeliest to belong (the mean of the TOP highest odds), if that reaches `Scorer.join`. The order of rows
    changes no group; a missing time is unknown, fits any other and comes first.

    Near-linear: a post is compared with NEIGHBOURS others a key, within WINDOW. ValueError: more groups than rows, or one
    that is no row of them."""
    scorer = scorer or shipped()
    settled = np.zeros(0, np.int64) if open_groups is None else np.asarray(open_groups, np.int64)
    if len(settled) > len(batch) or (len(settled) and not 0 <= settled.min() <= settled.max() < len(settled)):
        raise ValueError("open_groups names a row of the open posts for each of the first rows, and no other")
    found = traces(batch, scorer.rarity)
    order = _order(batch, found, len(settled))
    group = _group(found, order, *_chains(found, order), settled, scorer.weights, scorer.intercept, scorer.join)
    first = np.full(len(batch), len(batch))
    np.minimum.at(first, group, np.arange(len(batch)))
    return np.where(group < len(settled), group, first[group])


def links(batch: pa.RecordBatch, scorer: Scorer | None = None) -> Links:
    """All pairs of posts that are compared, and their chances."""
    scorer = scorer or shipped()
    found = traces(batch, scorer.rarity)
    first, second = pairs(batch, found)
    odds = features(found, first, second) @ scorer.weights + scorer.intercept - fading(found, first, second)
    return Links(first, second, (1 / (1 + np.exp(-odds))).astype(np.float32))


def pairs(batch: pa.RecordBatch, found: Traces) -> tuple[Longs, Longs]:
    """The pairs of posts that are compared: rows, the later post first."""
    order = _order(batch, found, 0)
    both = _compared(found, order, *_chains(found, order))
    return both[:, 0], both[:, 1]


def reason(batch: pa.RecordBatch, first: int, second: int) -> str:
    """Why two posts seem to tell of the same incident, in the desk's words: `sama: longsor, Cililin, selisih 2 jam`.

    Said are kinds of events, the smallest area both lie in (else the rarest word that names a place in both), and the
    time between them."""
    part = pa.Table.from_batches([batch]).take([first, second]).combine_chunks().to_batches()[0]
    found = traces(part, shipped().rarity)
    said = named(int(found.events[0] & found.events[1]))
    shared = _shared_area(*part.column("area").to_pylist()) if "area" in part.schema.names else None
    place = shared or _shared_word(part.column("text"), found)
    said += [place] if place else []
    if UNKNOWN not in found.time:
        said.append(f"selisih {_span(abs(int(found.time[0] - found.time[1])))}")
    return "sama: " + ", ".join(said) if said else "kata-kata yang jarang dipakai sama"


def _shared_area(one: str | None, two: str | None) -> str | None:
    """The name of the smallest area both lie in, below the province; None when there is none."""
    if not one or not two:
        return None
    common = [length for length in (13, 8, 5) if one[:length] == two[:length] and len(one) >= length <= len(two)]
    return short_name(one[: common[0]]) if common and known(one[: common[0]]) else None


def _shared_word(texts: pa.Array, found: Traces) -> str | None:
    """The rarest word of two posts that names a place in one of them and stands in both; None when there is none."""
    half = found.first[1]
    shared = [row for row in range(half) if found.words[row] in found.words[half:] and not tells(found.words[row])]
    after = {found.words[row] for row in np.flatnonzero(found.placed)}
    rare = [row for row in shared if found.words[row] in after and found.rarity[row] >= LIKELY]
    if not rare:
        return None
    text, starts, ends, hashes, _, _ = tables(*buffers(texts), np.arange(2), *listed())
    word = int(np.flatnonzero(hashes == found.words[max(rare, key=lambda row: float(found.rarity[row]))])[0])
    return bytes(text[starts[word] : ends[word]]).decode().capitalize()


def _span(seconds: int) -> str:
    for unit, size in (("hari", 86_400), ("jam", 3_600)):
        if seconds >= size:
            return f"{round(seconds / size)} {unit}"
    return f"{round(seconds / 60)} menit"


def _order(batch: pa.RecordBatch, found: Traces, settled: int) -> Longs:
    """Rows in the order they are looked at: open posts, then by time; equal ones by what they say, not where they stand."""
    text = [hashlib.blake2b((each or "").encode(), digest_size=8).digest() for each in batch.column("text").to_pylist()]
    fresh = np.arange(len(batch)) >= settled
    area = np.array(
        batch.column("area").fill_null("").to_pylist() if "area" in batch.schema.names else [""] * len(batch)
    )
    return np.lexsort((found.intent, found.topic, area, np.array(text, "S8"), found.time, fresh))


@numba.njit(cache=True, nogil=True)
def _keys(t: Traces, post: int, seen: Longs, out: Hashes) -> int:
    """Write the keys by which a post is looked up: its district and regency with its topic and each of its events, and
    the rarest of its words that `seen` says come up twice; returns how many."""
    count = 0
    for level in range(2):
        area = t.areas[post, level]
        if area < 0:
            continue
        place = mix(np.uint64(area * 4 + level + 1))
        if t.topic[post] >= 0:
            out[count] = mix(place + np.uint64(t.topic[post] + 100))
            count += 1
        events = t.events[post]
        while events and count < EVENTS:
            lowest = events & (~events + np.uint64(1))
            out[count] = mix(place ^ lowest * _SALT)
            count += 1
            events ^= lowest
    begin, rare = t.first[post], 0
    by_rarity = np.argsort(-t.rarity[begin : t.first[post + 1]], kind="mergesort")
    for at in by_rarity:
        if rare == RARE or t.rarity[begin + at] < LIKELY:
            break
        if seen[mix(t.words[begin + at]) & np.uint64(seen.size - 1)] > 1:
            out[count] = t.words[begin + at]
            count += 1
            rare += 1
    return count


@numba.njit(cache=True, nogil=True)
def _all_keys(t: Traces, order: Longs) -> tuple[Hashes, Longs]:
    """The keys of every post in an order, and where each post's begin."""
    seen = np.zeros(MEMORY, np.int64)
    for word in t.words:
        seen[mix(word) & np.uint64(MEMORY - 1)] += 1
    one = np.empty(KEYS, np.uint64)
    starts = np.zeros(order.size + 1, np.int64)
    for place in range(order.size):
        starts[place + 1] = starts[place] + _keys(t, order[place], seen, one)
    keys = np.empty(starts[-1], np.uint64)
    for place in range(order.size):
        keys[starts[place] : starts[place + 1]] = one[: _keys(t, order[place], seen, one)]
    return keys, starts


def _chains(t: Traces, order: Longs) -> tuple[Longs, Longs, Longs]:
    """For each key of each post in an order: the entry with the same key before it (-1: none) and its place in the
    order; and where each post's entries begin."""
    keys, starts = _all_keys(t, order)
    places = np.repeat(np.arange(len(order)), np.diff(starts))
    by_key = np.argsort(keys, kind="stable")
    before = np.full(len(keys), -1)
    same = keys[by_key][1:] == keys[by_key][:-1]
    before[by_key[1:][same]] = by_key[:-1][same]
    return before, places, starts


@numba.njit(cache=True, nogil=True)
def _near(
    t: Traces, order: Longs, before: Longs, places: Longs, starts: Longs, place: int, seen: Longs, out: Longs
) -> int:
    """Write the posts that one in the order is compared with (at most NEIGHBOURS a key, each once); returns how many."""
    count, post = 0, order[place]
    for entry in range(starts[place], starts[place + 1]):
        at = before[entry]
        for _ in range(NEIGHBOURS):
            if at < 0:
                break
            other = order[places[at]]
            if seen[other] != place and _in_time(t.time[post], t.time[other]):
                seen[other] = place
                out[count] = other
                count += 1
            at = before[at]
    return count


@numba.njit(cache=True, nogil=True)
def _in_time(a: int, b: int) -> bool:
    return a == UNKNOWN or b == UNKNOWN or abs(a - b) <= WINDOW


@numba.njit(cache=True, nogil=True)
def fading(t: Traces, first: Longs, second: Longs) -> Floats:
    """What the odds lose by the time between two posts; nothing when it is unknown. Set by us: train.jsonl has no times."""
    out = np.zeros(first.size, np.float32)
    for row in range(first.size):
        a, b = t.time[first[row]], t.time[second[row]]
        if a != UNKNOWN and b != UNKNOWN:
            out[row] = abs(a - b) / FADING
    return out


@numba.njit(cache=True, nogil=True)
def _compared(t: Traces, order: Longs, before: Longs, places: Longs, starts: Longs) -> Longs:
    seen, near = np.full(order.size, -1), np.empty(KEYS * NEIGHBOURS, np.int64)
    total = 0
    for place in range(order.size):
        total += _near(t, order, before, places, starts, place, seen, near)
    out = np.empty((total, 2), np.int64)
    seen[:] = -1
    row = 0
    for place in range(order.size):
        for other in near[: _near(t, order, before, places, starts, place, seen, near)]:
            out[row, 0], out[row, 1] = order[place], other
            row += 1
    return out


@numba.njit(cache=True, nogil=True)
def _group(
    t: Traces, order: Longs, before: Longs, places: Longs, starts: Longs, settled: Longs, weights: Floats,
    intercept: float, join: float,
) -> Longs:  # fmt: skip
    """The group of every row: for open posts as it was, else a row of it."""
    seen, near = np.full(order.size, -1), np.empty(KEYS * NEIGHBOURS, np.int64)
    group = np.arange(order.size)
    group[: settled.size] = settled
    for place in range(settled.size, order.size):
        post = order[place]
        others = near[: _near(t, order, before, places, starts, place, seen, near)]
        here = np.full(others.size, post)
        odds = features(t, here, others) @ weights + np.float32(intercept) - fading(t, here, others)
        best, most = _best(group[others], odds)
        if others.size and most >= join:
            group[post] = best
    return group


@numba.njit(cache=True, nogil=True)
def _best(groups: Longs, odds: Floats) -> tuple[int, float]:
    """The group whose TOP highest odds are highest on average, and that average."""
    order = np.argsort(-odds, kind="mergesort")
    names, sums, counts = np.empty(groups.size, np.int64), np.zeros(groups.size), np.zeros(groups.size, np.int64)
    known_names = 0
    for at in order:
        place = 0
        while place < known_names and names[place] != groups[at]:
            place += 1
        if place == known_names:
            names[place] = groups[at]
            known_names += 1
        if counts[place] < TOP:
            sums[place] += odds[at]
            counts[place] += 1
    best, most = -1, -np.inf
    for place in range(known_names):
        if sums[place] / counts[place] > most:
            best, most = names[place], sums[place] / counts[place]
    return best, most
