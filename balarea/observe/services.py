"""Writes of the counts."""

from datetime import date, datetime, timedelta

from django.db import connection, models, transaction

from balarea.core.clock import JAKARTA
from balarea.observe.models import RegencyMood, RegencyTopic, TopicMood
from balarea.posts import queries as posts

_LOCK = 0x6F627376  # advisory lock: two refreshes go one after the other
_TABLES: tuple[tuple[type[models.Model], str], ...] = (
    (TopicMood, "topic, sentiment"),
    (RegencyMood, "regency_code, sentiment"),
    (RegencyTopic, "regency_code, topic"),
)


def refresh() -> list[date]:
    """Count the days again that got new posts; returns them.

    Each day is counted from the posts themselves, so that doing it twice, or after a crash, gives the same. (No event in
    the record: counts are drawn from posts, whose ingest is recorded.)"""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        days = posts.changed_days()
        for first, last in _runs(days):
            for model, labels in _TABLES:
                _count(model._meta.db_table, labels, first, last)
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


def _count(table: str, labels: str, first: date, last: date) -> None:
    since = datetime.combine(first, datetime.min.time(), JAKARTA)
    until = datetime.combine(last + timedelta(days=1), datetime.min.time(), JAKARTA)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE day BETWEEN %s AND %s", [first, last])
        cursor.execute(
            f"INSERT INTO {table} (day, {labels}, posts, negative)"
            f" SELECT (published_at AT TIME ZONE 'Asia/Jakarta')::date AS day, {labels}, count(*),"
            " count(*) FILTER (WHERE sentiment = 'negative') FROM posts_post"
            f" WHERE published_at >= %s AND published_at < %s GROUP BY day, {labels}",
            [since, until],
        )
