"""Finding what may be a place: the longest names among the words of a post, and what their neighbours say of them."""

from typing import Any

import numba
import numpy as np

from balarea.areas import context
from balarea.areas.fuzzy import misspelt
from balarea.areas.hashing import find
from balarea.areas.lexicon import DISTRICT, EVERYDAY, FUZZY_SHORTEST, LANDMARK, PREFIX_BITS, REGENCY, TAIL, Names
from balarea.areas.mentions import BARE, FUZZY, MOST, PLACED, SHALLOW, SILENT, STRONG, WAYSIDE, Mentions
from balarea.areas.words import BREAK, CAPITAL, DOT, HANDLE, HASHTAG, SHORT_WORD, SHOUTED, SLASH, Words, ends
from balarea.core.arrays import Bytes
from balarea.core.fnv import BASIS, add_byte

LONGEST = 5  # words of a name
LONG_VILLAGE = 8  # letters from which a village's name is no other word
TAG_SHORTEST = 5  # letters of a name inside a hashtag written in one
LEVEL_WORDS = context.REGENCY | context.CITY | context.DISTRICT | context.VILLAGE
THINGS = context.ROAD | context.NATURE | context.FACILITY | context.HAMLET
PREFIX_SHIFT = np.uint64(64 - PREFIX_BITS)


@numba.njit(nogil=True)
def scan(names: Names, words: Words, count: int, shouted: bool, found: Mentions) -> int:
    """Write what may be places among `count` words to `found`, at most MOST; returns how many. `shouted`: the post is
    written in capitals."""
    number, position = 0, 0
    while position < count and number < MOST:
        name, last, marks = -1, -1, 0
        if begins(names.prefixes, words.each[position].hashed):
            name, last = longest(names, words, position, count)
        if name < 0 and _odd_enough(words, position):
            name, last, marks = _odd(names, words, position, count)
        if name < 0:
            last = -1
            if words.each[position].bits & THINGS:
                last, marks = _thing(names, words, position, count), BARE
            if last < 0:
                position += 1
                continue
        if name >= 0 and names.each[name].flags & TAIL and last > position:
            last -= 1
        found.each[number].name, found.each[number].first, found.each[number].last = name, position, last
        found.each[number].start, found.each[number].end = words.each[position].start, words.each[last].end
        kept = True if marks & BARE else _weigh(names, words, count, shouted, found, number, marks)
        if marks & BARE:
            found.each[number].marks = BARE | STRONG
        number += 1 if kept else 0
        position = last + 1
    return number


@numba.njit(nogil=True, inline="always")
def begins(prefixes: Bytes, hashed: Any) -> bool:
    """Whether letters of that hash begin a name: most words do not, and are passed over."""
    bit = hashed >> PREFIX_SHIFT
    return bool(prefixes[bit >> 3] >> (bit & 7) & 1 > 0)


@numba.njit(nogil=True)
def longest(names: Names, words: Words, first: int, count: int) -> tuple[int, int]:
    """The name of most words that begins at a word, and its last word; -1 where none does."""
    name, last, hashed = -1, first, BASIS
    for position in range(first, min(first + LONGEST, count)):
        if position > first and (parted(words, position) or _small_word(words, first)):
            break
        for place in range(words.each[position].at, words.each[position + 1].at):
            hashed = add_byte(hashed, words.letters[place])
        if not begins(names.prefixes, hashed):
            break
        slot = find(names.slots, hashed)
        if slot >= 0:
            name, last = names.slots[slot].value, position
    return name, last


@numba.njit(nogil=True, inline="always")
def _small_word(words: Words, first: int) -> bool:
    """Whether a preposition or title stands there: `si banteng` is not the village Sibanteng."""
    bits = words.each[first].bits
    return bits & (context.AT | context.JOIN | context.TITLE | context.PERSON) > 0 and not bits & CAPITAL


@numba.njit(nogil=True, inline="always")
def _odd_enough(words: Words, position: int) -> bool:
    """Whether a word that is no name may be a hashtag written in one, or a name misspelt."""
    bits = words.each[position].bits
    if bits & (context.PLAIN | HANDLE | THINGS | LEVEL_WORDS):
        return bool(bits & (HASHTAG | HANDLE) == HASHTAG)
    return bool(
        bits & (HASHTAG | CAPITAL) > 0 or words.each[position + 1].at - words.each[position].at >= FUZZY_SHORTEST
    )


@numba.njit(nogil=True)
def parted(words: Words, position: int) -> bool:
    """Whether a word and the one before it cannot belong together; a full stop after a short form does not part."""
    bits = words.each[position].bits
    if bits & BREAK or (bits ^ words.each[position - 1].bits) & (HANDLE | HASHTAG):
        return True
    return bool(bits & DOT > 0 and words.each[position].at - words.each[position - 1].at > SHORT_WORD)


@numba.njit(nogil=True)
def _odd(names: Names, words: Words, first: int, count: int) -> tuple[int, int, int]:
    """A name in a hashtag written in one, or a misspelt name, with its marks."""
    bits = words.each[first].bits
    if bits & HASHTAG and not bits & HANDLE:
        name = _in_tag(names, words, first)
        if name >= 0:
            return name, first, 0
    if bits & (context.PLAIN | HANDLE) or bits & (THINGS | LEVEL_WORDS):
        return -1, first, 0
    if first + 1 < count and not parted(words, first + 1):
        name = misspelt(names, words, first, first + 1)
        if name >= 0 and names.each[name].widest <= DISTRICT and _two(words, first):
            return name, first + 1, FUZZY
    name = misspelt(names, words, first, first)
    return name, first, FUZZY


@numba.njit(nogil=True)
def _two(words: Words, first: int) -> bool:
    """Whether two words may be one misspelt name: Cikarng Barat, di Muara Gembomg; but not Rani Caekek."""
    if words.each[first + 1].bits & context.DIRECTION:
        return True
    return before(words, first) & (context.BEFORE | LEVEL_WORDS) > 0 and not words.each[first + 1].bits & context.PLAIN


@numba.njit(nogil=True)
def _in_tag(names: Names, words: Words, word: int) -> int:
    """The longest name of a regency or district that a hashtag written in one begins with, or of a regency that it ends
    with; -1 where there is none."""
    start, end = words.each[word].at, words.each[word + 1].at
    best, hashed = -1, BASIS
    for place in range(start, end):
        hashed = add_byte(hashed, words.letters[place])
        if place - start + 1 >= TAG_SHORTEST:
            best = _wide(names, hashed, DISTRICT, best)
    for begin in range(max(start, end - 24), end - TAG_SHORTEST + 1):
        if best >= 0:
            break
        hashed = BASIS
        for place in range(begin, end):
            hashed = add_byte(hashed, words.letters[place])
        best = _wide(names, hashed, REGENCY, best)
    return best


@numba.njit(nogil=True)
def _wide(names: Names, hashed: Any, level: int, best: int) -> int:
    slot = find(names.slots, hashed)
    if slot < 0:
        return best
    name = names.slots[slot].value
    if names.each[name].flags or names.each[name].widest > level:
        return best
    return int(name)


@numba.njit(nogil=True)
def _thing(names: Names, words: Words, first: int, count: int) -> int:
    """The last word of a road, river or building that begins here and bears no known name, or -1: capitals follow."""
    if not words.each[first].bits & THINGS or words.each[first].bits & SHOUTED:
        return -1
    last, named = first, False
    while last + 1 < count and last - first < 3 and not parted(words, last + 1):
        bits = words.each[last + 1].bits
        if not bits & CAPITAL or bits & LEVEL_WORDS or longest(names, words, last + 1, count)[0] >= 0:
            break
        named = named or not bits & (THINGS | context.WAY)
        last += 1
    return last if named else -1


@numba.njit(nogil=True)
def before(words: Words, first: int) -> int:
    """Bits of the word before, which belongs to what follows; 0 where none does. A number between is passed over."""
    word = first - 1
    if first == 0 or parted(words, first):
        return 0
    if word > 0 and 48 <= words.letters[words.each[word].at] <= 57 and not parted(words, word):
        return int(words.each[word - 1].bits & context.FACILITY)
    return int(
        words.each[word].bits & ~(context.REGENCY | context.CITY) if _either(words, word) else words.each[word].bits
    )


@numba.njit(nogil=True)
def _either(words: Words, word: int) -> bool:
    """Whether a word is the second of `kab/kota`."""
    levels = context.REGENCY | context.CITY
    return (
        words.each[word].bits & SLASH > 0
        and word > 0
        and words.each[word].bits & levels > 0
        and words.each[word - 1].bits & levels > 0
    )


@numba.njit(nogil=True)
def _after(names: Names, words: Words, last: int, count: int) -> int:
    """REGENCY or CITY where the word after a name says so and does not belong to the next name."""
    word = last + 1
    if word >= count or parted(words, word) or not words.each[word].bits & context.KIND:
        return 0
    if word + 1 < count and not parted(words, word + 1) and longest(names, words, word + 1, count)[0] >= 0:
        return 0
    return int(words.each[word].bits & (context.REGENCY | context.CITY))


@numba.njit(nogil=True)
def _weigh(
    names: Names, words: Words, count: int, shouted: bool, found: Mentions, number: int, marks: int
) -> bool:  # fmt: skip
    """Fill the marks of a found name; False where it is surely no place."""
    name, first, last = found.each[number].name, found.each[number].first, found.each[number].last
    beside = before(words, first)
    bits = words.each[first].bits
    flags = names.each[name].flags
    if bits & HANDLE:
        found.each[number].marks = SILENT
        return bool(flags == 0 and names.each[name].widest == REGENCY)
    if _person(words, first, beside):
        return False
    if flags & LANDMARK:
        marks |= BARE
    elif beside & (context.ROAD | context.NATURE | context.HAMLET):
        marks |= BARE
        found.each[number].first, found.each[number].start = first - 1, words.each[first - 1].start
    elif beside & context.FOOD and names.each[name].widest > REGENCY and not _sold(words, first):
        marks |= BARE
    elif beside & context.WAY:
        marks |= WAYSIDE
    elif beside & context.FACILITY:
        marks |= SHALLOW
    marks |= beside & LEVEL_WORDS
    if not beside & LEVEL_WORDS:
        marks |= _after(names, words, last, count)
    if beside & (context.BEFORE | LEVEL_WORDS):
        marks |= PLACED
    found.each[number].marks = marks | _strength(names, words, found, number, marks, shouted)
    return True


@numba.njit(nogil=True)
def _person(words: Words, first: int, beside: int) -> bool:
    """Whether the word before makes it a person's name: Pak Cikal, but not in `tolong pak Garut banjir`."""
    titled = beside & context.PERSON or (beside & context.TITLE and beside & CAPITAL)
    if not titled or beside & (context.OFFICE | LEVEL_WORDS):
        return False
    return not (
        first > 1
        and words.each[first - 2].bits & (context.TALK | context.PERSON | context.TITLE)
        and not parted(words, first - 1)
    )


@numba.njit(nogil=True)
def _sold(words: Words, first: int) -> bool:
    """Whether a food before a name is only sold there: warung nasi Cilodong, but not nasi jamblang."""
    return first > 1 and words.each[first - 2].bits & context.SELLER > 0 and not parted(words, first - 1)


@numba.njit(nogil=True)
def _strength(names: Names, words: Words, found: Mentions, number: int, marks: int, shouted: bool) -> int:
    """STRONG where the name is surely a place, else 0: it needs support."""
    name, first, last = found.each[number].name, found.each[number].first, found.each[number].last
    letters = names.each[name + 1].at - names.each[name].at
    if marks & BARE:
        return 0 if names.each[name].flags & EVERYDAY and not words.each[first].bits & (THINGS | CAPITAL) else STRONG
    level = names.each[name].widest
    bits = words.each[first].bits
    capital = bits & CAPITAL > 0 and not (shouted and bits & SHOUTED)
    opening = first == 0 or ends(words, first)
    plain = names.each[name].flags & EVERYDAY > 0
    plain = plain or (level > REGENCY and not capital and last > first and _chance(words, first, last))
    placed = marks & PLACED > 0
    if marks & FUZZY:
        sure = (capital and (not opening or letters > LONG_VILLAGE)) or (placed and letters >= LONG_VILLAGE)
        return STRONG if level <= DISTRICT and sure and (letters > FUZZY_SHORTEST or level <= REGENCY) else 0
    if plain and level == REGENCY and (placed or (capital and not opening)):
        return STRONG
    if plain:
        return (
            STRONG if level <= DISTRICT and capital and not opening and (placed or marks & (SHALLOW | WAYSIDE)) else 0
        )
    if level <= REGENCY:
        return STRONG
    if level == DISTRICT:
        return STRONG if capital or placed or letters > LONG_VILLAGE - 3 else 0
    return STRONG if (capital and not opening) or placed or letters >= LONG_VILLAGE else 0


@numba.njit(nogil=True)
def _chance(words: Words, first: int, last: int) -> bool:
    """Whether words may spell a name by chance: everyday words, or a short one among them (drama ga, pase kan)."""
    if words.each[last].bits & context.DIRECTION:
        return False
    plain = True
    for word in range(first, last + 1):
        if words.each[word + 1].at - words.each[word].at < SHORT_WORD:
            return True
        plain = plain and words.each[word].bits & context.PLAIN > 0
    return plain
