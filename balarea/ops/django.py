"""Django for the commands that need it: the database is found or started first, then the settings are read."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import django

from balarea.ops import env, postgres


def data_dir(chosen: str | None = None) -> Path:
    """The folder of data: the option, else BALAREA_DATA_DIR, else `data` in the current folder."""
    folder = (
        Path(chosen).expanduser().absolute() if chosen else env.path("BALAREA_DATA_DIR", default=Path.cwd() / "data")
    )
    os.environ["BALAREA_DATA_DIR"] = str(folder)
    return folder


@contextlib.contextmanager
def ready(folder: Path) -> Iterator[None]:
    """Django set up on DATABASE_URL, or on the embedded cluster of `folder`, stopped again if it was started here."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balarea.ops.settings")
    with contextlib.ExitStack() as stack:
        if not os.environ.get("DATABASE_URL"):
            os.environ["DATABASE_URL"] = stack.enter_context(postgres.running(folder))
        django.setup()
        yield
