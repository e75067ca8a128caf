"""The one place that asks for the time."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

JAKARTA = ZoneInfo("Asia/Jakarta")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def midnight(moment: datetime) -> datetime:
    """The start of a moment's day in West Java."""
    return moment.astimezone(JAKARTA).replace(hour=0, minute=0, second=0, microsecond=0)
