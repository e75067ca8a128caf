"""From understood batches into the table: COPY into a staging table of the session, then INSERT … ON CONFLICT.

The staging table is temporary: like an unlogged one it writes no log, and two ingests cannot meet in it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from balarea.networks.values import PostRef
from balarea.posts.models import Post

COLUMNS = tuple(
    str(field.column) for field in Post._meta.concrete_fields if field.column not in {"search", "ingested_at"}
)
_LISTED = ", ".join(COLUMNS)
_STAGE = f"""
CREATE TEMP TABLE IF NOT EXISTS posts_staging ON COMMIT DELETE ROWS AS
SELECT {_LISTED}, ''::text AS search_text FROM posts_post WITH NO DATA
"""
# Ordered by key, so that two ingests of the same posts wait for each other instead of deadlocking.
_INSERT = f"""
INSERT INTO posts_post ({_LISTED}, ingested_at, search)
SELECT {_LISTED}, %s, to_tsvector('balarea', search_text) FROM posts_staging
ORDER BY network, external_id, published_at
ON CONFLICT DO NOTHING
RETURNING network, external_id, published_at
"""
_CHANGED = """
INSERT INTO posts_changedday (day)
SELECT DISTINCT (moment AT TIME ZONE 'Asia/Jakarta')::date FROM unnest(%s::timestamptz[]) AS moment
"""
Row = tuple[object, ...]


def write(rows: Iterable[Row], ingested_at: datetime) -> list[PostRef]:
    """Store rows (COLUMNS, then the text to search in) and mark their days as changed; returns the new ones.

    One transaction: called twice, at the same time or after a crash in the middle, nothing is there twice."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_STAGE)
        cursor.execute("TRUNCATE posts_staging")  # an earlier batch of the same transaction may have been erased since
        with cursor.cursor.copy(f"COPY posts_staging ({_LISTED}, search_text) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(_INSERT, [ingested_at])
        new = cursor.fetchall()
        cursor.execute(_CHANGED, [[moment for _, _, moment in new]])
    return [PostRef(network, external_id) for network, external_id, _ in new]


def jsonb(value: object) -> Jsonb:
    """A value for a jsonb column of COPY."""
    return Jsonb(value)
