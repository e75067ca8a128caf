"""The WhatsApp connector: Meta's calls read whatever stands in them, answers sent, doubts told."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer

from balarea import networks
from balarea.networks.base import Hooked
from balarea.networks.errors import Expired, NetworkError, Refused, Retry, Unknowable, Unknown, Unsupported
from balarea.networks.values import AccountKey, Draft, PostRef
from balarea.networks.whatsapp import parse
from balarea.networks.whatsapp.connector import Whatsapp
from tests.networks.graph import NUMBER, SECRET, SITI, Graph, call, message, signature, status

WHATSAPP = Whatsapp()


@pytest.fixture
def graph(httpserver: HTTPServer) -> Graph:
    return Graph(httpserver)


def draft(text: str = "Terima kasih.", template: str = "") -> Draft:
    return Draft(text, "k1", in_reply_to=PostRef("whatsapp", f"{SITI}/wamid.IN1"), template=template)


def test_it_is_called_not_asked(graph: Graph) -> None:
    assert isinstance(WHATSAPP, Hooked)
    assert not isinstance(networks.get("email"), Hooked)
    assert WHATSAPP.fetch(graph.key, "x").cursor == "x"


def test_the_greeting_needs_the_token(graph: Graph) -> None:
    query = {"hub.mode": "subscribe", "hub.verify_token": "v-1", "hub.challenge": "1158201444"}
    assert WHATSAPP.greet(graph.key, query) == "1158201444"
    for wrong in (query | {"hub.verify_token": "v-2"}, query | {"hub.mode": "x"}, {}):
        with pytest.raises(Refused):
            WHATSAPP.greet(graph.key, wrong)
    with pytest.raises(Refused):  # an account that has no token yet opens to nobody
        WHATSAPP.greet(AccountKey("", NUMBER, "x"), query | {"hub.verify_token": ""})


def test_only_signed_calls_are_genuine(graph: Graph) -> None:
    body = call(messages=[])
    assert WHATSAPP.genuine(graph.key, {"X-Hub-Signature-256": signature(body)}, body)
    for headers in ({}, {"X-Hub-Signature-256": signature(body, "lain")}, {"X-Hub-Signature-256": "sha256=é"}):
        assert not WHATSAPP.genuine(graph.key, headers, body)
    assert not WHATSAPP.genuine(graph.key, {"X-Hub-Signature-256": signature(body)}, body + b" ")
    assert not WHATSAPP.genuine(AccountKey("", NUMBER, "x"), {"X-Hub-Signature-256": signature(body, "")}, body)


def test_messages_become_posts(graph: Graph) -> None:
    body = call(
        messages=[
            message("2", "masih rusak", 1764000100, context={"from": "62221234567", "id": "wamid.OUT1"}),
            message("1", "jalan di Dago rusak", 1764000000),
            message("3", "", 1764000200, type="image", image={"id": "1", "caption": "ini fotonya"}),
            message("4", "", 1764000300, type="location", location={"latitude": -6.9, "longitude": 107.6, "name": "SDN 1"}),
            message("5", "", 1764000400, type="interactive",
                    interactive={"type": "button_reply", "button_reply": {"title": "Sudah"}}),
            message("6", "", 1764000500, type="reaction", reaction={"emoji": "👍"}),
            message("7", "", 1764000600, type="jenis_baru"),
            message("8", "", 1764000700, type="audio", audio={"id": "2"}),
        ]
    )  # fmt: skip
    posts = WHATSAPP.read(graph.key, body).posts
    assert [post.text for post in posts] == [
        "jalan di Dago rusak", "masih rusak", "ini fotonya", "[lokasi] SDN 1", "Sudah", parse.OTHER, "[pesan suara]",
    ]  # fmt: skip
    first, second = posts[:2]
    assert first.ref == PostRef("whatsapp", f"{SITI}/wamid.1")
    assert (first.author.external_id, first.author.name, first.private) == (SITI, "Siti", True)
    assert first.root
    assert first.root.is_chat
    assert first.mentions == (NUMBER,)
    assert second.in_reply_to == PostRef("whatsapp", f"{SITI}/wamid.OUT1")
    assert (posts[3].lat, posts[3].lon) == (-6.9, 107.6)
    assert WHATSAPP.read(graph.key, body) == WHATSAPP.read(graph.key, body)


def test_news_of_what_we_sent(graph: Graph) -> None:
    failed = {"code": 131047, "title": "Re-engagement message", "error_data": {"details": "more than 24 hours"}}
    body = call(
        statuses=[
            status("OUT1", "delivered", 1764000000, biz_opaque_callback_data="k1"),
            status("OUT2", "failed", 1764000000, errors=[failed]),
            status("OUT3", "jenis_baru", 1764000000),
        ]
    )
    first, second = WHATSAPP.read(graph.key, body).arrivals
    assert (first.external_id, first.idempotency_key, first.what) == (f"{SITI}/wamid.OUT1", "k1", "delivered")
    assert (second.what, second.reason) == ("failed", "WhatsApp (131047): more than 24 hours")


def test_what_is_meant_for_another_number_is_not_ours(graph: Graph) -> None:
    body = call(messages=[message("1", "halo", 1764000000)], number="999")
    assert WHATSAPP.read(graph.key, body).posts == ()


def test_an_answer_quotes_the_question_and_bears_our_mark(graph: Graph) -> None:
    sent = WHATSAPP.send(graph.key, draft())
    assert sent.ref == PostRef("whatsapp", f"{SITI}/wamid.OUT1")
    (out,) = graph.sent
    assert (out["to"], out["text"]["body"], out["context"]) == (SITI, "Terima kasih.", {"message_id": "wamid.IN1"})
    assert out["biz_opaque_callback_data"] == "k1"


def test_a_template_is_filled_with_the_text(graph: Graph) -> None:
    WHATSAPP.send(graph.key, draft("Tim\nsudah  di lokasi.", "lanjutan_aduan"))
    (out,) = graph.sent
    assert out["template"]["name"] == "lanjutan_aduan"
    assert out["template"]["components"][0]["parameters"] == [{"type": "text", "text": "Tim sudah di lokasi."}]
    assert "text" not in out
    with pytest.raises(Refused, match="1024"):
        WHATSAPP.send(graph.key, draft("a" * 1025, "lanjutan_aduan"))


def test_a_person_without_a_shown_number_is_answered_by_id(graph: Graph) -> None:
    ref = PostRef("whatsapp", "ID.13491208655302741918/wamid.IN1")
    WHATSAPP.send(graph.key, Draft("Terima kasih.", "k1", in_reply_to=ref))
    assert graph.sent[0]["recipient"] == "ID.13491208655302741918"
    assert "to" not in graph.sent[0]


@pytest.mark.parametrize(
    ("code", "error", "raised"),
    [
        (400, {"code": 131056, "message": "pair rate limit"}, Retry),
        (429, {"code": 130429, "message": "rate limit"}, Retry),
        (400, {"code": 131047, "message": "Re-engagement message"}, Refused),
        (400, {"code": 131026, "message": "undeliverable"}, Refused),
        (401, {"code": 190, "message": "token"}, Expired),
        (503, {"code": 131016, "message": "unavailable"}, Unknown),
        (502, None, Unknown),
        (200, None, Unknown),
    ],
)
def test_what_whatsapp_says_when_it_does_not_send(
    graph: Graph, code: int, error: dict[str, Any] | None, raised: type[NetworkError]
) -> None:
    graph.fail = [(code, error)]
    with pytest.raises(raised) as caught:
        WHATSAPP.send(graph.key, draft())
    assert graph.key.secret not in str(caught.value)


def test_nobody_can_find_out_by_asking(graph: Graph) -> None:
    with pytest.raises(Unknowable):
        WHATSAPP.find(graph.key, draft())


def test_only_answers_that_fit(graph: Graph) -> None:
    wrong = Draft("halo", "k", in_reply_to=PostRef("whatsapp", "x"))
    for made, error in ((Draft("halo", "k"), Unsupported), (wrong, Refused), (draft("a" * 4097), Refused)):
        with pytest.raises(error):
            WHATSAPP.send(graph.key, made)
    assert graph.sent == []


def test_a_key_is_tried(graph: Graph) -> None:
    assert WHATSAPP.profile(graph.key).name == "DBMPR"
    with pytest.raises(Expired):
        WHATSAPP.profile(AccountKey(graph.key.server, NUMBER, "salah"))
    with pytest.raises(Refused, match="angka"):
        WHATSAPP.profile(AccountKey(graph.key.server, "+62 22", "x"))


def test_the_window_ends_a_day_after_the_last_word() -> None:
    said = datetime(2026, 11, 24, 3, tzinfo=UTC)
    assert networks.window("whatsapp", said) == said + timedelta(hours=24)
    assert networks.window("telegram", said) is None


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["id", "from", "type", "text", "timestamp", "context", "errors", "status", "profile"]), inner
    ),
    max_leaves=10,
)  # fmt: skip


@given(st.lists(values, max_size=3), st.lists(values, max_size=3), st.lists(values, max_size=2))
def test_broken_calls_are_read_as_far_as_they_go(messages: list[Any], statuses: list[Any], contacts: list[Any]) -> None:
    key = AccountKey("", NUMBER, "x", (("app_secret", SECRET),))
    good = message("good", "jalan rusak", 1764000000)
    value = json.loads(call(messages=[*messages, good], statuses=statuses))
    value["entry"][0]["changes"][0]["value"]["contacts"] = contacts
    found = WHATSAPP.read(key, json.dumps(value).encode())
    assert f"{SITI}/wamid.good" in {post.ref.external_id for post in found.posts}


@given(st.binary(max_size=60) | values.map(lambda value: json.dumps(value).encode()))
def test_rubbish_says_nothing(body: bytes) -> None:
    found = WHATSAPP.read(AccountKey("", NUMBER, "x"), body)
    assert (found.posts, found.arrivals) == ((), ())
