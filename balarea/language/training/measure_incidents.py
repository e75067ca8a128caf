"""How well posts are grouped by incident: pairwise precision, recall and F1 with a bootstrap interval."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from balarea.core.arrays import Longs
from balarea.language import understand
from balarea.language.incidents import Scorer, incidents
from balarea.language.model import Model
from balarea.language.training.incidents import Posts, as_batch, pair_counts

RESAMPLES = 1000


@dataclass(frozen=True)
class IncidentFigures:
    """Pairwise figures from 0 to 1 over `posts` posts, `labelled` of them of `incidents` incidents; `low` and `high` bound
    F1 in 95 % of the resamples of whole incidents and single posts."""

    posts: int
    labelled: int
    incidents: int
    precision: float
    recall: float
    f1: float
    low: float
    high: float

    def json(self) -> dict[str, Any]:
        """The figures rounded for reading."""
        return {name: round(value, 4) for name, value in vars(self).items()}


def incident_figures(
    posts: Posts, seed: int, scorer: Scorer | None = None, model: Model | None = None
) -> IncidentFigures | None:  # fmt: skip
    """Figures of grouping labelled posts as the whole system would: area, topic and intent are those that
    `understand` says of the text with `model`, not the labelled ones. None when no post has an `incident`."""
    truth = [post.get("incident") for post in posts]
    if not any(truth):
        return None
    said = incidents(as_batch(as_understood(posts, model)), scorer=scorer).tolist()
    counts = pair_counts(truth, said)
    low, high = interval(truth, said, seed)
    names = [name for name in truth if name is not None]
    return IncidentFigures(
        len(posts), len(names), len(set(names)), counts.precision, counts.recall, counts.f1, low, high
    )  # fmt: skip


def as_understood(posts: Posts, model: Model | None = None) -> list[dict[str, Any]]:
    """The posts with the area, topic and intent that `understand` says."""
    columns = {"id": [str(row) for row in range(len(posts))], "text": [post["text"] for post in posts]}
    found = understand(pa.RecordBatch.from_pydict(columns), model)
    labels = {name: found.column(name).to_pylist() for name in ("area", "topic", "intent")}
    return [dict(post, **{name: labels[name][row] for name in labels}) for row, post in enumerate(posts)]


def interval(truth: Sequence[str | None], said: Sequence[Hashable], seed: int) -> tuple[float, float]:
    """The 2.5 and 97.5 % quantiles of F1 when incidents, and posts that belong to none, are drawn anew with repeats.

    A pair within a unit counts as often as the unit was drawn, a pair across two as often as both were together."""
    units = [name if name is not None else f"alone {row}" for row, name in enumerate(truth)]
    place = {name: at for at, name in enumerate(dict.fromkeys(units))}
    inside, across = _said_pairs([place[name] for name in units], said)
    true = np.array([_true(truth, name) for name in place])
    drawn = np.random.default_rng(seed).multinomial(len(place), np.full(len(place), 1 / len(place)), RESAMPLES)
    both = drawn @ inside
    wrong = (drawn[:, across[:, 0]] * drawn[:, across[:, 1]]).sum(axis=1)
    scores = 2 * both / np.maximum(drawn @ true + both + wrong, 1)
    low, high = np.quantile(scores, [0.025, 0.975])
    return float(low), float(high)


def _true(truth: Sequence[str | None], name: str) -> int:
    size = sum(each == name for each in truth)
    return size * (size - 1) // 2


def _said_pairs(unit: Sequence[int], said: Sequence[Hashable]) -> tuple[Longs, Longs]:
    """Of the pairs said to be one incident: how many lie within each unit, and the two units of each of the others."""
    groups: dict[Hashable, list[int]] = {}
    for own, group in zip(unit, said, strict=True):
        groups.setdefault(group, []).append(own)
    found = [(a, b) for members in groups.values() for at, a in enumerate(members) for b in members[:at]]
    inside = np.bincount([a for a, b in found if a == b], minlength=max(unit) + 1)
    across = np.array([(a, b) for a, b in found if a != b], np.int64).reshape(-1, 2)
    return inside, across
