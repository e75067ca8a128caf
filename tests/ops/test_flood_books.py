"""The books find every fault that is planted: without that, their silence would prove nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection, transaction

from balarea.audit import services as audit
from balarea.cases import services as cases
from balarea.cases.inbox import pulling
from balarea.cases.models import Entry, SetAside
from balarea.core.clock import now
from balarea.networks.fake import store
from balarea.networks.fake.connector import mentions
from balarea.networks.values import Author
from balarea.ops.flood import books, product, times
from balarea.ops.flood.crowd import Writer, server
from balarea.ops.flood.plan import Message
from balarea.publishing import delivery
from balarea.publishing.models import Delivery
from balarea.registry import queries as registry

JAM = "jalan provinsi di Lembang putus karena longsor dari semalam, mobil tidak bisa lewat"
MESSAGES = [
    Message(0, 0, "complaint", "flood-1-0", "siti", f"@dbmpr.demo {JAM}"),
    Message(1, 0, "chatter", "flood-1-1", "asep", "@dinkes.demo selamat pagi semangat kerja ya"),
    Message(2, 0, "reply", "flood-1-2", "budi", "di sini juga sama min", "flood-1-0"),
    *(Message(3 + at, 0, "pasted", f"flood-1-{3 + at}", "euis", f"@{to}.demo sampah menumpuk di Pasar Cikurubuk, bau")
      for at, to in enumerate(("dlh", "dinkes", "dbmpr", "dsda"))),
    Message(7, 0, "chatter", "flood-1-1", "asep", "", again=True),
]  # fmt: skip
ANSWER = "Terima kasih, petugas kami menuju lokasi. Nomor tugas 1-1."


@pytest.fixture
def day(db: None, tmp_path: Path) -> Path:
    """A day of seven messages, read, answered and sent."""
    product.fill(tmp_path)
    Writer(tmp_path).write(MESSAGES)
    pull()
    case = Entry.objects.get(external_id="flood-1-0").case
    if case.state == "triage":
        cases.route(case.reference, "dbmpr", "jalan provinsi", by="test")
    cases.reply(case.reference, ANSWER, by="test")
    for number in delivery.due():
        delivery.work(number)
    cases.settle_replies(by="test")
    return tmp_path


def pull() -> None:
    pulling.pull(list(registry.connected()), by="test")


def faults(folder: Path) -> set[str]:
    return set(books.close(folder, MESSAGES, {ANSWER: True}).wrong)


def test_a_quiet_day_has_no_fault_and_counts_everything(day: Path) -> None:
    found = books.close(day, MESSAGES, {ANSWER: True})
    assert found.wrong == {}
    assert found.counts["messages on the networks"] == 7
    assert found.counts["in cases"] + found.counts["set aside"] == 7
    assert (found.counts["answers sent"], found.counts["texts pasted to four accounts"]) == (1, 1)
    assert books.outstanding({each.id for each in MESSAGES}) == 0
    assert len(times.routed()) == 7


def other_case() -> int:
    return Entry.objects.get(external_id="flood-1-3").case_id


def on_network(folder: Path, name: str, text: str, reply_to: str = "") -> None:
    with store.opened(server(folder, 0)) as file:
        by = Author("dbmpr.demo", "dbmpr.demo", "")
        store.add(file, name, text, by, now(), reply_to, reply_to, mentions(text))


def execute(query: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(query)


def record_again() -> None:
    with transaction.atomic():
        audit.record("open_case", "case", Entry.objects.get(external_id="flood-1-0").case.reference, by="test")


TWICE = """
CREATE TEMP TABLE copied AS SELECT * FROM posts_post WHERE external_id = 'flood-1-1';
UPDATE copied SET published_at = published_at - interval '1 second';
INSERT INTO posts_post SELECT * FROM copied;
DROP TABLE copied
"""
FAULTS: dict[str, Callable[[Path], object]] = {
    "lost: in no case and not set aside": lambda day: Entry.objects.filter(external_id="flood-1-2").delete(),
    "both in a case and set aside": lambda day: SetAside.objects.create(
        network="fake", external_id="flood-1-0", root_external_id="flood-1-0", published_at=now()
    ),
    "not in the store": lambda day: execute("DELETE FROM posts_post WHERE external_id = 'flood-1-1'"),
    "twice in the store": lambda day: execute(TWICE),
    "in another case than their thread": lambda day: Entry.objects.filter(external_id="flood-1-2").update(
        case_id=other_case()
    ),
    "pasted texts with more than one case": lambda day: Entry.objects.filter(external_id="flood-1-4").update(
        case_id=Entry.objects.get(external_id="flood-1-0").case_id
    ),
    "answers not sent": lambda day: Delivery.objects.update(state="unknown"),
    "answers sent twice": lambda day: on_network(day, "again", ANSWER, "flood-1-2"),
    "answers on a network without a delivery": lambda day: on_network(day, "stray", "tanpa pengiriman"),
    "deliveries without an answer on the network": lambda day: Delivery.objects.update(external_id="nowhere"),
    "answers taken by the desk and lost": lambda day: Delivery.objects.update(text="lain"),
    "recorded twice": lambda day: record_again(),
    "broken record": lambda day: execute("UPDATE audit_event SET actor = 'x' WHERE action = 'open_case'"),
}


def test_every_planted_fault_is_named(day: Path) -> None:
    files = {path: path.read_bytes() for path in day.glob("network-*.sqlite")}
    found = {}
    for fault, plant in FAULTS.items():
        before = transaction.savepoint()
        plant(day)
        found[fault] = fault in faults(day)
        transaction.savepoint_rollback(before)
        for path, content in files.items():
            path.write_bytes(content)
    assert found == dict.fromkeys(FAULTS, True)
    assert faults(day) == set()


def test_a_message_that_was_planned_and_never_written_is_named(day: Path) -> None:
    more = [*MESSAGES, Message(9, 0, "chatter", "flood-1-9", "x", "y")]
    assert books.close(day, more, {}).wrong["never written"] == (1, "flood-1-9")


def test_what_is_on_its_way_is_outstanding(day: Path) -> None:
    ids = {each.id for each in MESSAGES}
    assert books.outstanding({*ids, "flood-1-99"}) == 1
    Delivery.objects.update(state="queued")
    assert books.outstanding(ids) == 1
    Delivery.objects.update(state="failed")
    assert books.outstanding(ids) == 0
    Delivery.objects.update(state="sent")
    Entry.objects.filter(kind="reply").update(external_id="")
    assert books.outstanding(ids) == 1
