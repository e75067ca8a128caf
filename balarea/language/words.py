"""The words of normal forms and what kind each is, for comparing posts word by word (numba)."""

from functools import cache

import numba
import numpy as np

from balarea.areas.names import everyday_words
from balarea.areas.table import PROVINCE, table
from balarea.core.arrays import Bytes, Hashes, Ints, Longs
from balarea.core.fnv import fnv
from balarea.language.form import ROOM, TAG, form

WORDS = 256  # words of a post that are compared
NUMBER, NAME, PLACED, NUMBERED, PASSING, TAGGED = 1, 2, 4, 8, 16, 32  # kinds of words, added up
_LISTS = {  # which words come before places, before numbers of addresses, and with what is passed on
    PLACED: "di ke dari dr jl jln jalan gg gang kp kampung desa ds kec kecamatan kel kelurahan kab kabupaten kota dusun "
    "blok komplek perum perumahan pasar terminal stasiun jembatan simpang arah wilayah daerah warga area lokasi ti ning "
    "ing tpa sungai kali jalur situ gunung pantai gor perlintasan tl walungan kampus",
    NUMBERED: "no nomor nmr rt rw km blok blk gg gang jl jln jalan kav sd smp sma smk sdn smpn sman smkn tol exit",
    PASSING: "tolong di share viral viralkan sebarkan sebar bantu mohon up cc copas dari grup sebelah min admin gan gaes ya "
    "ditindaklanjuti punten repost rt fyi info teruskan forward retweet please pls plis bagikan kawal dong",
}  # fmt: skip
Kinds = Bytes


@cache
def known(province: str = PROVINCE) -> tuple[Hashes, Kinds]:
    """Sorted hashes of the words that have a kind (words of a province's area names that
    mean nothing else, _LISTS), and their kinds."""
    names = {word for area in table(province).values() for word in area.name.lower().split()}
    kinds = dict.fromkeys(names - {"kabupaten", "kota"} - everyday_words(), NAME)
    for kind, words in _LISTS.items():
        for word in words.split():
            kinds[word] = kinds.get(word, 0) | kind
    encoded = (np.frombuffer(word.encode(), np.uint8) for word in kinds)
    hashes = np.array([fnv(word, 0, word.size) for word in encoded], np.uint64)
    order = np.argsort(hashes)
    return hashes[order], np.array(list(kinds.values()), np.uint8)[order]


@numba.njit(cache=True, nogil=True)
def tables(
    data: Bytes, offsets: Ints, chosen: Longs, listed: Hashes, listed_kinds: Kinds
) -> tuple[Bytes, Longs, Longs, Hashes, Kinds, Longs]:
    """The words of the chosen posts: the normal forms one after the other; where each word starts and
    ends in them, its hash and its kinds; and the first word of each post (one more at the end)."""
    one = np.empty(ROOM, np.uint8)
    bytes_, words = 0, 1
    for post in chosen:
        length = form(data, offsets[post], offsets[post + 1], one, True)
        bytes_ += length
        words += min(WORDS, np.sum(one[1:length] == 32)) + 1
    text, starts, ends = np.empty(bytes_, np.uint8), np.zeros(words, np.int64), np.zeros(words, np.int64)
    hashes, kinds = np.zeros(words, np.uint64), np.zeros(words, np.uint8)
    first = np.zeros(chosen.size + 1, np.int64)
    at, word = 0, 0
    for each in range(chosen.size):
        length = form(data, offsets[chosen[each]], offsets[chosen[each] + 1], one, True)
        text[at : at + length] = one[:length]
        word = _split(text, at, at + length, starts, ends, hashes, kinds, word, listed, listed_kinds)
        at += length
        first[each + 1] = word
    return text, starts, ends, hashes, kinds, first


@numba.njit(cache=True, nogil=True)
def _split(
    text: Bytes, begin: int, end: int, starts: Longs, ends: Longs, hashes: Hashes, kinds: Kinds, word: int,
    listed: Hashes, listed_kinds: Kinds,
) -> int:  # fmt: skip
    """Write the words of one normal form from place `word` on; returns the place after them, with one left free."""
    limit, start = word + WORDS, begin + 1
    for place in range(begin + 1, end):
        if text[place] != 32 or word == limit:
            continue
        tagged = text[start] == TAG
        start += tagged
        starts[word], ends[word], hashes[word] = start, place, fnv(text, start, place)
        found = np.searchsorted(listed, hashes[word])
        kind = listed_kinds[found] if found < listed.size and listed[found] == hashes[word] else 0
        for letter in range(start, place):
            if 48 <= text[letter] <= 57:
                kind |= NUMBER
        kinds[word] = kind | (TAGGED if tagged else 0)
        word, start = word + 1, place + 1
    return word + 1
