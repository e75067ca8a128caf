"""A worker process whose network stands in a file and does not know our keys: whatever is sent twice stands there twice.

`python -m tests.publishing.dying_worker FILE POINT HOW`: at the point (before, after, noted; - for none) of a sending it
prints the point and waits to be killed. HOW is `jobs` (the sending job over and over) or `worker` (the product's worker)."""

import os
import sqlite3
import sys
from pathlib import Path

import django

from balarea.networks.values import AccountKey, Author, Draft, Page, PostRef, Sent

_TABLE = (
    "CREATE TABLE IF NOT EXISTS sent (number INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT, text TEXT, reply_to TEXT)"
)


class Forgetful:
    """A network without idempotency: it takes every post as a new one; an account can be read back."""

    def __init__(self, file: str, point: str) -> None:
        self.file, self.point = file, point

    def at(self, point: str) -> None:
        """Wait for the end here, the first time that the point is reached."""
        if self.point == point:
            print(point, flush=True)
            sys.stdin.read()

    def fetch(self, key: AccountKey, cursor: str | None) -> Page:
        return Page((), cursor)

    def send(self, key: AccountKey, draft: Draft) -> Sent:
        self.at("before")
        with opened(self.file) as connection:
            reply = draft.in_reply_to.external_id if draft.in_reply_to else ""
            values = (key.identifier, draft.text, reply)
            row = connection.execute("INSERT INTO sent (account, text, reply_to) VALUES (?, ?, ?)", values)
        self.at("after")
        return _sent(int(row.lastrowid or 0), draft.text)

    def find(self, key: AccountKey, draft: Draft) -> Sent | None:
        with opened(self.file) as connection:
            found = connection.execute(
                "SELECT number FROM sent WHERE account = ? AND text = ?", (key.identifier, draft.text)
            ).fetchone()
        return _sent(found[0], draft.text) if found else None

    def profile(self, key: AccountKey) -> Author:
        return Author(key.identifier, key.identifier, key.identifier)


def opened(file: str) -> sqlite3.Connection:
    """The network's file; as a context it commits."""
    connection = sqlite3.connect(file, timeout=30)
    connection.execute(_TABLE)
    return connection


def _sent(number: int, text: str) -> Sent:
    return Sent(PostRef("fake", f"sent-{number}"), "", text)


def main(file: str, point: str, how: str) -> None:
    """Send what there is to send."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balarea.ops.settings")
    django.setup()
    from balarea import networks
    from balarea.audit import services as audit
    from balarea.ops import worker
    from balarea.publishing import jobs
    from balarea.publishing.models import Delivery

    network, record = Forgetful(file, point), audit.record

    def noted(action: str, *args: str, **values: object) -> None:
        record(action, *args, **values)  # type: ignore[arg-type]
        if action == "deliver":
            network.at("noted")  # all is written, and nothing committed

    networks.get = lambda name: network  # type: ignore[assignment]
    audit.record = noted
    print("started", flush=True)
    if how == "worker":
        worker.main()
    while Delivery.objects.exclude(state="sent").exists():
        jobs.deliver(0)


if __name__ == "__main__":
    assert Path(sys.argv[1]).parent.is_dir()
    main(*sys.argv[1:4])
