"""Texts that no training may see: the valid and test splits of third-party corpora, wherever they lie in their folder."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HELD_BACK = ("valid", "test")
SPLITS: dict[str, dict[str, Any]] = {".csv": {}, ".tsv": {"delimiter": "\t", "quoting": csv.QUOTE_NONE}}


def forbidden(folder: Path | None) -> Iterator[str]:
    """Every field of some length of every valid and test split below the folder; nothing without a folder."""
    for path in sorted(folder.rglob("*")) if folder else ():
        if path.suffix in SPLITS and path.stem.endswith(HELD_BACK):
            with path.open(encoding="utf8", newline="") as lines:
                for record in csv.reader(lines, **SPLITS[path.suffix]):
                    yield from (field for field in record if field.count(" ") > 1)
