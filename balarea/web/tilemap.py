"""The tile-grid map of regencies and cities as cells a template can draw."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from balarea import areas

SHORT = {
    "32.01": "BGR", "32.02": "SKB", "32.03": "CJR", "32.04": "BDG", "32.05": "GRT", "32.06": "TSM", "32.07": "CMS",
    "32.08": "KNG", "32.09": "CRB", "32.10": "MJL", "32.11": "SMD", "32.12": "IDM", "32.13": "SBG", "32.14": "PWK",
    "32.15": "KWG", "32.16": "BKS", "32.17": "KBB", "32.18": "PGD", "32.71": "BGR", "32.72": "SKB", "32.73": "BDG",
    "32.74": "CRB", "32.75": "BKS", "32.76": "DPK", "32.77": "CMH", "32.78": "TSM", "32.79": "BJR",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """One regency or city; row and column count from 1, `value` is 0 to 1 for the depth of colour."""

    code: str
    name: str
    plain: str
    short: str
    city: bool
    row: int
    column: int
    count: int
    value: float
    href: str
    selected: bool


def cells(counts: Mapping[str, int], href: Callable[[str], str], selected: str | None = None) -> list[Cell]:
    """All 27 cells, north-west to south-east; the square root keeps small places visible beside the largest."""
    largest = max(counts.values(), default=0) or 1
    return [
        Cell(
            code=code,
            name=areas.get(code).name,
            plain=areas.get(code).name.removeprefix("Kabupaten ").removeprefix("Kota "),
            short=SHORT[code],
            city=areas.get(code).name.startswith("Kota "),
            row=row + 1,
            column=column + 1,
            count=counts.get(code, 0),
            value=round((counts.get(code, 0) / largest) ** 0.5, 3),
            href=href(code),
            selected=code == selected,
        )
        for code, (row, column) in areas.tiles().items()
    ]
