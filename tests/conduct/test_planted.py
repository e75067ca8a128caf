"""Masking on planted data, with another seed than the patterns were made with."""

from collections import Counter

import pytest

from balarea.conduct import mask
from balarea.conduct.personal import NAMES
from balarea.conduct.planted import LANGUAGES, OFFICIAL, planted
from balarea.ops.commands.bench_masking import figures, wilson

UNSEEN = 9041


def test_every_kind_is_planted_in_every_language() -> None:
    made = planted(800, UNSEEN)
    having = [post for post in made if post.data]
    assert len(having) == 800
    assert {(datum.kind, post.lang) for post in having for datum in post.data} == {
        (kind, lang) for kind in NAMES for lang in LANGUAGES
    }
    assert made == planted(800, UNSEEN)
    assert made != planted(800, UNSEEN + 1)


def test_what_is_planted_is_masked_and_little_else() -> None:
    found = figures(1120, UNSEEN)
    assert found["masking"]["all"]["recall"] >= 0.99
    assert found["masking"]["all"]["precision"] >= 0.99
    assert {kind: row["recall"] for kind, row in found["masking"].items() if row["recall"] < 0.95} == {}
    assert found["baseline"]["all"]["recall"] < 0.7  # otherwise the planted data would be too easy


def test_what_only_looks_like_personal_data_stays() -> None:
    changed = Counter(
        post.text for post in planted(700, UNSEEN)[700:] if mask(post.text, official=OFFICIAL) != post.text
    )
    assert len(changed) <= 7


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"), [(0, 10, 0, 0.2775), (10, 10, 0.7225, 1), (5, 10, 0.2366, 0.7634)]
)
def test_the_interval(hits: int, trials: int, low: float, high: float) -> None:
    assert wilson(hits, trials) == pytest.approx((low, high), abs=1e-3)
    assert wilson(0, 0) is None
