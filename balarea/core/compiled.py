"""Where compiled functions are kept between runs.

numba keeps a compiled function by the file that it stands in, and would go on using it when a function that it calls
changes in another file. So the folder is named after all sources: any change of one of them compiles anew."""

import os
from hashlib import blake2b
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
ROOMS = ("core", "areas", "language")  # that hold compiled functions, or what they are compiled from


def folder() -> Path:
    """The folder for this state of the sources: in the package where it may be written, else among the user's caches."""
    name = f"compiled-{_sources()}"
    home = PACKAGE / "__pycache__"
    if os.access(home if home.exists() else PACKAGE, os.W_OK):
        return home / name
    caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(caches) / "balarea" / name


def _sources() -> str:
    found = blake2b(digest_size=6)
    for room in ROOMS:
        for entry in sorted(os.scandir(PACKAGE / room), key=lambda each: each.name):
            if entry.name.endswith(".py"):
                state = entry.stat()
                found.update(f"{entry.name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return found.hexdigest()
