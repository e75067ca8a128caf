"""Fitting the linear models: one head a time on the features of the whole, quantised to eight bits."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import scipy.sparse as sparse
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from balarea.language import features
from balarea.language.labels import HEADS
from balarea.language.model import Floats, Model, buffers
from balarea.language.training.data import Row, own_posts, third_party, topic_words, without_leaks

RARE = frozenset({"intent", "topic"})  # heads that gain from inverse document frequency (cross-validated, see the card)
FOLDS = 5


def train(posts: Path | None, corpora: Path | None, seed: int, version: str, say: Callable[[str], None]) -> Model:
    """The model fitted on `train.jsonl` (of `posts`, else the package's), our word lists and, when given, the corpora.

    Rows close to dev.jsonl are left out and counted. The same data and seed give the same model."""
    own, held_out = own_posts(posts, "train"), own_posts(posts, "dev")
    extra = [*topic_words(), *(third_party(corpora) if corpora else [])]
    own, lost = without_leaks(own, held_out)
    extra, lost_too = without_leaks(extra, held_out)
    say(f"{len(own)} posts, {len(extra)} further rows; {lost + lost_too} left out as too close to dev.jsonl")
    rarity = _rarity(matrix([row.text for row in own]))
    heads = {head: _head(head, own, extra, rarity, seed, say) for head in HEADS}
    return _assemble(heads, rarity, version)


def matrix(texts: Sequence[str]) -> Any:
    """The features of texts as a sparse matrix, one row a text."""
    data, offsets = buffers(pa.array(texts, pa.string()))
    buckets, weights, starts = features.rows(data, offsets)
    return sparse.csr_matrix((weights, buckets, starts), shape=(len(texts), features.BUCKETS))


def _rarity(counts: Any) -> Floats:
    seen = np.bincount(counts.indices, minlength=features.BUCKETS)
    # rounded as it will be stored, so that training sees what inference will
    return (np.log((1 + counts.shape[0]) / (1 + seen)) + 1).astype(np.float16).astype(np.float32)


def _head(head: str, own: list[Row], extra: list[Row], rarity: Floats, seed: int, say: Callable[[str], None]) -> Any:
    labels = [str(label) for label in HEADS[head]]
    further = [row for row in extra if head in row.labels]
    rows = own + further
    x = matrix([row.text for row in rows])
    if head in RARE:
        x = normalize(x @ sparse.diags(rarity))
    y = np.array([labels.index(row.labels[head]) for row in rows])
    weight = np.array([row.weight for row in rows])
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    scores = np.zeros((len(own), len(labels)))
    always = np.arange(len(own), len(rows))
    for learn, test in folds.split(np.zeros(len(own)), y[: len(own)]):
        chosen = np.concatenate([learn, always])
        coefficients, intercept = _fit(head, x[chosen], y[chosen], weight[chosen], len(labels), seed)
        scores[test] = x[test] @ coefficients.T + intercept
    heat = _temperature(scores, y[: len(own)])
    say(f"{head}: cross-validated accuracy {np.mean(scores.argmax(1) == y[: len(own)]):.3f}, temperature {heat:.2f}")
    return *_fit(head, x, y, weight, len(labels), seed), heat


def _fit(
    head: str, x: Any, y: npt.NDArray[np.int64], weight: npt.NDArray[np.float64], size: int, seed: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    if head in RARE:
        model = LinearSVC(C=0.5, class_weight="balanced", random_state=seed)
    else:
        model = LogisticRegression(C=20, class_weight="balanced", max_iter=500)
    model.fit(x, y, sample_weight=weight)
    coefficients, intercept = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # one column stands for two labels
        coefficients = np.vstack([-coefficients[0], coefficients[0]])
        intercept = np.array([-intercept[0], intercept[0]])
    all_coefficients, all_intercepts = np.zeros((size, x.shape[1])), np.full(size, -20.0)
    all_coefficients[model.classes_], all_intercepts[model.classes_] = coefficients, intercept
    return all_coefficients, all_intercepts


def _temperature(scores: npt.NDArray[np.float64], y: npt.NDArray[np.int64]) -> float:
    """The divisor of the scores that makes held-out probabilities most likely (Guo et al. 2017)."""

    def loss(log_heat: float) -> float:
        shifted = scores / np.exp(log_heat)
        shifted -= shifted.max(1, keepdims=True)
        chance = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
        return float(-chance[np.arange(len(y)), y].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-3, 3), method="bounded").x))


def _assemble(heads: dict[str, Any], rarity: Floats, version: str) -> Model:
    stacked = np.vstack([coefficients for coefficients, _, _ in heads.values()])
    rare = np.array([head in RARE for head, labels in HEADS.items() for _ in labels])
    stacked[rare] *= rarity
    scale = np.maximum(np.abs(stacked).max(1), 1e-9) / 127
    return Model(
        np.ascontiguousarray(np.rint(stacked / scale[:, None]).astype(np.int8).T), scale.astype(np.float32),
        np.concatenate([intercept for _, intercept, _ in heads.values()]).astype(np.float32), rarity, rare,
        {head: heat for head, (_, _, heat) in heads.items()}, version,
    )  # fmt: skip
