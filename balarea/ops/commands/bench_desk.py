"""`balarea bench desk`: a flood day on the real product, every message accounted for."""

import json
import os
import signal
import sys
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from balarea.ops import bench


def bench_desk(
    messages: Annotated[int, typer.Option(min=100, help="How many messages citizens write.")] = 24_000,
    minutes: Annotated[float, typer.Option(min=0.1, help="In how many minutes.")] = 10.0,
    seed: Annotated[int, typer.Option(min=0, help="The same seed plans the same day.")] = 7,
    kills: Annotated[
        int, typer.Option(min=0, help="How often worker, web server or PostgreSQL is killed by kill -9 meanwhile.")
    ] = 0,
    baseline_messages: Annotated[
        int, typer.Option(min=20, help="How many messages are taken in once more, one by one, for the ratios.")
    ] = 400,
    data_dir: Annotated[str | None, typer.Option(help="Keep the data here; default: a temporary folder.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """The worst month of complaints in ten minutes: `balarea up` reads demo networks onto which a crowd writes pranks,
    adverts, chatter, complaints, replies and emergencies, while officers open the desk and answer.

    Prints where each message is, how long that took, and what is lost or there twice: then it ends with 1. Times that miss
    their target are printed, and end nothing.

    Examples:

      balarea bench desk

      balarea bench desk --messages 2400 --minutes 1 --kills 10"""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # what was started is stopped all the same
    os.environ["BALAREA_NOTICE_HOSTS"] = "127.0.0.1"  # pages go to a receiver of the bench
    with bench.place(data_dir) as folder:
        from balarea.ops.flood import day  # knows Django's tables

        figures = day.run(folder, day.Wanted(messages, minutes, seed, kills, baseline_messages), Console(stderr=True))
    if as_json:
        print(json.dumps(figures, indent=2, ensure_ascii=False, default=asdict))
    else:
        show(figures, Console(width=110))
    if figures["wrong"]:
        raise typer.Exit(1)


def show(figures: dict[str, Any], console: Console) -> None:
    """The figures as tables."""
    wrote = figures["wrote"]
    counts = Table("Where everything is", "", title="Flood day")
    counts.add_row("written, given again", f"{wrote['written']:,}, {wrote['again']:,} in {wrote['seconds']:.0f} s")
    for name, number in figures["counts"].items():
        counts.add_row(name, f"{number:,}")
    for part, number in figures["killed"].items():
        counts.add_row(f"killed: {part}", str(number))
    console.print(counts)
    took = Table("Time", "Number", "p50", "p95", "p99", "Most", "Target p95")
    for name, row in figures["times"].items():
        target = f"< {row.target:g}: {'met' if row.met else 'MISSED'}"
        took.add_row(
            name, f"{row.number:,}", *(f"{each:.2f}" for each in (row.p50, row.p95, row.p99, row.most)), target
        )
    for name, row in figures["pages"].items():
        failed = figures["failed_pages"].get(name, 0)
        took.add_row(f"  {name}" + (f" ({failed} failed)" if failed else ""), f"{row.number:,}",
                     *(f"{each:.0f}" for each in (row.p50, row.p95, row.p99, row.most)), "")  # fmt: skip
    console.print(took)
    _ratios(figures, console)
    for what, (number, example) in figures["wrong"].items():
        console.print(f"WRONG: {what}: {number}, for example {example}", style="red", highlight=False)
    if not figures["wrong"]:
        console.print("Nothing is lost and nothing is there twice.", style="green")


def _ratios(figures: dict[str, Any], console: Console) -> None:
    table = Table("Messages per second, one worker, after the day", "", "Batch is … times as fast")
    for name, speed in figures["baseline"].items():
        table.add_row(name, f"{speed:,.0f}", f"{figures['baseline']['taken in as a batch'] / speed:.3g}")
    console.print(table)
    used = ", ".join(f"{part} {seconds:.0f} s" for part, seconds in figures["cpu_seconds"].items())
    if used:
        console.print(
            f"Processor time of the day: {used}, of {figures['wrote']['seconds']:.0f} s a core.", highlight=False
        )
    load = " → ".join(f"{each[0]:.1f}" for each in (figures["load_before"], figures["load_after"]))
    console.print(
        f"Load of the machine before and after: {load}. Quiet {figures['quiet_after_seconds']} s after the end."
    )
