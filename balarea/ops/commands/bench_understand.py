"""`balarea bench understand`: posts per second, beside a scikit-learn pipeline and the bare reading of the text."""

import json
from collections.abc import Callable
from time import perf_counter
from typing import Annotated, Any

import pyarrow as pa
import pyarrow.compute as pc
import typer
from rich.console import Console
from rich.table import Table
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC

from balarea.areas import resolve_batch
from balarea.language import understand
from balarea.language.model import shipped
from balarea.language.training.data import Row, own_posts

BATCH = 2000


def bench_understand(
    posts: Annotated[int, typer.Option(min=100, help="How many posts; the labelled ones, repeated.")] = 20_000,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Posts per second of the whole pass and its stages, and of the two baselines, in the same run on one core.

    Example: balarea bench understand --posts 50000"""
    rows = own_posts(None, "train")
    texts = [rows[number % len(rows)].text for number in range(posts)]
    speeds = _speeds(rows, texts)
    whole = speeds["whole pass"]
    figures: dict[str, Any] = {
        "posts": posts,
        "posts_per_second": {name: round(speed) for name, speed in speeds.items()},
        "ratio": {name: round(whole / speed, 4) for name, speed in speeds.items()},
    }
    if as_json:
        print(json.dumps(figures, indent=2))
        return
    table = Table("", "Posts per second", "Whole pass is … times as fast", title=f"Understanding {posts:,} posts")
    for name, speed in speeds.items():
        table.add_row(name, f"{speed:,.0f}", f"{whole / speed:.3g}")
    Console().print(table)


def _speeds(rows: list[Row], texts: list[str]) -> dict[str, float]:
    batches = [
        pa.RecordBatch.from_pydict({"id": [str(n) for n in range(len(part))], "text": part})
        for part in (texts[start : start + BATCH] for start in range(0, len(texts), BATCH))
    ]
    baseline = _baseline(rows)
    stages: dict[str, Callable[[pa.RecordBatch], object]] = {
        "whole pass": understand,
        "features and labels": lambda batch: shipped().probabilities(batch.column("text")),
        "places": lambda batch: resolve_batch(batch.column("text")),
        "scikit-learn, word and character TF-IDF, topic only": lambda batch: baseline.predict(
            batch.column("text").to_pylist()
        ),
        "bare reading of the text": lambda batch: pc.sum(pc.utf8_length(batch.column("text"))).as_py(),
    }
    return {name: len(texts) / _seconds(stage, batches) for name, stage in stages.items()}


def _seconds(stage: Callable[[pa.RecordBatch], object], batches: list[pa.RecordBatch]) -> float:
    stage(batches[0])  # compiled and loaded before the clock starts
    began = perf_counter()
    for batch in batches:
        stage(batch)
    return perf_counter() - began


def _baseline(rows: list[Row]) -> Any:
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    pipeline = make_pipeline(make_union(words, letters), LinearSVC(random_state=0))
    return pipeline.fit([row.text for row in rows], [row.labels["topic"] for row in rows])
