"""From updates of the Bot API to posts. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from balarea.networks.values import CHAT, Author, PostRef, RemotePost

NETWORK = "telegram"
MEDIA = {
    "photo": "[foto]", "video": "[video]", "video_note": "[video]", "voice": "[pesan suara]", "audio": "[rekaman suara]",
    "document": "[berkas]", "sticker": "[stiker]", "location": "[lokasi]", "venue": "[lokasi]", "contact": "[kontak]",
    "animation": "[gambar bergerak]", "poll": "[jajak pendapat]",
}  # fmt: skip
Value = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Bot:
    """The bot itself: its id, and its name without the sign."""

    id: str
    name: str


def post(update: Value, bot: Bot) -> RemotePost | None:
    """The post of an update; None for what is no word of a person to the bot. Broken updates are none either."""
    try:
        message = update["message"]
        chat, writer = message["chat"], message["from"]
        text = _text(message)
        alone = chat["type"] == "private"
        if writer.get("is_bot") or not text or not (alone or _named(message, bot)):
            return None
        answered = message.get("reply_to_message")
        place = message.get("location") or (message.get("venue") or {}).get("location") or {}
        return RemotePost(
            PostRef(NETWORK, reference(chat["id"], message["message_id"])), text,
            Author(str(int(writer["id"])), str(writer.get("username") or ""), _name(writer)),
            datetime.fromtimestamp(int(message["date"]), UTC),
            url=_url(chat, message), mentions=(bot.id,), kind="reply" if answered else "mention",
            in_reply_to=PostRef(NETWORK, reference(chat["id"], answered["message_id"])) if answered else None,
            root=PostRef(NETWORK, f"{CHAT}{bot.id}/{int(chat['id'])}") if alone else None,
            lat=_degree(place.get("latitude"), 90), lon=_degree(place.get("longitude"), 180),
            private=alone or not chat.get("username"),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError):
        return None


def reference(chat: object, message: object) -> str:
    """The id of a message: numbers of messages count within their chat."""
    return f"{int(str(chat))}/{int(str(message))}"


def parts(external_id: str) -> tuple[int, int]:
    """Chat and message of an id; ValueError when it is none."""
    chat, _, message = external_id.partition("/")
    return int(chat), int(message)


def _text(message: Value) -> str:
    text = str(message.get("text") or message.get("caption") or "").replace("\0", "").strip()
    if text.split("@")[0].split(" ")[0] == "/start":
        return ""  # what the app sends when somebody opens the bot
    return text or next((mark for name, mark in MEDIA.items() if message.get(name)), "")


def _named(message: Value, bot: Bot) -> bool:
    """Whether a message in a group is meant for the bot: it answers it, or names it."""
    answered = message.get("reply_to_message") or {}
    if str((answered.get("from") or {}).get("id")) == bot.id:
        return True
    text = str(message.get("text") or message.get("caption") or "")
    entities = [*(message.get("entities") or []), *(message.get("caption_entities") or [])]
    meant = any(str((each.get("user") or {}).get("id")) == bot.id for each in entities)
    return (
        meant or f"@{bot.name.lower()}" in text.lower().replace(",", " ").replace(".", " ").replace("\n", " ").split()
    )


def _name(writer: Value) -> str:
    return " ".join(str(writer.get(part) or "") for part in ("first_name", "last_name")).replace("\0", "").strip()[:200]


def _url(chat: Value, message: Value) -> str:
    return (
        f"https://t.me/{chat['username']}/{int(message['message_id'])}"
        if chat.get("username") and chat["type"] != "private"
        else ""
    )


def _degree(value: object, most: int) -> float | None:
    return float(value) if isinstance(value, int | float) and -most <= value <= most else None
