"""Names by which areas are called, in the form posts are compared in: lower case letters and digits, no spaces."""

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from balarea.areas.table import Area, outsiders, table

HOME = "32"  # the province whose nicknames and landmarks are listed
DIRECTIONS = {
    "utara": ("ut", "utr"), "selatan": ("sel", "slt"), "barat": ("bar", "brt"), "timur": ("tim", "tmr"), "tengah": ("tgh",),
    "pusat": ("pst",), "kulon": (), "wetan": (), "kaler": (), "kidul": (), "kota": (),
}  # fmt: skip
SPELLINGS = {
    "gunung": ("gn", "gng"),
    "pondok": ("pd", "pdk"),
    "tanjung": ("tj",),
    "kampung": ("kp",),
    "karang": ("kr",),
}
SHORTEST = 3  # letters of a name
_LETTERS = re.compile(r"[^a-z0-9]")
_TITLES = re.compile(r"^(Kabupaten Adm\. |Kota Adm\. |Kabupaten |Kota |Kab )(Kep\. )?")


@dataclass
class Name:
    """What a name can mean: areas it is the name of, the `favoured` first ones more than the others, or (`landmark`)
    areas in or near which a landmark of that name lies; `tail` where the last word names its regency or city."""

    codes: list[str] = field(default_factory=list)
    landmark: bool = False
    favoured: int = 0
    tail: bool = False


def key(name: str) -> str:
    """The form in which a name and a stretch of a post are compared."""
    return _LETTERS.sub("", unicodedata.normalize("NFD", name.lower()))


@cache
def names(province: str = HOME) -> dict[str, Name]:
    """Comparison key to what it can mean: areas of the province, regencies and provinces of the rest of the country, and
    for West Java the nicknames and landmarks listed beside this module, which win over the table."""
    found: dict[str, Name] = defaultdict(Name)
    for area in table(province).values():
        for each in _spellings(area):
            _add(found, each, area.code)
    for stem, quarters in _stems(province).items():
        if not any(len(code) < 13 for code in found[stem].codes):
            found[stem].codes[:0] = quarters  # Cikarang: any of its four directions, before a village of that name
    for area in outsiders(province):
        _add(found, bare(area), area.code)
    for name, codes in _rows("outside.csv"):
        own = any(code.startswith(province) for code in codes)
        if not own or not found[key(name)].codes:  # Tebet is a district where it lies, and Jakarta Selatan elsewhere
            _add(found, name, *codes)
    if province == HOME:
        _add_own(found)
    for entry in found.values():
        entry.landmark = entry.landmark or not entry.codes
    return {name: what for name, what in found.items() if len(name) >= SHORTEST}


def _add_own(found: dict[str, Name]) -> None:
    for name, codes in _rows("nicknames.csv"):
        others = [code for code in found[key(name)].codes if code not in codes]
        found[key(name)] = Name([*codes, *others], favoured=len(codes))
        for direction, code in _quarters(HOME, codes):
            _add(found, f"{name} {direction}", code)
    for name, codes in _rows("landmarks.csv"):
        first, _, last = name.rpartition(" ")
        tail = bool(first) and any(len(code) == 5 for code in found.get(key(last), Name()).codes)
        found[key(name)] = Name(list(codes), landmark=True, tail=tail)


def bare(area: Area) -> str:
    """An area's name without what kind of area it is."""
    return _TITLES.sub("", area.name) if area.level == "regency" else area.name


@cache
def everyday_words() -> frozenset[str]:
    """Words of daily use that are also names, or one letter away from a name: alone they are no place."""
    return frozenset((files("balarea.areas.data") / "everyday_words.txt").read_text(encoding="utf8").split())


def _add(found: dict[str, Name], name: str, *codes: str) -> None:
    entry = found[key(name)]
    entry.codes += [code for code in codes if code not in entry.codes]


def _spellings(area: Area) -> Iterator[str]:
    name = bare(area)
    yield name
    first, _, rest = name.partition(" ")
    yield from (f"{short} {rest}" for short in SPELLINGS.get(first.lower(), ()) if rest)
    stem, _, last = name.rpartition(" ")
    if stem and area.level != "village":
        yield from (f"{stem} {short}" for short in DIRECTIONS.get(last.lower(), ()))


@cache
def _stems(province: str) -> dict[str, list[str]]:
    """The common part of districts that are told apart by a direction: Cikarang Utara, Cikarang Barat, …"""
    found: dict[str, list[str]] = defaultdict(list)
    for area in table(province).values():
        stem, _, last = bare(area).rpartition(" ")
        if area.level == "district" and last.lower() in DIRECTIONS:
            found[key(stem)].append(area.code)
    return found


@cache
def _quarters(province: str, codes: tuple[str, ...]) -> list[tuple[str, str]]:
    """Districts called after their regency or city: of Bekasi, `utara` and its short forms with 32.75.03, …"""
    found = []
    for area in table(province).values():
        stem, _, last = bare(area).rpartition(" ")
        around = area.code[:5]
        if area.level == "district" and around in codes and key(stem) == key(bare(table(province)[around])):
            found += [(each, area.code) for each in (last, *DIRECTIONS.get(last.lower(), ()))]
    return found


def _rows(file: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    text = (files("balarea.areas.data") / file).read_text(encoding="utf8")
    for name, codes, *_ in list(csv.reader(text.splitlines()))[1:]:
        yield name, tuple(codes.split())
