"""The Bluesky connector against the real reference server."""

from dataclasses import replace

import pytest
from pytest_httpserver import HTTPServer

from balarea import networks
from balarea.core.clock import now
from balarea.networks.bluesky import parse
from balarea.networks.bluesky.session import client
from balarea.networks.errors import Expired, Refused, Retry
from balarea.networks.values import AccountKey, Draft, PostRef
from tests.networks.sky import SITI, Sky
from tests.pds.rig import Pds

pytestmark = pytest.mark.pds
bluesky = networks.get("bluesky")


def draft(text: str, key: str, **more: object) -> Draft:
    return Draft(text, key, created_at=now(), **more)  # type: ignore[arg-type]


def test_the_same_draft_twice_is_one_post(pds: Pds) -> None:
    key, _ = pds.account("dinas")
    message = draft("Jalan Cagak diperbaiki hari ini #jabar", "one")
    assert bluesky.find(key, message) is None
    first, second = bluesky.send(key, message), bluesky.send(key, message)
    assert first == second
    assert bluesky.find(key, message) == first
    page = bluesky.fetch(key, None)
    assert [post.ref for post in page.posts] == [first.ref]


def test_mention_reply_and_cursor(pds: Pds) -> None:
    agency, handle = pds.account("dinas")
    citizen, citizen_handle = pds.account("warga")
    stranger, _ = pds.account("lain")
    bluesky.send(stranger, draft("bukan untuk siapa-siapa", "s1"))
    complaint = bluesky.send(citizen, draft(f"@{handle} jalan rusak di Coblong 🚧", "c1"))
    page = bluesky.fetch(agency, None)
    (post,) = page.posts
    assert (post.ref, post.mentions, post.author.handle) == (complaint.ref, (agency.identifier,), citizen_handle)
    answer = bluesky.send(agency, draft("Tim kami ke sana.", "a1", in_reply_to=complaint.ref, root=complaint.ref))
    again = bluesky.send(citizen, draft("belum", "c2", in_reply_to=answer.ref, root=complaint.ref))
    later = bluesky.fetch(agency, page.cursor)
    assert [(each.ref, each.root) for each in later.posts] == [(answer.ref, complaint.ref), (again.ref, complaint.ref)]
    assert bluesky.fetch(agency, later.cursor).posts == ()


def test_an_edit_and_a_deletion_come_after_the_post(pds: Pds) -> None:
    agency, handle = pds.account("dinas")
    citizen, _ = pds.account("warga")
    first = draft(f"@{handle} jalan rusak di Coblong", "c1")
    complaint = bluesky.send(citizen, first)
    page = bluesky.fetch(agency, None)
    assert [(post.ref, post.edited_at) for post in page.posts] == [(complaint.ref, None)]
    bluesky.send(citizen, replace(first, text=f"@{handle} jalan rusak di Lembang"))
    later = bluesky.fetch(agency, page.cursor)
    (edited,) = later.posts
    assert (edited.ref, edited.text) == (complaint.ref, f"@{handle} jalan rusak di Lembang")
    assert edited.edited_at is not None
    assert edited.published_at == page.posts[0].published_at
    did, key = parse.parts(complaint.ref.external_id)
    client(citizen).com.atproto.repo.delete_record({"repo": did, "collection": parse.COLLECTION, "rkey": key})
    (gone,) = bluesky.fetch(agency, later.cursor).posts
    assert (gone.ref, gone.author.external_id, gone.deleted) == (complaint.ref, citizen.identifier, True)


def test_messages_pass_through_the_server_with_a_password_that_opens_them(pds: Pds, httpserver: HTTPServer) -> None:
    """The real server passes the calls on to a service of messages on the loopback, with a token of its own."""
    agency, handle = pds.account("dinas")
    sky = Sky(httpserver)
    sky.passed_on, sky.handles[agency.identifier] = True, handle
    sky.convos["c1"] = {"members": [agency.identifier, SITI], "messages": []}
    identity = sky.say(SITI, "jalan rusak di Coblong")
    service = f"did:web:localhost%3A{httpserver.port}#bsky_chat"
    shut, opened = (
        AccountKey(pds.server, agency.identifier, pds.app_password(agency, messages=opens), (("chat", service),))
        for opens in (False, True)
    )
    assert "izin pesan langsung" in bluesky.lacks(shut)  # type: ignore[attr-defined]
    assert "izin pesan langsung" in bluesky.fetch(shut, None).trouble
    page = bluesky.fetch(opened, None)
    assert [post.text for post in page.posts if not post.deleted] == ["jalan rusak di Coblong"]
    answer = draft("Tim kami ke sana.", "dm1", in_reply_to=PostRef("bluesky", f"dm:c1/{identity}"))
    sent = bluesky.send(opened, answer)
    assert bluesky.find(opened, answer) == sent
    assert [post.ref for post in bluesky.fetch(opened, page.cursor).posts] == [sent.ref]


def test_trouble_in_the_words_of_the_house(pds: Pds) -> None:
    key, _ = pds.account("dinas")
    with pytest.raises(Expired):
        bluesky.fetch(AccountKey(key.server, key.identifier, "wrong"), None)
    with pytest.raises(Retry):
        bluesky.profile(AccountKey("http://localhost:9", key.identifier, "x"))
    with pytest.raises(Refused):
        bluesky.send(key, draft("x" * 301, "long"))
    gone = PostRef("bluesky", f"at://{key.identifier}/app.bsky.feed.post/3kaaaaaaaaa22")
    with pytest.raises(Refused):
        bluesky.send(key, draft("jawaban", "gone", in_reply_to=gone))
