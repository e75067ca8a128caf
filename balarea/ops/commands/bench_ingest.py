"""`balarea bench ingest`: posts per second into the store, beside its parts."""

import json
import resource
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from balarea.ops import bench


def bench_ingest(
    posts: Annotated[int, typer.Option(min=1000, help="How many posts.")] = 1_000_000,
    data_dir: Annotated[
        str | None, typer.Option(help="Keep the data here, for `bench screens`; default: temporary.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Ingest synthetic posts into a fresh database: end to end, and beside it in the same run reading, understanding, and
    reading the same file again (all known).

    Example: balarea bench ingest --posts 1000000 --data-dir /tmp/bench"""
    with bench.place(data_dir) as folder:
        file = folder / "bench.jsonl"
        bench.write_posts(file, posts)
        figures = _figures(file, posts)
        file.unlink()
    if as_json:
        print(json.dumps(figures, indent=2))
        return
    table = Table("", "Posts per second", "End to end is … times as fast", title=f"Ingest of {posts:,} posts")
    for name, speed in figures["posts_per_second"].items():
        table.add_row(name, f"{speed:,}", f"{figures['posts_per_second']['end to end'] / speed:.3g}")
    Console().print(table)
    print(f"Stored {figures['stored']:,}; peak memory of this process {figures['peak_memory_mb']:,} MB")


def _figures(file: Path, posts: int) -> dict[str, Any]:
    from balarea.core.clock import now
    from balarea.observe.services import refresh
    from balarea.posts import ingest as understood
    from balarea.posts import services
    from balarea.posts.files import Rejected, json_lines

    moment = now()

    def read() -> Any:
        with file.open("rb") as lines:
            for item in json_lines(lines, bench.NETWORK, lambda post: services.reject(post, moment)):
                if not isinstance(item, Rejected):
                    yield item

    speeds: dict[str, int] = {}
    start = perf_counter()
    done = services.ingest(read(), by="cli:bench")
    refresh()
    speeds["end to end"] = round(posts / (perf_counter() - start))
    sample = [post for post, _ in zip(read(), range(20_000), strict=False)]
    start = perf_counter()
    for at in range(0, len(sample), services.BATCH):
        understood.rows(sample[at : at + services.BATCH], demo=False)
    speeds["understanding and rows alone"] = round(len(sample) / (perf_counter() - start))
    start = perf_counter()
    number = sum(1 for _ in zip(read(), range(100_000), strict=False))
    speeds["reading and checking lines alone"] = round(number / (perf_counter() - start))
    start = perf_counter()
    again = services.ingest(sample, by="cli:bench")
    speeds["the same posts again"] = round(len(sample) / (perf_counter() - start))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"posts": posts, "stored": done.new, "new on the second run": again.new, "peak_memory_mb": peak,
            "posts_per_second": speeds}  # fmt: skip
