"""Whether two posts are the same words, passed on: the check behind `near_duplicates` (numba, on `words.tables`).

Words are aligned (longest common subsequence, a mistyped or shortened word counting as the same). The same post may have
gained words at its ends, lost its end, and have another number. It is another post when a place, or the number of a
house, a street or a neighbourhood, stands where the other has a different one, or when words of the middle differ."""

from typing import NamedTuple

import numba

from balarea.core.arrays import Bytes, Hashes, Longs
from balarea.language.words import NAME, NUMBER, NUMBERED, PASSING, PLACED, TAGGED, Kinds

FEWEST = 4  # words two posts must share; fewer say too little
CELLS = 128 * 128  # of the alignment; two posts that differ over more are not the same
PER_CHANGE = 10  # words for each one that may be another
PER_NUMBER = 5  # words in common for each number that may be another
LONGEST_WORD = 24  # bytes of a word that is looked at for mistypings


class Words(NamedTuple):
    """What `words.tables` gives."""

    text: Bytes
    starts: Longs
    ends: Longs
    hashes: Hashes
    kinds: Kinds
    first: Longs


@numba.njit(cache=True, nogil=True)
def same_wording(words: Words, one: int, two: int, partner: Longs, best: Longs) -> bool:
    """Whether two posts of a table are the same. `partner` (WORDS) and `best` (2 * (CELLS + 2 * WORDS)) are scratch."""
    a, b = words.first[one], words.first[two]
    n, m = words.first[one + 1] - a - 1, words.first[two + 1] - b - 1
    least = min(n, m)
    if least < FEWEST:
        return False
    head, tail = 0, 0
    while head < least and words.hashes[a + head] == words.hashes[b + head]:
        head += 1
    while tail < least - head and words.hashes[a + n - 1 - tail] == words.hashes[b + m - 1 - tail]:
        tail += 1
    rest_a, rest_b = n - head - tail, m - head - tail
    partner[:rest_a] = -1
    if rest_a and rest_b:
        if (
            rest_a * rest_b > CELLS
            or 5 * (head + tail + _common(words, a + head, rest_a, b + head, rest_b)) < 2 * least
        ):
            return False
        _align(words, a + head, b + head, rest_a, rest_b, partner, best)
    return _agree(words, a, b, n, m, head, tail, partner)


@numba.njit(cache=True, nogil=True)
def _common(words: Words, a: int, n: int, b: int, m: int) -> int:
    """How many of n words from a on are among m words from b on: a cheap look before the alignment."""
    count = 0
    for word in words.hashes[a : a + n]:
        for other in words.hashes[b : b + m]:
            if word == other:
                count += 1
                break
    return count


@numba.njit(cache=True, nogil=True)
def _align(words: Words, a: int, b: int, n: int, m: int, partner: Longs, best: Longs) -> None:
    """Write to `partner` which of m words from b on (from 0) belongs to each of n words from a on; -1 stays: none."""
    width = m + 1
    alike = best[(n + 1) * width :]
    best[: (n + 1) * width] = 0
    for i in range(n - 1, -1, -1):
        for j in range(m - 1, -1, -1):
            at = i * width + j
            alike[at] = _alike(words, a + i, b + j)
            best[at] = max(best[at + width], best[at + 1])
            if alike[at]:
                best[at] = max(best[at], best[at + width + 1] + 1)
    i, j = 0, 0
    while i < n and j < m:
        at = i * width + j
        if alike[at] and best[at] == best[at + width + 1] + 1:
            partner[i] = j
            i, j = i + 1, j + 1
        elif best[at + width] >= best[at + 1]:
            i += 1
        else:
            j += 1


@numba.njit(cache=True, nogil=True)
def _agree(words: Words, a: int, b: int, n: int, m: int, head: int, tail: int, partner: Longs) -> bool:
    """Whether two posts are the same, of which the first `head` and the last `tail` words are, and `partner` tells of
    the words between."""
    i, j, matched, changed, numbers, passing_a, passing_b = head, head, head + tail, 0, 0, 0, 0
    while i < n - tail or j < m - tail:
        if i < n - tail and partner[i - head] == j - head:
            i, j, matched = i + 1, j + 1, matched + 1
            continue
        to = i
        while to < n - tail and partner[to - head] < 0:
            to += 1
        other = partner[to - head] + head if to < n - tail else m - tail
        ours, theirs = to - i, other - j
        end = (to == n and other == m) or i + j == 0
        if end:
            passing_a += ours if _passed_on(words, a + i, a + to) else 0
            passing_b += theirs if _passed_on(words, b + j, b + other) else 0
        if ours and theirs:
            if ours == theirs and _numbers(words, a + i, a + to) and _numbers(words, b + j, b + other):
                if _addressed(words, a, a + i):
                    return False
                numbers += ours
            elif not (end and _added(words, a + i, a + to, b + j, b + other)):
                if _telling(words, a, a + i, a + to) or _telling(words, b, b + j, b + other):
                    return False
                changed += max(ours, theirs)
        elif not end:
            if _telling(words, a, a + i, a + to) or _telling(words, b, b + j, b + other):
                return False
            changed += max(ours, theirs) - 1
        elif i and (_loses(words, a, a + i, a + to) if ours else _loses(words, b, b + j, b + other)):
            return False
        i, j = to, other
    longest = max(n - passing_a, m - passing_b)
    enough = matched >= FEWEST and 2 * matched >= longest
    return enough and changed * PER_CHANGE <= min(n, m) and numbers * PER_NUMBER <= matched


@numba.njit(cache=True, nogil=True)
def _loses(words: Words, first: int, start: int, end: int) -> bool:
    """Whether a post without its last words, from `start` on, no longer says where: they go on with a name (Tegal, Tegal
    Sembadra), have the number of an address, or the only place."""
    if end <= start + 2 and _named(words, start, start + 1) and _named(words, start - 1, start):
        return True
    for word in range(start, end):
        if words.kinds[word] & NUMBER and _addressed(words, first, word):
            return True
    return _named(words, start, end) and not _named(words, first, start)


@numba.njit(cache=True, nogil=True)
def _added(words: Words, a: int, a_end: int, b: int, b_end: int) -> bool:
    """Whether at an end of both posts one only has what people add, perhaps after a word that was cut."""
    if _cut(words, a, b) and (a_end == a + 1 or b_end == b + 1):
        return True
    cut = 1 if _cut(words, a, b) else 0
    return _passed_on(words, a + cut, a_end) or _passed_on(words, b + cut, b_end)


@numba.njit(cache=True, nogil=True)
def _cut(words: Words, a: int, b: int) -> bool:
    """Whether one of two words is the beginning of the other, and they are not two names."""
    if words.kinds[a] & words.kinds[b] & NAME:
        return False
    n, m = words.ends[a] - words.starts[a], words.ends[b] - words.starts[b]
    for place in range(min(n, m)):
        if words.text[words.starts[a] + place] != words.text[words.starts[b] + place]:
            return False
    return True


@numba.njit(cache=True, nogil=True)
def _passed_on(words: Words, start: int, end: int) -> bool:
    """Whether all of some words are hashtags without a place, or such as are added when passing on."""
    for word in range(start, end):
        kind = words.kinds[word]
        if not (kind & PASSING or (kind & TAGGED and not kind & NAME)):
            return False
    return True


@numba.njit(cache=True, nogil=True)
def _numbers(words: Words, start: int, end: int) -> bool:
    for word in range(start, end):
        if not words.kinds[word] & NUMBER:
            return False
    return True


@numba.njit(cache=True, nogil=True)
def _named(words: Words, start: int, end: int) -> bool:
    """Whether one of some words is of an area's name, and no hashtag."""
    for word in range(start, end):
        if words.kinds[word] & NAME and not words.kinds[word] & TAGGED:
            return True
    return False


@numba.njit(cache=True, nogil=True)
def _addressed(words: Words, first: int, word: int) -> bool:
    """Whether the number at a place is one of an address: right after `RT`, or two or three words after `Jl.`."""
    if word > first and words.kinds[word - 1] & NUMBERED:
        return True
    both = NUMBERED | PLACED
    for back in range(2, 4):
        if word - back >= first and words.kinds[word - back] & both == both:
            return True
    return False


@numba.njit(cache=True, nogil=True)
def _telling(words: Words, first: int, start: int, end: int) -> bool:
    """Whether one of some words is of an area's name or stands where a place is named."""
    for word in range(start, end):
        if words.kinds[word] & NAME or (word > first and words.kinds[word - 1] & PLACED):
            return True
    return False


@numba.njit(cache=True, nogil=True)
def _alike(words: Words, a: int, b: int) -> bool:
    """Whether two words are the same, or one of them mistyped or shortened (`yg`, `yang`)."""
    if words.hashes[a] == words.hashes[b]:
        return True
    if (words.kinds[a] | words.kinds[b]) & NUMBER or words.kinds[a] & words.kinds[b] & NAME:
        return False
    n, m = words.ends[a] - words.starts[a], words.ends[b] - words.starts[b]
    if n > m:
        a, b, n, m = b, a, m, n
    if n < 2 or m > LONGEST_WORD:
        return False
    short, long = words.starts[a], words.starts[b]
    if words.text[short] != words.text[long] and m > 2:
        one, two = words.text[short + 1], words.text[long + 1]
        if one != two and one != words.text[long] and words.text[short] != two:
            return False
    if n >= 4 and _mistyped(words.text, short, n, long, m):
        return True
    return _shortened(words.text, short, n, long, m)


@numba.njit(cache=True, nogil=True)
def _shortened(text: Bytes, short: int, n: int, long: int, m: int) -> bool:
    """Whether n letters begin like m letters and are without an ending (`rusak`, `rusaknya`), or are some of them in
    order, with one vowel at most (`yg`, `yang`)."""
    if text[short] != text[long]:
        return False
    same, found, vowels = 0, 0, 0
    while same < n and text[short + same] == text[long + same]:
        same += 1
    if same == n:
        return n >= 4 and m <= n + 3
    for place in range(long, long + m):
        if found < n and text[short + found] == text[place]:
            found += 1
    for place in range(short, short + n):
        vowels += text[place] in (97, 101, 105, 111, 117)
    return found == n and vowels <= 1 and n <= 4 and m <= 9


@numba.njit(cache=True, nogil=True)
def _mistyped(text: Bytes, short: int, n: int, long: int, m: int) -> bool:
    """Whether one letter was dropped, added, replaced or swapped with the next."""
    if m > n + 1:
        return False
    head, tail = 0, 0
    while head < n and text[short + head] == text[long + head]:
        head += 1
    while tail < n - head and text[short + n - 1 - tail] == text[long + m - 1 - tail]:
        tail += 1
    left = m - head - tail
    swapped = left == 2 and n == m
    if swapped:
        swapped = text[short + head] == text[long + head + 1] and text[short + head + 1] == text[long + head]
    return left <= 1 or swapped
