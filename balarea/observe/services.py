"""Writes of the counts."""

from datetime import date, datetime, timedelta

from django.db import connection, transaction

from balarea.core.clock import JAKARTA
from balarea.posts import queries as posts

_LOCK = 0x6F627376  # advisory lock: two refreshes go one after the other
_LABELS = "network, regency_code, topic, sentiment, intent, urgency, lang"


def refresh() -> list[date]:
    """Count the days again that got new posts; returns them.

    Each day is counted from the posts themselves, so that doing it twice, or after a crash, gives the same. (No event in
    the record: counts are drawn from posts, whose ingest is recorded.)"""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        days = posts.changed_days()
        for first, last in _runs(days):
            _count(first, last)
    return days


def _runs(days: list[date]) -> list[tuple[date, date]]:
    """Days in a row are counted together, a month at most."""
    runs: list[tuple[date, date]] = []
    for day in days:
        if runs and day - runs[-1][1] == timedelta(days=1) and day - runs[-1][0] < timedelta(days=31):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def _count(first: date, last: date) -> None:
    since = datetime.combine(first, datetime.min.time(), JAKARTA)
    until = datetime.combine(last + timedelta(days=1), datetime.min.time(), JAKARTA)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM observe_tally WHERE day BETWEEN %s AND %s", [first, last])
        cursor.execute(
            f"INSERT INTO observe_tally (day, {_LABELS}, posts)"
            f" SELECT (published_at AT TIME ZONE 'Asia/Jakarta')::date AS day, {_LABELS}, count(*) FROM posts_post"
            f" WHERE published_at >= %s AND published_at < %s GROUP BY day, {_LABELS} ORDER BY day",
            [since, until],
        )
