"""The process that writes the day onto the demo networks (`python -m balarea.ops.flood.crowd PLAN FOLDER START`).

It prints one line of JSON at the end: how many messages it wrote, gave again, and how late at most."""

import json
import sqlite3
import sys
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from balarea.core.clock import now
from balarea.networks.fake import store
from balarea.networks.fake.connector import mentions
from balarea.networks.values import Author
from balarea.ops.children import die_with_parent
from balarea.ops.flood.plan import ACCOUNTS, SERVERS, Message, handle

TICK = 0.1  # seconds; a network's own transactions are no part of what is measured
OFFICIAL = tuple(handle(agency) for agency in ACCOUNTS)


def server(folder: Path, number: int) -> str:
    """The address of one of the networks."""
    return str(folder / f"network-{number}.sqlite")


def save(path: Path, messages: Iterable[Message]) -> None:
    """Write a plan."""
    path.write_text("".join(json.dumps(asdict(each)) + "\n" for each in messages), encoding="utf8")


def load(path: Path) -> list[Message]:
    """Read a plan."""
    return [Message(**json.loads(line)) for line in path.read_text(encoding="utf8").splitlines()]


class Writer:
    """Writes messages onto the networks, and remembers which answers of agencies somebody has judged."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.seen = folder, [0] * SERVERS
        self.answers: list[deque[tuple[str, str]]] = [deque() for _ in range(SERVERS)]

    def write(self, number: int, messages: list[Message]) -> None:
        """Write messages onto one server in one transaction, all at this moment."""
        with store.opened(server(self.folder, number)) as connection:
            self._look(connection, number)
            for each in messages:
                if each.again:
                    store.give_again(connection, each.id)
                else:
                    self._add(connection, number, each)

    def _add(self, connection: sqlite3.Connection, number: int, message: Message) -> None:
        reply_to, author = message.reply_to, message.author
        if message.kind == "verdict" and self.answers[number]:
            reply_to, author = self.answers[number].popleft()
        parent = store.one(connection, reply_to) if reply_to else None
        root = (parent.root.external_id if parent.root else reply_to) if parent else ""
        by = Author(author, author, "Warga")
        store.add(connection, message.id, message.text, by, now(), reply_to, root, mentions(message.text))

    def _look(self, connection: sqlite3.Connection, number: int) -> None:
        marks = ",".join("?" * len(OFFICIAL))
        found = connection.execute(
            "SELECT answer.number, answer.id, asked.author_id FROM post AS answer JOIN post AS asked ON asked.id = answer.root"
            f" WHERE answer.number > ? AND answer.author_id IN ({marks}) ORDER BY answer.number",
            (self.seen[number], *OFFICIAL),
        ).fetchall()
        self.answers[number].extend((answer, asked) for _, answer, asked in found)
        self.seen[number] = max([self.seen[number], *(row[0] for row in found)])


def main() -> None:
    """Write the day from its start (seconds since 1970), each message when its time has come."""
    die_with_parent()
    messages, folder, start = deque(load(Path(sys.argv[1]))), Path(sys.argv[2]), float(sys.argv[3])
    writer, written, again, late = Writer(folder), 0, 0, 0.0
    while messages:
        moment = time.time() - start
        due: list[list[Message]] = [[] for _ in range(SERVERS)]
        while messages and messages[0].at <= moment:
            each = messages.popleft()
            due[each.server].append(each)
            again, written = again + each.again, written + (not each.again)
            late = max(late, moment - each.at)
        for number, some in enumerate(due):
            if some:
                writer.write(number, some)
        if messages:
            time.sleep(max(min(messages[0].at + start - time.time(), TICK), 0.02))
    print(json.dumps({"written": written, "again": again, "late_seconds": round(late, 2)}))


if __name__ == "__main__":
    main()
