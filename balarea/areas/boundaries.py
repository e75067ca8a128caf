"""Boundaries of areas, imported by whoever has them (none ship with the product), and the area around a point.

Kept as one Parquet file a level in a folder: code, and geometry as WKB in WGS84 degrees."""

import json
import os
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry as Geometry

from balarea.areas.table import LEVELS, known
from balarea.core.errors import BalareaError

FOLDER = "boundaries"  # in the folder of data
FINEST_FIRST = ("village", "district", "regency", "province")
CODE_FIELDS = ("code", "kode", "kode_wilayah", "kd_wilayah", "kemendagri")
Shapes = dict[str, dict[str, Geometry]]  # by level, then by code


@dataclass(frozen=True)
class _Level:
    codes: list[str]
    tree: shapely.STRtree

    def at(self, point: Geometry) -> str | None:
        found = self.tree.query(point, predicate="intersects")
        return min((self.codes[number] for number in found), default=None)  # on a border: the lower code, always


def read(content: bytes, code_field: str = "") -> Shapes:
    """Boundaries of a GeoJSON FeatureCollection in WGS84; broken outlines are mended, parts of one area joined.

    The official code stands in `code_field` of the properties, else in one of CODE_FIELDS or in the feature's id, with or
    without dots. BalareaError names the first feature that cannot be used, counted from 1."""
    try:
        features = json.loads(content)["features"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BalareaError("not a GeoJSON FeatureCollection") from None
    found: dict[str, list[Geometry]] = defaultdict(list)
    for number, feature in enumerate(features if isinstance(features, list) else [], 1):
        code, geometry = _feature(feature, code_field, number)
        found[code].append(geometry)
    if not found:
        raise BalareaError("the file holds no features")
    shapes: Shapes = defaultdict(dict)
    for code, parts in sorted(found.items()):
        shapes[LEVELS[len(code)]][code] = shapely.union_all(parts)
    return dict(shapes)


def _feature(feature: Any, code_field: str, number: int) -> tuple[str, Geometry]:
    if not isinstance(feature, dict) or not isinstance(feature.get("geometry"), dict):
        raise BalareaError(f"feature {number}: has no geometry")
    code = _code(feature, code_field, number)
    try:
        geometry = shapely.make_valid(shape(feature["geometry"]))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, shapely.errors.ShapelyError) as error:
        raise BalareaError(f"feature {number} ({code}): the geometry cannot be read: {error}") from None
    if geometry.is_empty or geometry.area == 0:
        raise BalareaError(f"feature {number} ({code}): the geometry is no surface")
    west, south, east, north = geometry.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise BalareaError(f"feature {number} ({code}): coordinates are not degrees; convert the file to WGS84")
    return code, geometry


def _code(feature: dict[str, Any], code_field: str, number: int) -> str:
    properties = feature.get("properties")
    named = {str(name).lower(): value for name, value in (properties if isinstance(properties, dict) else {}).items()}
    fields = (code_field.lower(),) if code_field else CODE_FIELDS
    written = next((named[field] for field in fields if named.get(field)), None if code_field else feature.get("id"))
    if not written:
        raise BalareaError(f"feature {number}: no code in {' or '.join(fields)}; name the field with --code-field")
    digits = "".join(letter for letter in str(written) if letter.isdigit())
    code = ".".join(part for part in (digits[:2], digits[2:4], digits[4:6], digits[6:]) if part)
    if not known(code):
        raise BalareaError(f"feature {number}: {written} is not a Kemendagri code")
    return code


def save(shapes: Shapes, folder: Path) -> None:
    """Keep the boundaries, level by level, in place of those of the same level; a reader sees the old or the new file."""
    folder.mkdir(parents=True, exist_ok=True)
    for level, by_code in shapes.items():
        table = pa.table({"code": list(by_code), "wkb": [shapely.to_wkb(each) for each in by_code.values()]})
        draft = folder / f".{level}.{os.getpid()}"
        pq.write_table(table, draft)
        draft.replace(folder / f"{level}.parquet")


def area_at(lat: float, lon: float, folder: Path) -> str | None:
    """The code of the smallest area around a point of WGS84 degrees, or None: outside of all, or nothing was imported."""
    point = shapely.Point(lon, lat)
    for level in FINEST_FIRST:
        file = folder / f"{level}.parquet"
        if file.exists() and (code := _level(file, file.stat().st_mtime_ns).at(point)):
            return code
    return None


def held(folder: Path) -> dict[str, int]:
    """How many areas have boundaries, by level."""
    files = {level: folder / f"{level}.parquet" for level in FINEST_FIRST}
    return {level: pq.read_metadata(file).num_rows for level, file in files.items() if file.exists()}


@lru_cache(maxsize=8)
def _level(file: Path, _changed: int) -> _Level:
    columns = pq.read_table(file).to_pydict()
    return _Level(columns["code"], shapely.STRtree(shapely.from_wkb(columns["wkb"])))
