"""Direct messages of Bluesky: what is read, what is answered, and that nothing is lost or twice."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer

from balarea import networks
from balarea.core.clock import now
from balarea.networks.bluesky import chat, message, place
from balarea.networks.errors import NetworkError, Refused, Retry, Unknown, Unsupported
from balarea.networks.values import AccountKey, Draft, PostRef
from tests.networks.sky import BUDI, SITI, US, Sky

BLUESKY: Any = networks.get("bluesky")
HOLE = "jalan di Dago rusak, tolong"


@pytest.fixture
def sky(httpserver: HTTPServer) -> Sky:
    chat._members.cache_clear()
    return Sky(httpserver)


def draft(to: str, text: str = "Terima kasih, tim berangkat.") -> Draft:
    return Draft(text, "k1", in_reply_to=PostRef("bluesky", to), created_at=now())


def texts(page: Any) -> list[str]:
    return [post.text for post in page.posts]


def test_a_message_is_private_and_stands_in_a_chat(sky: Sky) -> None:
    identity = sky.say(SITI, HOLE)
    page = BLUESKY.fetch(sky.key, None)
    (post,) = page.posts
    assert (post.ref.external_id, post.text, post.private, post.kind) == (f"dm:c1/{identity}", HOLE, True, "mention")
    assert (post.author.external_id, post.author.handle, post.mentions) == (SITI, "siti.test", (US,))
    assert post.root == PostRef("bluesky", f"chat:{US}/c1")
    assert post.root.is_chat
    assert SITI not in post.ref.external_id + post.root.external_id, "ids outlive the retention window"
    assert page.trouble == ""
    assert BLUESKY.fetch(sky.key, page.cursor).posts == ()


def test_the_log_goes_on_and_what_it_forgets_is_found_within_the_hour(sky: Sky) -> None:
    sky.say(SITI, HOLE)
    cursor = BLUESKY.fetch(sky.key, None).cursor
    first, mine = sky.say(BUDI, "air mati", convo="c2"), sky.say(US, "Baik, kami cek.")
    sky.told("logMuteConvo")
    sky.told("logSomethingOfNextYear")
    sky.say(SITI, "belum juga", replyTo={"$type": "chat.bsky.convo.defs#deletedMessageView", "id": mine, "rev": "1",
                                         "sender": {"did": US}, "sentAt": "2026-11-24T00:00:00Z"})  # fmt: skip
    sky.page = 2  # the log is read to its end, whatever it gives at once
    page = BLUESKY.fetch(sky.key, cursor)
    assert sorted(texts(page)) == ["Baik, kami cek.", "air mati", "belum juga"]
    by_text = {post.text: post for post in page.posts}
    assert by_text["Baik, kami cek."].author.external_id == US
    assert by_text["Baik, kami cek."].mentions == ()
    assert by_text["belum juga"].in_reply_to == PostRef("bluesky", f"dm:c1/{mine}")
    assert by_text["air mati"].author.handle == "budi.test"
    sky.page = 100
    assert BLUESKY.fetch(sky.key, page.cursor).posts == ()
    sky.log.clear()  # the service lost them
    sky.convos["c2"]["messages"].append(sky.convos["c2"]["messages"][0] | {"id": "lost", "text": "hilang dari log"})
    assert BLUESKY.fetch(sky.key, page.cursor).posts == ()
    then = place.read(page.cursor)
    old = place.Place(**{name: getattr(then, name) for name in ("since", "swept", "chat")},
                      chat_swept=(now() - timedelta(minutes=61)).isoformat())  # fmt: skip
    assert "hilang dari log" in texts(BLUESKY.fetch(sky.key, place.written(old)))
    assert first


def test_the_first_reading_goes_back_some_days_and_groups_are_passed_over(sky: Sky) -> None:
    sky.say(SITI, "dulu sekali", at=now() - timedelta(days=30))
    sky.say(SITI, HOLE, at=now() - timedelta(days=3))
    sky.say(BUDI, "lama", convo="c2", at=now() - timedelta(days=20))
    sky.convos["c3"] = {"members": [US, SITI, BUDI], "messages": []}
    sky.say(BUDI, "obrolan grup", convo="c3")
    page = BLUESKY.fetch(sky.key, None)
    assert texts(page) == [HOLE]
    sky.say(BUDI, "grup lagi", convo="c3")
    assert BLUESKY.fetch(sky.key, page.cursor).posts == ()


def test_an_answer_quotes_the_message(sky: Sky) -> None:
    identity = sky.say(SITI, HOLE)
    sent = BLUESKY.send(sky.key, draft(f"dm:c1/{identity}", "Terima kasih. Lihat https://jabarprov.go.id"))
    (_, view) = sky.convos["c1"]["messages"]
    assert (sent.ref.external_id, sent.url, view["text"]) == (f"dm:c1/{view['id']}", "", sent.text)
    page = BLUESKY.fetch(sky.key, None)
    assert [post.ref for post in page.posts][1] == sent.ref, "our own coming back has the id that it was sent under"


def test_an_answer_whose_answer_was_lost_is_found_and_another_is_not(sky: Sky) -> None:
    identity = sky.say(SITI, HOLE)
    sky.say(US, "Terima kasih, tim berangkat.", at=now() - timedelta(hours=1))  # the same words, another day
    sky.say(SITI, "Terima kasih, tim berangkat.")
    ours = draft(f"dm:c1/{identity}")
    other = {"$type": "chat.bsky.convo.defs#deletedMessageView", "id": "m9", "rev": "1", "sender": {"did": SITI},
             "sentAt": "2026-11-24T00:00:00Z"}  # fmt: skip
    sky.say(US, "Terima kasih, tim berangkat.", replyTo=other)  # to another word of hers
    assert BLUESKY.find(sky.key, ours) is None
    sky.fail["sendMessage"] = [(504, None)]
    with pytest.raises(Unknown):
        BLUESKY.send(sky.key, ours)
    found = BLUESKY.find(sky.key, ours)
    assert found.ref.external_id == f"dm:c1/{sky.convos['c1']['messages'][-1]['id']}"


def test_a_password_without_messages_says_what_to_do_and_mentions_are_read_all_the_same(sky: Sky) -> None:
    sky.say(SITI, HOLE)
    sky.write(SITI, "@dbmpr.test jalan rusak")
    key = AccountKey(sky.key.server, US, "mentions")
    page = BLUESKY.fetch(key, None)
    assert texts(page) == ["@dbmpr.test jalan rusak"]
    for said in (page.trouble, BLUESKY.lacks(key)):
        assert said.startswith("Pesan langsung tidak terbaca: Sandi aplikasi ini tidak membuka pesan langsung.")
        assert "hubungkan akun kembali" in said
    with pytest.raises(Unsupported, match="izin pesan langsung"):
        BLUESKY.send(key, draft("dm:c1/m00000"))
    opened = BLUESKY.fetch(sky.key, page.cursor)
    assert HOLE in texts(opened), "nothing that was said meanwhile is lost"
    assert BLUESKY.lacks(sky.key) == ""


def test_who_wants_no_messages_is_asked_for_none(sky: Sky) -> None:
    sky.say(SITI, HOLE)
    key = AccountKey(sky.key.server, US, sky.key.secret, (("chat", "Tidak"),))
    assert (BLUESKY.fetch(key, None).posts, BLUESKY.lacks(key)) == ((), "")
    assert not {"listConvos", "getLog"} & set(sky.calls)
    with pytest.raises(Unsupported):
        BLUESKY.find(key, draft("dm:c1/m00000"))


@pytest.mark.parametrize(
    ("method", "status", "error", "expected"),
    [
        ("sendMessage", 400, {"error": "InvalidRequest", "message": "recipient has disabled incoming messages"}, Refused),
        ("sendMessage", 429, {"error": "RateLimitExceeded"}, Retry),
        ("sendMessage", 502, {"error": "UpstreamFailure"}, Unknown),
        ("sendMessage", 400, {"error": "InvalidToken", "message": "Bad token method"}, Unsupported),
    ],
)  # fmt: skip
def test_trouble_in_the_words_of_the_house(
    sky: Sky, method: str, status: int, error: dict[str, Any], expected: type[NetworkError]
) -> None:
    identity = sky.say(SITI, HOLE)
    sky.fail[method] = [(status, error)]
    with pytest.raises(expected) as caught:
        BLUESKY.send(sky.key, draft(f"dm:c1/{identity}"))
    assert sky.key.secret not in str(caught.value)


def test_a_service_that_turns_us_away_costs_no_login(sky: Sky) -> None:
    sky.fail["listConvos"] = [(401, {"error": "AuthMissing"}), (403, {"error": "AccountSuspended"})]
    for _ in range(2):
        assert BLUESKY.fetch(sky.key, None).trouble
    assert sky.calls.count("createSession") == 1


def test_trouble_of_messages_keeps_their_place(sky: Sky) -> None:
    sky.say(SITI, HOLE)
    cursor = BLUESKY.fetch(sky.key, None).cursor
    sky.say(SITI, "masih rusak")
    sky.fail["getLog"] = [(503, {"error": "UpstreamFailure"})]
    page = BLUESKY.fetch(sky.key, cursor)
    assert (page.posts, page.trouble) == (
        (),
        "Pesan langsung tidak terbaca: Server Bluesky bermasalah (503); coba lagi nanti.",
    )
    assert texts(BLUESKY.fetch(sky.key, page.cursor)) == ["masih rusak"]


def test_a_message_that_passes_on_a_post(sky: Sky) -> None:
    gone = {
        "$type": "app.bsky.embed.record#viewNotFound",
        "uri": f"at://{BUDI}/app.bsky.feed.post/3kabc",
        "notFound": True,
    }
    sky.say(SITI, "", embed={"$type": "app.bsky.embed.record#view", "record": gone})
    assert texts(BLUESKY.fetch(sky.key, None)) == [f"https://bsky.app/profile/{BUDI}/post/3kabc"]


values = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8), lambda inner: st.lists(
    inner, max_size=3) | st.dictionaries(st.sampled_from(["$type", "id", "sender", "did", "sentAt", "text", "embed", "record",
    "replyTo", "uri"]) | st.text(max_size=4), inner, max_size=6), max_leaves=20)  # fmt: skip


@given(values, values)
def test_nothing_breaks_the_reading(view: Any, profiles: Any) -> None:
    message.post(US, "c1", view, message.handles(profiles))
    message.created(view)
    place.read(view if isinstance(view, str) else None)


@pytest.mark.parametrize(
    "cursor", ["[1]", "{", '{"x": 1}', '{"since": "kemarin"}', "null", '{"turn": "a"}', '{"stream": []}']
)
def test_a_cursor_that_says_nothing_begins_anew(cursor: str) -> None:
    assert place.read(cursor) == place.Place()


def test_cursors_of_before_are_places_in_the_stream() -> None:
    assert place.read("42") == place.Place(stream=42)
    assert place.written(place.Place(stream=42)) == "42"
    assert place.written(place.Place()) is None
    full = place.Place(7, now().isoformat(), "", "p", now().isoformat(), now().isoformat(), 3, "3r", now().isoformat())
    assert place.read(place.written(full)) == full
