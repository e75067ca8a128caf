"""Writes of files."""

from balarea.files.keeping import Taken, claim, erase, keep, most_bytes, sweep
from balarea.files.uploads import TooMany, abandon, append, begin, collect, expire, finish

__all__ = [
    "Taken",
    "TooMany",
    "abandon",
    "append",
    "begin",
    "claim",
    "collect",
    "erase",
    "expire",
    "finish",
    "keep",
    "most_bytes",
    "sweep",
]
