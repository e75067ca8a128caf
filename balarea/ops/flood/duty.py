"""The phones of those on duty: a receiver of webhooks on the loopback that notes when each emergency was paged."""

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from balarea.notices import services as notices
from balarea.ops.flood.product import BY
from balarea.registry import queries as registry

_REFERENCE = re.compile(r"JB-[0-9A-Z]{4}-[0-9A-Z]{4}")
_CODE = re.compile(r"Kode Anda: (\d{6})")
HOST = "127.0.0.1"


class Phones(ThreadingHTTPServer):
    """Takes messages by POST; `paged` are the moments (seconds since 1970) at which a case was first heard of."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__((HOST, 0), _Phone)
        self.paged: dict[str, float] = {}
        self.pages, self.code = 0, ""

    def heard(self, text: str) -> None:
        if code := _CODE.search(text):
            self.code = code[1]
        if "DARURAT" in text and (reference := _REFERENCE.search(text)):
            self.pages += 1
            self.paged.setdefault(reference[0], time.time())

    def give(self) -> None:
        """Let the administrators and the duty desk of every agency be reached here, each tested as a person does it."""
        address = f"json://{HOST}:{self.server_port}"
        self._reach(f"{address}/admin", person="admin")
        for agency in registry.agencies():
            self._reach(f"{address}/{agency.code}", agency=agency.code)

    def _reach(self, address: str, *, person: str = "", agency: str = "") -> None:
        way = notices.add_way(address, person=person, agency=agency, by=BY)
        notices.test_way(way.pk, by=BY)
        notices.verify_way(way.pk, self.code, by=BY)


class _Phone(BaseHTTPRequestHandler):
    server: Phones

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        said = json.loads(body)
        self.server.heard(f"{said.get('title', '')}\n{said.get('message', '')}")
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on the console."""


@contextmanager
def on_duty() -> Iterator[Phones]:
    """The phones, switched on."""
    phones = Phones()
    thread = threading.Thread(target=phones.serve_forever, daemon=True)
    thread.start()
    try:
        yield phones
    finally:
        phones.shutdown()
        phones.server_close()
        thread.join()
