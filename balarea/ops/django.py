"""Django for the commands that need it: the database is found or started first, then the settings are read."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import django

from balarea.ops import env, postgres
from balarea.ops.errors import OpsError


def data_dir(chosen: str | None = None) -> Path:
    """The folder of data: the option, else BALAREA_DATA_DIR, else `data` in the current folder."""
    folder = (
        Path(chosen).expanduser().absolute() if chosen else env.path("BALAREA_DATA_DIR", default=Path.cwd() / "data")
    )
    os.environ["BALAREA_DATA_DIR"] = str(folder)
    return folder


@contextlib.contextmanager
def ready(folder: Path) -> Iterator[None]:
    """Django set up on DATABASE_URL, or on the embedded cluster of `folder`, which runs while anybody uses it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balarea.ops.settings")
    with contextlib.ExitStack() as stack:
        if not os.environ.get("DATABASE_URL"):
            os.environ["DATABASE_URL"] = stack.enter_context(postgres.running(folder))
        django.setup()
        yield


@contextlib.contextmanager
def migrated(folder: Path) -> Iterator[None]:
    """`ready`, on a database that has its tables; OpsError says what to run when it has not."""
    if not os.environ.get("DATABASE_URL") and not folder.is_dir():
        raise OpsError(f"{folder}: no data yet. Run `balarea up` once, or give --data-dir.")
    with ready(folder):
        if missing := unapplied():
            raise OpsError(
                f"{missing} migrations are missing in the database. Run `balarea up` or `balarea manage migrate`."
            )
        yield


def unapplied() -> int:
    """How many migrations the database has not seen."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
