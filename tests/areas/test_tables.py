"""Compiled look-ups against plain Python."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balarea.areas.fuzzy import misspelt
from balarea.areas.hashing import MISSING, after, build, find, hash_letters
from balarea.areas.lexicon import lexicon
from balarea.areas.names import everyday_words, key, names
from balarea.areas.words import HASHTAG, room, split

LEXICON = lexicon("32")


@settings(deadline=None)  # the first call compiles
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 1000))))
def test_the_table_holds_what_was_put_in(pairs: list[tuple[int, int]]) -> None:
    table = build(np.array([a for a, _ in pairs], np.uint64), np.array([b for _, b in pairs], np.int32))
    for hashed in range(45):
        found, slot = [], find(table, np.uint64(hashed))
        while slot != MISSING:
            found.append(int(table[slot]["value"]))
            slot = after(table, np.uint64(hashed), (slot + 1) & (table.size - 1))
        assert found == [b for a, b in pairs if a == hashed]


def test_hashes_of_names_differ() -> None:
    hashes = {hash_letters(np.frombuffer(name.encode(), np.uint8), 0, len(name), -1) for name in names()}
    assert len(hashes) == len(names())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Jum'at di Cicaléngka, 2x!", ["jumat", "di", "cicalengka", "2x"]),
        ("#BandungBarat2024 #pohon_tumbang", ["bandung", "barat2024", "pohon", "tumbang"]),
        ("lihat https://a.example/cimahi?b#c lalu www.b.example", ["lihat", "lalu"]),
        ("😀kab.Garut–Limbangan", ["kab", "garut", "limbangan"]),
        ("e\u0301 x", ["e", "x"]),
        ("", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    data = np.frombuffer(text.encode() or b"\0", np.uint8)
    held = room(data.size)
    count = split(data, 0, len(text.encode()), LEXICON.words, held)
    starts = held.each["at"][: count + 1]
    letters = held.letters.tobytes()
    assert [letters[a:b].decode() for a, b in pairwise(starts)] == words
    assert all(bool(bits & HASHTAG) == text.startswith("#") for bits in held.each["bits"][:count])


def _mistakes(one: str, other: str) -> bool:
    """Whether one change, insertion, deletion or exchange of neighbours makes one text the other."""
    if abs(len(one) - len(other)) > 1:
        return False
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    made = {one} | {one[:i] + one[i + 1 :] for i in range(len(one))}
    made |= {one[:i] + x + one[i:] for i in range(len(one) + 1) for x in letters}
    made |= {one[:i] + x + one[i + 1 :] for i in range(len(one)) for x in letters}
    made |= {one[:i] + one[i + 1] + one[i] + one[i + 2 :] for i in range(len(one) - 1)}
    return other in made


@settings(deadline=None)  # the first call compiles
@given(st.sampled_from(["purwakarta", "palabuhanratu", "majalengka", "rancaekek", "indramayu"]), st.data())
def test_a_misspelt_name_is_one_mistake_away(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(name) - 1))
    typed = data.draw(
        st.sampled_from([name[:at] + name[at + 1 :], name[:at] + "z" + name[at:], name[:at] + "q" + name[at + 1 :]])
    )
    encoded = np.frombuffer(typed.encode(), np.uint8)
    held = room(encoded.size)
    assert split(encoded, 0, encoded.size, LEXICON.words, held) == 1
    found = misspelt(LEXICON.names, held, 0, 0)
    said = list(names())[found] if found >= 0 else ""
    assert found >= 0
    assert _mistakes(typed, said)


def test_everyday_words_are_keys() -> None:
    assert all(word == key(word) for word in everyday_words())
    assert not everyday_words() & {"bandung", "garut", "cimahi", "tasikmalaya", "indramayu", "majalengka"}
