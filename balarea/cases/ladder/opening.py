"""The morning of those who chose to hear of what may wait once a day: the calendar knows when the office opens."""

from datetime import datetime

from balarea.cases.deadlines import promises
from balarea.core.clock import now
from balarea.notices import services as notices


def send_digests(*, moment: datetime | None = None) -> int:
    """While somebody is at work, let go what notices held for the digest since before the office opened today; how many."""
    opened = promises.load().calendar.opened(moment or now())
    return notices.release(opened) if opened else 0
