"""Text, numbers and references, as tables."""

from decimal import Decimal

import pytest

from balarea.core.ids import ALPHABET, normal_reference, reference
from balarea.core.numbers import quantities
from balarea.core.text import clip, normalise


@pytest.mark.parametrize(
    ("text", "normal"),
    [("Jalan2  rusak", "jalan jalan rusak"), ("TOLOOOONG", "tolong"), ("kacamatán", "kacamatan"), ("", "")],
)
def test_normalise(text: str, normal: str) -> None:
    assert normalise(text) == normal


@pytest.mark.parametrize(
    ("text", "value", "unit", "money"),
    [
        ("1.200 orang", "1200", "orang", False),
        ("3,5 miliar", "3500000000", "", False),
        ("Rp 12,4 jt", "12400000", "", True),
        ("20%", "20", "persen", False),
        ("20 persen", "20", "persen", False),
        ("5 m", "5", "m", False),
        ("Rp5 m", "5000000000", "", True),
    ],
)
def test_quantities(text: str, value: str, unit: str, money: bool) -> None:
    (found,) = quantities(text)
    assert (found.value, found.unit, found.money) == (Decimal(value), unit, money)


def test_references_survive_being_read_aloud() -> None:
    made = reference()
    assert set(made.removeprefix("JB-").replace("-", "")) <= set(ALPHABET)
    assert normal_reference(made.lower().replace("-", " ")) == made


def test_clip_cuts_at_a_word() -> None:
    assert clip("satu dua tiga", 10) == "satu dua…"
    assert clip("satu", 10) == "satu"
