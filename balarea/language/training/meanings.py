"""Learning the dictionary: our own list of everyday words, and word translations from parallel text by IBM model 1.

Brown et al. 1993, "The mathematics of statistical machine translation", model 1, from the local language to Indonesian."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np

from balarea.core.arrays import Doubles, Longs
from balarea.language.dictionary import MOST_LETTERS
from balarea.language.training.data import NUSA_WRITES, NUSAX, csv_rows

ROUNDS = 6
LIKELY = 0.25  # of a translation
COMMON = 8  # times in Indonesian text: such a word is Indonesian and gets no meaning
LONGEST = 60  # words of a sentence that is used
_ACCENTS = str.maketrans("éèê", "eee")
_WORD = re.compile(r"[^\W_]+")
Words = list[str]


def learn(corpora: Path | None, indonesian: Iterable[str]) -> dict[str, str]:
    """Meaning by word, both in normal form: translations learnt from the corpora where given, over them our own list.

    `indonesian` are texts whose frequent words need no meaning. OSError: a file of the corpora is missing."""
    common = Counter(word for text in indonesian for word in words(text))
    learnt: dict[str, str] = {}
    if corpora:
        for name in ("english", "minangkabau", "betawi", "javanese", "sundanese"):  # a later one overrules
            learnt |= _translations([*_sentences(corpora, name), *_lexicon(corpora, name)])
    kept = {word: meaning for word, meaning in learnt.items() if common[word] < COMMON and _usable(word, meaning)}
    return dict(sorted((kept | own()).items()))


def own() -> dict[str, str]:
    """Meaning by word of our own list. ValueError: as `entries`."""
    return {word: meaning for word, meaning, _ in entries()}


def entries() -> Iterator[tuple[str, str, str]]:
    """Word, meaning and language of each line of our own list. ValueError names the line that has not three fields."""
    text = (files("balarea.language.training") / "words.tsv").read_text(encoding="utf8")
    for number, line in enumerate(text.splitlines(), 1):
        fields = line.translate(_ACCENTS).split("\t")
        if len(fields) != 3:
            raise ValueError(f"words.tsv, line {number}: not three fields")
        yield fields[0], fields[1], fields[2]


def words(text: str) -> Words:
    """The words of a text in normal form."""
    return _WORD.findall(text.lower().translate(_ACCENTS))


def _usable(word: str, meaning: str) -> bool:
    letters = word.isalpha() and meaning.isalpha()
    return word != meaning and letters and len(word) > 1 and len(meaning.encode()) <= MOST_LETTERS


def _sentences(corpora: Path, name: str) -> Iterator[tuple[Words, Words]]:
    """Parallel sentences: local, Indonesian."""
    if name in NUSAX:
        for record in csv_rows(corpora / "nusax" / "mt" / "train.csv"):
            yield words(record[name]), words(record["indonesian"])
    short = {"sundanese": "sun", "javanese": "jav", "betawi": "bew"}.get(name)
    if short in NUSA_WRITES:
        for record in csv_rows(corpora / "nusa-writes" / f"nusa_kalimat-mt-{short}-train.csv"):
            yield words(record["tgt_text"]), words(record["ind_text"])


def _lexicon(corpora: Path, name: str) -> Iterator[tuple[Words, Words]]:
    """Entries of NusaX's lexicon as sentences."""
    path = corpora / "nusax" / "lexicon" / f"{name}.csv"
    if path.exists():
        with path.open(encoding="utf8", newline="") as lines:
            for record in csv.DictReader(lines):
                yield words(record[name] or ""), words(record["indonesian"] or "")


def _translations(pairs: Sequence[tuple[Words, Words]]) -> dict[str, str]:
    """The most likely Indonesian word of each local word, where it is LIKELY."""
    local: dict[str, int] = {"": 0}  # the empty word, which any Indonesian word may come from
    plain: dict[str, int] = {}
    sources, targets, groups, group = [], [], [], 0
    for left, right in pairs:
        if 0 < len(left) <= LONGEST and 0 < len(right) <= LONGEST:
            here = [0, *(local.setdefault(word, len(local)) for word in left)]
            for word in right:
                sources += here
                targets += [plain.setdefault(word, len(plain))] * len(here)
                groups += [group] * len(here)
                group += 1
    chances, pair_source, pair_target = _model1(np.array(sources), np.array(targets), np.array(groups))
    best: dict[int, tuple[float, int]] = {}
    for chance, source, target in zip(chances.tolist(), pair_source.tolist(), pair_target.tolist(), strict=True):
        best[source] = max(best.get(source, (0.0, 0)), (chance, -target))
    names, meanings = list(local), list(plain)
    return {
        names[source]: meanings[-target] for source, (chance, target) in best.items() if source and chance >= LIKELY
    }


def _model1(sources: Longs, targets: Longs, groups: Longs) -> tuple[Doubles, Longs, Longs]:
    """Expectation maximisation: the chance of each pair of words that occurs, with its local and Indonesian word.

    One entry for each local word of a sentence beside each Indonesian one; entries of one Indonesian word share a group."""
    pairs, entry = np.unique(sources * (targets.max() + 1) + targets, return_inverse=True)
    source, target = np.divmod(pairs, targets.max() + 1)
    chances = 1.0 / np.bincount(source)[source]
    for _ in range(ROUNDS):
        share = chances[entry]
        share /= np.bincount(groups, share)[groups]
        counts = np.bincount(entry, share)
        chances = counts / np.bincount(source, counts)[source]
    return chances, source, target
