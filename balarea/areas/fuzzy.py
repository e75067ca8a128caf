"""Misspelt names: one letter left out, doubled, changed, or two exchanged."""

import numba

from balarea.areas.hashing import after, find, hash_letters
from balarea.areas.lexicon import FUZZY_SHORTEST, VILLAGE, Names
from balarea.areas.words import Words

LONGEST = 28  # letters


@numba.njit(nogil=True)
def misspelt(names: Names, words: Words, first: int, last: int) -> int:
    """The name that words first…last spell with one mistake, not in its first letter, or -1; also -1 when they could be
    two names of the same level."""
    start, end = words.each[first].at, words.each[last + 1].at
    if end - start < FUZZY_SHORTEST - 1 or end - start > LONGEST:
        return -1
    best, best_level, tied = -1, VILLAGE + 1, False
    for skip in range(start, end):
        hashed = hash_letters(words.letters, start, end, -1 if skip == start else skip)
        slot = find(names.near, hashed)
        while slot >= 0:
            name = names.near[slot].value
            level = names.each[name].widest
            if name != best and level <= best_level and one_mistake(names, words, start, end, name):
                tied = level == best_level and meant(names, name) != meant(names, best)
                best, best_level = name, level
            slot = after(names.near, hashed, (slot + 1) & (names.near.size - 1))
    return -1 if tied else best


@numba.njit(nogil=True)
def meant(names: Names, name: int) -> int:
    """The first area a name can mean: Palabuhanratu and Pelabuhanratu are one."""
    return int(names.candidates[names.each[name].starts])


@numba.njit(nogil=True)
def one_mistake(names: Names, words: Words, start: int, end: int, name: int) -> bool:
    """Whether letters of a post differ from a name by one letter more, less or other, or two exchanged."""
    at, length = names.each[name].at, names.each[name + 1].at - names.each[name].at
    typed = end - start
    if abs(typed - length) > 1 or words.letters[start] != names.letters[at]:
        return False
    same = 0
    while same < typed and same < length and words.letters[start + same] == names.letters[at + same]:
        same += 1
    tail = 0
    while tail < typed - same and tail < length - same and (
        words.letters[end - 1 - tail] == names.letters[at + length - 1 - tail]
    ):  # fmt: skip
        tail += 1
    typed_left, left = typed - same - tail, length - same - tail
    if typed_left <= 1 and left <= 1:
        return True
    return (
        typed_left == 2 and left == 2
        and words.letters[start + same] == names.letters[at + same + 1]
        and words.letters[start + same + 1] == names.letters[at + same]
    )  # fmt: skip
