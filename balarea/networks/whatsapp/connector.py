"""The connector of WhatsApp Cloud API.

WhatsApp has no key by which the same message is known again, but sends our own mark back with its news of a message. So when
the answer to a sending is lost, that news tells the truth; until then nobody knows, and nothing is sent again."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from balarea.networks.errors import Expired, NetworkError, Refused, Retry, Unknowable, Unknown, Unsupported
from balarea.networks.limits import preview
from balarea.networks.values import AccountKey, Author, Draft, Page, PostRef, Sent
from balarea.networks.web import call
from balarea.networks.whatsapp import parse

SERVER = "https://graph.facebook.com/v23.0"
LANGUAGE = "id"  # of the templates
FILLING = 1024  # characters that fill a template
_KEYS = frozenset({0, 3, 10, 190})
_PACE = {131056: 6.0, 130429: 30.0, 80007: 60.0, 4: 60.0, 131048: 3600.0, 133016: 3600.0}  # seconds to wait, by error
_WINDOW = 131047


class Whatsapp:
    """`key.identifier` is the number's id, `key.secret` the token; options: `app_secret`, `verify_token`, `templates`."""

    def fetch(self, key: AccountKey, cursor: str | None) -> Page:
        """See Connector: nothing, WhatsApp calls us."""
        return Page((), cursor)

    def greet(self, key: AccountKey, query: Mapping[str, str]) -> str:
        """See Hooked."""
        told, ours = query.get("hub.verify_token", ""), key.option("verify_token")
        if query.get("hub.mode") != "subscribe" or not ours or not hmac.compare_digest(told.encode(), ours.encode()):
            raise Refused("Token verifikasi tidak cocok.")
        return query.get("hub.challenge", "")

    def genuine(self, key: AccountKey, headers: Mapping[str, str], body: bytes) -> bool:
        """See Hooked: the body is signed with the app's secret."""
        secret = key.option("app_secret")
        told = next((value for name, value in headers.items() if name.lower() == "x-hub-signature-256"), "")
        ours = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        return bool(secret) and hmac.compare_digest(told.encode("utf8", "replace"), ours.encode())

    def read(self, key: AccountKey, body: bytes) -> Page:
        """See Hooked."""
        try:
            value = json.loads(body)
        except (ValueError, RecursionError):
            return Page((), None)
        told = list(parse.changes(value, key.identifier))
        posts = sorted(
            (each for one in told for each in parse.posts(one, key.identifier)), key=lambda post: post.published_at
        )
        return Page(tuple(posts), None, tuple(each for one in told for each in parse.arrivals(one)))

    def send(self, key: AccountKey, draft: Draft) -> Sent:
        """See Connector. Only answers; outside the window only by a template with one gap, which the text fills."""
        if draft.in_reply_to is None:
            raise Unsupported("WhatsApp hanya untuk menjawab warga yang menulis.")
        try:
            peer, message = parse.parts(draft.in_reply_to.external_id)
        except ValueError:
            raise Refused("Pesan yang dijawab tidak dikenal di WhatsApp.") from None
        sent = _ask(key, "POST", f"{key.identifier}/messages", changes=True, value=_message(draft, peer, message))
        try:
            return Sent(PostRef(parse.NETWORK, parse.reference(peer, str(sent["messages"][0]["id"]))), "", draft.text)
        except (KeyError, TypeError, IndexError):
            raise Unknown("WhatsApp memberi jawaban yang tidak terbaca.") from None

    def find(self, key: AccountKey, draft: Draft) -> Sent | None:
        """See Connector: the news of it comes by itself, or never."""
        raise Unknowable(
            "WhatsApp tidak memberi jawaban ketika pesan ini dikirim. Bila pesannya sampai, kabarnya masuk sendiri dan status"
            " ini berubah; bila tidak, periksa di WhatsApp Manager atau tanyakan warga sebelum mengirim lagi."
        )

    def profile(self, key: AccountKey) -> Author:
        """See Connector."""
        if not key.identifier.isdigit():
            raise Refused("Pengenal nomor (phone number ID) hanya angka; bukan nomor teleponnya.")
        found = _ask(key, "GET", f"{key.identifier}?fields=display_phone_number,verified_name", changes=False)
        if "id" not in found:
            raise Retry("WhatsApp memberi jawaban yang tidak terbaca.")
        return Author(
            str(found["id"]), str(found.get("display_phone_number") or ""), str(found.get("verified_name") or "")
        )


def _message(draft: Draft, peer: str, message: str) -> dict[str, Any]:
    """What is sent; Refused when the text does not fit. Persons without a shown number are reached by their id."""
    if not preview(draft.text, parse.NETWORK).fits:
        raise Refused("Jawaban kosong atau terlalu panjang untuk WhatsApp.")
    to = {"to": peer} if peer.isdigit() else {"recipient": peer}
    head = {"messaging_product": "whatsapp", "recipient_type": "individual", **to}
    head["biz_opaque_callback_data"] = draft.idempotency_key
    if not draft.template:
        return head | {
            "type": "text",
            "text": {"body": draft.text, "preview_url": False},
            "context": {"message_id": message},
        }
    filling = " ".join(draft.text.split())  # a gap takes no line breaks
    if len(filling) > FILLING:
        raise Refused(f"Isi templat paling panjang {FILLING} huruf.")
    gap = [{"type": "body", "parameters": [{"type": "text", "text": filling}]}]
    template = {"name": draft.template, "language": {"code": LANGUAGE}, "components": gap}
    return head | {"type": "template", "template": template}


def _ask(key: AccountKey, method: str, path: str, *, changes: bool, value: object = None) -> dict[str, Any]:
    server = (key.server or SERVER).rstrip("/")
    if not key.secret.isascii() or not key.secret.strip():
        raise Expired("Token akses tidak terbaca; salin kembali dari Meta.")
    headers = {"Authorization": f"Bearer {key.secret.strip()}"}
    answer, found = call("WhatsApp", method, f"{server}/{path}", changes=changes, headers=headers, json=value)
    if answer.is_success and "error" not in found:
        return found
    raise _trouble(answer.status_code, found.get("error"), changes)


def _trouble(status: int, error: object, changes: bool) -> NetworkError:
    told = error if isinstance(error, dict) else {}
    named, details = told.get("code"), told.get("error_data")
    code = named if isinstance(named, int) else -1
    details = details if isinstance(details, dict) else {}
    said = str(details.get("details") or told.get("message") or status)[:200]
    if code in _PACE or status == 429:
        return Retry("WhatsApp meminta menunggu (batas laju).", _PACE.get(code, 30.0))
    if status == 401 or code in _KEYS:
        return Expired(
            f"Token WhatsApp tidak berlaku lagi ({code}); buat token permanen di Meta, lalu hubungkan akun kembali."
        )
    if code == _WINDOW:
        return Refused("Jendela 24 jam sejak pesan terakhir warga sudah lewat; jawab dengan templat yang disetujui.")
    if status >= 500:
        return Unknown(f"WhatsApp bermasalah ({status}).") if changes else Retry(f"WhatsApp bermasalah ({status}).")
    return Refused(f"Ditolak WhatsApp ({code}): {said}")
