"""`balarea bench understand`: posts per second of the whole pass and its stages, beside what others would use."""

import json
import os
from collections.abc import Callable, Sequence
from time import process_time
from typing import Annotated, Any

import pyarrow as pa
import pyarrow.compute as pc
import typer
from rich.console import Console
from rich.table import Table

from balarea.areas import resolve_batch
from balarea.language import understand
from balarea.language.model import shipped
from balarea.language.signature import signatures
from balarea.language.training.data import Row, own_posts
from balarea.language.understand import labels
from balarea.ops import baselines

BATCH = 2000
WHOLE = "whole pass"
LABELS = "of these, the labels alone"  # what the baselines do, but seven labels where they give one
STAGES: dict[str, Callable[[pa.Array], object]] = {
    "all labels, with words and languages": lambda texts: labels(texts, shipped()),
    LABELS: lambda texts: shipped().probabilities(texts),
    "places": resolve_batch,
    "signatures": signatures,
    "bare reading of the text": lambda texts: pc.sum(pc.utf8_length(texts)).as_py(),
}
# what others would use, topic only: how it is fitted, how many posts it reads here, what brings it
BASELINES: dict[str, tuple[Callable[[Sequence[Row]], baselines.Read], int, str]] = {
    "scikit-learn, words and characters": (baselines.scikit_learn, 5_000, "scikit-learn"),
    "floret (fastText)": (baselines.floret, 5_000, "floret"),
    "Sastrawi and scikit-learn": (baselines.sastrawi, 200, "PySastrawi"),
    "BERT-base, int8, random weights": (baselines.bert_int8, 64, "torch"),
}


def bench_understand(
    posts: Annotated[int, typer.Option(min=100, help="How many posts; the labelled ones, repeated.")] = 20_000,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Posts per second of one core's time, in the same run: the whole pass, its stages, and baselines as far as they are
    installed (PySastrawi, floret, torch); slow ones read fewer posts. What else the machine does is not counted.

    Example: balarea bench understand --posts 50000"""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    rows = own_posts(None, "train")
    texts = [rows[number % len(rows)].text for number in range(posts)]
    speeds = _ours(texts)
    others, missing = _others(rows, texts)
    speeds |= others
    if as_json:
        ratios = {f"ratio{end}": _ratios(speeds, ours) for end, ours in (("", WHOLE), ("_of_labels", LABELS))}
        print(json.dumps({"posts": posts, "posts_per_second": _rounded(speeds), **ratios, "missing": missing}))
        return
    table = Table("", "Posts per second", "Whole pass is … times as fast", "Labels alone are … times as fast",
                  title=f"Understanding {posts:,} posts")  # fmt: skip
    for name, speed in speeds.items():
        table.add_row(name, f"{speed:,.0f}", *(f"{speeds[ours] / speed:.3g}" for ours in (WHOLE, LABELS)))
    Console().print(table)
    for name in missing:
        print(f"{name} is not installed and was left out: pip install {name}")


def _ratios(speeds: dict[str, float], ours: str) -> dict[str, float]:
    return {name: round(speeds[ours] / speed, 4) for name, speed in speeds.items()}


def _rounded(speeds: dict[str, float]) -> dict[str, Any]:
    return {name: round(speed) for name, speed in speeds.items()}


def _ours(texts: list[str]) -> dict[str, float]:
    parts = [texts[start : start + BATCH] for start in range(0, len(texts), BATCH)]
    batches = [pa.RecordBatch.from_pydict({"id": [str(n) for n in range(len(part))], "text": part}) for part in parts]
    speeds = {WHOLE: len(texts) / _seconds(understand, batches)}
    columns = [batch.column("text") for batch in batches]
    return speeds | {name: len(texts) / _seconds(stage, columns) for name, stage in STAGES.items()}


def _others(rows: list[Row], texts: list[str]) -> tuple[dict[str, float], list[str]]:
    speeds, missing = {}, []
    for name, (fit, most, package) in BASELINES.items():
        try:
            read = fit(rows)
        except ImportError:
            missing.append(package)
            continue
        some = texts[:most]
        speeds[name] = len(some) / _seconds(read, [some])
    return speeds, missing


def _seconds(stage: Callable[[Any], object], batches: Sequence[Any]) -> float:
    """Processor time, which waiting for a busy machine does not lengthen."""
    stage(batches[0][:32])  # compiled and loaded before the clock starts
    began = process_time()
    for batch in batches:
        stage(batch)
    return process_time() - began
