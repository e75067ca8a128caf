"""How well each meaning of each name fits: by its size, by the other names of the post, by hints.

The weights were set by hand on `train.jsonl` and posts written for this room; what counts is their order: a name beside
a name that contains it weighs more than any habit, a habit more than a hint between equals."""

import numba
import numpy as np

from balarea.areas import context
from balarea.areas.hashing import Ints
from balarea.areas.lexicon import DISTRICT, LANDMARK, REGENCY, VILLAGE, Lexicon
from balarea.areas.mentions import BARE, ROOM, SILENT, STRONG, Mentions, related, siblings
from balarea.areas.words import DASH, SENTENCE, Words

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
def weigh_all(lexicon: Lexicon, words: Words, found: Mentions, number: int, hints: Ints) -> None:
    """Narrow the meanings of all mentions to those that fit best together."""
    for mention in range(number):
        _open(lexicon, found, mention)
    for _ in range(ROUNDS):
        for mention in range(number):
            for place in range(found.count[mention]):
                area = found.options[mention, place]
                found.score[mention, place] = _prior(lexicon, found, mention, area)
                found.score[mention, place] += _support(lexicon, words, found, number, mention, area, hints)
        for mention in range(number):
            if not found.marks[mention] & (BARE | SILENT):
                _narrow(found, mention)


@numba.njit(nogil=True)
def _open(lexicon: Lexicon, found: Mentions, mention: int) -> None:
    """Write the meanings of a name that its context words allow; all of them where they allow none."""
    name, marks = found.name[mention], found.marks[mention]
    found.count[mention] = 0
    if name < 0 or (marks & BARE and not lexicon.flags[name] & LANDMARK):
        return
    first, end = lexicon.starts[name], lexicon.starts[name + 1]
    if marks & (context.REGENCY | context.CITY | context.DISTRICT | context.VILLAGE):
        for place in range(first, min(end, first + ROOM)):
            area = lexicon.candidates[place]
            if _asked(lexicon, area, marks):
                found.options[mention, found.count[mention]] = area
                found.count[mention] += 1
        if found.count[mention]:
            found.marks[mention] |= STRONG
            return
    for place in range(first, min(end, first + ROOM)):
        area = lexicon.candidates[place]
        found.options[mention, found.count[mention]] = area
        found.count[mention] += 1


@numba.njit(nogil=True)
def _asked(lexicon: Lexicon, area: int, marks: int) -> bool:
    level, city = lexicon.level[area], lexicon.city[area]
    return (
        (marks & context.VILLAGE > 0 and level == VILLAGE)
        or (marks & context.DISTRICT > 0 and level == DISTRICT)
        or (level == REGENCY and ((marks & context.REGENCY > 0 and not city) or (marks & context.CITY > 0 and city)))
    )


@numba.njit(nogil=True)
def _prior(lexicon: Lexicon, found: Mentions, mention: int, area: int) -> float:
    name = found.name[mention]
    first = lexicon.starts[name]
    if not lexicon.home[area]:
        return OUTSIDE
    prior = PRIOR[lexicon.level[area]]
    for place in range(first, first + lexicon.favoured[name]):
        if lexicon.candidates[place] == area:
            return prior + FAVOURED
    return prior


@numba.njit(nogil=True)
def nearness(words: Words, found: Mentions, one: int, other: int) -> float:
    """How much two mentions of a post can say of each other."""
    early, late = min(one, other), max(one, other)
    gap = found.first[late] - found.last[early] - 1
    sentence = False
    for word in range(found.last[early] + 1, found.first[late] + 1):
        sentence = sentence or words.bits[word] & SENTENCE > 0
        if gap > CLOSE_WORDS:
            return SOMEWHERE
    if sentence:
        return SOMEWHERE
    levels = context.REGENCY | context.CITY | context.DISTRICT | context.VILLAGE
    between = gap == 1 and words.bits[found.first[late] - 1] & (levels | context.BEFORE) > 0
    dash = words.bits[found.first[late]] & DASH > 0
    return BESIDE if late - early == 1 and (gap <= 0 or between) and not dash else CLOSE


@numba.njit(nogil=True)
def _support(
    lexicon: Lexicon, words: Words, found: Mentions, number: int, mention: int, area: int, hints: Ints
) -> float:  # fmt: skip
    total = 0.0
    for other in range(max(0, mention - WINDOW), min(number, mention + WINDOW + 1)):
        if other == mention or found.count[other] == 0 or found.name[other] == found.name[mention]:
            continue
        evidence = found.marks[other] & (BARE | SILENT) > 0
        near = nearness(words, found, mention, other)
        if not found.marks[other] & (STRONG | SILENT) and near < BESIDE:
            continue
        best = 0.0
        for place in range(found.count[other]):
            another = found.options[other, place]
            if area == another or related(lexicon, area, another):
                best = 1.0
                break
            if found.marks[other] & STRONG and not evidence and siblings(lexicon, area, another):
                best = SISTER
        if best > 0:
            total += best * near * (EVIDENCE if evidence else 1.0)
    for hint in hints:
        if hint >= 0 and (area == hint or related(lexicon, area, hint)):
            total += HINT
    return total


@numba.njit(nogil=True)
def _narrow(found: Mentions, mention: int) -> None:
    best = -1.0
    for place in range(found.count[mention]):
        best = max(best, found.score[mention, place])
    kept = 0
    for place in range(found.count[mention]):
        if found.score[mention, place] >= best - MARGIN:
            found.options[mention, kept] = found.options[mention, place]
            found.score[mention, kept] = found.score[mention, place]
            kept += 1
    found.count[mention] = kept
