"""Which part of a topic a text means, where different administrations answer for the parts: a provincial or a village road,
a senior or a primary school. Pure; the words are data (`data/parts.toml`)."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from balarea.core.text import normalise
from balarea.registry.levels import Level

_MARKS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Part:
    """One part of a topic: its key, its name in Indonesian, whose matter it is, and the words that say so."""

    topic: str
    key: str
    name: str
    level: Level
    words: tuple[str, ...]


@dataclass(frozen=True)
class Decided:
    """The part that a text means, and the words in it that decided."""

    part: Part
    words: tuple[str, ...]


@cache
def parts() -> dict[str, Part]:
    """All parts by key."""
    rows = tomllib.loads((files("balarea.registry") / "data" / "parts.toml").read_text(encoding="utf8"))["part"]
    return {
        row["part"]: Part(row["topic"], row["part"], row["name"], Level(row["level"]), tuple(row["words"]))
        for row in rows
    }


def decide(topic: str, text: str) -> Decided | None:
    """The part of the topic that the text names; None where it names none, or words of several: then nobody guesses."""
    words = f" {_MARKS.sub(' ', normalise(text))} "
    found = [
        Decided(part, said)
        for part in parts().values()
        if part.topic == topic and (said := tuple(each for each in part.words if f" {each} " in words))
    ]
    return found[0] if len(found) == 1 else None
