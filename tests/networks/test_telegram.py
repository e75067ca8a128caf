"""The Telegram connector against a Bot API on the loopback that keeps and forgets updates as the real one does."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from balarea.networks.errors import Expired, NetworkError, Refused, Retry, Unknowable, Unknown, Unsupported
from balarea.networks.telegram import parse
from balarea.networks.telegram.connector import Telegram
from balarea.networks.values import AccountKey, Draft, PostRef

BOT = {"id": 777, "is_bot": True, "first_name": "Dinas", "username": "dbmpr_bot"}
SITI = {"id": 42, "is_bot": False, "first_name": "Siti", "last_name": "N", "username": "siti_n"}
ALONE = {"id": 42, "type": "private", "first_name": "Siti", "username": "siti_n"}
GROUP = {"id": -100123, "type": "supergroup", "title": "RW 03"}
TELEGRAM = Telegram()


class Api:
    """Updates until they are confirmed by an offset, messages as they were sent; `fail` answers instead, once each."""

    def __init__(self, server: HTTPServer) -> None:
        self.updates: list[dict[str, Any]] = []
        self.sent: list[dict[str, Any]] = []
        self.fail: list[tuple[int, dict[str, Any] | None]] = []
        self.key = AccountKey(server.url_for(""), "777", "777:AAE-x_1")
        for method in ("getMe", "getUpdates", "sendMessage"):
            server.expect_request(f"/bot777:AAE-x_1/{method}").respond_with_handler(self._handler(method))

    def _handler(self, method: str) -> Callable[[Request], Response]:
        def handle(request: Request) -> Response:
            values = json.loads(request.data or b"{}")
            if self.fail and method != "getMe":
                status, body = self.fail.pop(0)
                if body is None:  # it did what was asked, and its answer is rubbish
                    getattr(self, f"_{method}")(values)
                    return Response("<html>gateway", status, content_type="text/html")
                return Response(json.dumps({"ok": False, **body}), status, content_type="application/json")
            result = getattr(self, f"_{method}")(values)
            return Response(json.dumps({"ok": True, "result": result}), content_type="application/json")

        return handle

    def _getMe(self, values: dict[str, Any]) -> object:
        return BOT

    def _getUpdates(self, values: dict[str, Any]) -> object:
        self.updates = [each for each in self.updates if each["update_id"] >= values.get("offset", 0)]
        return self.updates[: values["limit"]]

    def _sendMessage(self, values: dict[str, Any]) -> object:
        self.sent.append(values)
        return {"message_id": 900 + len(self.sent), "chat": {"id": values["chat_id"]}, "text": values["text"]}

    def say(self, text: str, number: int, **more: Any) -> None:
        """A person writes."""
        message = {"message_id": number, "from": SITI, "chat": ALONE, "date": 1764000000 + number, "text": text} | more
        self.updates.append({"update_id": 5000 + number, "message": message})


@pytest.fixture
def api(httpserver: HTTPServer) -> Api:
    return Api(httpserver)


def draft(to: str = "42/10", text: str = "Terima kasih.") -> Draft:
    return Draft(text, "k1", in_reply_to=PostRef("telegram", to), created_at=datetime.now(UTC))


def test_a_word_to_the_bot_alone(api: Api) -> None:
    api.say("jalan di Dago rusak", 10)
    page = TELEGRAM.fetch(api.key, None)
    (post,) = page.posts
    assert post.ref == PostRef("telegram", "42/10")
    assert (post.author.external_id, post.author.handle, post.author.name) == ("42", "siti_n", "Siti N")
    assert (post.private, post.mentions) == (True, ("777",))
    assert post.root
    assert post.root.is_chat
    assert page.cursor == "5010"
    assert TELEGRAM.fetch(api.key, page.cursor).posts == ()


def test_nothing_is_forgotten_before_the_cursor_moved(api: Api) -> None:
    api.say("jalan rusak", 10)
    first, again = TELEGRAM.fetch(api.key, None), TELEGRAM.fetch(api.key, None)
    assert first == again


def test_in_groups_only_what_is_meant_for_the_bot(api: Api) -> None:
    api.say("jalan rusak nih", 10, chat=GROUP)
    api.say("@DBMPR_bot, jalan rusak", 11, chat=GROUP)
    api.say("masih rusak", 12, chat=GROUP, reply_to_message={"message_id": 3, "from": BOT})
    api.say("halo @dbmpr_bot_palsu", 13, chat=GROUP)
    api.say("@dbmpr_bot lihat", 14, chat=GROUP | {"username": "rw03"})
    posts = TELEGRAM.fetch(api.key, None).posts
    assert [post.ref.external_id for post in posts] == ["-100123/11", "-100123/12", "-100123/14"]
    assert [post.private for post in posts] == [True, True, False]
    assert posts[1].in_reply_to == PostRef("telegram", "-100123/3")
    assert [post.root for post in posts] == [None, None, None]
    assert posts[2].url == "https://t.me/rw03/14"


def test_pictures_places_and_the_start(api: Api) -> None:
    api.say("/start", 10)
    api.say("", 11, photo=[{}], caption="ini fotonya")
    api.say("", 12, voice={"duration": 3})
    api.say("", 13, location={"latitude": -6.9, "longitude": 107.6})
    api.say("", 14, new_chat_members=[{}])
    api.say("halo", 15, **{"from": BOT})
    posts = TELEGRAM.fetch(api.key, None).posts
    assert [post.text for post in posts] == ["ini fotonya", "[pesan suara]", "[lokasi]"]
    assert (posts[2].lat, posts[2].lon) == (-6.9, 107.6)


def test_an_answer_stands_below_the_question(api: Api) -> None:
    sent = TELEGRAM.send(api.key, draft())
    assert sent.ref == PostRef("telegram", "42/901")
    (out,) = api.sent
    assert out == {
        "chat_id": 42, "text": "Terima kasih.",
        "reply_parameters": {"message_id": 10, "allow_sending_without_reply": True},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (429, {"description": "Too Many", "parameters": {"retry_after": 7}}, Retry),
        (401, {"description": "Unauthorized"}, Expired),
        (403, {"description": "Forbidden: bot was blocked by the user"}, Refused),
        (400, {"description": "Bad Request: chat not found"}, Refused),
        (502, {"description": "Bad Gateway"}, Unknown),
        (502, None, Unknown),
        (200, None, Unknown),
    ],
)
def test_what_telegram_says_when_it_does_not_send(
    api: Api, status: int, body: dict[str, Any] | None, error: type[NetworkError]
) -> None:
    api.fail = [(status, body)]
    with pytest.raises(error) as caught:
        TELEGRAM.send(api.key, draft())
    assert api.key.secret not in str(caught.value)
    if status == 429:
        assert isinstance(caught.value, Retry)
        assert caught.value.after == 7


def test_reading_is_tried_again_whatever_happens(api: Api) -> None:
    for status, body in ((502, None), (409, {"description": "Conflict"}), (500, {})):
        api.fail = [(status, body)]
        with pytest.raises(Retry):
            TELEGRAM.fetch(api.key, None)


def test_nobody_can_find_out(api: Api) -> None:
    with pytest.raises(Unknowable, match="Lihat"):
        TELEGRAM.find(api.key, draft())


def test_only_answers_that_fit(api: Api) -> None:
    for wrong, error in (
        (Draft("halo", "k"), Unsupported),
        (draft("at://x"), Refused),
        (draft(text="a" * 4097), Refused),
    ):
        with pytest.raises(error):
            TELEGRAM.send(api.key, wrong)
    assert api.sent == []


def test_a_wrong_token(api: Api) -> None:
    assert TELEGRAM.profile(api.key).external_id == "777"
    with pytest.raises(Expired):
        TELEGRAM.profile(AccountKey(api.key.server, "", "../x"))
    with pytest.raises(Retry):
        TELEGRAM.profile(AccountKey("http://127.0.0.1:1", "", "1:a"))


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "chat", "from", "text", "date", "type", "message_id", "entities"]), inner
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["message", "update_id"]), values), values)
def test_broken_updates_are_no_posts(update: dict[str, Any], sent_from: object) -> None:
    assert parse.post(update, parse.Bot("777", "dbmpr_bot")) is None
    message = {"message_id": 1, "from": sent_from, "chat": ALONE, "date": 1, "text": "x"}
    parse.post({"message": message}, parse.Bot("777", "dbmpr_bot"))
