"""Planted duplicates: reproducible, and the truth is what was made."""

import random
from collections import Counter

from balarea.language.training.planted import EDITS, edited, planted


def test_the_same_seed_plants_the_same_posts() -> None:
    assert planted(500, 1) == planted(500, 1)
    assert planted(500, 1) != planted(500, 2)


def test_there_are_enough_posts_copies_and_others() -> None:
    made = planted(2000, 1)
    sizes = Counter(made.truth)
    assert len(made.texts) == len(made.truth) >= 2000
    assert 100 < sum(size > 1 for size in sizes.values()) < len(sizes) / 2
    assert max(sizes.values()) <= 5


def test_an_address_keeps_its_number() -> None:
    text = "Tiang listrik miring di RT 12 RW 05 kampung kami takut roboh"
    for seed in range(200):
        copy = edited(text, random.Random(seed)).lower()
        assert "12" in copy or len(copy) < len(text)


def test_every_edit_changes_some_post() -> None:
    text = "Sudah 3 hari air tidak mengalir, warga yang terdampak banyak sekali."
    for edit in EDITS:
        assert any(edit(text, random.Random(seed)) != text for seed in range(20)), edit.__name__
