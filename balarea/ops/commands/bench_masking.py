"""`balarea bench masking`: how much of planted personal data is masked, and how much of what is masked was planted."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from math import sqrt
from time import perf_counter
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from balarea.conduct.personal import NAMES, Datum, find
from balarea.conduct.planted import OFFICIAL, Planted, planted

Find = Callable[[str], list[Datum]]
BASELINE = "long numbers and @"
_PLAIN = re.compile(r"\+?\d(?:[ .-]?\d){6,}|[\w.+-]+@[\w.-]+|@[\w.]+")  # what a first attempt writes


def bench_masking(
    posts: Annotated[int, typer.Option(min=100, help="How many posts with data; as many come without.")] = 2_800,
    seed: Annotated[int, typer.Option(min=0, help="The same seed plants the same posts.")] = 11,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Plant personal data of every kind in all spellings, and what only looks like it; count what masking finds, beside a
    plain rule of long numbers and @ in the same run. Intervals are Wilson's, 95 %.

    Example: balarea bench masking --posts 10000 --seed 3"""
    found = figures(posts, seed)
    if as_json:
        print(json.dumps(found, indent=2))
        return
    table = Table("", "Planted", "Recall", "95 %", "Precision", "95 %", f"Recall, {BASELINE}",
                  title=f"Personal data in {found['posts']:,} posts")  # fmt: skip
    for kind, row in found["masking"].items():
        shown = [
            _share(row["recall"]),
            _between(row["recall_95"]),
            _share(row["precision"]),
            _between(row["precision_95"]),
        ]
        table.add_row(kind, f"{row['planted']:,}", *shown, _share(found["baseline"][kind]["recall"]))
    Console().print(table)
    for name in ("masking", "baseline"):
        speed = found["posts_per_second"][name]
        print(f"{name}: precision {found[name]['all']['precision']:.4f}, {speed:,} posts per second")


def figures(posts: int, seed: int) -> dict[str, Any]:
    """Recall and precision by kind and of all, of masking and of the baseline, and posts per second of each."""
    made = planted(posts, seed)
    find(made[0].text)  # word lists read before the clock starts
    ways: dict[str, Find] = {"masking": lambda text: find(text, official=OFFICIAL), "baseline": _plain}
    found: dict[str, Any] = {"posts": len(made), "seed": seed, "posts_per_second": {}}
    for name, way in ways.items():
        began = perf_counter()
        said = [way(post.text) for post in made]
        found["posts_per_second"][name] = round(len(made) / (perf_counter() - began))
        found[name] = measured(made, said)
    return found


def measured(made: Iterable[Planted], said: Iterable[list[Datum]]) -> dict[str, dict[str, Any]]:
    """By kind and of all: a planted datum counts as found when every letter and digit of it is covered; what was found
    counts as right when it touches a planted datum."""
    there, covered, named, right = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for post, data in zip(made, said, strict=True):
        hidden = {at for datum in data for at in range(datum.start, datum.end)}
        for datum in post.data:
            whole = all(at in hidden for at in range(datum.start, datum.end) if post.text[at].isalnum())
            for key in (datum.kind, "all"):
                there[key] += 1
                covered[key] += whole
        for datum in data:
            touches = any(datum.start < each.end and datum.end > each.start for each in post.data)
            for key in (datum.kind, "all"):
                named[key] += 1
                right[key] += touches
    return {key: _row(there[key], covered[key], named[key], right[key]) for key in [*sorted(NAMES), "all"]}


def _row(there: int, covered: int, named: int, right: int) -> dict[str, Any]:
    return {
        "planted": there, "found": named,
        "recall": covered / there if there else None, "recall_95": wilson(covered, there),
        "precision": right / named if named else None, "precision_95": wilson(right, named),
    }  # fmt: skip


def wilson(hits: int, trials: int) -> tuple[float, float] | None:
    """The 95 % interval of a share; None without trials."""
    if not trials:
        return None
    z = 1.959964
    middle = (hits + z * z / 2) / (trials + z * z)
    wide = z * sqrt(hits * (trials - hits) / trials + z * z / 4) / (trials + z * z)
    return round(max(0.0, middle - wide), 4), round(min(1.0, middle + wide), 4)


def _plain(text: str) -> list[Datum]:
    return [Datum("phone", *match.span()) for match in _PLAIN.finditer(text)]


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"


def _between(pair: tuple[float, float] | None) -> str:
    return "" if pair is None else f"{pair[0]:.3f}–{pair[1]:.3f}"
