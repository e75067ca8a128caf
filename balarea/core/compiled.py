"""Where compiled functions are kept between runs.

numba keeps a compiled function by the file that it stands in, and would go on using it when a function that it calls
changes in another file. So the folder is named after all sources: any change of one of them compiles anew. Folders of
former sources are removed once no process can still be at work with them."""

import os
import shutil
import time
from hashlib import blake2b
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
PREFIX = "compiled-"
STALE = 7 * 24 * 3600  # seconds since a folder was last written to or taken up
ROOMS = ("core", "areas", "language")  # that hold compiled functions, or what they are compiled from


def folder() -> Path:
    """The folder for this state of the sources: in the package where it may be written, else among the user's caches."""
    name = f"{PREFIX}{_sources()}"
    home = PACKAGE / "__pycache__"
    if os.access(home if home.exists() else PACKAGE, os.W_OK):
        return home / name
    caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(caches) / "balarea" / name


def take_up(present: Path) -> Path:
    """The same folder, marked as in use today, after stale ones beside it were removed; one that cannot be is left.

    A process that still ran from a removed folder would compile again: nothing is lost but time."""
    try:
        present.mkdir(parents=True, exist_ok=True)
        os.utime(present)
        others = [
            each
            for each in os.scandir(present.parent)
            if each.name.startswith(PREFIX) and each.is_dir(follow_symlinks=False)
        ]
        for each in others:
            if each.name != present.name and time.time() - each.stat().st_mtime > STALE:
                shutil.rmtree(each.path, ignore_errors=True)
    except OSError:
        pass  # a folder that may not be read or written: numba says so itself where it matters
    return present


def _sources() -> str:
    found = blake2b(digest_size=6)
    for room in ROOMS:
        for entry in sorted(os.scandir(PACKAGE / room), key=lambda each: each.name):
            if entry.name.endswith(".py"):
                state = entry.stat()
                found.update(f"{entry.name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return found.hexdigest()
