"""`balarea bench duplicates`: posts per second of signing and grouping, and how many planted duplicates are found."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from importlib.util import find_spec
from time import perf_counter
from typing import Annotated, Any, TypeVar

import pyarrow as pa
import typer
from rich.console import Console
from rich.table import Table

from balarea.language.duplicates import near_duplicates
from balarea.language.signature import GRAM, signatures
from balarea.language.training.planted import planted

T = TypeVar("T")
BASELINES = ("rensa", "datasketch")
PERMUTATIONS = 64  # as many as our bins
ALIKE = 0.5  # the Jaccard similarity from which datasketch's index joins posts


def bench_duplicates(
    posts: Annotated[int, typer.Option(min=100, help="How many posts, planted duplicates among them.")] = 20_000,
    baseline_posts: Annotated[int, typer.Option(min=10, help="How many of them the slower baselines sign.")] = 5_000,
    seed: Annotated[int, typer.Option(min=0, help="The same seed plants the same posts.")] = 7,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Plant edited copies among real posts and look-alikes, sign and group them; beside them MinHash of rensa and
    datasketch (with an index of datasketch's) where these are installed: pip install rensa datasketch.

    Example: balarea bench duplicates --posts 1000000"""
    found = figures(posts, baseline_posts, seed)
    if as_json:
        print(json.dumps(found, indent=2))
        return
    table = Table(
        "", "Posts per second", "Recall", "Precision", title=f"Near-duplicates among {found['posts']:,} posts"
    )
    for name, row in found["stages"].items():
        table.add_row(name, *(_shown(row.get(key)) for key in ("posts_per_second", "recall", "precision")))
    Console().print(table)
    for name in found["missing"]:
        print(f"{name} is not installed and was left out: pip install {name}")


def figures(posts: int, baseline_posts: int, seed: int) -> dict[str, Any]:
    """Speeds, and pairwise recall and precision of groups, by stage; `missing` names baselines that are not installed."""
    made = planted(posts, seed)
    texts = pa.array(made.texts, pa.string())
    near_duplicates(signatures(texts[:10]), texts[:10])  # compiled before the clock starts
    marks, signing = _timed(lambda: signatures(texts))
    groups, grouping = _timed(lambda: near_duplicates(marks, texts))
    stages: dict[str, dict[str, float]] = {
        "signing": {"posts_per_second": round(len(texts) / signing)},
        "grouping": {"posts_per_second": round(len(texts) / grouping), **agreement(made.truth, groups.tolist())},
    }
    missing = [name for name in BASELINES if find_spec(name) is None]
    some, truth = made.texts[:baseline_posts], made.truth[:baseline_posts]
    if "rensa" not in missing:
        _, seconds = _timed(lambda: [_rensa(text) for text in some])
        stages["rensa RMinHash, signing"] = {"posts_per_second": round(len(some) / seconds)}
    if "datasketch" not in missing:
        hashes, seconds = _timed(lambda: [_datasketch(text) for text in some])
        stages["datasketch MinHash, signing"] = {"posts_per_second": round(len(some) / seconds)}
        index, seconds = _timed(lambda: _indexed(hashes))
        name = f"datasketch MinHashLSH, grouping {len(some):,} posts"
        stages[name] = {"posts_per_second": round(len(some) / seconds), **agreement(truth, index)}
    return {"posts": len(texts), "seed": seed, "stages": stages, "missing": missing}


def agreement(truth: Sequence[Hashable], said: Sequence[Hashable]) -> dict[str, float]:
    """Recall and precision over pairs of posts in one group."""
    both = _pairs(zip(truth, said, strict=True))
    return {"recall": round(both / max(_pairs(truth), 1), 4), "precision": round(both / max(_pairs(said), 1), 4)}


def _pairs(groups: Iterable[Hashable]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(groups).values())


def _grams(text: str) -> list[str]:
    return [text[start : start + GRAM] for start in range(max(len(text) - GRAM + 1, 1))]


def _rensa(text: str) -> Any:
    from rensa import RMinHash

    made = RMinHash(num_perm=PERMUTATIONS, seed=1)
    made.update(_grams(text.lower()))
    return made.digest()


def _datasketch(text: str) -> Any:
    from datasketch import MinHash

    made = MinHash(num_perm=PERMUTATIONS, seed=1)
    made.update_batch([gram.encode() for gram in _grams(text.lower())])
    return made


def _indexed(hashes: Sequence[Any]) -> list[int]:
    """Groups by datasketch's index: each post joins the groups of all that are found like it."""
    from datasketch import MinHashLSH

    index = MinHashLSH(threshold=ALIKE, num_perm=PERMUTATIONS)
    group, members = list(range(len(hashes))), defaultdict(list)
    for row, made in enumerate(hashes):
        members[row].append(row)
        for other in index.query(made):
            if group[other] != group[row]:
                moved = members.pop(group[row])
                members[group[other]] += moved
                for each in moved:
                    group[each] = group[other]
        index.insert(row, made)
    return group


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    began = perf_counter()
    done = work()
    return done, perf_counter() - began


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}" if value > 1 else f"{value:.4f}"
