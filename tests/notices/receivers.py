"""Real receivers on the loopback: a mail server, and an HTTP server that takes webhooks and speaks Telegram's shape."""

import json
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Mail:
    """A mail server that keeps what it gets, or refuses every recipient."""

    def __init__(self) -> None:
        self.got: list[tuple[list[str], str, str]] = []
        self.refuses = False

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        if self.refuses:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        message = message_from_bytes(envelope.content or b"", policy=policy.default)  # type: ignore[arg-type]
        body = message.get_body(("plain", "html"))
        self.got.append((list(envelope.rcpt_tos), str(message["Subject"]), body.get_content() if body else ""))
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[tuple[Mail, str]]:
    """The server, and what BALAREA_MAIL would be for it."""
    mail = Mail()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(mail, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield mail, f"mailto://127.0.0.1:{port}?from=balarea@jabarprov.go.id"
    finally:
        controller.stop()


class Hook(ThreadingHTTPServer):
    """Takes POSTs: `answers` are the next status codes (then 200), `silent` lets a request hang until `release` is set."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[tuple[str, dict[str, Any]]] = []
        self.answers: list[int] = []
        self.silent = False
        self.change = threading.Condition()
        self.release = threading.Event()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    def wait_for(self, met: Callable[[], bool]) -> bool:
        """Wait until something about what arrived is so; False when it is not within a minute."""
        with self.change:
            return self.change.wait_for(met, 60)

    def texts(self) -> list[str]:
        return [f"{body.get('title', '')}\n{body.get('message', body.get('text', ''))}" for _, body in self.got]


class _Handler(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        with self.server.change:
            self.server.got.append((self.path, json.loads(raw)))
            self.server.change.notify_all()
        if self.server.silent:
            self.server.release.wait(60)
            return
        self.send_response(self.server.answers.pop(0) if self.server.answers else 200)
        self.end_headers()
        self.wfile.write(b'{"ok": true, "result": {}}')

    def log_message(self, *args: object) -> None:
        """Nothing on stderr."""


@contextmanager
def web_server() -> Iterator[Hook]:
    hook = Hook()
    thread = threading.Thread(target=hook.serve_forever, daemon=True)
    thread.start()
    try:
        yield hook
    finally:
        hook.release.set()
        hook.shutdown()
        hook.server_close()
        thread.join()


def code_in(text: str) -> str:
    """The code of a test message."""
    found = re.search(r"\b(\d{6})\b", text)
    assert found, text
    return found[1]


def link_in(text: str) -> str:
    """The path of the link in a page."""
    found = re.search(r"/terima/[\w.:-]+/", text)
    assert found, text
    return found[0]
