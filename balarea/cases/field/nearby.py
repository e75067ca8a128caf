"""Places of cases and photos: how far they lie apart, and what of a photo a person should look at twice. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt

EARTH = 6_371_008.8  # metres, mean radius (IUGG)
NEAR = 500.0  # metres from the reported point within which a photo is of that place
CLOCKS = timedelta(minutes=5)  # by which the clock of a phone may be ahead of ours


@dataclass(frozen=True)
class Point:
    """Latitude and longitude in degrees."""

    lat: float
    lon: float


class Doubt(StrEnum):
    """What does not fit in a photo from the spot. It accuses nobody: the point in a report can be wrong as well."""

    FAR = "far"  # more than NEAR metres from the reported point
    LATE = "late"  # taken after it reached us


def metres(one: Point, other: Point) -> float:
    """The great-circle distance (haversine)."""
    north, east = radians(other.lat - one.lat), radians(other.lon - one.lon)
    half = sin(north / 2) ** 2 + cos(radians(one.lat)) * cos(radians(other.lat)) * sin(east / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(half)))


def doubts(taken: Point | None, reported: Point | None, taken_at: datetime | None, kept_at: datetime) -> list[Doubt]:
    """What does not fit; nothing where the device said nothing, or the report has no point."""
    found = []
    if taken and reported and metres(taken, reported) > NEAR:
        found.append(Doubt.FAR)
    if taken_at and taken_at > kept_at + CLOCKS:
        found.append(Doubt.LATE)
    return found
