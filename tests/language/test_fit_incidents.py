"""Learning and measuring incidents: reproducible, and figures that are what they say."""

import json
from importlib.resources import files
from typing import Any

import numpy as np
import pytest

from balarea.language.training.incidents import as_said, fit_incidents, pair_counts
from balarea.language.training.measure_incidents import incident_figures, interval


def posts(name: str) -> list[dict[str, Any]]:
    source = files("balarea.language.training") / f"{name}.jsonl"
    return [json.loads(line) for line in source.read_text(encoding="utf8").splitlines()]


SOME = [post for number, post in enumerate(posts("train")) if post.get("incident") or number % 6 == 0]


@pytest.mark.slow
def test_the_same_posts_and_seed_give_the_same_scorer() -> None:
    one, two = fit_incidents(SOME, 3), fit_incidents(SOME, 3)
    assert np.array_equal(one.scorer.weights, two.scorer.weights)
    assert (one.scorer.join, one.scorer.intercept) == (two.scorer.join, two.scorer.intercept)
    assert one.cross_validated == two.cross_validated
    assert one.cross_validated.f1 > 0.6


def test_posts_are_labelled_by_models_that_have_not_seen_them() -> None:
    said = as_said(SOME, 3)
    right = np.mean([a["topic"] == b["topic"] for a, b in zip(SOME, said, strict=True)])
    assert 0.3 < right < 0.95
    assert [post["text"] for post in said] == [post["text"] for post in SOME]


def test_too_few_incidents_are_refused() -> None:
    with pytest.raises(ValueError, match="label more posts"):
        fit_incidents(posts("train")[:10], 1)


def test_pairs_are_counted() -> None:
    counts = pair_counts(["a", "a", "a", "b", None, None], [0, 0, 2, 0, 4, 4])
    assert (counts.true, counts.said, counts.both) == (3, 4, 1)
    assert (counts.recall, counts.precision) == (1 / 3, 1 / 4)
    assert counts.f1 == pytest.approx(2 / 7)
    assert pair_counts([None, None], [0, 1]).f1 == 0


def test_the_interval_is_one_where_all_is_right_and_wide_where_little_is_known() -> None:
    many = [f"incident {row // 2}" for row in range(60)]
    assert interval(many, [row // 2 for row in range(60)], 1) == (1.0, 1.0)
    low, high = interval([*"aabbccddeeff"], [0, 0, 2, 2, 4, 5, 6, 6, 8, 9, 10, 10], 1)
    assert 0 < low < 0.8 < high <= 1


def test_figures_of_labelled_posts() -> None:
    found = incident_figures(SOME, 7)
    assert found is not None
    assert (found.posts, found.incidents, found.labelled) == (len(SOME), 31, 90)
    assert found.low <= found.f1 <= found.high
    assert found.json()["f1"] == round(found.f1, 4)
    assert incident_figures([post for post in SOME if not post.get("incident")], 7) is None
