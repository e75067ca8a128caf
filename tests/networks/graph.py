"""WhatsApp Cloud API on the loopback: takes messages as Meta does, and makes the calls that Meta would make."""

import hashlib
import hmac
import json
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from balarea.networks.values import AccountKey

NUMBER, TOKEN, SECRET = "106540352242922", "EAAG-token", "rahasia-aplikasi"
SITI = "6281234567890"


class Graph:
    """`sent` are the messages it took; `fail` answers instead, once each: (status, error), error None for rubbish."""

    def __init__(self, server: HTTPServer) -> None:
        self.sent: list[dict[str, Any]] = []
        self.fail: list[tuple[int, dict[str, Any] | None]] = []
        options = {"app_secret": SECRET, "verify_token": "v-1", "templates": "lanjutan_aduan, aduan_selesai"}
        self.key = AccountKey(server.url_for("/v23.0"), NUMBER, TOKEN, tuple(sorted(options.items())))
        server.expect_request(f"/v23.0/{NUMBER}/messages", method="POST").respond_with_handler(self._messages)
        server.expect_request(f"/v23.0/{NUMBER}", method="GET").respond_with_handler(self._number)

    def _allowed(self, request: Request) -> Response | None:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return _error(401, {"code": 190, "message": "Invalid OAuth access token"})
        return None

    def _number(self, request: Request) -> Response:
        return self._allowed(request) or _json(
            {"id": NUMBER, "display_phone_number": "+62 22 1234567", "verified_name": "DBMPR"}
        )

    def _messages(self, request: Request) -> Response:
        if refused := self._allowed(request):
            return refused
        if self.fail:
            status, error = self.fail.pop(0)
            if error is not None:
                return _error(status, error)
            self.sent.append(json.loads(request.data))
            return Response("<html>upstream timeout", status)
        self.sent.append(json.loads(request.data))
        return _json({"messaging_product": "whatsapp", "messages": [{"id": f"wamid.OUT{len(self.sent)}"}]})


def _json(value: object) -> Response:
    return Response(json.dumps(value), content_type="application/json")


def _error(status: int, error: dict[str, Any]) -> Response:
    return Response(json.dumps({"error": error}), status, content_type="application/json")


def call(
    *, messages: list[dict[str, Any]] | None = None, statuses: list[dict[str, Any]] | None = None, number: str = NUMBER
) -> bytes:
    """The body of a call."""
    value: dict[str, Any] = {
        "messaging_product": "whatsapp", "metadata": {"display_phone_number": "62221234567", "phone_number_id": number},
    }  # fmt: skip
    if messages is not None:
        value |= {"contacts": [{"profile": {"name": "Siti"}, "wa_id": SITI}], "messages": messages}
    if statuses is not None:
        value |= {"statuses": statuses}
    entry = {"id": "1", "changes": [{"field": "messages", "value": value}]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def message(name: str, text: str, at: int, **more: Any) -> dict[str, Any]:
    """A message of Siti's."""
    return {"from": SITI, "id": f"wamid.{name}", "timestamp": str(at), "type": "text", "text": {"body": text}} | more


def status(name: str, what: str, at: int, **more: Any) -> dict[str, Any]:
    """News of a message of ours to her."""
    return {"id": f"wamid.{name}", "status": what, "timestamp": str(at), "recipient_id": SITI} | more


def signature(body: bytes, secret: str = SECRET) -> str:
    """How Meta signs a call."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
