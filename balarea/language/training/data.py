"""Labelled rows for training: this project's posts, our word lists, and third-party corpora if their path is given."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

from balarea.core.text import normalise
from balarea.language.labels import HEADS, Lang

NUSAX = {
    "indonesian": "id", "sundanese": "su", "javanese": "jv", "minangkabau": "min", "english": "en",
}  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
STRANGERS = ("acehnese", "balinese", "banjarese", "buginese", "madurese", "ngaju", "toba_batak")  # Lang.OTHER
NUSA_WRITES = {"sun": "su", "jav": "jv", "bew": "bew"}

# How much a row of each corpus weighs when prose is learnt; chosen on the corpora's valid splits.
WEIGHTS = {
    "nusax": 1.0, "strangers": 0.1, "nusa-writes lang": 1.0, "nusa-writes sentiment": 0.1,
    "smsa lang": 0.3, "smsa sentiment": 1.0, "indonesian": 0.5,
}  # fmt: skip
LICENCES = {
    "posts": "this project", "written": "this project (for training only)",
    "words": "this project (word lists of topics and moods)", "corrections": "this office's own (not published)",
    "nusax": "CC BY-SA 4.0",
    "nusa-writes": "Apache-2.0", "smsa": "Apache-2.0", "emot": "Apache-2.0",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A text with the labels that are known of it; `weight` is relative to one of this project's posts. Texts that say the
    same in several languages share a `group`: none is learnt from while another is measured."""

    text: str
    labels: dict[str, str]
    weight: float = 1.0
    source: str = "posts"
    group: str = ""


def own_posts(folder: Path | None, name: str) -> list[Row]:
    """The rows of `train` or `dev`, from `folder` or the ones of the package. ValueError names file and line."""
    source = (folder / f"{name}.jsonl") if folder else files("balarea.language.training") / f"{name}.jsonl"
    rows = []
    for number, line in enumerate(source.read_text(encoding="utf8").splitlines(), 1):
        try:
            post = json.loads(line)
            labels = {head: post[head] for head in ("lang", "sentiment", "intent", "urgency", "topic")}
            labels["mixed"] = "yes" if post["mixed"] else "no"
            rows.append(Row(post["text"], labels))
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{source}, line {number}: not a labelled post ({error!r})") from None
    return rows


def written() -> list[Row]:
    """Further posts written and labelled for training only: all but places; the first lack mixing and abuse."""
    text = (files("balarea.language.training") / "written.jsonl").read_text(encoding="utf8")
    rows = []
    for post in map(json.loads, text.splitlines()):
        labels = {head: post[head] for head in HEADS if head in post}
        if "mixed" in labels:
            labels["mixed"] = "yes" if post["mixed"] else "no"
        rows.append(Row(post["text"], labels, source="written"))
    return rows


def topic_words() -> list[Row]:
    """Our word lists as short posts with a topic and nothing else."""
    return _word_list("topics.txt", "topic", 0.6)


def mood_words() -> list[Row]:
    """Our list of words of praise and blame as short posts with a mood and nothing else."""
    return _word_list("moods.txt", "sentiment", 0.5)


def _word_list(name: str, head: str, weight: float) -> list[Row]:
    text = (files("balarea.language.training") / name).read_text(encoding="utf8")
    rows = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            label, _, words = line.partition(": ")
            rows += [Row(word, {head: label}, weight, "words") for word in dict.fromkeys(words.split(", "))]
    return rows


def held_back(folder: Path) -> Iterator[tuple[str, str, list[Row]]]:
    """The corpora's valid splits as (what it is, the label it measures, rows). OSError: a file is missing."""
    nusax = {name: csv_rows(folder / "nusax" / "sentiment" / name / "valid.csv") for name in NUSAX}
    rows = {
        name: [Row(record["text"], {"lang": NUSAX[name], "sentiment": record["label"]}) for record in records]
        for name, records in nusax.items()
    }
    yield "NusaX, five languages", "lang", [row for each in rows.values() for row in each]
    for name in ("indonesian", "sundanese", "javanese"):
        yield f"NusaX, {name}", "sentiment", rows[name]
    stories = [
        Row(record["text"], {"lang": lang})
        for name, lang in NUSA_WRITES.items()
        for record in csv_rows(folder / "nusa-writes" / f"nusa_kalimat-senti-{name}-valid.csv")
    ]
    yield "NusaWrites, three languages", "lang", stories
    betawi = csv_rows(folder / "nusa-writes" / "nusa_kalimat-senti-bew-valid.csv")
    yield "NusaWrites, betawi", "sentiment", [Row(each["text"], {"sentiment": each["label"]}) for each in betawi]
    yield "SmSA", "sentiment", list(_smsa(folder, "valid"))


def third_party(folder: Path) -> Iterator[Row]:
    """Prose with language and sentiment from NusaX, NusaWrites and SmSA, train splits only; SmSA holds texts of NusaX, which
    get its group. OSError: a file is missing; ValueError: one is not as its corpus is published."""
    groups: dict[str, str] = {}
    for name, lang in NUSAX.items():
        for record in csv_rows(folder / "nusax" / "sentiment" / name / "train.csv"):
            labels = {"lang": lang, "sentiment": record["label"]}
            row = Row(record["text"], labels, WEIGHTS["nusax"], "nusax", f"nusax {record['id']}")
            groups |= dict.fromkeys(_shingles(row.text), row.group) if lang == Lang.INDONESIAN else {}
            yield row
    for name in STRANGERS:
        for record in csv_rows(folder / "nusax" / "sentiment" / name / "train.csv"):
            yield Row(record["text"], {"lang": Lang.OTHER}, WEIGHTS["strangers"], "nusax")
    for name, lang in NUSA_WRITES.items():
        for record in csv_rows(folder / "nusa-writes" / f"nusa_kalimat-senti-{name}-train.csv"):
            yield Row(record["text"], {"lang": lang}, WEIGHTS["nusa-writes lang"], "nusa-writes")
            # two labels only, no neutral: at more weight they would drown NusaX
            mood = WEIGHTS["nusa-writes sentiment"]
            yield Row(record["text"], {"sentiment": record["label"]}, mood, "nusa-writes", record["id"])
    for row in _smsa(folder, "train"):
        same = (groups[shingle] for shingle in sorted(_shingles(row.text)) if shingle in groups)
        yield replace(row, group=next(same, ""))
        yield Row(row.text, {"lang": "id"}, WEIGHTS["smsa lang"], "smsa")


def indonesian(folder: Path) -> Iterator[Row]:
    """Indonesian of the corpora that tells languages apart and nothing else: EmoT's tweets, and the originals of NusaWrites'
    translations, which speak of the same things as these. Train splits only; errors as `third_party`."""
    labels, weight = {"lang": str(Lang.INDONESIAN)}, WEIGHTS["indonesian"]
    for record in csv_rows(folder / "indonlu" / "emot" / "train.csv"):
        yield Row(record["tweet"], labels, weight, "emot")
    originals = csv_rows(folder / "nusa-writes" / "nusa_kalimat-mt-bew-train.csv")
    for text in dict.fromkeys(record["ind_text"] for record in originals):
        yield Row(text, labels, weight, "nusa-writes")


def _smsa(folder: Path, split: str) -> Iterator[Row]:
    path = folder / "indonlu" / "smsa" / f"{split}.tsv"
    with path.open(encoding="utf8") as lines:
        for number, line in enumerate(lines, 1):
            text, _, label = line.rstrip("\n").rpartition("\t")
            if label not in HEADS["sentiment"]:
                raise ValueError(
                    f"{path}, line {number}: sentiment {label!r} is not one of {', '.join(HEADS['sentiment'])}"
                )
            yield Row(text, {"sentiment": label}, WEIGHTS["smsa sentiment"], "smsa")


def sources(rows: Iterable[Row]) -> list[tuple[str, int, str]]:
    """Each source with the number of its texts and its licence."""
    counts = Counter(source for source, _ in {(row.source, row.text) for row in rows})
    return [(name, counts[name], licence) for name, licence in LICENCES.items() if counts[name]]


def without_leaks(rows: Iterable[Row], held_out: Iterable[str]) -> tuple[list[Row], int]:
    """The rows whose normal form is not close to a held-out text (same, or eight words in a row shared), and how many
    were left out."""
    forbidden = {shingle for text in held_out for shingle in _shingles(text)}
    kept, removed = [], 0
    for row in rows:
        if forbidden.isdisjoint(_shingles(row.text)):
            kept.append(row)
        else:
            removed += 1
    return kept, removed


def _shingles(text: str, size: int = 8) -> set[str]:
    words = _WORD.findall(normalise(text))
    if len(words) <= size:
        return {" ".join(words)}
    return {" ".join(words[start : start + size]) for start in range(len(words) - size + 1)}


def csv_rows(path: Path) -> Iterator[dict[str, str]]:
    """The records of a CSV file by column name. OSError: it is missing; asking a record for a column that the file has not,
    or that its line stops before: ValueError with file and column."""
    with path.open(encoding="utf8", newline="") as lines:
        for record in csv.DictReader(lines):
            yield _Record(path, record)


class _Record(dict[str, str]):
    """One line of a CSV file; a column that is not there is named with the file."""

    def __init__(self, path: Path, fields: Mapping[str, str | None]) -> None:
        super().__init__({name: value for name, value in fields.items() if isinstance(value, str)})
        self._path = path

    def __missing__(self, column: str) -> str:
        raise ValueError(f"{self._path}: a line has no column {column!r}")
