"""From the bodies of Meta's calls to posts and to news of what we sent. Pure."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from balarea.networks.values import CHAT, Arrival, Arrived, Author, PostRef, RemotePost

NETWORK = "whatsapp"
STATUS: dict[str, Arrived] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "played": "read",
    "failed": "failed",
}
MEDIA = {
    "image": "[foto]", "video": "[video]", "audio": "[pesan suara]", "document": "[berkas]", "sticker": "[stiker]",
    "location": "[lokasi]", "contacts": "[kontak]", "order": "[pesanan]",
}  # fmt: skip
SILENT = frozenset({"reaction", "system", "request_welcome", "ephemeral"})  # no word of a person
OTHER = "[pesan jenis lain: lihat di WhatsApp]"
_BROKEN = (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError, IndexError)
Value = Mapping[str, Any]


def changes(body: object, number: str) -> Iterator[Value]:
    """What a call tells about one of our numbers: the address may be the same for many."""
    entries = body.get("entry") if isinstance(body, dict) else None
    for entry in entries if isinstance(entries, list) else []:
        told = entry.get("changes") if isinstance(entry, dict) else None
        for change in told if isinstance(told, list) else []:
            value = change.get("value") if isinstance(change, dict) else None
            metadata = value.get("metadata") if isinstance(value, dict) else None
            if (
                isinstance(value, dict)
                and isinstance(metadata, dict)
                and str(metadata.get("phone_number_id")) == number
            ):
                yield value


def posts(value: Value, number: str) -> Iterator[RemotePost]:
    """The messages of persons in a change; a broken one is passed over."""
    names = _names(value.get("contacts"))
    messages = value.get("messages")
    for message in messages if isinstance(messages, list) else []:
        try:
            peer = str(message.get("from") or message["from_user_id"])
            text = _text(message)
            if not text or not peer.strip() or "/" in peer:
                continue
            answered = (message.get("context") or {}).get("id")
            place = message.get("location") or {}
            yield RemotePost(
                PostRef(NETWORK, reference(peer, str(message["id"]))), text, Author(peer, peer, names.get(peer, "")),
                datetime.fromtimestamp(int(message["timestamp"]), UTC), mentions=(number,),
                in_reply_to=PostRef(NETWORK, reference(peer, str(answered))) if answered else None,
                root=PostRef(NETWORK, f"{CHAT}{number}/{peer}"), kind="reply" if answered else "mention", private=True,
                lat=_degree(place.get("latitude"), 90), lon=_degree(place.get("longitude"), 180),
            )  # fmt: skip
        except _BROKEN:
            continue


def arrivals(value: Value) -> Iterator[Arrival]:
    """News of our messages in a change; kinds that we do not know are passed over."""
    statuses = value.get("statuses")
    for each in statuses if isinstance(statuses, list) else []:
        try:
            what = STATUS[each["status"]]
            peer = str(each.get("recipient_id") or each.get("recipient_user_id") or "")
            yield Arrival(
                reference(peer, str(each["id"])), str(each.get("biz_opaque_callback_data") or ""), what,
                datetime.fromtimestamp(int(each["timestamp"]), UTC), _reason(each.get("errors")),
            )  # fmt: skip
        except _BROKEN:
            continue


def reference(peer: str, message: str) -> str:
    """The id of a message, with the person it was exchanged with: who is answered must be known from it."""
    return f"{peer}/{message}".replace("\0", "")


def parts(external_id: str) -> tuple[str, str]:
    """Person and message of an id; ValueError when it is none."""
    peer, sign, message = external_id.partition("/")
    if not (peer and sign and message):
        raise ValueError(f"{external_id!r} is not the id of a message")
    return peer, message


def _text(message: Value) -> str:
    kind = str(message["type"])
    if kind in SILENT:
        return ""
    part = message.get(kind)
    part = part if isinstance(part, dict) else {}
    chosen = part.get(str(part.get("type"))) if kind == "interactive" else None
    written = part.get("body") or part.get("caption") or part.get("text")
    text = written or (chosen.get("title") if isinstance(chosen, dict) else "") or _address(part, kind)
    return str(text or MEDIA.get(kind) or OTHER).replace("\0", "").strip() or MEDIA.get(kind, OTHER)


def _address(part: Value, kind: str) -> str:
    named = ", ".join(str(part[name]) for name in ("name", "address") if part.get(name)) if kind == "location" else ""
    return f"[lokasi] {named}" if named else ""


def _names(contacts: object) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in contacts if isinstance(contacts, list) else []:
        if isinstance(each, dict) and isinstance(each.get("profile"), dict):
            name = str(each["profile"].get("name") or "").replace("\0", "")[:200]
            found |= {str(each.get(key)): name for key in ("wa_id", "user_id") if each.get(key)}
    return found


def _reason(errors: object) -> str:
    first = errors[0] if isinstance(errors, list) and errors else {}
    details = first.get("error_data")
    details = details if isinstance(details, dict) else {}
    said = str(details.get("details") or first.get("message") or first.get("title") or "")
    return f"WhatsApp ({first.get('code')}): {said}"[:300] if first else ""


def _degree(value: object, most: int) -> float | None:
    return float(value) if isinstance(value, int | float) and -most <= value <= most else None
