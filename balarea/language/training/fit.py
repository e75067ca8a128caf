"""Fitting the model of posts: one group of columns at a time on the features of the whole, quantised to eight bits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path

import numpy as np

from balarea.core.arrays import Doubles, Flags
from balarea.language import features
from balarea.language.dictionary import build
from balarea.language.labels import BETAWI, COLUMNS, HEADS, PROSE, Sentiment, Style, Urgency
from balarea.language.model import Model
from balarea.language.training import meanings
from balarea.language.training.betawi import betawi_moods
from balarea.language.training.corpora import forbidden
from balarea.language.training.data import (
    Row,
    indonesian,
    mood_words,
    own_posts,
    sources,
    third_party,
    topic_words,
    without_leaks,
    written,
)
from balarea.language.training.domains import held_out_domains
from balarea.language.training.linear import FOLDS, LENT, RARE, Fitted, Reader, fit_head, lean, lend, matrix, rarity
from balarea.language.training.measure import Alarms, HeadFigures
from balarea.language.training.mingled import mingled

PRECISE = 0.6  # of the posts called an emergency, cross-validated; asks more than 0.5, since new posts are harder
DOUBT = 1 / 3  # confidence below which a label would be wrong twice as often as right: `unsure` is said instead
EMERGENCY = HEADS["urgency"].index(Urgency.EMERGENCY)
NEWLINE = b"\n"
Say = Callable[[str], None]


@dataclass(frozen=True)
class Notes:
    """What the card tells of a training: rows with their licence by source, rows left out, entries of the dictionary,
    macro-F1 by label and emergencies, cross-validated; language on domains left out of training; and the confidences from
    which emergencies, and below which `unsure` is said."""

    sources: list[tuple[str, int, str]]
    left_out: int
    meanings: int
    cross_validated: dict[str, float]
    emergencies: Alarms
    domains: list[tuple[str, HeadFigures]]
    alarm: float
    doubt: float


def train(
    posts: Path | None, corpora: Path | None, corrected: Sequence[Row], seed: int, version: str, say: Say
) -> tuple[Model, Notes]:  # fmt: skip
    """The model fitted on `train.jsonl` (of `posts`, else the package's), our further posts and word lists, what persons
    corrected and, when given, the corpora.

    Rows close to dev.jsonl, or to any valid or test split of the corpora, are left out and counted. The same data and
    seed give the same model. ValueError when the posts are malformed or too few, OSError when a file is missing."""
    held_out = [row.text for row in own_posts(posts, "dev")] + list(forbidden(corpora))
    own, lost = without_leaks(own_posts(posts, "train"), held_out)
    if len(own) < 10 * FOLDS:
        raise ValueError(f"train.jsonl has {len(own)} usable posts; at least {10 * FOLDS} are needed")
    more, lost_too = without_leaks([*written(), *corrected], held_out)
    prose, lost_of_prose = without_leaks(third_party(corpora) if corpora else [], held_out)
    plain, lost_of_plain = without_leaks(indonesian(corpora) if corpora else [], held_out)
    left_out = lost + lost_too + lost_of_prose + lost_of_plain
    say(
        f"{len(own)} posts, {len(more)} further ones, {len(prose)} rows of prose; {left_out} too close to held-out texts"
    )
    betawi = _lists_of_betawi(corpora, held_out) if corpora else ([], [])
    common = [row.text for row in [*own, *more, *prose] if row.labels.get("lang") == "id"]
    found = build(meanings.learn(corpora, common))
    reader = Reader(found, rarity(matrix([row.text for row in [*own, *more]], found)))
    lists = [*topic_words(), *mood_words()]
    spoken = [*plain, *mingled([*more, *prose, *plain], seed)] if prose else []  # none of `own`, which is measured
    heads = _heads(own, [*more, *lists], [*prose, *spoken], reader, seed, say)
    heads |= _of_prose([*own, *more], prose, spoken, reader, seed, say) if prose else _no_prose()
    if prose:
        heads[BETAWI] = _of_betawi(*betawi, reader, seed, say)
    say(f"dictionary: {found.words.count(NEWLINE) + 1} meanings")
    model = _assemble(heads, reader, version)
    urgency = heads["urgency"]
    alarms = Alarms.of(urgency.chances[:, EMERGENCY] >= model.alarm, urgency.true == EMERGENCY)
    heats = {head: each.heat for head, each in heads.items()}
    domains = held_out_domains(own, more, prose, plain, heats, seed) if prose else []
    return model, Notes(
        sources([*own, *more, *lists, *prose, *plain, *betawi[0], *betawi[1]]), left_out, found.words.count(NEWLINE) + 1,
        {head: heads[head].macro for head in HEADS}, alarms, domains, model.alarm, model.doubt,
    )  # fmt: skip


def _heads(
    own: list[Row], extra: list[Row], prose: list[Row], reader: Reader, seed: int, say: Say
) -> dict[str, Fitted]:  # fmt: skip
    """All labels of a post, measured on `own` where it has the label, else on the rows that do."""
    found = {}
    for head in HEADS:
        measured = own if head in own[0].labels else [row for row in extra if head in row.labels]
        lent = lend(head, prose) if head in LENT else []
        found[head] = fit_head(head, measured, [*extra, *lent] if measured is own else [], reader, seed)
        say(f"{head}: cross-validated macro-F1 {found[head].macro:.3f}")
    return found


def _of_prose(
    posts: list[Row], prose: list[Row], spoken: list[Row], reader: Reader, seed: int, say: Say
) -> dict[str, Fitted]:  # fmt: skip
    """What tells prose from posts, and language and mood as prose has them, cross-validated on the corpora; `spoken` rows
    have a language and nothing else, and are in no fold that is measured."""
    styled = [replace(row, labels={"style": Style.POST}, weight=1.0) for row in posts]
    texts = {row.text: row for row in prose}  # a text stands twice where its language and mood weigh differently
    styled += [replace(row, labels={"style": Style.PROSE}, weight=1.0) for row in texts.values()]
    style = fit_head("style", styled, [], reader, seed)
    fitted = {"style": style}
    for head, name in PROSE.items():
        rows = [replace(row, labels={name: row.labels[head]}) for row in prose if head in row.labels]
        others = [*lend(name, posts), *spoken] if name in LENT else mood_words()
        listed = [replace(row, labels={name: row.labels[head]}) for row in others if head in row.labels]
        fitted[name] = fit_head(name, rows, listed, reader, seed)
        say(f"{name}: cross-validated macro-F1 {fitted[name].macro:.3f}")
    return fitted


def _lists_of_betawi(corpora: Path, held_out: list[str]) -> tuple[list[Row], list[Row]]:
    betawi, others = betawi_moods(corpora)
    return without_leaks(betawi, held_out)[0], without_leaks(others, held_out)[0]


def _of_betawi(betawi: list[Row], others: list[Row], reader: Reader, seed: int, say: Say) -> Fitted:
    """The mood of Betawi prose, cross-validated on texts of which no translation was learnt from."""
    listed = [replace(row, labels={BETAWI: row.labels["sentiment"]}) for row in mood_words()]
    listed = [row for row in listed if row.labels[BETAWI] != Sentiment.NEUTRAL]
    fitted = fit_head(BETAWI, betawi, [*others, *listed], reader, seed)
    say(f"{BETAWI}: cross-validated macro-F1 {fitted.macro:.3f}")
    return fitted


def _no_prose() -> dict[str, Fitted]:
    """Without corpora every text is read as a post."""
    blank = {head: np.zeros((len(COLUMNS[head]), features.BUCKETS)) for head in ("style", *PROSE.values(), BETAWI)}
    never = {"style": np.array([0.0, -40.0])}
    none, nobody = np.zeros((0, 1)), np.zeros(0, np.int64)
    return {
        head: Fitted(zeros, never.get(head, np.zeros(len(zeros))), 1.0, none, nobody, 0.0)
        for head, zeros in blank.items()
    }


def alarm(chance: Doubles, emergency: Flags) -> float:
    """The lowest probability of an emergency from which at least PRECISE of the posts above it are emergencies."""
    order = np.argsort(-chance, kind="stable")
    precision = np.cumsum(emergency[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(precision >= PRECISE)
    return float(chance[order][enough[-1]]) if enough.size else 1.0


def _assemble(heads: dict[str, Fitted], reader: Reader, version: str) -> Model:
    urgency = heads["urgency"]
    stacked = np.vstack([heads[head].coefficients for head in COLUMNS])
    rare = np.array([head in RARE for head, labels in COLUMNS.items() for _ in labels])
    stacked[rare] *= reader.rarity
    scale = np.maximum(np.abs(stacked).max(1), 1e-9) / 127
    coefficients = np.ascontiguousarray(np.rint(stacked / scale[:, None]).astype(np.int8).T)
    version += f"+{blake2b(coefficients.tobytes(), digest_size=4).hexdigest()}"  # two trainings never share a name
    return Model(
        coefficients, scale.astype(np.float32),
        np.concatenate([lean(head, heads[head].intercept, heads[head].heat) for head in COLUMNS]).astype(np.float32),
        reader.rarity, rare,
        {head: each.heat for head, each in heads.items()},
        DOUBT,
        alarm(urgency.chances[:, EMERGENCY], urgency.true == EMERGENCY), reader.dictionary, version,
    )  # fmt: skip
