"""Posts with planted personal data, and posts with what only looks like it: what masking is measured on.

Every kind of `personal.NAMES` in the spellings people use, in Indonesian, Sundanese, Javanese and Betawi. Drawn by a seed;
names and numbers are invented. The patterns know none of the names: only what stands around them."""

import random
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from balarea.conduct.personal import NAMES, Datum
from balarea.conduct.planted_forms import FORMS

LANGUAGES = ("id", "su", "jv", "bew")
OFFICIAL = frozenset({"dbmpr.demo"})  # the handle that the posts call an agency by


_STYLES: dict[str, Callable[[str], str]] = {"plain": str, "small": str.lower, "shouted": str.upper}


@dataclass(frozen=True)
class Planted:
    """A post and what was planted into it: nothing, one datum or two."""

    text: str
    lang: str
    data: tuple[Datum, ...]


@cache
def material() -> dict[str, Any]:
    """The words that posts are made of."""
    return tomllib.loads((files("balarea.conduct") / "planted.toml").read_text(encoding="utf8"))


def planted(count: int, seed: int) -> list[Planted]:
    """So many posts with data, every kind in turn, then as many without."""
    dice = random.Random(seed)
    kinds = sorted(NAMES)
    having = [_having(dice, [kinds[number % len(kinds)]]) for number in range(count)]
    return having + [_without(dice) for _ in range(count)]


def _having(dice: random.Random, kinds: list[str]) -> Planted:
    lang = dice.choice(LANGUAGES)
    if dice.random() < 0.2:
        kinds = [*kinds, dice.choice(sorted(NAMES))]
    pieces: list[tuple[str, str | None]] = [(_opening(dice, lang), None)]
    for kind in kinds:
        before, after = dice.choice(material()["carriers"][lang][kind]).split("{x}")
        style = _style(dice)
        pieces += [(style(before), None), (FORMS[kind](dice, material(), style), kind), (style(after), None)]
        pieces.append((dice.choice([". ", ", ", "\n", " "]), None))
    return _joined(lang, [*pieces, (dice.choice(material()["closings"][lang]), None)])


def _without(dice: random.Random) -> Planted:
    lang = dice.choice(LANGUAGES)
    traps = [_filled(dice, trap) for trap in dice.sample(material()["traps"]["text"], dice.choice([1, 1, 2]))]
    text = f"{_opening(dice, lang)}{', '.join(traps)}. {dice.choice(material()['closings'][lang])}"
    return Planted(text, lang, ())


def _opening(dice: random.Random, lang: str) -> str:
    return _filled(dice, dice.choice(material()["openings"][lang])) + " "


def _filled(dice: random.Random, text: str) -> str:
    return text.replace("{town}", dice.choice(material()["towns"]))


def _style(dice: random.Random) -> Callable[[str], str]:
    """As written, or all in small letters, as on a phone; seldom shouted."""
    return dice.choices([_STYLES["plain"], _STYLES["small"], _STYLES["shouted"]], [6, 4, 1])[0]


def _joined(lang: str, pieces: list[tuple[str, str | None]]) -> Planted:
    text, data = "", []
    for piece, kind in pieces:
        if kind:
            data.append(Datum(kind, len(text), len(text) + len(piece)))
        text += piece
    return Planted(text, lang, tuple(data))
