"""The flood day as a whole: the product started, a crowd that writes, officers at work, quiet, and the books."""

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection
from rich.console import Console

from balarea.ops.errors import OpsError
from balarea.ops.flood import baseline, books, crowd, desk, duty, product, times
from balarea.ops.flood.kills import Kills
from balarea.ops.flood.plan import Message, plan

QUIET_WITHIN = 120.0  # seconds without progress after which what is outstanding counts as lost
QUIET_WITHIN_KILLED = 420.0  # an answer whose worker died while sending is read back after five minutes
LEAD = 3.0  # seconds between the start of the crowd's process and its first message
PAGES_WITHIN, ROUTED_WITHIN, PAGED_WITHIN = 400.0, 5.0, 10.0  # p95: ms, s, s


@dataclass
class Wanted:
    """What kind of day."""

    messages: int
    minutes: float
    seed: int
    kills: int
    baseline: int


def run(folder: Path, wanted: Wanted, console: Console) -> dict[str, Any]:
    """The figures of one day."""
    messages = plan(wanted.messages, wanted.minutes, wanted.seed)
    crowd.save(folder / "plan.jsonl", messages)
    product.fill(folder)
    with duty.on_duty() as phones, product.running(folder) as running:
        phones.give()
        console.print(
            f"The product runs at {running.address}; {wanted.messages:,} messages in {wanted.minutes:g} minutes …"
        )
        stop = threading.Event()
        seen, people = desk.at_work(running.address, wanted.seed, stop)
        kills = Kills(running, wanted.kills, wanted.minutes * 60, wanted.seed, stop)
        try:
            load = os.getloadavg()
            wrote = _write(folder, running, kills, console)
            stop.set()
            for each in [*people, kills]:
                each.join()
            cpu = {} if wanted.kills else running.cpu_seconds()
            waited = _quiet(running, messages, phones, QUIET_WITHIN_KILLED if wanted.kills else QUIET_WITHIN)
        finally:
            stop.set()
        connection.close()  # PostgreSQL may have been killed since it was opened
        found = books.close(folder, messages, seen.answers)
        found.fault("emergencies of which nobody was paged", books.unpaged(phones.paged))
        found.counts["pages received, more than one a case where another rung heard"] = phones.pages
        figures = _figures(found, seen, wrote, kills, waited, times.paged(phones.paged))
        figures |= {"load_before": load, "load_after": os.getloadavg(), "cpu_seconds": cpu}
    return figures | {"baseline": baseline.speeds(wanted.baseline, wanted.seed)}


def _write(folder: Path, running: product.Product, kills: Kills, console: Console) -> dict[str, Any]:
    command = [sys.executable, "-m", "balarea.ops.flood.crowd", str(folder / "plan.jsonl"), str(folder)]
    begun = time.time() + LEAD
    with subprocess.Popen([*command, str(begun)], stdout=subprocess.PIPE, text=True) as process:
        kills.start()
        try:
            while process.poll() is None:
                running.check()
                time.sleep(0.5)
        except OpsError:
            process.kill()  # nobody reads any more what it writes
            raise
        said = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise OpsError("The process that writes the day ended before the day was over.")
    wrote: dict[str, Any] = json.loads(said) | {"seconds": round(time.time() - begun, 1)}
    console.print(f"Written in {wrote['seconds']:.0f} s; waiting until nothing is on its way …")
    return wrote


def _quiet(running: product.Product, messages: list[Message], phones: duty.Phones, patience: float) -> float:
    """Wait until nothing is outstanding, as long as it gets less; returns the seconds."""
    written, start = {each.id for each in messages}, time.monotonic()
    least, since = len(written) + 1, start
    while time.monotonic() - since < patience:
        running.check()
        try:
            left = books.outstanding(written) + len(books.unpaged(phones.paged))
        except DatabaseError:  # killed: its successor starts
            connection.close()
            left = least
        if left == 0:
            break
        if left < least:
            least, since = left, time.monotonic()
        time.sleep(0.5)
    return round(time.monotonic() - start, 1)


def _figures(
    found: books.Books, seen: desk.Seen, wrote: dict[str, Any], kills: Kills, waited: float, paged: list[float]
) -> dict[str, Any]:
    measured = {
        "arrival to routed, s": times.times(times.routed(), ROUTED_WITHIN),
        "emergency to page, s": times.times(paged, PAGED_WITHIN),
        "desk pages, ms": times.times(seen.all(), PAGES_WITHIN),
    }
    by_page = {kind: times.times(some, PAGES_WITHIN) for kind, some in sorted(seen.pages.items())}
    return {
        "wrote": wrote, "counts": found.counts, "wrong": found.wrong, "times": measured, "pages": by_page,
        "failed_pages": dict(seen.failed), "killed": dict(kills.done), "quiet_after_seconds": waited,
    }  # fmt: skip
