"""Measuring a model on a file of labelled posts."""

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from balarea.areas import known
from balarea.language.labels import HEADS
from balarea.language.model import Model
from balarea.language.training.data import Row, held_back
from balarea.language.training.measure import (
    AreaFigures,
    HeadFigures,
    area_figures,
    as_json,
    head_figures,
    of_the_corpus,
    recall_precision,
)
from balarea.language.understand import understand

Prose = tuple[str, str, HeadFigures]  # which corpus, which label, the figures
OPTIONAL = frozenset({"abuse"})  # labels that a file may lack


@dataclass(frozen=True)
class Report:
    """Figures of every label that all posts carry, of the area, and recall and precision of emergencies."""

    heads: dict[str, HeadFigures]
    area: AreaFigures
    emergency_recall: float
    emergency_precision: float

    def json(self) -> dict[str, Any]:
        """The same as plain data, rounded for reading."""
        return {
            "heads": {name: as_json(figures) for name, figures in self.heads.items()},
            "area": as_json(self.area),
            "emergency": {"recall": round(self.emergency_recall, 4), "precision": round(self.emergency_precision, 4)},
        }


def read(path: Path) -> list[dict[str, Any]]:
    """Labelled posts of a file of JSON lines. ValueError names the line and what is wrong with it."""
    posts = []
    for number, raw in enumerate(path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not raw.strip():
            continue
        try:
            posts.append(_checked(json.loads(raw.decode("utf8"))))
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
            reason = f"no {error}" if isinstance(error, KeyError) else str(error)
            raise ValueError(f"line {number}: not a labelled post ({reason})") from None
    if not posts:
        raise ValueError("no labelled posts in it")
    return posts


def report(posts: Sequence[dict[str, Any]], seed: int, model: Model | None = None) -> Report:
    """Label the posts, with the shipped model unless another is given, and compare with their own labels."""
    texts = pa.array([post["text"] for post in posts], pa.string())
    ids = pa.array([str(number) for number in range(len(posts))], pa.string())
    said = understand(pa.RecordBatch.from_arrays([ids, texts], names=["id", "text"]), model).to_pylist()
    heads = {}
    for head in (head for head in HEADS if all(head in post for post in posts)):
        pairs = [(str(post[head]), str(row[head])) for post, row in zip(posts, said, strict=True)]
        chances = [row[f"{head}_confidence"] for row in said]
        heads[head] = head_figures([a for a, _ in pairs], [b for _, b in pairs], chances, seed)
    area = area_figures(
        [post["area"] for post in posts], [row["area"] for row in said],
        [_codes(post["places"]) for post in posts], [_codes(row["places"]) for row in said],
    )  # fmt: skip
    urgency = [str(post["urgency"]) for post in posts]
    return Report(heads, area, *recall_precision(urgency, [row["urgency"] for row in said], "emergency"))


def on_prose(corpora: Path, seed: int, model: Model) -> list[Prose]:
    """Figures on the corpora's valid splits: what it is, which label, the figures. A label that a corpus has not is a mistake
    when said, but none whose F1 would count. OSError: a file is missing;
    ValueError: a split is not as its corpus is published."""
    found = []
    for name, head, rows in _splits(corpora):
        texts = pa.array([row.text for row in rows], pa.string())
        ids = pa.array([str(number) for number in range(len(rows))], pa.string())
        said = understand(pa.RecordBatch.from_arrays([ids, texts], names=["id", "text"]), model)
        truth, chances = [row.labels[head] for row in rows], said.column(f"{head}_confidence").to_pylist()
        labels = of_the_corpus(truth, said.column(head).to_pylist())
        found.append((name, head, head_figures(truth, labels, chances, seed)))
    return found


def _splits(corpora: Path) -> Iterator[tuple[str, str, list[Row]]]:
    """`held_back`, of which every split has been looked at before any is measured."""
    try:
        splits = list(held_back(corpora))
    except (UnicodeDecodeError, csv.Error) as reason:
        raise ValueError(f"{corpora}: a valid split is not as its corpus is published ({reason})") from None
    for name, head, rows in splits:
        if not rows or any(row.labels.get(head) not in HEADS[head] for row in rows):
            raise ValueError(
                f"{corpora}: {name} has no texts in its valid split, or one without a {head} that is known"
            )
        yield name, head, rows


def _codes(places: Sequence[dict[str, Any]]) -> list[str]:
    return [place["code"] for place in places if place["code"]]


def _checked(post: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(post, dict):
        raise ValueError("not a JSON object")
    if not isinstance(post["text"], str):
        raise ValueError("text is not a string")
    post["text"].encode("utf8")
    for head, names in HEADS.items():
        if head in OPTIONAL and head not in post:
            continue
        if head == "mixed":
            if not isinstance(post[head], bool):
                raise ValueError("mixed is neither true nor false")
        elif post[head] not in names:
            raise ValueError(f"{head} {post[head]!r} is not one of {', '.join(names)}")
    if not isinstance(post.get("incident"), str | None):
        raise ValueError("incident is not a string")
    codes = [post["area"], *(place["code"] for place in post["places"])]
    for code in codes:
        if code is not None and not (isinstance(code, str) and known(code)):
            raise ValueError(f"{code!r} is no code of an area")
    return post
