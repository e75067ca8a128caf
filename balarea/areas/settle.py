"""Which mentions are places, what they mean, and the one area of the post."""

import numba
import numpy as np

from balarea.areas import context
from balarea.areas.lexicon import DISTRICT, EVERYDAY, NO_AREA, REGENCY, VILLAGE, Areas, Names
from balarea.areas.mentions import (
    BARE,
    FUZZY,
    PLACED,
    ROOM,
    SHALLOW,
    SILENT,
    STRONG,
    WAYSIDE,
    Mentions,
    contains,
    related,
    siblings,
)  # fmt: skip
from balarea.areas.scan import LEVEL_WORDS, parted
from balarea.areas.weigh import BESIDE, CLOSE, WINDOW, nearness
from balarea.areas.words import CAPITAL, DASH, SLASH, Words

# how a mention was decided
DROPPED, ABSTAINED, ABROAD, THING, ONLY, CONTAINED, HABIT, EVIDENT, MISSPELT = range(9)
# shares of mentions so decided that were right on posts not tuned to, rounded down (ADR 0004)
CONFIDENCE = np.array([0.0, 0.3, 0.9, 0.9, 0.95, 0.98, 0.9, 0.9, 0.85], np.float32)
NOWHERE = -1
SUPPORTING_WORDS = 2
COMMON = 12  # meanings of one name from which its only district is no longer meant without being said
SURELY = 6.0  # score of a district that something speaks for


@numba.njit(nogil=True)
def settle(areas: Areas, names: Names, words: Words, found: Mentions, number: int) -> None:
    """Write `how` each mention was decided and its `area`, or NO_AREA."""
    for mention in range(number):
        found.each[mention].area, found.each[mention].how = NO_AREA, DROPPED
        if found.each[mention].marks & SILENT:
            continue
        beside = _backed(areas, names, words, found, number, mention)
        if not found.each[mention].marks & STRONG and not (beside and _may(areas, names, words, found, mention)):
            continue
        if found.each[mention].marks & BARE:
            found.each[mention].how = THING
            continue
        area = _winner(areas, found, mention)
        if area == NO_AREA or (not beside and _too_common(names, found, mention)):
            found.each[mention].how = ABSTAINED
        elif areas[area].level == VILLAGE and not beside and _called_after(names, found, mention):
            found.each[mention].how = THING
        elif not areas[area].home:
            found.each[mention].how = ABROAD
            found.meanings[mention, 0].area, found.each[mention].count = area, 1
        else:
            found.each[mention].area, found.each[mention].how = area, _way(names, found, mention, beside)
    for mention in range(number - 1):
        _abroad(areas, words, found, mention)


@numba.njit(nogil=True)
def _backed(areas: Areas, names: Names, words: Words, found: Mentions, number: int, mention: int) -> bool:
    """Whether a sure mention contains this one or lies in it: anywhere in the post where this is written as a name, else
    close by."""
    alone = (
        found.each[mention].name < 0
        or names.each[found.each[mention].name].flags
        or not words.each[found.each[mention].first].bits & CAPITAL
    )
    for other in range(max(0, mention - WINDOW), min(number, mention + WINDOW + 1)):
        if other == mention or not found.each[other].marks & STRONG or found.each[other].marks & (BARE | SILENT):
            continue
        gap = found.each[max(mention, other)].first - found.each[min(mention, other)].last - 1
        if alone and (gap > SUPPORTING_WORDS or nearness(words, found, mention, other) < CLOSE):
            continue
        for place in range(found.each[mention].count):
            for spot in range(found.each[other].count):
                area, another = found.meanings[mention, place].area, found.meanings[other, spot].area
                if related(areas, area, another):
                    return True
                if siblings(areas, area, another) and _joined(words, found, mention, other):
                    return True
    return False


@numba.njit(nogil=True)
def _may(areas: Areas, names: Names, words: Words, found: Mentions, mention: int) -> bool:
    """Whether support is enough: an everyday word has to be written or placed as a name, too."""
    name, bits = found.each[mention].name, words.each[found.each[mention].first].bits
    if name < 0:
        return True
    level = areas[found.meanings[mention, 0].area].level if found.each[mention].count else VILLAGE
    plain = names.each[name].flags & EVERYDAY > 0
    return not plain or level <= DISTRICT or bits & CAPITAL > 0 or found.each[mention].marks & PLACED > 0


@numba.njit(nogil=True)
def _winner(areas: Areas, found: Mentions, mention: int) -> int:
    """The only meaning left, or the one that contains all others left; else NO_AREA."""
    if found.each[mention].count == 0:
        return NO_AREA
    top = found.meanings[mention, 0].area
    for place in range(1, found.each[mention].count):
        if contains(areas, found.meanings[mention, place].area, top):
            top = found.meanings[mention, place].area
    for place in range(found.each[mention].count):
        area = found.meanings[mention, place].area
        if area != top and not contains(areas, top, area):
            return NO_AREA
    return int(top)


@numba.njit(nogil=True)
def _too_common(names: Names, found: Mentions, mention: int) -> bool:
    """Whether so many villages bear a district's name that it is not meant without being said; all meanings again."""
    name = found.each[mention].name
    first, count = names.each[name].starts, names.each[name + 1].starts - names.each[name].starts
    if count < COMMON or names.each[name].favoured or names.each[name].widest < DISTRICT:
        return False
    if found.each[mention].marks & LEVEL_WORDS or found.meanings[mention, 0].score > SURELY:
        return False
    found.each[mention].count = min(count, ROOM)
    for place in range(found.each[mention].count):
        found.meanings[mention, place].area = names.candidates[first + place]
    return True


@numba.njit(nogil=True)
def _called_after(names: Names, found: Mentions, mention: int) -> bool:
    """Whether a road or building may bear a village's name without lying there."""
    name = found.each[mention].name
    several = names.each[name + 1].starts - names.each[name].starts > 1
    return bool(found.each[mention].marks & WAYSIDE > 0 or (found.each[mention].marks & SHALLOW > 0 and several))


@numba.njit(nogil=True)
def _way(names: Names, found: Mentions, mention: int, beside: bool) -> int:
    name = found.each[mention].name
    if found.each[mention].marks & FUZZY and not beside:
        return MISSPELT
    if beside:
        return CONTAINED
    if names.each[name + 1].starts - names.each[name].starts == 1:
        return ONLY
    return HABIT if found.meanings[mention, 0].score <= 9.0 else EVIDENT


@numba.njit(nogil=True)
def _abroad(
    areas: Areas, words: Words, found: Mentions, mention: int
) -> None:  # fmt: skip
    """A village or district whose name stands beside a place outside the province is most likely there: abstain."""
    area = found.each[mention].area
    if area == NO_AREA or found.each[mention].how == CONTAINED or found.each[mention + 1].how != ABROAD:
        return
    if areas[area].level >= DISTRICT and nearness(words, found, mention, mention + 1) == BESIDE:
        found.each[mention].area, found.each[mention].how = NO_AREA, ABSTAINED


@numba.njit(nogil=True)
def area_of(areas: Areas, words: Words, found: Mentions, number: int) -> tuple[int, float]:
    """The one area of the post and its confidence: of the deepest mentions the first that is not only headed for,
    denied or told of; what contains both where two are joined by a road or offered as alternatives; else NOWHERE."""
    best, best_rank = -1, -1
    seen = False
    for mention in range(number):
        seen = seen or found.each[mention].how != DROPPED
        area = found.each[mention].area
        if area != NO_AREA:
            rank = areas[area].level * 4 + _standing(words, found, mention, areas[area].level)
            if rank > best_rank:
                best, best_rank = mention, rank
    if best < 0:
        return NOWHERE, float(CONFIDENCE[ABSTAINED]) if seen else 0.0
    area, confidence = found.each[best].area, float(CONFIDENCE[found.each[best].how])
    for other in (best + 1, best - 1):
        if not 0 <= other < number or found.each[other].area == NO_AREA or not _joined(words, found, best, other):
            continue
        end = found.each[other].area
        if end != area and areas[end].level == areas[area].level:
            regency = areas[area].regency
            same = regency == areas[end].regency and areas[area].level > REGENCY
            return (regency, confidence) if same else (NOWHERE, float(CONFIDENCE[ABSTAINED]))
    return area, confidence


@numba.njit(nogil=True)
def _standing(words: Words, found: Mentions, mention: int, level: int) -> int:
    """3 where the post says it is there, 2 where it does not say, 0 where it is only headed for or denied."""
    first = found.each[mention].first
    for word in range(max(0, first - 2), first):
        if words.each[word].bits & (context.TOWARD | context.NOT):
            return 0
    if level <= REGENCY:
        return 2
    return 3 if first and words.each[first - 1].bits & context.AT and not parted(words, first) else 2


@numba.njit(nogil=True)
def _joined(words: Words, found: Mentions, one: int, other: int) -> bool:
    """Whether two neighbours are the ends of a road or alternatives: A - B, jalan A ka B, A atau B."""
    early, late = min(one, other), max(one, other)
    first, last = found.each[late].first, found.each[early].last
    if first == last + 1:
        return bool(words.each[first].bits & (DASH | SLASH) > 0)
    if first != last + 2:
        return False
    link = words.each[last + 1].bits
    if link & context.EITHER:
        return True
    road = False
    for word in range(max(0, found.each[early].first - 2), found.each[early].first):
        road = road or words.each[word].bits & (context.WAY | context.ROAD) > 0
    return road and link & context.JOIN > 0
