"""One group of columns: a linear model on hashed features, cross-validated and calibrated."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import scipy.sparse as sparse
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from balarea.core.arrays import Doubles, Floats, Longs
from balarea.core.arrow import buffers
from balarea.language import features
from balarea.language.dictionary import Dictionary
from balarea.language.labels import BETAWI, COLUMNS, Lang, Style
from balarea.language.training.data import Row

# Groups that gain from inverse document frequency, and the C of a linear SVM (the rest are logistic), cross-validated.
RARE = frozenset(COLUMNS) - {"mixed"}
MARGIN = {
    "lang": 0.5,
    "sentiment": 0.5,
    "intent": 0.5,
    "urgency": 0.5,
    "topic": 2.0,
    "prose lang": 0.5,
    "prose sentiment": 0.5,
    BETAWI: 0.3,
}
# How much prose weighs where posts are learnt, so that prose taken for a post is not read by guessing, and posts where the
# language of prose is; the log odds by which a text is rather taken for prose (that mistake costs less); and those by which a
# language of other provinces is rather not said, which half the corpora are in and few posts here. Chosen on the valid splits
# against cross-validation, but STRANGE with one post of dev.jsonl in view.
LENT = {"lang": 0.03, "sentiment": 0.03, "prose lang": 0.1}
LEAN, STRANGE = 2.0, 1.0
# Groups whose labels come as often in new posts as in those that are measured: all labels weigh the same where they are
# learnt, and how frequent each is decides with them. The others are read better as if all were equally frequent.
FREQUENT = frozenset({"topic", "intent"})
WORD = 2.5  # what a word weighs beside a pair of words or an n-gram, of which there are many to a word
FOLDS = 5
NEVER = -20.0  # the intercept of a label that training never saw


@dataclass(frozen=True)
class Fitted:
    """One group: its columns, the temperature, cross-validated probabilities and the true labels of the measured rows."""

    coefficients: Doubles
    intercept: Doubles
    heat: float
    chances: Doubles
    true: Longs
    macro: float


@dataclass(frozen=True)
class Reader:
    """How texts become features: by this dictionary, weighed by this rarity."""

    dictionary: Dictionary
    rarity: Floats

    def read(self, texts: Sequence[str], *, rare: bool) -> Any:
        """The features of texts as a sparse matrix, one row a text, of unit length."""
        found = matrix(texts, self.dictionary)
        return normalize(found @ sparse.diags(self.rarity)) if rare else found


def matrix(texts: Sequence[str], dictionary: Dictionary) -> Any:
    """The features of texts as a sparse matrix, one row a text."""
    data, offsets = buffers(pa.array(texts, pa.string()))
    buckets, weights, starts = features.rows(data, offsets, features.lexicon(dictionary))
    return sparse.csr_matrix((weights, buckets, starts), shape=(len(texts), features.BUCKETS))


def rarity(counts: Any) -> Floats:
    """Inverse document frequency of each bucket, words weighing WORD, rounded as it will be stored: training sees what
    inference will."""
    seen = np.bincount(counts.indices, minlength=features.BUCKETS)
    found = np.log((1 + counts.shape[0]) / (1 + seen)) + 1
    found[: features.WORD_BUCKETS] *= WORD
    return np.asarray(found.astype(np.float16), np.float32)


def fit_head(head: str, measured: Sequence[Row], extra: Sequence[Row], reader: Reader, seed: int) -> Fitted:
    """Fit on all rows that carry the label; the `measured` ones are also labelled by models that saw neither them nor
    another row of their group."""
    own = [row for row in measured if head in row.labels]
    rows = own + [row for row in extra if head in row.labels]
    labels = [str(label) for label in COLUMNS[head]]
    x = reader.read([row.text for row in rows], rare=head in RARE)
    y = np.array([labels.index(row.labels[head]) for row in rows])
    weight = np.array([row.weight for row in rows])
    scores, true = np.zeros((len(own), len(labels))), y[: len(own)]
    for learn, test in _folds(own, true, seed):
        tested = {own[place].group for place in test} - {""}
        others = [place for place in range(len(own), len(rows)) if rows[place].group not in tested]
        chosen = np.concatenate([learn, np.array(others, np.int64)])
        balance = _balance(y[learn], len(labels))[y[chosen]]
        coefficients, intercept = _fit(head, x[chosen], y[chosen], weight[chosen] * balance, len(labels), seed)
        scores[test] = x[test] @ coefficients.T + intercept
    prior = _log_frequency(true, len(labels)) if head in FREQUENT else np.zeros(len(labels))
    heat = _temperature(scores, prior, true)
    chances = softmax(scores / heat + prior, axis=1)
    macro = f1_score(true, chances.argmax(1), average="macro", labels=np.unique(true))
    coefficients, intercept = _fit(head, x, y, weight * _balance(true, len(labels))[y], len(labels), seed)
    return Fitted(coefficients, intercept + heat * prior, heat, chances, true, float(macro))


def fit_columns(
    head: str, rows: Sequence[Row], reader: Reader, seed: int
) -> tuple[Doubles, Doubles]:  # fmt: skip
    """Coefficients (label, bucket) and intercepts of one group, fitted on all rows and measured on none."""
    labels = [str(label) for label in COLUMNS[head]]
    y = np.array([labels.index(row.labels[head]) for row in rows])
    weight = np.array([row.weight for row in rows]) * _balance(y, len(labels))[y]
    return _fit(head, reader.read([row.text for row in rows], rare=head in RARE), y, weight, len(labels), seed)


def lend(head: str, rows: Sequence[Row]) -> list[Row]:
    """Rows of the other style, at the weight that they have where this group is learnt."""
    return [replace(row, weight=row.weight * LENT[head]) for row in rows]


def lean(head: str, intercept: Doubles, heat: float) -> Doubles:
    """The intercepts of a group, moved toward the mistake that costs less (LEAN, STRANGE)."""
    odds = {"style": (Style.PROSE, LEAN), "lang": (Lang.OTHER, -STRANGE), "prose lang": (Lang.OTHER, -STRANGE)}
    if head not in odds:
        return intercept
    label, towards = odds[head]
    meant = np.array([float(str(each) == str(label)) for each in COLUMNS[head]])
    return np.asarray(intercept + heat * towards * meant)


def _folds(rows: Sequence[Row], y: Longs, seed: int) -> Any:
    """Pairs of places to learn from and to measure; a group is never parted."""
    if not any(row.group for row in rows):
        return StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(np.zeros(len(rows)), y)
    groups = [row.group or f"alone {place}" for place, row in enumerate(rows)]
    return StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed).split(np.zeros(len(rows)), y, groups)


def _balance(y: Longs, size: int) -> Doubles:
    """Weight of each label so that all labels weigh the same; 1 for a label that does not come up."""
    counts = np.bincount(y, minlength=size)
    return np.where(counts > 0, len(y) / ((counts > 0).sum() * np.maximum(counts, 1)), 1.0)


def _log_frequency(y: Longs, size: int) -> Doubles:
    """Log of each label's share; a label that does not come up counts as if it came up once."""
    return np.asarray(np.log(np.maximum(np.bincount(y, minlength=size), 1) / len(y)))


def _fit(head: str, x: Any, y: Longs, weight: Doubles, size: int, seed: int) -> tuple[Doubles, Doubles]:
    margin = MARGIN.get(head)
    model = LinearSVC(C=margin, random_state=seed) if margin else LogisticRegression(C=20, max_iter=500)
    model.fit(x, y, sample_weight=weight)
    coefficients, intercept = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # one column stands for two labels
        coefficients = np.vstack([-coefficients[0], coefficients[0]])
        intercept = np.array([-intercept[0], intercept[0]])
    all_coefficients, all_intercepts = np.zeros((size, x.shape[1])), np.full(size, NEVER)
    all_coefficients[model.classes_], all_intercepts[model.classes_] = coefficients, intercept
    return all_coefficients, all_intercepts


def _temperature(scores: Doubles, prior: Doubles, y: Longs) -> float:
    """The divisor of the scores that, with the prior log odds, makes held-out labels most likely (Guo et al. 2017)."""

    def loss(log_heat: float) -> float:
        return float(-log_softmax(scores / np.exp(log_heat) + prior, axis=1)[np.arange(len(y)), y].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-3, 3), method="bounded").x))
