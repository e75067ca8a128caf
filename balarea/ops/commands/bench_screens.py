"""`balarea bench screens`: server time of every Situation view, beside the same queries without the tally."""

import json
import os
from time import perf_counter
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from balarea.ops import bench

ROUNDS = 5
VIEWS: dict[str, dict[str, Any]] = {
    "30 days": {},
    "180 days": {"days": 180},
    "180 days, one regency": {"days": 180, "regency": "32.73"},
    "180 days, one topic": {"days": 180, "topic": "roads"},
    "180 days, one mood": {"days": 180, "sentiment": "negative"},
    "30 days, regency and topic": {"regency": "32.04", "topic": "water_flood"},
    "180 days, regency and topic": {"days": 180, "regency": "32.04", "topic": "water_flood"},
    "30 days, emergencies": {"urgency": "emergency"},
    "180 days, emergencies": {"days": 180, "urgency": "emergency"},
    "180 days, Sundanese": {"days": 180, "lang": "su"},
    "30 days, complaints": {"intent": "complaint"},
    "180 days, complaints": {"days": 180, "intent": "complaint"},
    "180 days, Indonesian": {"days": 180, "lang": "id"},
    "180 days, negative complaints": {"days": 180, "intent": "complaint", "sentiment": "negative"},
    "180 days, Indonesian, not urgent": {"days": 180, "lang": "id", "urgency": "normal"},
    "180 days, one network": {"days": 180, "network": "bench"},
    "one day by the hour": {"days": 1},
    "30 days, search “jalan rusak”": {"q": "jalan rusak"},
    "180 days, search “posyandu”": {"days": 180, "q": "posyandu"},
    "180 days, search “jalan”": {"days": 180, "q": "jalan"},
    "90 days from an hour to an hour": {"days": 90, "hours": 5},
}


def bench_screens(
    posts: Annotated[int, typer.Option(min=1000, help="How many posts to make where the folder has none.")] = 1_000_000,
    data_dir: Annotated[
        str | None, typer.Option(help="Folder with posts, kept by `bench ingest --data-dir`; default: temporary.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Median server time in ms of the whole page, and of its counts from the tally and from the posts, in the same run.

    Example: balarea bench ingest --data-dir /tmp/bench && balarea bench screens --data-dir /tmp/bench"""
    os.environ["BALAREA_PLAIN_STATIC"] = "1"  # no collected files here
    with bench.place(data_dir) as folder:
        bench.fill(folder, posts)
        figures = _figures()
    if as_json:
        print(json.dumps(figures, indent=2, ensure_ascii=False))
        return
    table = Table("View", "Posts", "Page ms", "Counts ms", "Without tally ms", "Ratio", title="Situation")
    for name, row in figures.items():
        ratio = f"{row['raw_ms'] / row['counts_ms']:.1f}"
        table.add_row(
            name, f"{row['posts']:,}", f"{row['page_ms']:.0f}", f"{row['counts_ms']:.0f}", f"{row['raw_ms']:.0f}", ratio
        )
    Console(width=120).print(table)


def _figures() -> dict[str, Any]:
    from django.db import connection
    from django.test import Client

    from balarea.observe import queries
    from balarea.observe.services import refresh
    from balarea.people.queries import Role, user
    from balarea.registry import services as registry

    refresh()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) posts_post, observe_tally")
    reader = user("bench") or registry.save_officer("bench", "", Role.ANALYST, by="cli:bench")
    client = Client(SERVER_NAME="localhost")
    client.force_login(reader)
    figures = {}
    for name, wanted in VIEWS.items():
        chosen = _filter(dict(wanted))
        address = f"/situasi/?{chosen.to_query()}"
        counts = queries.situation(chosen)
        figures[name] = {
            "posts": counts.total,
            "page_ms": _median(lambda address=address: client.get(address)),
            "counts_ms": _median(lambda chosen=chosen: queries.situation(chosen)),
            "raw_ms": _median(lambda chosen=chosen: queries.raw(chosen)),
        }  # fmt: skip
        assert counts.total == queries.raw(chosen).total, f"{name}: tally and posts disagree"
    return figures


def _filter(wanted: dict[str, Any]) -> Any:
    from dataclasses import replace
    from datetime import timedelta

    from balarea.core.clock import now
    from balarea.posts.queries import PostFilter

    days, hours = wanted.pop("days", 30), wanted.pop("hours", 0)
    chosen = PostFilter.from_query(wanted, now())
    until = chosen.until - timedelta(hours=hours)
    return replace(chosen, since=until - timedelta(days=days), until=until)


def _median(call: Any) -> float:
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        call()
        times.append(1000 * (perf_counter() - start))
    return round(sorted(times)[len(times) // 2], 1)
