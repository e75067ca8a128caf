"""The shipped model: linear coefficients of every label in one small file, read without scikit-learn."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from balarea.core.arrays import Flags, Floats, Quantised
from balarea.core.arrow import buffers
from balarea.language import dictionary, features
from balarea.language.dictionary import Dictionary
from balarea.language.labels import BETAWI, COLUMNS, HEADS, PROSE, Lang, Style

FILE = "posts.npz"


@dataclass(frozen=True)
class Model:
    """One column of coefficients a label in the order of COLUMNS; `temperature` one number a column group; `doubt` the
    confidence below which a label is `unsure`; `alarm` the probability from which a post is called an emergency."""

    coefficients: Quantised
    scale: Floats
    intercept: Floats
    rarity: Floats
    rare: Flags
    temperature: dict[str, float]
    doubt: float
    alarm: float
    dictionary: Dictionary
    version: str

    def probabilities(self, texts: pa.Array) -> dict[str, Floats]:
        """Calibrated probabilities, one row a text and one column a label, for every head of HEADS, and `style`.

        Language and mood are read twice, as of a post and as of prose, and mixed by how much the text is prose; the mood of
        Betawi prose is read once more, and mixed in by how much it is Betawi."""
        data, offsets = buffers(texts)
        scores = features.scores(
            data, offsets, features.lexicon(self.dictionary), self.coefficients, self.scale, self.intercept,
            self.rarity, self.rare,
        )  # fmt: skip
        chances = {head: softmax(scores[:, columns(head)] / self.temperature[head]) for head in COLUMNS}
        prose = chances["style"][:, [COLUMNS["style"].index(Style.PROSE)]]
        chances["lang"] = (1 - prose) * chances["lang"] + prose * chances[PROSE["lang"]]
        betawi = chances["lang"][:, [COLUMNS["lang"].index(Lang.BETAWI)]]
        mood = (1 - betawi) * chances[PROSE["sentiment"]] + betawi * chances[BETAWI]
        chances["sentiment"] = (1 - prose) * chances["sentiment"] + prose * mood
        return {head: chances[head] for head in (*HEADS, "style")}

    def save(self, path: Path) -> None:
        """Write the model to a file; the same model gives the same bytes."""
        np.savez_compressed(
            path, coefficients=self.coefficients, scale=self.scale, intercept=self.intercept,
            rarity=self.rarity.astype(np.float16), rare=self.rare,
            temperature=np.array([self.temperature[head] for head in COLUMNS], np.float32),
            doubt=np.float32(self.doubt), alarm=np.float32(self.alarm),
            words=np.frombuffer(self.dictionary.words, np.uint8), meanings=self.dictionary.letters,
            version=np.array(self.version),
        )  # fmt: skip


@cache
def columns(head: str) -> slice:
    """Where the labels of a head stand among all columns."""
    before = 0
    for name, labels in COLUMNS.items():
        if name == head:
            return slice(before, before + len(labels))
        before += len(labels)
    raise KeyError(head)


def load(path: Path) -> Model:
    """Read a model file."""
    with np.load(path, allow_pickle=False) as stored:
        held: dict[str, Any] = dict(stored)
    return Model(
        held["coefficients"], held["scale"], held["intercept"], held["rarity"].astype(np.float32), held["rare"],
        {head: float(value) for head, value in zip(COLUMNS, held["temperature"], strict=True)},
        float(held["doubt"]), float(held["alarm"]), dictionary.of_bytes(held["words"].tobytes(), held["meanings"].tobytes()),
        str(held["version"]),
    )  # fmt: skip


@cache
def shipped() -> Model:
    """The model of this package."""
    with as_file(files("balarea.language") / "models" / FILE) as path:
        return load(path)


def softmax(scores: Floats) -> Floats:
    """Scores of each row as probabilities."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)
