"""Fitting the linear models: one head a time on the features of the whole, quantised to eight bits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import scipy.sparse as sparse
from scipy.optimize import minimize_scalar
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from balarea.core.arrow import buffers
from balarea.language import features
from balarea.language.labels import COLUMNS, HEADS, PROSE, Style, Urgency
from balarea.language.model import Floats, Model
from balarea.language.training.data import Row, own_posts, sources, third_party, topic_words, without_leaks, written

RARE = frozenset(COLUMNS) - {"mixed"}  # heads that gain from inverse document frequency (cross-validated, see the card)
MARGIN = {
    "lang": 0.5,
    "sentiment": 0.5,
    "intent": 0.5,
    "urgency": 0.25,
    "topic": 2.0,
}  # linear SVM with this C; the rest are logistic
PRECISE = 0.6  # of the posts called an emergency, cross-validated; asks more than 0.5, since new posts are harder
FOLDS = 5
EMERGENCY = HEADS["urgency"].index(Urgency.EMERGENCY)


@dataclass(frozen=True)
class Fitted:
    """One head: its columns, the temperature, cross-validated probabilities and the true labels of our posts."""

    coefficients: npt.NDArray[np.float64]
    intercept: npt.NDArray[np.float64]
    heat: float
    chances: npt.NDArray[np.float64]
    true: npt.NDArray[np.int64]
    macro: float


@dataclass(frozen=True)
class Notes:
    """What the card tells of a training: rows with their licence by source, rows left out, macro-F1 by label."""

    sources: list[tuple[str, int, str]]
    left_out: int
    cross_validated: dict[str, float]
    alarm: float


def train(
    posts: Path | None, corpora: Path | None, seed: int, version: str, say: Callable[[str], None]
) -> tuple[Model, Notes]:
    """The model fitted on `train.jsonl` (of `posts`, else the package's), our word lists and, when given, the corpora.

    Rows close to dev.jsonl are left out and counted. The same data and seed give the same model. ValueError when the
    posts are malformed or too few, OSError when a file is missing."""
    own, held_out = own_posts(posts, "train"), own_posts(posts, "dev")
    own, lost = without_leaks(own, held_out)
    if len(own) < 10 * FOLDS:
        raise ValueError(f"train.jsonl has {len(own)} usable posts; at least {10 * FOLDS} are needed")
    extra, lost_too = without_leaks([*written(), *topic_words()], held_out)
    prose, lost_of_prose = without_leaks(third_party(corpora) if corpora else [], held_out)
    left_out = lost + lost_too + lost_of_prose
    say(
        f"{len(own)} posts, {len(extra)} further rows, {len(prose)} of prose; {left_out} left out as too close to dev.jsonl"
    )
    rarity = _rarity(matrix([row.text for row in own]))
    heads = {head: _head(head, own, extra, rarity, seed, say) for head in HEADS}
    heads |= _of_prose([*own, *written()], prose, rarity, seed, say) if prose else _no_prose()
    model = _assemble(heads, rarity, version)
    macros = {head: heads[head].macro for head in HEADS}
    return model, Notes(sources([*own, *extra, *prose]), left_out, macros, model.alarm)


def _of_prose(
    posts: list[Row], prose: list[Row], rarity: Floats, seed: int, say: Callable[[str], None]
) -> dict[str, Fitted]:
    """What tells prose from posts, and language and mood as prose has them, cross-validated on the corpora."""
    styled = [replace(row, labels={"style": Style.POST}, weight=1.0) for row in posts]
    texts = {row.text: row for row in prose}  # a text stands twice where its language and mood weigh differently
    styled += [replace(row, labels={"style": Style.PROSE}, weight=1.0) for row in texts.values()]
    fitted = {"style": _head("style", styled, [], rarity, seed, say)}
    for head, name in PROSE.items():
        rows = [replace(row, labels={name: row.labels[head]}) for row in prose if head in row.labels]
        fitted[name] = _head(name, rows, [], rarity, seed, say)
    return fitted


def _no_prose() -> dict[str, Fitted]:
    """Without corpora every text is read as a post."""
    blank = {head: np.zeros((len(COLUMNS[head]), features.BUCKETS)) for head in ("style", *PROSE.values())}
    never = {"style": np.array([0.0, -40.0])}
    none, nobody = np.zeros(0), np.zeros(0, np.int64)
    return {
        head: Fitted(zeros, never.get(head, np.zeros(len(zeros))), 1.0, none, nobody, 0.0)
        for head, zeros in blank.items()
    }


def matrix(texts: Sequence[str]) -> Any:
    """The features of texts as a sparse matrix, one row a text."""
    data, offsets = buffers(pa.array(texts, pa.string()))
    buckets, weights, starts = features.rows(data, offsets)
    return sparse.csr_matrix((weights, buckets, starts), shape=(len(texts), features.BUCKETS))


def _rarity(counts: Any) -> Floats:
    seen = np.bincount(counts.indices, minlength=features.BUCKETS)
    # rounded as it will be stored, so that training sees what inference will
    return np.asarray((np.log((1 + counts.shape[0]) / (1 + seen)) + 1).astype(np.float16), np.float32)


def _head(head: str, own: list[Row], extra: list[Row], rarity: Floats, seed: int, say: Callable[[str], None]) -> Fitted:
    labels = [str(label) for label in COLUMNS[head]]
    rows = own + [row for row in extra if head in row.labels]
    x = matrix([row.text for row in rows])
    if head in RARE:
        x = normalize(x @ sparse.diags(rarity))
    y = np.array([labels.index(row.labels[head]) for row in rows])
    weight = np.array([row.weight for row in rows])
    scores = np.zeros((len(own), len(labels)))
    always = np.arange(len(own), len(rows))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    for learn, test in folds.split(np.zeros(len(own)), y[: len(own)]):
        chosen = np.concatenate([learn, always])
        balance = _balance(y[learn], len(labels))[y[chosen]]
        coefficients, intercept = _fit(head, x[chosen], y[chosen], weight[chosen] * balance, len(labels), seed)
        scores[test] = x[test] @ coefficients.T + intercept
    true = y[: len(own)]
    heat = _temperature(scores, true)
    chances = softmax(scores / heat, axis=1)
    macro = f1_score(true, scores.argmax(1), average="macro", labels=np.unique(true))
    say(f"{head}: cross-validated macro-F1 {macro:.3f}, accuracy {np.mean(scores.argmax(1) == true):.3f}")
    coefficients, intercept = _fit(head, x, y, weight * _balance(true, len(labels))[y], len(labels), seed)
    return Fitted(coefficients, intercept, heat, chances, true, float(macro))


def _balance(y: npt.NDArray[np.int64], size: int) -> npt.NDArray[np.float64]:
    """Weight of each label so that all labels weigh the same; 1 for a label that does not come up."""
    counts = np.bincount(y, minlength=size)
    return np.where(counts > 0, len(y) / ((counts > 0).sum() * np.maximum(counts, 1)), 1.0)


def alarm(chance: npt.NDArray[np.float64], emergency: npt.NDArray[np.bool_]) -> float:
    """The lowest probability of an emergency from which at least PRECISE of the posts above it are emergencies."""
    order = np.argsort(-chance, kind="stable")
    precision = np.cumsum(emergency[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(precision >= PRECISE)
    return float(chance[order][enough[-1]]) if enough.size else 1.0


def _fit(
    head: str, x: Any, y: npt.NDArray[np.int64], weight: npt.NDArray[np.float64], size: int, seed: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    margin = MARGIN.get(head)
    model = LinearSVC(C=margin, random_state=seed) if margin else LogisticRegression(C=20, max_iter=500)
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


def _assemble(heads: dict[str, Fitted], rarity: Floats, version: str) -> Model:
    urgency = heads["urgency"]
    stacked = np.vstack([heads[head].coefficients for head in COLUMNS])
    rare = np.array([head in RARE for head, labels in COLUMNS.items() for _ in labels])
    stacked[rare] *= rarity
    scale = np.maximum(np.abs(stacked).max(1), 1e-9) / 127
    return Model(
        np.ascontiguousarray(np.rint(stacked / scale[:, None]).astype(np.int8).T), scale.astype(np.float32),
        np.concatenate([heads[head].intercept for head in COLUMNS]).astype(np.float32), rarity, rare,
        {head: each.heat for head, each in heads.items()},
        alarm(urgency.chances[:, EMERGENCY], urgency.true == EMERGENCY), version,
    )  # fmt: skip
