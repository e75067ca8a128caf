"""Month partitions of the post table: made ahead by a job, or by an ingest that meets an older month."""

from collections.abc import Iterable
from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from django.db import connection
from psycopg import sql

from balarea.core.clock import JAKARTA

AHEAD = 3  # months
_LOCK = 0x62616C61  # advisory lock: two ingests that need the same new month make it once


def month(moment: datetime) -> date:
    """The first day of a moment's month in Asia/Jakarta."""
    return moment.astimezone(JAKARTA).date().replace(day=1)


def ahead(moment: datetime) -> list[date]:
    """This month and the next AHEAD ones."""
    return [month(moment) + relativedelta(months=number) for number in range(AHEAD + 1)]


def ensure(months: Iterable[date]) -> list[str]:
    """Make the partitions that are missing; returns the names of those that were made."""
    wanted = {f"posts_post_{each:%Y_%m}": each for each in sorted(set(months))}
    made = []
    with connection.cursor() as cursor:
        missing = set(wanted) - _existing(cursor, list(wanted))
        if not missing:
            return []
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            for name in sorted(missing - _existing(cursor, list(wanted))):
                cursor.execute(_statement(name, wanted[name], cursor))
                made.append(name)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
    return made


def _existing(cursor: object, names: list[str]) -> set[str]:
    cursor.execute("SELECT relname FROM pg_class WHERE relname = ANY(%s)", [names])  # type: ignore[attr-defined]
    return {name for (name,) in cursor.fetchall()}  # type: ignore[attr-defined]


def _statement(name: str, first: date, cursor: object) -> str:
    start = datetime(first.year, first.month, 1, tzinfo=JAKARTA)
    end = start + relativedelta(months=1)
    statement = sql.SQL("CREATE TABLE IF NOT EXISTS {} PARTITION OF posts_post FOR VALUES FROM ({}) TO ({})")
    return statement.format(
        sql.Identifier(name), sql.Literal(start.isoformat()), sql.Literal(end.isoformat())
    ).as_string(connection.connection)
