"""Finding what may be a place: the longest names among the words of a post, and what their neighbours say of them."""

import numba

from balarea.areas import context
from balarea.areas.fuzzy import misspelt
from balarea.areas.hashing import BASIS, add_letter, find
from balarea.areas.lexicon import DISTRICT, EVERYDAY, LANDMARK, PREFIX_BITS, REGENCY, TAIL, Lexicon
from balarea.areas.mentions import BARE, FUZZY, MOST, PLACED, SHALLOW, SILENT, STRONG, WAYSIDE, Mentions
from balarea.areas.words import BREAK, CAPITAL, DOT, HANDLE, HASHTAG, SENTENCE, SHOUTED, SLASH, Words

LONGEST = 5  # words of a name
SHORT_WORD = 4  # letters of what a full stop may shorten
LONG_VILLAGE = 8  # letters from which a village's name is no other word
TAG_SHORTEST = 5  # letters of a name inside a hashtag written in one
LEVEL_WORDS = context.REGENCY | context.CITY | context.DISTRICT | context.VILLAGE
THINGS = context.ROAD | context.NATURE | context.FACILITY | context.HAMLET
PREFIX_SHIFT = 64 - PREFIX_BITS


@numba.njit(nogil=True)
def scan(lexicon: Lexicon, words: Words, count: int, shouted: bool, found: Mentions) -> int:
    """Write what may be places among `count` words to `found`, at most MOST; returns how many. `shouted`: the post is
    written in capitals."""
    number, position = 0, 0
    while position < count and number < MOST:
        name, last = longest(lexicon, words, position, count)
        marks = 0
        if name < 0:
            name, last, marks = _odd(lexicon, words, position, count)
        if name < 0:
            last = _thing(lexicon, words, position, count)
            if last < 0:
                position += 1
                continue
            marks = BARE
        if name >= 0 and lexicon.flags[name] & TAIL and last > position:
            last -= 1
        found.name[number], found.first[number], found.last[number] = name, position, last
        found.start[number], found.end[number] = words.start[position], words.end[last]
        kept = True if marks & BARE else _weigh(lexicon, words, count, shouted, found, number, marks)
        if marks & BARE:
            found.marks[number] = BARE | STRONG
        number += 1 if kept else 0
        position = last + 1
    return number


@numba.njit(nogil=True)
def longest(lexicon: Lexicon, words: Words, first: int, count: int) -> tuple[int, int]:
    """The name of most words that begins at a word, and its last word; -1 where none does."""
    name, last, hashed = -1, first, BASIS
    for position in range(first, min(first + LONGEST, count)):
        if position > first and parted(words, position):
            break
        for place in range(words.at[position], words.at[position + 1]):
            hashed = add_letter(hashed, words.letters[place])
        bit = hashed >> PREFIX_SHIFT
        if not lexicon.prefixes[bit >> 3] >> (bit & 7) & 1:
            break
        slot = find(lexicon.name_slots, lexicon.name_values, hashed)
        if slot >= 0:
            name, last = lexicon.name_values[slot], position
    return name, last


@numba.njit(nogil=True)
def parted(words: Words, position: int) -> bool:
    """Whether a word and the one before it cannot belong together; a full stop after a short form does not part."""
    bits = words.bits[position]
    if bits & BREAK or (bits ^ words.bits[position - 1]) & (HANDLE | HASHTAG):
        return True
    return bits & DOT > 0 and words.at[position] - words.at[position - 1] > SHORT_WORD


@numba.njit(nogil=True)
def _odd(lexicon: Lexicon, words: Words, first: int, count: int) -> tuple[int, int, int]:
    """A name in a hashtag written in one, or a misspelt name, with its marks."""
    bits = words.bits[first]
    if bits & HASHTAG and not bits & HANDLE:
        name = _in_tag(lexicon, words, first)
        if name >= 0:
            return name, first, 0
    if bits & (context.PLAIN | HANDLE) or bits & (THINGS | LEVEL_WORDS):
        return -1, first, 0
    if first + 1 < count and not parted(words, first + 1):
        name = misspelt(lexicon, words, first, first + 1)
        if name >= 0 and lexicon.widest[name] <= DISTRICT and _two(words, first):
            return name, first + 1, FUZZY
    name = misspelt(lexicon, words, first, first)
    return name, first, FUZZY


@numba.njit(nogil=True)
def _two(words: Words, first: int) -> bool:
    """Whether two words may be one misspelt name: Cikarng Barat, di Muara Gembomg; but not Rani Caekek."""
    if words.bits[first + 1] & context.DIRECTION:
        return True
    return before(words, first) & (context.BEFORE | LEVEL_WORDS) > 0 and not words.bits[first + 1] & context.PLAIN


@numba.njit(nogil=True)
def _in_tag(lexicon: Lexicon, words: Words, word: int) -> int:
    """The longest name of a regency or district that a hashtag written in one begins with, or of a regency that it ends
    with; -1 where there is none."""
    start, end = words.at[word], words.at[word + 1]
    best, hashed = -1, BASIS
    for place in range(start, end):
        hashed = add_letter(hashed, words.letters[place])
        if place - start + 1 >= TAG_SHORTEST:
            best = _wide(lexicon, hashed, DISTRICT, best)
    for begin in range(max(start, end - 24), end - TAG_SHORTEST + 1):
        if best >= 0:
            break
        hashed = BASIS
        for place in range(begin, end):
            hashed = add_letter(hashed, words.letters[place])
        best = _wide(lexicon, hashed, REGENCY, best)
    return best


@numba.njit(nogil=True)
def _wide(lexicon: Lexicon, hashed: int, level: int, best: int) -> int:
    slot = find(lexicon.name_slots, lexicon.name_values, hashed)
    if slot < 0:
        return best
    name = lexicon.name_values[slot]
    if lexicon.flags[name] or lexicon.widest[name] > level:
        return best
    return name


@numba.njit(nogil=True)
def _thing(lexicon: Lexicon, words: Words, first: int, count: int) -> int:
    """The last word of a road, river or building that begins here and bears no known name, or -1: capitals follow."""
    if not words.bits[first] & THINGS or words.bits[first] & SHOUTED:
        return -1
    last, named = first, False
    while last + 1 < count and last - first < 3 and not parted(words, last + 1):
        bits = words.bits[last + 1]
        if not bits & CAPITAL or bits & LEVEL_WORDS or longest(lexicon, words, last + 1, count)[0] >= 0:
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
    if word > 0 and 48 <= words.letters[words.at[word]] <= 57 and not parted(words, word):
        return words.bits[word - 1] & context.FACILITY
    return words.bits[word] & ~(context.REGENCY | context.CITY) if _either(words, word) else words.bits[word]


@numba.njit(nogil=True)
def _either(words: Words, word: int) -> bool:
    """Whether a word is the second of `kab/kota`."""
    levels = context.REGENCY | context.CITY
    return words.bits[word] & SLASH > 0 and word > 0 and words.bits[word] & levels > 0 and words.bits[word - 1] & levels > 0


@numba.njit(nogil=True)
def _after(lexicon: Lexicon, words: Words, last: int, count: int) -> int:
    """REGENCY or CITY where the word after a name says so and does not belong to the next name."""
    word = last + 1
    if word >= count or parted(words, word) or not words.bits[word] & context.KIND:
        return 0
    if word + 1 < count and not parted(words, word + 1) and longest(lexicon, words, word + 1, count)[0] >= 0:
        return 0
    return words.bits[word] & (context.REGENCY | context.CITY)


@numba.njit(nogil=True)
def _weigh(
    lexicon: Lexicon, words: Words, count: int, shouted: bool, found: Mentions, number: int, marks: int
) -> bool:  # fmt: skip
    """Fill the marks of a found name; False where it is surely no place."""
    name, first, last = found.name[number], found.first[number], found.last[number]
    beside = before(words, first)
    bits = words.bits[first]
    flags = lexicon.flags[name]
    if bits & HANDLE:
        found.marks[number] = SILENT
        return flags == 0 and lexicon.widest[name] == REGENCY
    if _person(words, first, beside):
        return False
    if flags & LANDMARK:
        marks |= BARE
    elif beside & (context.ROAD | context.NATURE | context.HAMLET):
        marks |= BARE
        found.first[number], found.start[number] = first - 1, words.start[first - 1]
    elif beside & context.FOOD and lexicon.widest[name] > REGENCY and not _sold(words, first):
        marks |= BARE
    elif beside & context.WAY:
        marks |= WAYSIDE
    elif beside & context.FACILITY:
        marks |= SHALLOW
    marks |= beside & LEVEL_WORDS
    if not beside & LEVEL_WORDS:
        marks |= _after(lexicon, words, last, count)
    if beside & (context.BEFORE | LEVEL_WORDS):
        marks |= PLACED
    found.marks[number] = marks | _strength(lexicon, words, found, number, marks, shouted)
    return True


@numba.njit(nogil=True)
def _person(words: Words, first: int, beside: int) -> bool:
    """Whether the word before makes it a person's name: Pak Cikal, but not in `tolong pak Garut banjir`."""
    titled = beside & context.PERSON or (beside & context.TITLE and beside & CAPITAL)
    if not titled or beside & (context.OFFICE | LEVEL_WORDS):
        return False
    return not (first > 1 and words.bits[first - 2] & (context.TALK | context.PERSON | context.TITLE) and not parted(words, first - 1))


@numba.njit(nogil=True)
def _sold(words: Words, first: int) -> bool:
    """Whether a food before a name is only sold there: warung nasi Cilodong, but not nasi jamblang."""
    return first > 1 and words.bits[first - 2] & context.SELLER > 0 and not parted(words, first - 1)


@numba.njit(nogil=True)
def _strength(lexicon: Lexicon, words: Words, found: Mentions, number: int, marks: int, shouted: bool) -> int:
    """STRONG where the name is surely a place, else 0: it needs support."""
    name, first, last = found.name[number], found.first[number], found.last[number]
    letters = lexicon.at[name + 1] - lexicon.at[name]
    if marks & BARE:
        return 0 if lexicon.flags[name] & EVERYDAY and not words.bits[first] & (THINGS | CAPITAL) else STRONG
    level = lexicon.widest[name]
    bits = words.bits[first]
    capital = bits & CAPITAL > 0 and not (shouted and bits & SHOUTED)
    opening = first == 0 or (bits & SENTENCE > 0 and parted(words, first))
    plain = lexicon.flags[name] & EVERYDAY > 0
    plain = plain or (level > REGENCY and not capital and last > first and _all_plain(words, first, last))
    placed = marks & PLACED > 0
    if marks & FUZZY:
        sure = (capital and (not opening or letters > LONG_VILLAGE)) or (placed and letters >= LONG_VILLAGE)
        return STRONG if level <= DISTRICT and sure else 0
    if plain and level == REGENCY and capital and not opening:
        return STRONG
    if plain:
        return STRONG if level <= DISTRICT and capital and not opening and (placed or marks & (SHALLOW | WAYSIDE)) else 0
    if level <= REGENCY:
        return STRONG
    if level == DISTRICT:
        return STRONG if capital or placed or letters > LONG_VILLAGE - 3 else 0
    return STRONG if (capital and not opening) or placed or letters >= LONG_VILLAGE else 0


@numba.njit(nogil=True)
def _all_plain(words: Words, first: int, last: int) -> bool:
    for word in range(first, last + 1):
        if not words.bits[word] & context.PLAIN:
            return False
    return True


