"""The demo network's only table. Its file can be used by several processes at once, and survives kill -9."""

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from balarea.networks.errors import Expired, Retry
from balarea.networks.values import Arrival, Author, PostRef, RemotePost

NETWORK = "fake"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS post (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, text TEXT NOT NULL, author_id TEXT NOT NULL,
    handle TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL, reply_to TEXT NOT NULL, root TEXT NOT NULL,
    mentions TEXT NOT NULL, edited TEXT NOT NULL DEFAULT '', deleted INTEGER NOT NULL DEFAULT 0
)
"""
_RECEIVED = """
CREATE TABLE IF NOT EXISTS received (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, what TEXT NOT NULL, at TEXT NOT NULL
)
"""
_LATER = {"edited": "TEXT NOT NULL DEFAULT ''", "deleted": "INTEGER NOT NULL DEFAULT 0"}  # of older files
_COLUMNS = "id, text, author_id, handle, name, at, reply_to, root, mentions, edited, deleted"
_THREADS = "CREATE INDEX IF NOT EXISTS post_thread ON post (root, author_id)"
# the new posts are few and the old ones many: each new one is asked whether it concerns the account
_AROUND = f"""
SELECT number, {_COLUMNS} FROM post AS said
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
        connection.execute("BEGIN IMMEDIATE")
        _make(connection)
        yield connection
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise Retry(f"Jejaring demo: {error}") from None
    finally:
        connection.close()


def _make(connection: sqlite3.Connection) -> None:
    connection.execute(_SCHEMA)
    connection.execute(_RECEIVED)
    connection.execute(_THREADS)
    there = {row[1] for row in connection.execute("PRAGMA table_info(post)")}
    for name, kind in _LATER.items():
        if name not in there:
            connection.execute(f"ALTER TABLE post ADD COLUMN {name} {kind}")


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
    row = connection.execute(f"SELECT {_COLUMNS} FROM post WHERE id = ?", (external_id,)).fetchone()
    return _post(row, "") if row else None


def change(connection: sqlite3.Connection, external_id: str, text: str, at: datetime, *, deleted: bool = False) -> None:
    """Edit or delete a post: it comes again at the end of the stream."""
    connection.execute(
        "UPDATE post SET number = (SELECT max(number) + 1 FROM post), text = ?, edited = ?, deleted = ? WHERE id = ?",
        (text, at.isoformat(), deleted, external_id),
    )


def receive(connection: sqlite3.Connection, external_id: str, what: str, at: datetime) -> None:
    """The citizen got a post, or read it."""
    connection.execute("INSERT INTO received (id, what, at) VALUES (?, ?, ?)", (external_id, what, at.isoformat()))


def received(connection: sqlite3.Connection, account: str, after: int) -> list[tuple[int, Arrival]]:
    """What became of the account's own posts, with numbers."""
    rows = connection.execute(
        "SELECT r.number, r.id, r.what, r.at FROM received r JOIN post p ON p.id = r.id"
        " WHERE r.number > ? AND p.author_id = ? ORDER BY r.number LIMIT 500",
        (after, account),
    )
    return [(number, Arrival(identity, "", what, datetime.fromisoformat(at))) for number, identity, what, at in rows]


def known(key_identifier: str, secret: str) -> None:
    """Expired unless the secret is the account's own name: the demo network's only lock."""
    if secret != f"demo-{key_identifier}":
        raise Expired("Sandi akun peragaan tidak cocok; sandinya demo-, disusul nama akun.")


def _post(row: tuple[str, ...], account: str) -> RemotePost:
    external_id, text, author_id, handle, name, at, reply_to, root, mentions, edited, deleted = row
    named = tuple(json.loads(mentions))
    return RemotePost(
        PostRef(NETWORK, external_id), text, Author(author_id, handle, name), datetime.fromisoformat(at),
        in_reply_to=PostRef(NETWORK, reply_to) if reply_to else None, root=PostRef(NETWORK, root) if root else None,
        mentions=named, kind="mention" if account in named else "reply" if reply_to else "post", deleted=bool(deleted),
        edited_at=datetime.fromisoformat(edited) if edited and not deleted else None,
    )  # fmt: skip
