"""The demo network's only table. Its file can be used by several processes at once, and survives kill -9."""

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from balarea.networks.errors import Expired, Retry
from balarea.networks.values import Author, PostRef, RemotePost

NETWORK = "fake"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS post (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, text TEXT NOT NULL, author_id TEXT NOT NULL,
    handle TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL, reply_to TEXT NOT NULL, root TEXT NOT NULL,
    mentions TEXT NOT NULL
)
"""
_THREADS = "CREATE INDEX IF NOT EXISTS post_thread ON post (root, author_id)"
# the new posts are few and the old ones many: each new one is asked whether it concerns the account
_AROUND = """
SELECT number, id, text, author_id, handle, name, at, reply_to, root, mentions FROM post AS said
WHERE number > :after AND (
    author_id = :account
    OR EXISTS (SELECT 1 FROM json_each(said.mentions) WHERE value = :account)
    OR said.root <> '' AND (
        EXISTS (SELECT 1 FROM post WHERE root = said.root AND author_id = :account)
        OR EXISTS (SELECT 1 FROM post WHERE id = said.root AND (
            author_id = :account OR EXISTS (SELECT 1 FROM json_each(post.mentions) WHERE value = :account)))))
ORDER BY number LIMIT 500
"""


@contextlib.contextmanager
def opened(server: str) -> Iterator[sqlite3.Connection]:
    """The store behind a server address (the path of its file), in one transaction; Retry when it cannot be opened."""
    path = Path(server)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=30, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise Retry(f"Jejaring demo tidak terbuka: {error}") from None
    try:
        connection.execute(_SCHEMA)
        connection.execute(_THREADS)
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise Retry(f"Jejaring demo: {error}") from None
    finally:
        connection.close()


def add(
    connection: sqlite3.Connection, external_id: str, text: str, author: Author, at: datetime,
    reply_to: str = "", root: str = "", mentions: tuple[str, ...] = (),
) -> None:  # fmt: skip
    """Add a post; one that is there already stays as it is."""
    connection.execute(
        "INSERT OR IGNORE INTO post (id, text, author_id, handle, name, at, reply_to, root, mentions)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (external_id, text, author.external_id, author.handle, author.name, at.isoformat(), reply_to,
         root or reply_to, json.dumps(mentions)),
    )  # fmt: skip


def give_again(connection: sqlite3.Connection, external_id: str) -> None:
    """Give a post once more to everybody who reads on from here, as networks do after trouble of their own."""
    connection.execute(
        "UPDATE post SET number = (SELECT max(number) + 1 FROM post) WHERE id = ?",
        (external_id,),
    )


def around(connection: sqlite3.Connection, account: str, after: int) -> list[tuple[int, RemotePost]]:
    """Posts of the account, those that mention it and replies in its threads, with their numbers."""
    rows = connection.execute(_AROUND, {"after": after, "account": account})
    return [(row[0], _post(row[1:], account)) for row in rows]


def one(connection: sqlite3.Connection, external_id: str) -> RemotePost | None:
    """The post of an id."""
    row = connection.execute(
        "SELECT id, text, author_id, handle, name, at, reply_to, root, mentions FROM post WHERE id = ?", (external_id,)
    ).fetchone()
    return _post(row, "") if row else None


def known(key_identifier: str, secret: str) -> None:
    """Expired unless the secret is the account's own name: the demo network's only lock."""
    if secret != f"demo-{key_identifier}":
        raise Expired("Kunci akun demo tidak cocok.")


def _post(row: tuple[str, ...], account: str) -> RemotePost:
    external_id, text, author_id, handle, name, at, reply_to, root, mentions = row
    named = tuple(json.loads(mentions))
    return RemotePost(
        PostRef(NETWORK, external_id), text, Author(author_id, handle, name), datetime.fromisoformat(at),
        in_reply_to=PostRef(NETWORK, reply_to) if reply_to else None, root=PostRef(NETWORK, root) if root else None,
        mentions=named, kind="mention" if account in named else "reply" if reply_to else "post",
    )  # fmt: skip
