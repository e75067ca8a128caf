"""What persons corrected at the desk, as rows for training (written by `balarea labels export`)."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from balarea.language.labels import HEADS
from balarea.language.training.data import Row

SOURCE = "corrections"
AREA = "area"  # may be corrected too; areas are resolved by rules and not learnt


def corrections(path: Path) -> list[Row]:
    """The rows of a file with the labels that a person confirmed, and no others; posts of which only the area was
    corrected give none. ValueError names file, line and field of the first malformed one, OSError a missing file."""
    return list(_rows(path))


def _rows(path: Path) -> Iterator[Row]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                text, labels = _checked(line)
            except ValueError as error:
                raise ValueError(f"{path}, line {number}: {error}") from None
            if labels:
                yield Row(text, labels, source=SOURCE)


def _checked(line: bytes) -> tuple[str, dict[str, str]]:
    try:
        post = json.loads(line.decode("utf8"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not JSON in UTF-8 ({error})") from None
    if not isinstance(post, dict):
        raise ValueError("not a JSON object")
    text, named = post.get("text"), post.get("corrected")
    if not isinstance(text, str) or not text.strip():
        raise ValueError("text: not a text with something in it")
    if not isinstance(named, list) or not named:
        raise ValueError("corrected: not a list of the labels that a person set")
    for name in named:
        if name not in (*HEADS, AREA):
            raise ValueError(f"corrected: {name!r} is not one of {', '.join([*HEADS, AREA])}")
    return text, {name: _label(name, post) for name in named if name != AREA}


def _label(name: str, post: dict[str, Any]) -> str:
    value = post.get(name)
    if name == "mixed":
        if not isinstance(value, bool):
            raise ValueError(f"mixed: {value!r} is neither true nor false")
        return "yes" if value else "no"
    if value not in HEADS[name]:
        raise ValueError(f"{name}: {value!r} is not one of {', '.join(HEADS[name])}")
    return str(value)
