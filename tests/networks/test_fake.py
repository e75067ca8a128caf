"""The demo network gives an account what concerns it, and again what it is told to give again."""

from pathlib import Path

import pytest

from balarea.networks.fake import store
from balarea.networks.fake.connector import Fake, write
from balarea.networks.values import AccountKey, Author, Draft

KEY = AccountKey("", "dbmpr.demo", "demo-dbmpr.demo")


@pytest.fixture
def server(tmp_path: Path) -> str:
    """Four threads: one names the account, it began one, it spoke in one, and one is none of its business."""
    path = str(tmp_path / "net.sqlite")
    citizen, neighbour, agency = Author("siti"), Author("budi"), Author("dbmpr.demo")
    write(path, citizen, "@dbmpr.demo jalan rusak", external_id="named")
    write(path, neighbour, "sama di sini", in_reply_to="named", external_id="named-reply")
    write(path, agency, "jalan diperbaiki", external_id="begun")
    write(path, neighbour, "nuhun", in_reply_to="begun", external_id="begun-reply")
    write(path, citizen, "ada yang tahu jalan ini?", external_id="joined")
    write(path, agency, "kami periksa", in_reply_to="joined", external_id="joined-ours")
    write(path, neighbour, "ditunggu", in_reply_to="joined", external_id="joined-reply")
    write(path, citizen, "selamat pagi", external_id="other")
    write(path, neighbour, "pagi @dinkes.demo", in_reply_to="other", external_id="other-reply")
    return path


def read(server: str, cursor: str | None = None) -> tuple[list[str], str | None]:
    page = Fake().fetch(AccountKey(server, KEY.identifier, KEY.secret), cursor)
    return [post.ref.external_id for post in page.posts], page.cursor


def test_an_account_gets_its_own_posts_those_that_name_it_and_its_threads(server: str) -> None:
    found, cursor = read(server)
    assert found == ["named", "named-reply", "begun", "begun-reply", "joined-ours", "joined-reply"]
    assert read(server, cursor) == ([], cursor)


def test_a_post_given_again_comes_once_more_and_later_ones_after_it(server: str) -> None:
    _, cursor = read(server)
    with store.opened(server) as file:
        store.give_again(file, "named")
    write(server, Author("cici"), "@dbmpr.demo lampu mati", external_id="later")
    found, after = read(server, cursor)
    assert found == ["named", "later"]
    assert read(server, after)[0] == []


def test_the_same_draft_stands_once(server: str) -> None:
    key, draft = AccountKey(server, KEY.identifier, KEY.secret), Draft("kami ke sana", "key-1")
    assert Fake().send(key, draft) == Fake().send(key, draft)
    assert [each for each in read(server)[0] if each.endswith("key-1")] == ["dbmpr.demo-key-1"]
