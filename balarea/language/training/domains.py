"""Language on a domain that was left out of training: posts read by what prose taught, and prose by what other prose did."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from balarea.core.arrays import Floats
from balarea.language.dictionary import build
from balarea.language.labels import COLUMNS, Style
from balarea.language.model import softmax
from balarea.language.training import meanings
from balarea.language.training.data import Row
from balarea.language.training.linear import Reader, fit_columns, lean, lend, matrix, rarity
from balarea.language.training.measure import HeadFigures, head_figures, of_the_corpus
from balarea.language.training.mingled import mingled

DOMAINS = {"posts": "posts", "nusax": "NusaX", "nusa-writes": "NusaWrites"}
Heats = Mapping[str, float]


def held_out_domains(
    posts: Sequence[Row], further: Sequence[Row], prose: Sequence[Row], plain: Sequence[Row], heats: Heats, seed: int
) -> list[tuple[str, HeadFigures]]:  # fmt: skip
    """Figures of `lang` on each domain's own rows, learnt without any row of it; `further` posts leave with `posts`. `plain`
    rows are Indonesian that is learnt from and not measured; mingled texts are made of what is left.

    Meanings are those of our own list, since the others are learnt from the corpora. Languages that are nowhere else in
    training are not measured; one that the domain has not is a mistake when said, but no label whose F1 would count."""
    spoken = [row for row in prose if "lang" in row.labels]
    found = []
    for domain, name in DOMAINS.items():
        own = [] if domain == "posts" else [*posts, *further]
        left = [row for row in spoken if row.source != domain]
        others = [row for row in plain if row.source != domain]
        others += mingled([*own, *left, *others], seed)
        known = {row.labels["lang"] for row in [*own, *left]}
        measured = [row for row in [*posts, *spoken] if row.source == domain and row.labels["lang"] in known]
        truth = [row.labels["lang"] for row in measured]
        chances = _read([row.text for row in measured], own, left, others, heats, seed)
        labels = np.array([str(label) for label in COLUMNS["lang"]])[chances.argmax(1)]
        said = of_the_corpus(truth, labels.tolist())
        found.append((name, head_figures(truth, said, chances.max(1).tolist(), seed)))
    return found


def _read(
    texts: Sequence[str], posts: Sequence[Row], prose: Sequence[Row], others: Sequence[Row], heats: Heats, seed: int
) -> Floats:  # fmt: skip
    """Chances of each language, mixed by style as `Model.probabilities` does it."""
    rows = [*posts, *prose]
    dictionary = build(meanings.own())
    reader = Reader(dictionary, rarity(matrix([row.text for row in rows], dictionary)))
    asked = reader.read(texts, rare=True)

    def chances(head: str, learnt: Sequence[Row]) -> Floats:
        coefficients, intercept = fit_columns(head, learnt, reader, seed)
        return softmax((asked @ coefficients.T + lean(head, intercept, heats[head])) / heats[head])

    spoken = [*prose, *others, *lend("prose lang", posts)]
    as_prose = chances("prose lang", [replace(row, labels={"prose lang": row.labels["lang"]}) for row in spoken])
    if not posts:
        return as_prose
    styled = [replace(row, labels={"style": Style.POST}, weight=1.0) for row in posts]
    styled += [replace(row, labels={"style": Style.PROSE}, weight=1.0) for row in prose]
    share = chances("style", styled)[:, [COLUMNS["style"].index(Style.PROSE)]]
    return np.asarray((1 - share) * chances("lang", [*posts, *lend("lang", [*prose, *others])]) + share * as_prose)
