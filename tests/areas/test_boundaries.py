"""Boundaries: read from GeoJSON of many makes, kept, and found by a point."""

import json
from pathlib import Path
from typing import Any

import pytest

from balarea.areas import area_at, boundaries
from balarea.core.errors import BalareaError


def ring(west: float, north: float, size: float = 0.1) -> list[list[float]]:
    east, south = west + size, north - size
    return [[west, north], [east, north], [east, south], [west, south], [west, north]]


def feature(code: Any, west: float = 107.5, north: float = -6.9, field: str = "code", **more: Any) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": [ring(west, north)]}
    return {"type": "Feature", "properties": {field: code}, "geometry": geometry, **more}


def collection(*features: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def square(code: str, west: float, north: float) -> bytes:
    """A file of one square area, a tenth of a degree wide."""
    return collection(feature(code, west, north))


def test_a_point_finds_the_smallest_area(tmp_path: Path) -> None:
    assert area_at(-6.95, 107.55, tmp_path) is None
    boundaries.save(boundaries.read(collection(feature("32.73"), feature("32.77", 107.6))), tmp_path)
    assert [area_at(-6.95, lon, tmp_path) for lon in (107.55, 107.65, 107.75)] == ["32.73", "32.77", None]
    assert area_at(-6.95, 107.6, tmp_path) == "32.73", "on the border the lower code, always"
    boundaries.save(boundaries.read(square("32.73.02", 107.5, -6.9)), tmp_path)
    assert area_at(-6.95, 107.55, tmp_path) == "32.73.02"
    assert boundaries.held(tmp_path) == {"district": 1, "regency": 2}
    boundaries.save(boundaries.read(square("32.71", 106.7, -6.5)), tmp_path)
    assert area_at(-6.95, 107.65, tmp_path) is None, "the level was replaced"


@pytest.mark.parametrize(
    ("made", "code_field"),
    [
        (feature("3273"), ""), (feature(3273), ""), (feature("32.73", field="KODE"), ""),
        (feature("", id="32.73"), ""), (feature("32.73", field="KDPKAB"), "kdpkab"),
    ],
)  # fmt: skip
def test_codes_of_many_makes(made: dict[str, Any], code_field: str) -> None:
    assert list(boundaries.read(collection(made), code_field)["regency"]) == ["32.73"]


def test_parts_are_joined_and_outlines_mended() -> None:
    bowtie = feature("32.73")
    bowtie["geometry"]["coordinates"] = [[[107, -7], [108, -6], [108, -7], [107, -6], [107, -7]]]
    shapes = boundaries.read(collection(bowtie, feature("32.73", 106.0)))["regency"]
    assert shapes["32.73"].is_valid
    assert shapes["32.73"].area == pytest.approx(0.51)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not a GeoJSON"), (b"[]", "not a GeoJSON"), (b'{"features": []}', "no features"),
        (b'{"features": 3}', "no features"), (b"\xff\xfe\x00", "not a GeoJSON"), (b"[" * 100_000, "not a GeoJSON"),
        (collection(feature("32.73"), {}), "feature 2: has no geometry"), (collection(3), "feature 1: has no geometry"),
        (collection(feature("99.99")), "feature 1: 99.99 is not a Kemendagri code"),
        (collection(feature("")), "feature 1: no code in code or kode"),
        (collection(feature("32.73", 800_000, 9_200_000)), "convert the file to WGS84"),
        (collection({**feature("32.73"), "geometry": {"type": "Point", "coordinates": [107, -6]}}), "no surface"),
        (collection({**feature("32.73"), "geometry": {"type": "Polygon"}}), "cannot be read"),
        (collection({**feature("32.73"), "geometry": {"type": "Polygon", "coordinates": [[["a", 1]]]}}), "cannot be read"),
        (collection({**feature("32.73"), "geometry": {"type": "Cube", "coordinates": []}}), "cannot be read"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_named(content: bytes, said: str) -> None:
    with pytest.raises(BalareaError, match=said):
        boundaries.read(content)
