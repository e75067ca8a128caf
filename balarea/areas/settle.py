"""Which mentions are places, what they mean, and the one area of the post."""

import numba
import numpy as np

from balarea.areas import context
from balarea.areas.hashing import Ints
from balarea.areas.lexicon import DISTRICT, EVERYDAY, NO_AREA, REGENCY, VILLAGE, Lexicon
from balarea.areas.mentions import (
    BARE, FUZZY, PLACED, ROOM, SHALLOW, SILENT, STRONG, WAYSIDE, Mentions, contains, related, siblings,
)  # fmt: skip
from balarea.areas.scan import LEVEL_WORDS, parted
from balarea.areas.weigh import BESIDE, CLOSE, WINDOW, nearness
from balarea.areas.words import CAPITAL, DASH, SLASH, Words

# how a mention was decided
DROPPED, ABSTAINED, ABROAD, THING, ONLY, CONTAINED, HABIT, EVIDENT, MISSPELT = range(9)
# share of mentions so decided that were right, measured on train.jsonl and the posts written for this room (ADR 0004)
CONFIDENCE = np.array([0.0, 0.3, 0.9, 0.9, 0.95, 0.97, 0.85, 0.8, 0.8], np.float32)
NOWHERE = -1
SUPPORTING_WORDS = 2
COMMON = 12  # meanings of one name from which its only district is no longer meant without being said
SURELY = 6.0  # score of a district that something speaks for


@numba.njit(nogil=True)
def settle(lexicon: Lexicon, words: Words, found: Mentions, number: int, chosen: Ints, how: Ints) -> None:
    """Write to `how` the way each mention was decided and to `chosen` its area or NO_AREA."""
    for mention in range(number):
        chosen[mention], how[mention] = NO_AREA, DROPPED
        if found.marks[mention] & SILENT:
            continue
        beside = _backed(lexicon, words, found, number, mention)
        if not found.marks[mention] & STRONG and not (beside and _may(lexicon, words, found, mention)):
            continue
        if found.marks[mention] & BARE:
            how[mention] = THING
            continue
        area = _winner(lexicon, found, mention)
        if area == NO_AREA or (not beside and _too_common(lexicon, found, mention)):
            how[mention] = ABSTAINED
        elif lexicon.level[area] == VILLAGE and not beside and _called_after(lexicon, found, mention):
            how[mention] = THING
        elif not lexicon.home[area]:
            how[mention] = ABROAD
            found.options[mention, 0], found.count[mention] = area, 1
        else:
            chosen[mention], how[mention] = area, _way(lexicon, found, mention, beside)
    for mention in range(number - 1):
        _village_abroad(lexicon, words, found, mention, chosen, how)


@numba.njit(nogil=True)
def _backed(lexicon: Lexicon, words: Words, found: Mentions, number: int, mention: int) -> bool:
    """Whether a sure mention contains this one or lies in it: anywhere in the post where this is written as a name, else
    close by."""
    alone = found.name[mention] < 0 or lexicon.flags[found.name[mention]] or not words.bits[found.first[mention]] & CAPITAL
    for other in range(max(0, mention - WINDOW), min(number, mention + WINDOW + 1)):
        if other == mention or not found.marks[other] & STRONG or found.marks[other] & (BARE | SILENT):
            continue
        gap = found.first[max(mention, other)] - found.last[min(mention, other)] - 1
        if alone and (gap > SUPPORTING_WORDS or nearness(words, found, mention, other) < CLOSE):
            continue
        for place in range(found.count[mention]):
            for spot in range(found.count[other]):
                area, another = found.options[mention, place], found.options[other, spot]
                if related(lexicon, area, another):
                    return True
                if siblings(lexicon, area, another) and _joined(words, found, mention, other):
                    return True
    return False


@numba.njit(nogil=True)
def _may(lexicon: Lexicon, words: Words, found: Mentions, mention: int) -> bool:
    """Whether support is enough: an everyday word has to be written or placed as a name, too."""
    name, bits = found.name[mention], words.bits[found.first[mention]]
    if name < 0:
        return True
    level = lexicon.level[found.options[mention, 0]] if found.count[mention] else VILLAGE
    plain = lexicon.flags[name] & EVERYDAY > 0
    return not plain or level <= DISTRICT or bits & CAPITAL > 0 or found.marks[mention] & PLACED > 0


@numba.njit(nogil=True)
def _winner(lexicon: Lexicon, found: Mentions, mention: int) -> int:
    """The only meaning left, or the one that contains all others left; else NO_AREA."""
    if found.count[mention] == 0:
        return NO_AREA
    top = found.options[mention, 0]
    for place in range(1, found.count[mention]):
        if contains(lexicon, found.options[mention, place], top):
            top = found.options[mention, place]
    for place in range(found.count[mention]):
        area = found.options[mention, place]
        if area != top and not contains(lexicon, top, area):
            return NO_AREA
    return top


@numba.njit(nogil=True)
def _too_common(lexicon: Lexicon, found: Mentions, mention: int) -> bool:
    """Whether so many villages bear a district's name that it is not meant without being said; all meanings again."""
    name = found.name[mention]
    first, count = lexicon.starts[name], lexicon.starts[name + 1] - lexicon.starts[name]
    if count < COMMON or lexicon.favoured[name] or lexicon.widest[name] < DISTRICT:
        return False
    if found.marks[mention] & LEVEL_WORDS or found.score[mention, 0] > SURELY:
        return False
    found.count[mention] = min(count, ROOM)
    for place in range(found.count[mention]):
        found.options[mention, place] = lexicon.candidates[first + place]
    return True


@numba.njit(nogil=True)
def _called_after(lexicon: Lexicon, found: Mentions, mention: int) -> bool:
    """Whether a road or building may bear a village's name without lying there."""
    name = found.name[mention]
    several = lexicon.starts[name + 1] - lexicon.starts[name] > 1
    return found.marks[mention] & WAYSIDE > 0 or (found.marks[mention] & SHALLOW > 0 and several)


@numba.njit(nogil=True)
def _way(lexicon: Lexicon, found: Mentions, mention: int, beside: bool) -> int:
    name = found.name[mention]
    if found.marks[mention] & FUZZY and not beside:
        return MISSPELT
    if beside:
        return CONTAINED
    if lexicon.starts[name + 1] - lexicon.starts[name] == 1:
        return ONLY
    return HABIT if found.score[mention, 0] <= 9.0 else EVIDENT


@numba.njit(nogil=True)
def _village_abroad(
    lexicon: Lexicon, words: Words, found: Mentions, mention: int, chosen: Ints, how: Ints
) -> None:  # fmt: skip
    """A village's name beside a place outside the province is most likely there: abstain."""
    area = chosen[mention]
    if area == NO_AREA or how[mention] == CONTAINED or how[mention + 1] != ABROAD:
        return
    if lexicon.level[area] == VILLAGE and nearness(words, found, mention, mention + 1) == BESIDE:
        chosen[mention], how[mention] = NO_AREA, ABSTAINED


@numba.njit(nogil=True)
def area_of(lexicon: Lexicon, words: Words, found: Mentions, number: int, chosen: Ints, how: Ints) -> tuple[int, float]:
    """The one area of the post and its confidence: of the deepest mentions the first that is not only headed for,
    denied or told of; what contains both where two are joined by a road or offered as alternatives; else NOWHERE."""
    best, best_rank = -1, -1
    seen = False
    for mention in range(number):
        seen = seen or how[mention] != DROPPED
        if chosen[mention] == NO_AREA:
            continue
        rank = lexicon.level[chosen[mention]] * 4 + _standing(words, found, mention, lexicon.level[chosen[mention]])
        if rank > best_rank:
            best, best_rank = mention, rank
    if best < 0:
        return NOWHERE, CONFIDENCE[ABSTAINED] if seen else np.float32(0.0)
    area, confidence = chosen[best], CONFIDENCE[how[best]]
    for other in (best + 1, best - 1):
        if not 0 <= other < number or how[other] in (DROPPED, THING) or not _joined(words, found, best, other):
            continue
        if chosen[other] != NO_AREA and lexicon.level[chosen[other]] == lexicon.level[area] and chosen[other] != area:
            regency = lexicon.regency[area]
            same = regency == lexicon.regency[chosen[other]] and lexicon.level[area] > REGENCY
            return (regency, confidence) if same else (NOWHERE, CONFIDENCE[ABSTAINED])
    return area, confidence


@numba.njit(nogil=True)
def _standing(words: Words, found: Mentions, mention: int, level: int) -> int:
    """3 where the post says it is there, 2 where it does not say, 0 where it is only headed for or denied."""
    first = found.first[mention]
    for word in range(max(0, first - 2), first):
        if words.bits[word] & (context.TOWARD | context.NOT):
            return 0
    if level <= REGENCY:
        return 2
    return 3 if first and words.bits[first - 1] & context.AT and not parted(words, first) else 2


@numba.njit(nogil=True)
def _joined(words: Words, found: Mentions, one: int, other: int) -> bool:
    """Whether two neighbours are the ends of a road or alternatives: A - B, jalan A ka B, A atau B."""
    early, late = min(one, other), max(one, other)
    first, last = found.first[late], found.last[early]
    if first == last + 1:
        return words.bits[first] & (DASH | SLASH) > 0
    if first != last + 2:
        return False
    link = words.bits[last + 1]
    if link & context.EITHER:
        return True
    road = False
    for word in range(max(0, found.first[early] - 2), found.first[early]):
        road = road or words.bits[word] & (context.WAY | context.ROAD) > 0
    return road and link & context.JOIN > 0


