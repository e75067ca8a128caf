"""Official areas of Indonesia by Kemendagri code: province, regency or city, district, village."""

from balarea.areas.batch import PLACE, resolve_batch
from balarea.areas.boundaries import area_at
from balarea.areas.resolve import Mention, Resolution, resolve
from balarea.areas.table import Area, children, get, inside, known, path, regencies, regency_of, short_name
from balarea.areas.tiles import tiles

__all__ = [
    "PLACE", "Area", "Mention", "Resolution", "area_at", "children", "get", "inside", "known", "path", "regencies",
    "regency_of", "resolve", "resolve_batch", "short_name", "tiles",
]  # fmt: skip
