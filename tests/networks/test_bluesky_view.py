"""Mentions and replies on a shared Bluesky server: read by the network's view, in any order, nothing lost."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer

from balarea import networks
from balarea.core.clock import now
from balarea.networks.bluesky import parse, place, view
from balarea.networks.errors import Expired, NetworkError, Refused, Retry
from balarea.networks.values import AccountKey
from tests.networks.sky import BUDI, SITI, US, Sky

BLUESKY: Any = networks.get("bluesky")
HOUR = timedelta(hours=1)


@pytest.fixture
def sky(httpserver: HTTPServer) -> Sky:
    made = Sky(httpserver)
    made.key = AccountKey(made.key.server, US, made.key.secret, (("chat", "tidak"),))
    return made


def ids(page: Any) -> list[str]:
    return [post.ref.external_id for post in page.posts]


def test_mentions_replies_and_what_others_say_in_our_threads(sky: Sky) -> None:
    other = sky.write(BUDI, "selamat pagi", at=now() - 5 * HOUR)
    root = sky.write(SITI, "@dbmpr.test jalan rusak di Coblong", at=now() - 4 * HOUR)
    ours = sky.write(US, "Tim kami ke sana.", reply=root, at=now() - 3 * HOUR)
    again = sky.write(SITI, "belum", reply=ours, root=root, at=now() - 2 * HOUR)
    neighbour = sky.write(BUDI, "di sini juga", reply=again, root=root, at=now() - HOUR)
    page = BLUESKY.fetch(sky.key, None)
    assert ids(page) == [root, ours, again, neighbour]
    assert other not in ids(page)
    first, answer, reply, _ = page.posts
    assert (first.author.handle, first.mentions, first.private) == ("siti.test", (US,), False)
    assert (answer.author.external_id, reply.in_reply_to.external_id, reply.root.external_id) == (US, ours, root)
    assert "getLog" not in sky.calls


def test_what_comes_late_or_out_of_order_is_still_read(sky: Sky) -> None:
    sky.write(SITI, "@dbmpr.test satu", at=now() - 3 * HOUR)
    page = BLUESKY.fetch(sky.key, None)
    soon = sky.write(SITI, "@dbmpr.test dua", at=now() - 3 * HOUR - timedelta(minutes=10))  # within what is read again
    page = BLUESKY.fetch(sky.key, page.cursor)
    assert soon in ids(page)
    late = sky.write(
        SITI, "@dbmpr.test tiga", at=now() - 12 * HOUR
    )  # written without a connection, shown where it was written
    assert late not in ids(BLUESKY.fetch(sky.key, page.cursor))
    then = place.read(page.cursor)
    an_hour_later = place.written(
        place.Place(since=then.since, swept=(now() - HOUR - timedelta(minutes=1)).isoformat())
    )
    assert late in ids(BLUESKY.fetch(sky.key, an_hour_later))
    assert BLUESKY.fetch(sky.key, page.cursor) == BLUESKY.fetch(sky.key, page.cursor), "the same place, the same posts"


def test_a_flood_is_read_over_several_turns(sky: Sky, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "PAGES", 2)
    sky.page = 3
    said = [
        sky.write(SITI, f"@dbmpr.test aduan {each}", at=now() - HOUR + timedelta(seconds=each)) for each in range(20)
    ]
    page, found = BLUESKY.fetch(sky.key, None), []
    for turn in range(4):
        found += ids(page)
        if turn == 0:  # and more come meanwhile
            said.append(sky.write(SITI, "@dbmpr.test yang baru", at=now()))
            sky.posts.sort(key=lambda post: post["seen"])
        page = BLUESKY.fetch(sky.key, page.cursor)
    for _ in range(3):
        found += ids(page)
        page = BLUESKY.fetch(sky.key, page.cursor)
    assert set(found) == set(said)


def test_old_threads_are_read_in_turn(sky: Sky, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "LOOK", timedelta(0))
    monkeypatch.setattr(view, "NEWEST", 2)
    monkeypatch.setattr(view, "TURN", 2)
    roots = [sky.write(SITI, f"@dbmpr.test aduan {each}", at=now() - 9 * HOUR) for each in range(7)]
    for root in roots:
        sky.write(US, "Baik.", reply=root, at=now() - 8 * HOUR)
    page = BLUESKY.fetch(sky.key, None)
    assert sky.calls.count("getPostThread") == 4
    said = [sky.write(BUDI, "sama", reply=root, at=now() - timedelta(seconds=1)) for root in roots]
    found: set[str] = set()
    for _ in range(3):
        page = BLUESKY.fetch(sky.key, page.cursor)
        found |= set(ids(page))
    assert set(said) <= found


def test_threads_are_looked_at_every_few_minutes(sky: Sky) -> None:
    root = sky.write(SITI, "@dbmpr.test jalan rusak", at=now() - 2 * HOUR)
    sky.write(US, "Tim kami ke sana.", reply=root, at=now() - HOUR)
    page = BLUESKY.fetch(sky.key, None)
    beside = sky.write(BUDI, "sama", reply=root, at=now() - timedelta(seconds=9))
    assert beside not in ids(BLUESKY.fetch(sky.key, page.cursor))
    assert sky.calls.count("getPostThread") == 1
    long_ago = replace(place.read(page.cursor), looked=(now() - view.LOOK).isoformat())
    assert beside in ids(BLUESKY.fetch(sky.key, place.written(long_ago)))


def test_a_thread_whose_root_is_gone_holds_up_nothing(sky: Sky) -> None:
    root = sky.write(SITI, "@dbmpr.test jalan rusak", at=now() - 2 * HOUR)
    ours = sky.write(US, "Tim kami ke sana.", reply=root, at=now() - HOUR)
    sky.posts.pop(0)
    later = sky.write(BUDI, "@dbmpr.test lampu mati")
    assert ids(BLUESKY.fetch(sky.key, None)) == [ours, later]


def test_trouble_changes_no_place(sky: Sky) -> None:
    sky.write(SITI, "@dbmpr.test jalan rusak")
    for status, error, expected in (
        (503, "UpstreamFailure", Retry), (429, "RateLimitExceeded", Retry), (400, "ExpiredToken", Expired),
        (403, "AccountTakedown", Expired), (400, "InvalidRequest", Refused),
    ):  # fmt: skip
        sky.fail["listNotifications"] = [(status, {"error": error})]
        with pytest.raises(expected):
            BLUESKY.fetch(sky.key, None)
    assert len(BLUESKY.fetch(sky.key, None).posts) == 1


def test_errors_when_connecting_say_what_to_do(sky: Sky, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/html/xrpc/com.atproto.server.createSession").respond_with_data("<html>", 404)
    httpserver.expect_request("/page/xrpc/com.atproto.server.createSession").respond_with_data("<html>hai</html>")
    httpserver.expect_request("/odd/xrpc/com.atproto.server.createSession").respond_with_json({"did": 1})
    httpserver.expect_request("/code/xrpc/com.atproto.server.createSession").respond_with_json(
        {"error": "AuthFactorTokenRequired", "message": "A sign in code has been sent"}, status=401
    )
    good = sky.key.server
    for server, identifier, secret, said in (
        (good, "dbmpr.test", "salah", "Buat sandi aplikasi baru"), (good, "lain.test", "x", "sandi aplikasi ditolak"),
        ("bsky.social", US, "x", "Tulis alamat servernya"), ("ftp://bsky.social", US, "x", "Tulis alamat servernya"),
        (f"{good}/html", US, "x", "tidak ada server Bluesky"), (f"{good}/page", US, "x", "tidak ada server Bluesky"),
        (f"{good}/odd", US, "x", "tidak ada server Bluesky"), (f"{good}/code", US, "x", "pakai sandi aplikasi"),
        ("http://localhost:9", US, "x", "periksa alamatnya"), ("http://[::1", US, "x", "Tulis alamat servernya"),
    ):  # fmt: skip
        with pytest.raises(NetworkError, match=said):
            BLUESKY.profile(AccountKey(server, identifier, secret))
    assert BLUESKY.profile(AccountKey(good, "dbmpr.test", sky.key.secret)).external_id == US


values = st.recursive(st.none() | st.integers() | st.text(max_size=8) | st.just(f"at://{SITI}/app.bsky.feed.post/3k"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["author", "did", "handle", "record",
    "text", "reply", "root", "parent", "uri", "facets", "features", "indexedAt", "createdAt", "post", "replies"]), inner,
    max_size=6), max_leaves=25)  # fmt: skip


@given(values)
def test_nothing_breaks_the_reading(value: Any) -> None:
    list(view._views(value))
    if isinstance(value, dict):
        parse.viewed({"uri": f"at://{SITI}/app.bsky.feed.post/3k", "author": {"did": SITI}, **value,
                      "indexedAt": "2026-11-24T07:00:00Z"})  # fmt: skip
        parse.stored(SITI, value, now())
