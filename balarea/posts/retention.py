"""After the retention window nobody who is not official is known by name: month by month, in batches of authors."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from psycopg import sql

from balarea.posts.partitions import month
from balarea.registry.queries import official_ids
from balarea.registry.sealing import PSEUDONYM, pseudonym

AUTHORS = 2000  # a batch
_PARTITIONS = """
SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
WHERE i.inhparent = 'posts_post'::regclass AND c.relname <= %s ORDER BY 1
"""
_NAMED = """
SELECT DISTINCT network, author_external_id FROM {table}
WHERE published_at < %s AND left(author_external_id, 1) <> %s
  AND NOT (network, author_external_id) IN (SELECT network, external_id FROM registry_account) LIMIT %s
"""
_FORGET = """
UPDATE {table} AS post SET author_external_id = known.pseudonym, author_handle = '', author_name = '', url = '',
  mentions = ARRAY(SELECT each FROM unnest(post.mentions) AS each WHERE each = ANY(%s))
FROM unnest(%s::text[], %s::text[]) AS known (author, pseudonym)
WHERE post.network = %s AND post.author_external_id = known.author AND post.published_at < %s
"""


def partitions(before: datetime) -> list[str]:
    """The partitions that hold posts from before a moment, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_PARTITIONS, [f"posts_post_{month(before):%Y_%m}"])
        return [str(name) for (name,) in cursor.fetchall()]


def forget(partition: str, before: datetime) -> tuple[int, bool]:
    """Put pseudonyms for the authors of one batch, within the caller's transaction: how many posts changed, and whether
    there may be more. Again, or at the same time in two workers: a pseudonym is not changed again."""
    with connection.cursor() as cursor:
        cursor.execute(_on(partition, _NAMED, cursor), [before, PSEUDONYM, AUTHORS])
        named = [(str(network), str(author)) for network, author in cursor.fetchall()]
        changed = 0
        for network in sorted({network for network, _author in named}):
            authors = [author for of, author in named if of == network]
            changed += _forget(cursor, partition, network, authors, before)
    return changed, len(named) == AUTHORS


def _forget(cursor: object, partition: str, network: str, authors: Sequence[str], before: datetime) -> int:
    hidden = [pseudonym(network, author) for author in authors]
    values = [official_ids(network), list(authors), hidden, network, before]
    cursor.execute(_on(partition, _FORGET, cursor), values)  # type: ignore[attr-defined]
    return int(cursor.rowcount)  # type: ignore[attr-defined]


def _on(partition: str, statement: str, cursor: object) -> str:
    return sql.SQL(statement).format(table=sql.Identifier(partition)).as_string(connection.connection)
