"""How good labels are: macro-F1 with its interval, accuracy, calibration, emergencies, areas. Pure functions."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from balarea.areas import inside, regency_of
from balarea.core.arrays import Doubles, Flags, Longs
from balarea.language.labels import UNSURE

RESAMPLES = 1000
BINS = 10


@dataclass(frozen=True)
class HeadFigures:
    """Figures of one label; `low` and `high` bound macro-F1 in 95 % of the bootstrap resamples."""

    n: int
    macro_f1: float
    low: float
    high: float
    accuracy: float
    calibration_error: float


@dataclass(frozen=True)
class AreaFigures:
    """Shares from 0 to 1. `exact`: the same code or rightly none, of all posts. `regency`, `district`: right down to
    that level, of the posts whose area has it. `false_places`: posts with a mention of a code that is not there, of all."""

    n: int
    exact: float
    regency: float
    district: float
    false_places: float


@dataclass(frozen=True)
class Alarms:
    """How many posts are emergencies, how many were called one, and how many of these rightly."""

    true: int
    said: int
    hits: int

    @classmethod
    def of(cls, said: Flags, true: Flags) -> "Alarms":
        """Counted post by post."""
        return cls(int(true.sum()), int(said.sum()), int((said & true).sum()))


def interval(hits: int, of: int) -> tuple[float, float]:
    """The share's 95 % interval (Wilson 1927); 0 to 1 when there was nothing to count."""
    if not of:
        return 0.0, 1.0
    share, z = hits / of, 1.96
    middle, width = share + z * z / (2 * of), z * np.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return float((middle - width) / (1 + z * z / of)), float((middle + width) / (1 + z * z / of))


def of_the_corpus(truth: Sequence[str], said: Sequence[str]) -> list[str]:
    """What was said, with UNSURE for every label that is never true: a mistake, but no label whose F1 would count."""
    there = set(truth)
    return [label if label in there else UNSURE for label in said]


def head_figures(truth: Sequence[str], said: Sequence[str], chance: Sequence[float], seed: int) -> HeadFigures:
    """Figures of one label: what is true, what was said, and with which confidence; one entry a post, at least one."""
    names = [*sorted({*truth, *said} - {UNSURE}), UNSURE]
    counts = np.zeros((len(names), len(names)), np.int64)
    for true, other in zip(truth, said, strict=True):
        counts[names.index(true), names.index(other)] += 1
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(counts.sum(), (counts / counts.sum()).ravel(), RESAMPLES).reshape(-1, *counts.shape)
    low, high = np.quantile(macro_f1(drawn), [0.025, 0.975])
    right = np.array([a == b for a, b in zip(truth, said, strict=True)])
    error = calibration_error(right, np.array(chance))
    return HeadFigures(
        len(truth), float(macro_f1(counts[None])[0]), float(low), float(high), float(right.mean()), error
    )


def macro_f1(counts: Longs) -> Doubles:
    """Mean F1 over the labels that occur, of each confusion matrix (matrix, true label, said label).

    The last place is UNSURE: said of a post it is wrong, but it is no label whose F1 would count."""
    hit = np.diagonal(counts, axis1=1, axis2=2)[:, :-1]
    total = (counts.sum(1) + counts.sum(2))[:, :-1]
    return np.asarray(np.where(total > 0, 2 * hit / np.maximum(total, 1), 0).sum(1) / (total > 0).sum(1))


def calibration_error(right: Flags, chance: Doubles) -> float:
    """Expected calibration error in BINS equal steps of confidence: mean distance of confidence and share right."""
    step = np.minimum((chance * BINS).astype(int), BINS - 1)
    gaps = [abs(right[step == each].mean() - chance[step == each].mean()) * (step == each).sum() for each in set(step)]
    return float(sum(gaps) / len(right))


def recall_precision(truth: Sequence[str], said: Sequence[str], name: str) -> tuple[float, float]:
    """Recall and precision of one label; 0 where nothing was there to find or nothing was found."""
    hits = sum(a == b == name for a, b in zip(truth, said, strict=True))
    return hits / max(sum(a == name for a in truth), 1), hits / max(sum(b == name for b in said), 1)


def area_figures(
    truth: Sequence[str | None], said: Sequence[str | None],
    true_places: Sequence[Sequence[str]], said_places: Sequence[Sequence[str]],
) -> AreaFigures:  # fmt: skip
    """Figures of the area and of the mentions; one entry a post, mentions by code, without those that have none."""
    pairs = list(zip(truth, said, strict=True))
    regency = [regency_of(a) == regency_of(b) for a, b in pairs if regency_of(a)]
    district = [b is not None and inside(b, a[:8]) for a, b in pairs if a and len(a) >= 8]
    wrong = [not set(found) <= set(codes) for codes, found in zip(true_places, said_places, strict=True)]
    return AreaFigures(len(pairs), _share([a == b for a, b in pairs]), _share(regency), _share(district), _share(wrong))


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / max(len(hits), 1)


def as_json(figures: HeadFigures | AreaFigures) -> dict[str, Any]:
    """Figures rounded for reading."""
    return {name: round(value, 4) for name, value in asdict(figures).items()}
