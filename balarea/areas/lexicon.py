"""All that resolving needs to know of a province, as arrays that compiled code reads."""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from balarea.areas import context
from balarea.areas.hashing import BASIS, Hashes, Ints, add_letter, build, hash_letters
from balarea.areas.names import Name, everyday_words, key, names
from balarea.areas.table import LEVELS, outsiders, table

LANDMARK, EVERYDAY, TAIL = 1, 2, 4  # flags of a name
PREFIX_BITS = 20
NO_AREA = -1
FUZZY_SHORTEST, FUZZY_VILLAGE = 6, 7  # letters of a name that is recognised misspelt
PROVINCE, REGENCY, DISTRICT, VILLAGE = range(4)


class Lexicon(NamedTuple):
    """Areas, names and words of one province.

    Areas, by number: `level` (PROVINCE … VILLAGE), the numbers of the `province`, `regency` and `district` around it or
    itself (NO_AREA where that is deeper), `home` (1 inside the province that is resolved). Names, by number: `flags`,
    how many of its first candidates are `favoured`, the
    `widest` level of its candidates (VILLAGE where there are none), the areas `candidates[starts[n]:starts[n + 1]]`, the letters `letters[at[n]:at[n + 1]]`. Tables of hashes: names,
    names with one letter left out, classes of words. `prefixes` holds a bit for every beginning of a name."""

    level: npt.NDArray[np.int8]
    province: Ints
    regency: Ints
    district: Ints
    home: npt.NDArray[np.int8]
    city: npt.NDArray[np.int8]
    flags: npt.NDArray[np.int8]
    favoured: npt.NDArray[np.int8]
    widest: npt.NDArray[np.int8]
    starts: Ints
    candidates: Ints
    letters: npt.NDArray[np.uint8]
    at: Ints
    name_slots: Hashes
    name_values: Ints
    near_slots: Hashes
    near_values: Ints
    word_slots: Hashes
    word_values: Ints
    prefixes: npt.NDArray[np.uint8]


@cache
def codes(province: str) -> tuple[str, ...]:
    """The code of every area by number."""
    return (*table(province), *(area.code for area in outsiders(province)))


@cache
def lexicon(province: str) -> Lexicon:
    """The lexicon of a province; KeyError when there is none of that code."""
    table(province)[province]
    entries = names(province)
    letters, at = _letters(entries)
    names_hashed = _hashed(letters, at)
    near = _near(entries, letters, at)
    words = _words()
    word_letters, word_at = _letters(words)
    starts = np.cumsum([0, *(len(entry.codes) for entry in entries.values())], dtype=np.int32)
    numbers = {code: number for number, code in enumerate(codes(province))}
    chosen = [numbers[code] for entry in entries.values() for code in entry.codes]
    return Lexicon(
        **_areas(province, numbers),
        flags=np.array([_flags(name, entry) for name, entry in entries.items()], np.int8),
        favoured=np.array([entry.favoured for entry in entries.values()], np.int8),
        widest=np.array([_widest(entry) for entry in entries.values()], np.int8),
        starts=starts, candidates=np.array(chosen, np.int32), letters=letters, at=at,
        **_table("name", names_hashed, np.arange(len(entries), dtype=np.int32)), **_table("near", *near),
        **_table("word", _hashed(word_letters, word_at), np.array(list(words.values()), np.int32)),
        prefixes=_prefixes(letters, at),
    )  # fmt: skip


def _areas(province: str, numbers: dict[str, int]) -> dict[str, Any]:
    levels = [list(LEVELS).index(len(code)) for code in numbers]
    home = [code.startswith(province) for code in numbers]
    city = [len(code) >= 5 and int(code[3:5]) >= 70 for code in numbers]
    around = {
        name: np.array([numbers.get(code[:length], NO_AREA) if len(code) >= length else NO_AREA for code in numbers], np.int32)
        for name, length in (("province", 2), ("regency", 5), ("district", 8))
    }
    return {
        "level": np.array(levels, np.int8), **around, "home": np.array(home, np.int8), "city": np.array(city, np.int8),
    }  # fmt: skip


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


def _letters(words: dict[str, Any]) -> tuple[npt.NDArray[np.uint8], Ints]:
    at = np.cumsum([0, *map(len, words)], dtype=np.int32)
    return np.frombuffer("".join(words).encode("ascii"), np.uint8), at


def _hashed(letters: npt.NDArray[np.uint8], at: Ints) -> Hashes:
    return np.array(
        [hash_letters(letters, start, end, -1) for start, end in zip(at[:-1], at[1:], strict=True)], np.uint64
    )


def _near(entries: dict[str, Name], letters: npt.NDArray[np.uint8], at: Ints) -> tuple[Hashes, Ints]:
    """Hashes of the names that may be misspelt, whole and with each letter but the first left out."""
    hashes, values = [], []
    for number, (name, entry) in enumerate(entries.items()):
        village = all(len(code) == 13 for code in entry.codes)
        if not entry.landmark and len(name) >= (FUZZY_VILLAGE if village else FUZZY_SHORTEST):
            for skip in (-1, *range(at[number] + 1, at[number + 1])):
                hashes.append(hash_letters(letters, at[number], at[number + 1], skip))
                values.append(number)
    return np.array(hashes, np.uint64), np.array(values, np.int32)


def _table(name: str, hashes: Hashes, values: Ints) -> dict[str, Any]:
    slots, stored = build(hashes, values)
    return {f"{name}_slots": slots, f"{name}_values": stored}


def _prefixes(letters: npt.NDArray[np.uint8], at: Ints) -> npt.NDArray[np.uint8]:
    bits = np.zeros((1 << PREFIX_BITS) // 8, np.uint8)
    for start, end in zip(at[:-1], at[1:], strict=True):
        for stop in range(start + 1, end + 1):
            place = int(hash_letters(letters, start, stop, -1)) >> (64 - PREFIX_BITS)
            bits[place >> 3] |= 1 << (place & 7)
    return bits
