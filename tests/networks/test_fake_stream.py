"""The demo network gives edits, deletions and marks of receipt as the real ones do, also in a file of an earlier version."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from balarea import networks
from balarea.core.clock import now
from balarea.networks.errors import Refused
from balarea.networks.fake.connector import delete, edit, receive, write
from balarea.networks.values import AccountKey, Author, Draft

fake = networks.get("fake")
CITIZEN = Author("warga", "warga", "Warga")


@pytest.fixture
def key(tmp_path: Path) -> AccountKey:
    return AccountKey(str(tmp_path / "fake.sqlite"), "dbmpr.demo", "demo-dbmpr.demo")


def test_an_edit_and_a_deletion_come_again_after_the_cursor(key: AccountKey) -> None:
    first = write(key.server, CITIZEN, "@dbmpr.demo jalan rusak")
    page = fake.fetch(key, None)
    assert [(post.text, post.edited_at, post.deleted) for post in page.posts] == [
        ("@dbmpr.demo jalan rusak", None, False)
    ]
    at = now() + timedelta(minutes=1)
    edit(key.server, first, "@dbmpr.demo jalan putus", at)
    second = write(key.server, CITIZEN, "@dbmpr.demo lampu mati")
    later = fake.fetch(key, page.cursor)
    assert [(post.ref, post.edited_at) for post in later.posts] == [(first, at), (second, None)]
    delete(key.server, first)
    last = fake.fetch(key, later.cursor)
    assert [(post.ref, post.text, post.deleted) for post in last.posts] == [(first, "", True)]
    assert fake.fetch(key, last.cursor).posts == ()
    with pytest.raises(Refused):
        fake.send(key, Draft("jawaban", "k", in_reply_to=first, root=first))


def test_receipts_of_our_own_posts(key: AccountKey) -> None:
    post = write(key.server, CITIZEN, "@dbmpr.demo jalan rusak")
    sent = fake.send(key, Draft("kami periksa", "k1", in_reply_to=post, root=post))
    receive(key.server, post, "read")  # nobody's business: not ours
    page = fake.fetch(key, None)
    assert page.arrivals == ()
    receive(key.server, sent.ref, "delivered")
    receive(key.server, sent.ref, "read")
    following = fake.fetch(key, page.cursor)
    assert [(each.external_id, each.what) for each in following.arrivals] == [
        (sent.ref.external_id, "delivered"),
        (sent.ref.external_id, "read"),
    ]
    assert fake.fetch(key, following.cursor).arrivals == ()
    assert following.posts == ()


def test_a_file_of_an_earlier_version_goes_on(key: AccountKey) -> None:
    with sqlite3.connect(key.server) as old:
        old.execute(
            "CREATE TABLE post (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, text TEXT NOT NULL,"
            " author_id TEXT NOT NULL, handle TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL, reply_to TEXT NOT NULL,"
            " root TEXT NOT NULL, mentions TEXT NOT NULL)"
        )
        old.execute(
            "INSERT INTO post (id, text, author_id, handle, name, at, reply_to, root, mentions)"
            """ VALUES ('a', 'lama', 'warga', 'w', 'w', '2026-01-01T00:00:00+00:00', '', '', '["dbmpr.demo"]')"""
        )
    old.close()
    assert [post.text for post in fake.fetch(key, None).posts] == ["lama"]
