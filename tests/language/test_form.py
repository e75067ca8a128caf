"""The normal form: what people change when they pass a post on is left out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balarea.language.form import ROOM, form
from balarea.language.normal import LONGEST

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200)


def formed(text: str, tags: bool = False) -> str:
    data = np.frombuffer(text.encode() or b"\0", np.uint8)
    out = np.zeros(ROOM, np.uint8)
    length = form(data, 0, len(text.encode()), out, tags)
    return bytes(out[:length]).decode(errors="replace")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RT @warga_1: Banjir di Garut!!! 🙏🏽", "banjir di garut"),
        ("rt 04 rw 08", "rt 04 rw 08"),
        ("BANGEEETTT kénéh jum'at", "banget keneh jumat"),
        ("hati2 hati-hati", "hati hati hati hati"),
        ("harga 10.000 jadi 12,5", "harga 10000 jadi 125"),
        ("lihat https://x.example/y dan WWW.y.example ya", "lihat dan ya"),
        ("tulis ke a@b.example", "tulis ke a b example"),
        ("#Banjir di #Garut", "banjir di garut"),
        ("1000000 orang", "1000000 orang"),
        ("Не тот 中文", "Не тот 中文"),
        ("😀 👍🏽 …", ""),
        ("", ""),
    ],
)
def test_what_is_left(text: str, expected: str) -> None:
    assert formed(text).strip() == expected


def test_hashtags_keep_their_sign_when_asked() -> None:
    assert formed("#Banjir di #Garut # 5", tags=True) == " #banjir di #garut 5 "


@settings(max_examples=200, deadline=None)
@given(TEXT)
def test_it_begins_and_ends_with_a_space_and_has_no_two(text: str) -> None:
    found = formed(text)
    assert found[0] == found[-1] == " "
    assert "  " not in found


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="abcdefg hij .,!", max_size=80))
def test_case_and_marks_change_nothing(text: str) -> None:
    assert formed(text.upper() + "!!!") == formed(text)


def test_only_the_beginning_of_a_very_long_text_counts() -> None:
    assert formed("ab " * LONGEST) == formed("ab " * (LONGEST // 3) + "a")
    assert len(formed("aa2 " * LONGEST)) <= ROOM
