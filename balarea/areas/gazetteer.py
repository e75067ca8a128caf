"""Names by which areas are called, in the form posts are compared in: lower case letters and digits, no spaces."""

import re
from collections import defaultdict
from functools import cache
from importlib.resources import files

from balarea.areas.table import table

# Nicknames and abbreviations in daily use, written down by us. Several codes mean: ambiguous on purpose.
NICKNAMES: dict[str, tuple[str, ...]] = {
    "bdg": ("32.04", "32.73"), "bdgkota": ("32.73",), "kotakembang": ("32.73",), "parisvanjava": ("32.73",),
    "kbb": ("32.17",), "bandungbarat": ("32.17",), "kabbdg": ("32.04",), "kotabdg": ("32.73",),
    "tasik": ("32.06", "32.78"), "tsm": ("32.06", "32.78"), "tasikmalaya": ("32.06", "32.78"),
    "krw": ("32.15",), "krwg": ("32.15",), "kerawang": ("32.15",), "smd": ("32.11",), "smdg": ("32.11",),
    "bks": ("32.16", "32.75"), "bgr": ("32.01", "32.71"), "bogorkota": ("32.71",), "kotahujan": ("32.71",),
    "dpk": ("32.76",), "cmh": ("32.77",), "cjr": ("32.03",), "grt": ("32.05",), "kng": ("32.08",),
    "crb": ("32.09", "32.74"), "cbn": ("32.09", "32.74"), "kotaudang": ("32.74",), "mjl": ("32.10",),
    "mjlk": ("32.10",), "dermayu": ("32.12",), "indramayu": ("32.12",), "im": (), "sbg": ("32.13",),
    "pwk": ("32.14",), "pangandaran": ("32.18",), "pnd": ("32.18",), "skbm": ("32.02", "32.72"),
    "jabar": ("32",), "jawabarat": ("32",), "jabarjuara": (), "tatarsunda": (), "soreang": ("32.04.37",),
    "tambun": ("32.16.06",), "cikarang": ("32.16",), "lembang": ("32.17.01",),
}  # fmt: skip
_LETTERS = re.compile(r"[^a-z0-9]")


def key(name: str) -> str:
    """The form in which a name and a stretch of a post are compared."""
    return _LETTERS.sub("", name.lower())


@cache
def names(province: str = "32") -> dict[str, tuple[str, ...]]:
    """Comparison key to the codes it can mean."""
    found: dict[str, list[str]] = defaultdict(list)
    for area in table(province).values():
        bare = key(area.name.removeprefix("Kabupaten ").removeprefix("Kota "))
        found[bare].append(area.code)
        if area.level == "regency":
            kind = "kota" if area.name.startswith("Kota ") else "kab"
            found[kind + bare].append(area.code)
            if kind == "kab":
                found["kabupaten" + bare].append(area.code)
    merged = {name: tuple(codes) for name, codes in found.items() if len(name) > 2}
    if province == "32":
        merged |= {name: codes for name, codes in NICKNAMES.items() if codes}
    return merged


@cache
def prefixes(province: str = "32") -> frozenset[str]:
    """Every beginning of every name, the empty one too."""
    return frozenset(name[:length] for name in names(province) for length in range(len(name) + 1))


@cache
def everyday_words() -> frozenset[str]:
    """Village and district names that are ordinary words in posts: they count only beside a context word."""
    text = (files("balarea.areas") / "everyday_words.txt").read_text(encoding="utf8")
    return frozenset(line for line in text.split() if line)
