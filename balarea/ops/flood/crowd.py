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
        self.servers = [server(folder, number) for number in range(SERVERS)]
        self.seen = [0] * SERVERS
        self.answers: deque[tuple[str, str, str]] = deque()  # answer, root of the thread, who wrote the root

    def write(self, messages: list[Message]) -> None:
        """Write messages onto all servers, all at this moment: they are federated, and each holds every citizen's post.
        What an agency answers stands on its own server alone."""
        moment = now()
        with store.opened(self.servers[0]) as connection:
            rows = [self._row(connection, each) for each in messages if not each.again]
        for number, address in enumerate(self.servers):
            with store.opened(address) as connection:
                for message, reply_to, root, author in rows:
                    by = Author(author, author, "Warga")
                    store.add(connection, message.id, message.text, by, moment, reply_to, root, mentions(message.text))
                for message in messages:
                    if message.again:
                        store.give_again(connection, message.id)
                self._look(connection, number)

    def _row(self, connection: sqlite3.Connection, message: Message) -> tuple[Message, str, str, str]:
        """The message with what it answers, the root of its thread and its author."""
        if message.kind == "verdict" and self.answers:
            return message, *self.answers.popleft()
        parent = store.one(connection, message.reply_to) if message.reply_to else None
        root = parent.root.external_id if parent and parent.root else message.reply_to
        return message, message.reply_to, root, message.author

    def _look(self, connection: sqlite3.Connection, number: int) -> None:
        marks = ",".join("?" * len(OFFICIAL))
        found = connection.execute(
            "SELECT said.number, said.id, said.root, asked.author_id FROM post AS said"
            " JOIN post AS asked ON asked.id = said.root"
            f" WHERE said.number > ? AND said.author_id IN ({marks}) ORDER BY said.number",
            (self.seen[number], *OFFICIAL),
        ).fetchall()
        self.answers.extend((answer, root, asked) for _, answer, root, asked in found)
        self.seen[number] = max([self.seen[number], *(row[0] for row in found)])


def main() -> None:
    """Write the day from its start (seconds since 1970), each message when its time has come."""
    die_with_parent()
    messages, folder, start = deque(load(Path(sys.argv[1]))), Path(sys.argv[2]), float(sys.argv[3])
    writer, written, again, late = Writer(folder), 0, 0, 0.0
    while messages:
        moment = time.time() - start
        due: list[Message] = []
        while messages and messages[0].at <= moment:
            each = messages.popleft()
            due.append(each)
            again, written = again + each.again, written + (not each.again)
            late = max(late, moment - each.at)
        if due:
            writer.write(due)
        if messages:
            time.sleep(max(min(messages[0].at + start - time.time(), TICK), 0.02))
    print(json.dumps({"written": written, "again": again, "late_seconds": round(late, 2)}))


if __name__ == "__main__":
    main()
