"""The connector of Telegram bots, by long polling of the Bot API without the waiting.

Telegram has no key by which the same message is known again, and a bot cannot read what it wrote: when the answer to a
sending is lost, nobody can find out whether it arrived, and a person has to look."""

from functools import lru_cache
from typing import Any

from balarea.networks.errors import Expired, NetworkError, Refused, Retry, Unknowable, Unknown, Unsupported
from balarea.networks.limits import preview
from balarea.networks.telegram import parse
from balarea.networks.values import AccountKey, Author, Draft, Page, PostRef, Sent
from balarea.networks.web import call

SERVER = "https://api.telegram.org"


class Telegram:
    """`key.secret` is the bot's token, `key.identifier` its number, `key.server` empty or a Bot API server of one's own."""

    def fetch(self, key: AccountKey, cursor: str | None) -> Page:
        """See Connector. The cursor is the number of the last update: asking for what follows it tells Telegram that all up
        to it may be forgotten, so it moves only once those are stored."""
        asked = {"limit": 100, "timeout": 0, "allowed_updates": ["message"]}
        if cursor:
            asked["offset"] = int(cursor) + 1
        found = _ask(key, "getUpdates", asked, changes=False)
        bot, last = _bot(key), int(cursor or 0)
        posts = []
        for update in found if isinstance(found, list) else []:
            if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
                continue
            last = max(last, update["update_id"])
            if (post := parse.post(update, bot)) is not None:
                posts.append(post)
        return Page(tuple(posts), str(last) if last else cursor)

    def send(self, key: AccountKey, draft: Draft) -> Sent:
        """See Connector. Only answers: a bot cannot write to who did not write first."""
        if draft.in_reply_to is None:
            raise Unsupported("Bot Telegram hanya untuk menjawab warga yang menulis.")
        if not preview(draft.text, parse.NETWORK).fits:
            raise Refused("Jawaban kosong atau terlalu panjang untuk Telegram.")
        try:
            chat, message = parse.parts(draft.in_reply_to.external_id)
        except ValueError:
            raise Refused("Pesan yang dijawab tidak dikenal di Telegram.") from None
        answered = {"message_id": message, "allow_sending_without_reply": True}
        sent = _ask(
            key, "sendMessage", {"chat_id": chat, "text": draft.text, "reply_parameters": answered}, changes=True
        )
        try:
            return Sent(PostRef(parse.NETWORK, parse.reference(chat, sent["message_id"])), "", draft.text)
        except (KeyError, TypeError, ValueError):
            raise Unknown("Telegram memberi jawaban yang tidak terbaca.") from None

    def find(self, key: AccountKey, draft: Draft) -> Sent | None:
        """See Connector."""
        raise Unknowable(
            "Telegram tidak memberi jawaban ketika pesan ini dikirim, dan tidak menyediakan cara untuk memeriksanya. Lihat"
            " percakapannya di aplikasi Telegram, atau tanyakan warga."
        )

    def profile(self, key: AccountKey) -> Author:
        """See Connector."""
        found = _ask(key, "getMe", {}, changes=False)
        if not isinstance(found, dict) or not isinstance(found.get("id"), int):
            raise Retry("Telegram memberi jawaban yang tidak terbaca.")
        return Author(str(found["id"]), str(found.get("username") or ""), str(found.get("first_name") or ""))


@lru_cache(maxsize=256)
def _bot(key: AccountKey) -> parse.Bot:
    found = Telegram().profile(key)
    return parse.Bot(found.external_id, found.handle)


def _ask(key: AccountKey, method: str, values: dict[str, Any], *, changes: bool) -> Any:
    if not key.secret.replace(":", "").replace("-", "").replace("_", "").isalnum():
        raise Expired("Token bot tidak terbaca; salin kembali dari @BotFather.")
    server = (key.server or SERVER).rstrip("/")
    answer, value = call("Telegram", "POST", f"{server}/bot{key.secret}/{method}", changes=changes, json=values)
    if value.get("ok") is True:
        return value.get("result")
    raise _trouble(answer.status_code, value, changes)


def _trouble(status: int, value: dict[str, Any], changes: bool) -> NetworkError:
    said = str(value.get("description") or status)[:200]
    wait = value.get("parameters", {}).get("retry_after") if isinstance(value.get("parameters"), dict) else None
    if status == 429:
        return Retry("Telegram meminta menunggu (batas laju).", float(wait) if isinstance(wait, int | float) else 30.0)
    if status in {401, 404}:  # a token that is none is an address that is not there
        return Expired("Token bot ditolak Telegram; buat token baru di @BotFather dan hubungkan kembali.")
    if status == 409:
        return Retry("Bot ini dibaca program lain, atau masih memakai webhook; hentikan yang lain dahulu.", 60.0)
    if status == 403:
        return Refused("Warga memblokir bot ini, atau bot sudah dikeluarkan dari grupnya.")
    if status >= 500:
        return Unknown(f"Telegram bermasalah ({status}).") if changes else Retry(f"Telegram bermasalah ({status}).")
    return Refused(f"Ditolak Telegram: {said}")
