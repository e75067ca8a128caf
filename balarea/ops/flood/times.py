"""How long things took on the flood day, in seconds: from the database's own times, beside the targets."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection

_ROUTED = """
SELECT extract(epoch FROM placed.taken_at - post.published_at)
FROM (
    SELECT external_id, taken_at FROM cases_entry WHERE external_id <> '' AND kind = 'citizen'
    UNION ALL SELECT external_id, taken_at FROM cases_setaside WHERE case_id IS NULL AND NOT ours
) AS placed JOIN posts_post AS post USING (external_id)
WHERE post.external_id LIKE 'flood-%'
"""
_EMERGENCIES = """
SELECT reference, extract(epoch FROM opened_at) FROM cases_case
WHERE urgency = 'emergency' AND root_external_id LIKE 'flood-%'
"""


@dataclass(frozen=True)
class Times:
    """Percentiles of something, and the p95 that it should stay below; all in one unit."""

    number: int
    p50: float
    p95: float
    p99: float
    most: float
    target: float

    @property
    def met(self) -> bool:
        return self.number > 0 and self.p95 < self.target


def times(found: Sequence[float], target: float) -> Times:
    """The percentiles of some; zeros where there are none."""
    p50, p95, p99, most = np.percentile(found, (50, 95, 99, 100)) if len(found) else (0.0,) * 4
    return Times(len(found), float(p50), float(p95), float(p99), float(most), target)


def routed() -> list[float]:
    """From the moment each message was written on its network until it was in a case or set aside."""
    return _column(_ROUTED)


def paged(heard: dict[str, float]) -> list[float]:
    """From the moment an emergency was written until the phone of somebody on duty had its page (seconds since 1970, by
    the case's reference)."""
    return [heard[reference] - begun for reference, begun in emergencies().items() if reference in heard]


def emergencies() -> dict[str, float]:
    """When each case of the day that is an emergency was written, by reference."""
    return {reference: float(begun) for reference, begun in _rows(_EMERGENCIES)}


def _column(query: str) -> list[float]:
    return [float(value) for (value,) in _rows(query) if value is not None]


def _rows(query: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query.replace("%", "%%"), [])
        return list(cursor.fetchall())
