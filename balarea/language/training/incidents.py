"""Fitting the scorer of incidents on posts whose incidents are known, everything chosen by cross-validation."""

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from balarea.areas import resolve
from balarea.core.arrays import Floats
from balarea.language.incidents import Scorer, incidents, pairs
from balarea.language.traces import features, rarities, traces

FOLDS = 5
STRENGTHS = (0.1, 0.3, 1.0)  # inverse regularisation
JOINS = (-3.0, -2.5, -2.0, -1.5, -1.0, -0.5, 0.0)  # odds from which a post joins
NEAR = 0.02  # of F1 that is given up for stricter odds: among more posts there are more wrong pairs to join
Posts = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class PairCounts:
    """Pairs of posts: truly of one incident, said to be, and both."""

    true: int
    said: int
    both: int

    @property
    def recall(self) -> float:
        return self.both / max(self.true, 1)

    @property
    def precision(self) -> float:
        return self.both / max(self.said, 1)

    @property
    def f1(self) -> float:
        return 2 * self.both / max(self.true + self.said, 1)


@dataclass(frozen=True)
class IncidentFit:
    """The scorer, and what cross-validation found for it on posts it had not seen."""

    scorer: Scorer
    strength: float
    cross_validated: PairCounts


def fit_incidents(posts: Posts, seed: int) -> IncidentFit:
    """Fit on labelled posts: `id`, `text`, `topic`, `intent` and, of those that have one, `incident`.

    Learnt are posts as they will come, with mistakes in their labels: areas are resolved from the text, topic and intent
    are what a model says that has not seen the post. Incidents are parted into FOLDS as wholes; regularisation and the
    odds to join are the strictest of those whose pairwise F1 over all folds is within NEAR of the highest. The same posts
    and seed give the same scorer. ValueError: fewer than FOLDS incidents."""
    if len({post["incident"] for post in posts if post.get("incident")}) < FOLDS:
        raise ValueError(f"fewer than {FOLDS} incidents (the field `incident`) to learn from; label more posts")
    rarity = rarities(pa.array([post["text"] for post in posts], pa.string()))
    said = as_said(posts, seed)
    folds = _folds(said, seed)
    found = []
    for strength in STRENGTHS:
        fitted = [_weights(_others(folds, test), rarity, strength) for test in folds]
        for join in JOINS:
            scorers = [Scorer(weights, bias, rarity, join) for weights, bias in fitted]
            found.append((_sum([_grouped(*each) for each in zip(folds, scorers, strict=True)]), strength, join))
    best = max(counts.f1 for counts, _, _ in found)
    good = [each for each in found if each[0].f1 >= best - NEAR]
    counts, strength, join = max(good, key=lambda each: (each[2], each[0].f1))
    return IncidentFit(Scorer(*_weights(said, rarity, strength), rarity, join), strength, counts)


def as_said(posts: Posts, seed: int) -> list[dict[str, Any]]:
    """The posts with the area that their text gives, and topic and intent as cross-validated models say."""
    texts = [post["text"] for post in posts]
    said = [dict(post, area=resolve(post["text"]).area) for post in posts]
    for head in ("topic", "intent"):
        letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
        model = make_pipeline(letters, LinearSVC(random_state=seed))
        folds = KFold(FOLDS, shuffle=True, random_state=seed)
        labels = cross_val_predict(model, texts, [post[head] for post in posts], cv=folds)
        for post, label in zip(said, labels, strict=True):
            post[head] = str(label)
    return said


def pair_counts(truth: Iterable[object], said: Iterable[object]) -> PairCounts:
    """Pairs in groups; a post whose truth is None is of no incident and in no true pair."""
    rows = list(zip(truth, said, strict=True))
    true = _in_pairs(name for name, _ in rows if name is not None)
    both = _in_pairs((name, group) for name, group in rows if name is not None)
    return PairCounts(true, _in_pairs(group for _, group in rows), both)


def as_batch(posts: Posts) -> pa.RecordBatch:
    """The columns that incidents are found by, of posts as in train.jsonl."""
    names = ("text", "area", "topic", "intent")
    columns = {name: pa.array([post.get(name) for post in posts], pa.string()) for name in names}
    return pa.RecordBatch.from_pydict(columns)


def _in_pairs(names: Iterable[object]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(names).values())


def _sum(counts: Sequence[PairCounts]) -> PairCounts:
    return PairCounts(sum(c.true for c in counts), sum(c.said for c in counts), sum(c.both for c in counts))


def _folds(posts: Posts, seed: int) -> list[list[Mapping[str, Any]]]:
    """Posts in FOLDS, the posts of an incident together."""
    names = sorted({post.get("incident") or post["id"] for post in posts})
    random.Random(seed).shuffle(names)
    where = {name: place % FOLDS for place, name in enumerate(names)}
    return [[post for post in posts if where[post.get("incident") or post["id"]] == fold] for fold in range(FOLDS)]


def _others(folds: Sequence[Posts], test: Posts) -> list[Mapping[str, Any]]:
    return [post for fold in folds if fold is not test for post in fold]


def _weights(posts: Posts, rarity: Floats, strength: float) -> tuple[Floats, float]:
    batch = as_batch(posts)
    found = traces(batch, rarity)
    first, second = pairs(batch, found)
    name = np.array([post.get("incident") or "" for post in posts])
    same = (name[first] == name[second]) & (name[first] != "")
    model = LogisticRegression(C=strength, max_iter=2000)
    model.fit(features(found, first, second), same)
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])


def _grouped(posts: Posts, scorer: Scorer) -> PairCounts:
    return pair_counts([post.get("incident") for post in posts], incidents(as_batch(posts), scorer=scorer).tolist())
