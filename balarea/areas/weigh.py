"""How well each meaning of each name fits: by its size, by the other names of the post, by hints.

The weights were set by hand on `train.jsonl` and posts written for this room; what counts is their order: a name beside
a name that contains it weighs more than any habit, a habit more than a hint between equals."""

import numba
import numpy as np

from balarea.areas import context
from balarea.areas.lexicon import DISTRICT, LANDMARK, REGENCY, VILLAGE, Areas, Names
from balarea.areas.mentions import BARE, ROOM, SILENT, STRONG, Mentions, related, siblings
from balarea.areas.words import DASH, Words, ends
from balarea.core.arrays import Ints

# how readily a bare name means a province, a regency or city, a district, a village; and one in the rest of the country
PRIOR = np.array([7.0, 6.0, 4.0, 2.0], np.float32)
OUTSIDE, FAVOURED = np.float32(5.0), np.float32(3.0)
BESIDE, CLOSE, SOMEWHERE = 10.0, 6.0, 4.0  # contained in, or containing, a name beside it, in its sentence, in the post
SISTER = 0.25  # share of that for two areas of one regency
EVIDENCE, HINT = 0.7, 3.0  # share for landmarks and handles; weight of a hint
CLOSE_WORDS = 6
MARGIN = 0.9  # meanings that fit so much worse than the best are given up
WINDOW = 12  # mentions to either side that are looked at
ROUNDS = 2  # the second carries what the first has decided to the other mentions


@numba.njit(nogil=True)
def weigh_all(areas: Areas, names: Names, words: Words, found: Mentions, number: int, hints: Ints) -> None:
    """Narrow the meanings of all mentions to those that fit best together."""
    for mention in range(number):
        _open(areas, names, found, mention)
    for _ in range(ROUNDS):
        for mention in range(number):
            for place in range(found.each[mention].count):
                found.meanings[mention, place].score = _prior(
                    areas, names, found, mention, found.meanings[mention, place].area
                )
            _support(areas, words, found, number, mention)
            _hinted(areas, found, mention, hints)
        for mention in range(number):
            if not found.each[mention].marks & (BARE | SILENT):
                _narrow(found, mention)


@numba.njit(nogil=True)
def _open(areas: Areas, names: Names, found: Mentions, mention: int) -> None:
    """Write the meanings of a name that its context words allow; all of them where they allow none."""
    name, marks = found.each[mention].name, found.each[mention].marks
    found.each[mention].count = 0
    if name < 0 or (marks & BARE and not names.each[name].flags & LANDMARK):
        return
    first, end = names.each[name].starts, names.each[name + 1].starts
    if marks & (context.REGENCY | context.CITY | context.DISTRICT | context.VILLAGE):
        for place in range(first, min(end, first + ROOM)):
            area = names.candidates[place]
            if _asked(areas, area, marks):
                found.meanings[mention, found.each[mention].count].area = area
                found.each[mention].count += 1
        if found.each[mention].count:
            found.each[mention].marks |= STRONG
            return
    for place in range(first, min(end, first + ROOM)):
        area = names.candidates[place]
        found.meanings[mention, found.each[mention].count].area = area
        found.each[mention].count += 1


@numba.njit(nogil=True)
def _asked(areas: Areas, area: int, marks: int) -> bool:
    level, city = areas[area].level, areas[area].city
    return (
        (marks & context.VILLAGE > 0 and level == VILLAGE)
        or (marks & context.DISTRICT > 0 and level == DISTRICT)
        or (level == REGENCY and ((marks & context.REGENCY > 0 and not city) or (marks & context.CITY > 0 and city)))
    )


@numba.njit(nogil=True)
def _prior(areas: Areas, names: Names, found: Mentions, mention: int, area: int) -> float:
    name = found.each[mention].name
    first = names.each[name].starts
    if not areas[area].home:
        return float(OUTSIDE)
    prior = PRIOR[areas[area].level]
    for place in range(first, first + names.each[name].favoured):
        if names.candidates[place] == area:
            return float(prior + FAVOURED)
    return float(prior)


@numba.njit(nogil=True)
def nearness(words: Words, found: Mentions, one: int, other: int) -> float:
    """How much two mentions of a post can say of each other."""
    early, late = min(one, other), max(one, other)
    gap = found.each[late].first - found.each[early].last - 1
    sentence = False
    for word in range(found.each[early].last + 1, found.each[late].first + 1):
        sentence = sentence or ends(words, word)
        if gap > CLOSE_WORDS:
            return SOMEWHERE
    if sentence:
        return SOMEWHERE
    levels = context.REGENCY | context.CITY | context.DISTRICT | context.VILLAGE
    between = gap == 1 and words.each[found.each[late].first - 1].bits & (levels | context.BEFORE) > 0
    dash = words.each[found.each[late].first].bits & DASH > 0
    return BESIDE if late - early == 1 and (gap <= 0 or between) and not dash else CLOSE


@numba.njit(nogil=True)
def _support(areas: Areas, words: Words, found: Mentions, number: int, mention: int) -> None:
    """Add to every meaning of a mention what the other mentions say for it."""
    for other in range(max(0, mention - WINDOW), min(number, mention + WINDOW + 1)):
        if other == mention or found.each[other].count == 0 or found.each[other].name == found.each[mention].name:
            continue
        evidence = found.each[other].marks & (BARE | SILENT) > 0
        near = nearness(words, found, mention, other)
        if not found.each[other].marks & (STRONG | SILENT) and near < BESIDE:
            continue
        sister = SISTER if found.each[other].marks & STRONG and not evidence else 0.0
        for place in range(found.each[mention].count):
            share = _share(areas, found, found.meanings[mention, place].area, other, sister)
            found.meanings[mention, place].score += share * near * (EVIDENCE if evidence else 1.0)


@numba.njit(nogil=True)
def _share(areas: Areas, found: Mentions, area: int, other: int, sister: float) -> float:
    """1 where another mention can be an area around this one or in it, `sister` where one in the same regency."""
    best = 0.0
    for place in range(found.each[other].count):
        another = found.meanings[other, place].area
        if area == another or related(areas, area, another):
            return 1.0
        if siblings(areas, area, another):
            best = sister
    return best


@numba.njit(nogil=True)
def _hinted(areas: Areas, found: Mentions, mention: int, hints: Ints) -> None:
    for place in range(found.each[mention].count):
        area = found.meanings[mention, place].area
        for hint in hints:
            if hint >= 0 and (area == hint or related(areas, area, hint)):
                found.meanings[mention, place].score += HINT


@numba.njit(nogil=True)
def _narrow(found: Mentions, mention: int) -> None:
    best = -1.0
    for place in range(found.each[mention].count):
        best = max(best, found.meanings[mention, place].score)
    kept = 0
    for place in range(found.each[mention].count):
        if found.meanings[mention, place].score >= best - MARGIN:
            found.meanings[mention, kept].area = found.meanings[mention, place].area
            found.meanings[mention, kept].score = found.meanings[mention, place].score
            kept += 1
    found.each[mention].count = kept
