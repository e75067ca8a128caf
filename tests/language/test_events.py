"""Kinds of events by our word list."""

import numpy as np
import pyarrow as pa
import pytest

from balarea.core.arrow import buffers
from balarea.language.events import kinds, named
from balarea.language.words import known, tables


def events(text: str) -> list[str]:
    _, _, _, hashes, _, first = tables(*buffers(pa.array([text])), np.arange(1), *known())
    return named(int(kinds(hashes, first)[0]))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("KEBANJIRAN lagi", "banjir"), ("gawir urug tadi malam", "longsor"), ("Pohon tumbang menimpa mobil", "pohon tumbang"),
        ("mati lampu dari magrib", "listrik padam"), ("#gempa barusan", "gempa"), ("jalanan ancur pisan", "jalan rusak"),
    ],
)  # fmt: skip
def test_a_kind_is_known_by_a_word_or_two_in_a_row(text: str, kind: str) -> None:
    assert kind in events(text)


def test_words_apart_or_of_two_posts_are_no_pair() -> None:
    assert "listrik padam" not in events("mati gaya karena lampu")
    two = pa.array(["sudah mati", "lampu hias"])
    _, _, _, hashes, _, first = tables(*buffers(two), np.arange(2), *known())
    assert kinds(hashes, first).tolist() == [0, 0]


def test_an_empty_post_tells_of_nothing() -> None:
    assert events("") == events("selamat pagi") == []
