"""The books of the day: where each message is, what has gone out, and whether anything is missing or there twice."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection

from balarea.audit.queries import verify
from balarea.ops.flood.crowd import OFFICIAL, server
from balarea.ops.flood.plan import SERVERS, Message

ONCE = ("open_case", "set_aside", "deliver")  # events of which an object has one


@dataclass
class Books:
    """What stands where. `wrong` names what is lost or there twice, with how many and one example of each."""

    counts: dict[str, int] = field(default_factory=dict)
    wrong: dict[str, tuple[int, str]] = field(default_factory=dict)

    def fault(self, what: str, found: Iterable[object]) -> None:
        some = sorted(map(str, found))
        if some:
            self.wrong[what] = (len(some), some[0])


@dataclass(frozen=True)
class OnNetwork:
    """A post that stands on one of the networks."""

    id: str
    text: str
    author: str
    reply_to: str
    root: str


def on_networks(folder: Path) -> list[OnNetwork]:
    """All posts of all networks, those that stand on several once."""
    found: dict[OnNetwork, None] = {}
    for number in range(SERVERS):
        with closing(sqlite3.connect(server(folder, number), timeout=30)) as file:
            rows = file.execute("SELECT id, text, author_id, reply_to, root FROM post")
            found |= dict.fromkeys(OnNetwork(*row) for row in rows)
    return list(found)


def outstanding(written: set[str]) -> int:
    """How many messages are nowhere yet, answers on their way, and answers that stand but are not in their case."""
    return len(written - _ids("SELECT external_id FROM cases_entry WHERE external_id <> ''") - _aside()) + _number(
        "SELECT (SELECT count(*) FROM publishing_delivery WHERE state NOT IN ('sent', 'failed'))"
        " + (SELECT count(*) FROM cases_entry AS said JOIN publishing_delivery AS gone ON gone.id = said.delivery_id"
        "    WHERE said.external_id = '' AND gone.state = 'sent')"
    )


def unpaged(heard: dict[str, float]) -> set[str]:
    """Emergencies that wait for somebody (nobody has taken them on), of which no phone has heard."""
    waiting = (
        "SELECT reference FROM cases_case WHERE urgency = 'emergency' AND acknowledged_at IS NULL AND state = ANY(%s)"
    )
    return _ids(waiting, ["triage", "open"]) - set(heard)


def close(folder: Path, messages: list[Message], answers: dict[str, bool]) -> Books:
    """Draw the books up once everything is quiet; `answers` are texts that officers sent, and whether the desk took them."""
    books, network = Books(), on_networks(folder)
    written = [each for each in network if each.author not in OFFICIAL]
    said = [each for each in network if each.author in OFFICIAL]
    _messages(books, written, {each.id for each in messages})
    _conversations(books, written, messages)
    _answers(books, said, answers)
    twice = "SELECT action || ' ' || object_id FROM audit_event WHERE action = ANY(%s) GROUP BY 1 HAVING count(*) > 1"
    books.fault("recorded twice", _ids(twice, list(ONCE)))
    chain = verify()
    books.counts["events in the record"] = chain.count
    books.fault("broken record", [chain.fault] if chain.fault else [])
    return books


def _messages(books: Books, written: list[OnNetwork], planned: set[str]) -> None:
    ids, aside = {each.id for each in written}, _aside()
    entries = _ids("SELECT external_id FROM cases_entry WHERE external_id <> '' AND kind = 'citizen'")
    books.counts |= {
        "messages on the networks": len(ids), "in cases": len(ids & entries), "set aside": len(ids & aside),
        "cases": _number("SELECT count(*) FROM cases_case"), "open cases": _open(),
        "incidents": _number("SELECT count(DISTINCT incident_id) FROM cases_case"),
    }  # fmt: skip
    books.fault("never written", planned - ids)
    books.fault("lost: in no case and not set aside", ids - entries - aside)
    books.fault("both in a case and set aside", entries & aside)
    books.fault("in a case, but never written", {each for each in entries if each.startswith("flood-")} - ids)
    books.fault("not in the store", ids - _ids("SELECT external_id FROM posts_post"))
    books.fault("twice in the store", _ids("SELECT external_id FROM posts_post GROUP BY 1 HAVING count(*) > 1"))
    once = "SELECT external_id FROM cases_entry WHERE external_id <> '' GROUP BY 1 HAVING count(*) > 1"
    books.fault("in two cases", _ids(once))


def _conversations(books: Books, written: list[OnNetwork], messages: list[Message]) -> None:
    """Whoever answers in a thread is in its case; a text pasted to four accounts is one case."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT external_id, case_id FROM cases_entry WHERE external_id <> ''")
        case_of: dict[str, int] = dict(cursor.fetchall())
    astray = [
        each.id for each in written
        if each.root and each.id in case_of and case_of.get(each.root, case_of[each.id]) != case_of[each.id]
    ]  # fmt: skip
    books.fault("in another case than their thread", astray)
    pasted: dict[str, set[int]] = defaultdict(set)
    for message in messages:
        if message.kind == "pasted" and message.id in case_of:
            pasted[message.author].add(case_of[message.id])
    books.counts["texts pasted to four accounts"] = len(pasted)
    books.fault("pasted texts with more than one case", [author for author, cases in pasted.items() if len(cases) > 1])


def _answers(books: Books, said: list[OnNetwork], answers: dict[str, bool]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT state, external_id, text FROM publishing_delivery")
        deliveries = cursor.fetchall()
    sent = [external_id for state, external_id, _ in deliveries if state == "sent"]
    books.counts |= {"answers sent": len(sent), "answers that the desk took": sum(answers.values())}
    books.fault("answers not sent", [text for state, _, text in deliveries if state != "sent"])
    books.fault("answers sent twice", _twice((each.text, each.reply_to) for each in said))
    books.fault("deliveries of one post", _twice(sent))
    books.fault("answers on a network without a delivery", {each.id for each in said} - set(sent))
    books.fault("deliveries without an answer on the network", set(sent) - {each.id for each in said})
    queued = {text for _, _, text in deliveries}
    books.fault("answers taken by the desk and lost", {text for text, taken in answers.items() if taken} - queued)


def _twice(found: Iterable[object]) -> list[object]:
    return [each for each, times in Counter(found).items() if times > 1]


def _aside() -> set[str]:
    return _ids("SELECT external_id FROM cases_setaside WHERE case_id IS NULL AND NOT ours")


def _open() -> int:
    return _number("SELECT count(*) FROM cases_case WHERE state IN ('triage', 'open')")


def _ids(query: str, *values: list[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return {row[0] for row in cursor.fetchall()}


def _number(query: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query)
        row = cursor.fetchone()
    return int(row[0]) if row else 0
