"""How fast a key may call: a generic cell rate (GCRA) in one row a key, exact over all processes of the web server.

One statement decides and counts, so that two calls at the same time cannot both take the last place."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from balarea.registry.models import ApiKey, ApiRate

MINUTE = timedelta(minutes=1)
_TAKE = """
INSERT INTO registry_apirate AS held (key_id, whole_at) VALUES (%(key)s, %(moment)s + %(cost)s)
ON CONFLICT (key_id) DO UPDATE SET whole_at = greatest(held.whole_at, %(moment)s) + %(cost)s
WHERE held.whole_at <= %(moment)s + %(slack)s RETURNING whole_at
"""


def take(key: ApiKey, per_minute: int, moment: datetime) -> float:
    """Count one call; 0 when it may be made, else the seconds until the next may. A whole minute's calls may come at once,
    and then one every 60 / `per_minute` seconds."""
    cost = MINUTE / max(per_minute, 1)
    slack = MINUTE - cost
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"key": key.pk, "moment": moment, "cost": cost, "slack": slack}
        cursor.execute(_TAKE, values)
        taken: tuple[Any, ...] | None = cursor.fetchone()
    if taken is not None:
        return 0.0
    whole_at = ApiRate.objects.values_list("whole_at", flat=True).get(pk=key.pk)
    return max((whole_at - slack - moment).total_seconds(), 0.001)
