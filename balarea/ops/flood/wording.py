"""What the crowd says: texts drawn from the file of wordings by dice, so that the same seed says the same."""

import random
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

SUNDANESE, JAVANESE = 0.15, 0.04  # of texts that can be said in them
NOISE = ("chatter", "advert", "prank")


@cache
def wordings() -> dict[str, Any]:
    """The file: lists of words, and by kind of message lists of texts by language."""
    return tomllib.loads((files("balarea.ops.flood") / "wording.toml").read_text(encoding="utf8"))


def text(kind: str, dice: random.Random) -> str:
    """One text of a kind, without the name of an account."""
    said = wordings()[kind]
    lot = dice.random()
    lang = "su" if lot < SUNDANESE else "jv" if lot < SUNDANESE + JAVANESE else "id"
    template: str = dice.choice(said.get(lang) or said["id"])
    return filled(template, dice)


def filled(template: str, dice: random.Random) -> str:
    """The template with a word drawn for each that it leaves open."""
    words = {name: dice.choice(some) for name, some in wordings().items() if isinstance(some, list)}
    return template.format(**words)


def framed(said: str, dice: random.Random) -> str:
    """A complaint as somebody begins and ends it."""
    held = wordings()
    return f"{dice.choice(held['opening'])}{said}{dice.choice(held['bye'])}"
