"""`balarea doctor`: what is wrong here, and what to do."""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from balarea.ops import django
from balarea.ops.errors import OpsError
from balarea.ops.postgres.binaries import find

Finding = tuple[str, bool, str]
LEAST_FREE = 2 * 2**30  # bytes
MIGRATE = "Run `balarea up` once, or `balarea manage migrate`."


def doctor(
    data_dir: Annotated[str | None, typer.Option(help="Folder of the data; default ./data.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Check Python, the data folder, PostgreSQL, the database, the models and the record; exit code 1: something is wrong.

    Example: balarea doctor"""
    folder = django.data_dir(data_dir)
    findings = [*_machine(folder), *_database(folder)]
    if as_json:
        print(json.dumps([{"check": name, "ok": ok, "what": what} for name, ok, what in findings]))
    else:
        for name, ok, what in findings:
            Console().print(
                f"{'✓' if ok else '✗'} {name}: {what}", style="green" if ok else "red", markup=False, soft_wrap=True
            )
    if not all(ok for _, ok, _ in findings):
        raise typer.Exit(1)


def _machine(folder: Path) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield (
        "Python",
        sys.version_info >= (3, 11),
        version if sys.version_info >= (3, 11) else f"{version}; 3.11 is needed",
    )
    home = next(parent for parent in (folder, *folder.parents) if parent.exists())
    writable = os.access(home, os.W_OK)
    yield "Data folder", writable, str(folder) if writable else f"{home} is not writable; give --data-dir"
    free = shutil.disk_usage(home).free
    enough = f"{free / 2**30:.1f} GiB free"
    yield "Disk", free > LEAST_FREE, enough if free > LEAST_FREE else f"{enough}; make room, PostgreSQL stops without"
    yield _tried("Language models", _models, "Install again: make setup")
    if not os.environ.get("DATABASE_URL"):
        yield _tried("PostgreSQL binaries", lambda: f"{find().major} ({find().source})", "Install again: make setup")


def _database(folder: Path) -> Iterator[Finding]:
    if not os.environ.get("DATABASE_URL") and not folder.exists():
        yield "Database", True, "none yet; `balarea up` makes it"
        return
    try:
        with django.ready(folder):
            answer = _tried("Database", _answers, "Look into the log of PostgreSQL in the data folder")
            yield answer
            if not answer[1]:
                return
            yield _tried("Migrations", _migrated, MIGRATE)
            yield _tried(
                "Record of writes", _chain, "An event was changed outside of Balarea: keep a copy and investigate"
            )
            yield _tried("Official accounts", _accounts, "Connect them again in the register")
            yield _tried("Emergency paging", _paging, "Enter and test addresses at Pengaturan → Pemberitahuan")
    except (OpsError, OSError) as error:
        yield "Database", False, str(error)


def _tried(name: str, check: Callable[[], str], advice: str) -> Finding:
    try:
        return name, True, check()
    except Exception as error:
        return name, False, f"{str(error).strip() or type(error).__name__}. {advice}."


def _models() -> str:
    from balarea.language.model import shipped

    return f"version {shipped().version}"


def _answers() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0]} answers"


def _migrated() -> str:
    if missing := django.unapplied():
        raise OpsError(f"{missing} migrations are missing")
    return "all applied"


def _chain() -> str:
    from balarea.audit.queries import verify

    found = verify()
    if not found.ok:
        raise OpsError(f"the chain is broken at {found.where}: {found.fault}")
    return f"{found.count:,} events proven"


def _accounts() -> str:
    from balarea.posts.queries import sources

    failing = [source for source in sources().values() if source.last_error]
    if failing:
        raise OpsError(f"{len(failing)} cannot be read, the first says: {failing[0].last_error}")
    return "all readable"


def _paging() -> str:
    from balarea.cases.queries import desks_out_of_reach
    from balarea.registry.queries import accounts, agencies

    if not agencies().exists():
        return "no agency yet"
    silent, total = desks_out_of_reach()
    said = f"an emergency reaches somebody at once in {total - len(silent)} of {total} desks"
    if silent and accounts().exists() and not accounts().exclude(demo=True).exists():
        return f"{said}; demo accounts only, so nobody is paged"
    if silent:
        raise OpsError(f"{said}; it would reach nobody at the first rung of: {', '.join(silent)}")
    return said
