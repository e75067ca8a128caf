"""All that resolving needs to know of a province, as arrays that compiled code reads."""

from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from balarea.areas import context
from balarea.areas import names as spoken
from balarea.areas.hashing import Table, build, hash_letters
from balarea.areas.names import Name, everyday_words, key
from balarea.areas.table import LEVELS, outsiders, table
from balarea.core.arrays import Bytes, Hashes, Ints

LANDMARK, EVERYDAY, TAIL = 1, 2, 4  # flags of a name
PREFIX_BITS = 20
NO_AREA = -1
FUZZY_SHORTEST, FUZZY_VILLAGE = 6, 7  # letters of a name that is recognised misspelt
PROVINCE, REGENCY, DISTRICT, VILLAGE = range(4)


Areas = Any  # an array of AREA by number
# `level` (PROVINCE … VILLAGE), the numbers of the areas around it or itself (NO_AREA where that is deeper), whether it lies
# `home` in the province that is resolved, and whether in a `city`
AREA = np.dtype(
    [("province", "i4"), ("regency", "i4"), ("district", "i4"), ("level", "i1"), ("home", "i1"), ("city", "i1")],
    align=True,
)
# of a name: its candidates begin at `starts`, its letters at `at`, those of the next name begin where they end; how many
# of its first candidates are `favoured`; the `widest` level of its candidates (VILLAGE where there are none)
NAME = np.dtype([("starts", "i4"), ("at", "i4"), ("flags", "i1"), ("favoured", "i1"), ("widest", "i1")], align=True)


class Names(NamedTuple):
    """Names by number: `each` a NAME, with the areas `candidates` and its `letters`. Tables of hashes: `slots` of names,
    `near` of names with one letter left out. `prefixes` holds a bit for every beginning of a name."""

    each: Any
    candidates: Ints
    letters: Bytes
    slots: Table
    near: Table
    prefixes: Bytes


class Lexicon(NamedTuple):
    """Areas and names of a province, and the table of classes of words. Parts are handed on, not the whole: compiled code
    passes a tuple by value."""

    areas: Areas
    names: Names
    words: Table


@cache
def codes(province: str) -> tuple[str, ...]:
    """The code of every area by number."""
    return (*table(province), *(area.code for area in outsiders(province)))


@cache
def lexicon(province: str) -> Lexicon:
    """The lexicon of a province; KeyError when there is none of that code."""
    if table(province)[province].level != "province":
        raise KeyError(province)
    entries = spoken.names(province)
    letters, at = _letters(entries)
    names_hashed = _hashed(letters, at)
    near = _near(entries, letters, at)
    words = _words()
    word_letters, word_at = _letters(words)
    numbers = {code: number for number, code in enumerate(codes(province))}
    chosen = [numbers[code] for entry in entries.values() for code in entry.codes]
    held = Names(
        _each(entries, at), np.array(chosen, np.int32), letters, build(names_hashed, np.arange(len(entries), dtype=np.int32)),
        build(*near), _prefixes(letters, at),
    )  # fmt: skip
    classes = build(_hashed(word_letters, word_at), np.array(list(words.values()), np.int32))
    return Lexicon(_areas(numbers, province), held, classes)


def _areas(numbers: dict[str, int], province: str) -> Areas:
    found = np.empty(len(numbers), AREA)
    for name, length in (("province", 2), ("regency", 5), ("district", 8)):
        found[name] = [numbers.get(code[:length], NO_AREA) if len(code) >= length else NO_AREA for code in numbers]
    found["level"] = [list(LEVELS).index(len(code)) for code in numbers]
    found["home"] = [code.startswith(province) for code in numbers]
    found["city"] = [len(code) >= 5 and int(code[3:5]) >= 70 for code in numbers]
    return found


def _each(entries: dict[str, Name], at: Ints) -> Any:
    found = np.zeros(len(entries) + 1, NAME)
    found["starts"] = np.cumsum([0, *(len(entry.codes) for entry in entries.values())])
    found["at"] = at
    found["flags"][:-1] = [_flags(name, entry) for name, entry in entries.items()]
    found["favoured"][:-1] = [entry.favoured for entry in entries.values()]
    found["widest"][:-1] = [_widest(entry) for entry in entries.values()]
    return found


def _flags(name: str, entry: Name) -> int:
    everyday = EVERYDAY if name in everyday_words() else 0
    return (LANDMARK if entry.landmark else 0) | everyday | (TAIL if entry.tail else 0)


def _widest(entry: Name) -> int:
    return min((list(LEVELS).index(len(code)) for code in entry.codes), default=VILLAGE)


def _words() -> dict[str, int]:
    words = {key(word): bits for word, bits in context.classes().items()}
    for word in everyday_words():
        words[word] = words.get(word, 0) | context.PLAIN
    return words


def _letters(words: dict[str, Any]) -> tuple[Bytes, Ints]:
    at = np.cumsum([0, *map(len, words)], dtype=np.int32)
    return np.frombuffer("".join(words).encode("ascii"), np.uint8), at


def _hashed(letters: Bytes, at: Ints) -> Hashes:
    return np.array([hash_letters(letters, start, end, -1) for start, end in pairwise(at)], np.uint64)


def _near(entries: dict[str, Name], letters: Bytes, at: Ints) -> tuple[Hashes, Ints]:
    """Hashes of the names that may be misspelt, whole and with each letter but the first left out."""
    hashes, values = [], []
    for number, (name, entry) in enumerate(entries.items()):
        village = all(len(code) == 13 for code in entry.codes)
        if not entry.landmark and len(name) >= (FUZZY_VILLAGE if village else FUZZY_SHORTEST):
            for skip in (-1, *range(at[number] + 1, at[number + 1])):
                hashes.append(hash_letters(letters, at[number], at[number + 1], skip))
                values.append(number)
    return np.array(hashes, np.uint64), np.array(values, np.int32)


def _prefixes(letters: Bytes, at: Ints) -> Bytes:
    bits = np.zeros((1 << PREFIX_BITS) // 8, np.uint8)
    for start, end in pairwise(at):
        for stop in range(start + 1, end + 1):
            place = int(hash_letters(letters, start, stop, -1)) >> (64 - PREFIX_BITS)
            bits[place >> 3] |= 1 << (place & 7)
    return bits
