"""A house with a case, and another system that listens on the loopback."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pytest_django import Settings
from standardwebhooks.webhooks import Webhook

from balarea.cases.models import Case
from balarea.core.clock import now
from balarea.registry import services as registry
from balarea.webhooks import services
from balarea.webhooks.models import Call, Endpoint
from balarea.webhooks.queries import EVENTS

BY = "test"


@dataclass
class Said:
    """One request that the listener got."""

    headers: dict[str, str]
    body: bytes
    path: str


@dataclass
class Listener:
    """Another system: what it got, and what it answers, one plan a request (200 when there is none left)."""

    url: str = ""
    got: list[Said] = field(default_factory=list)
    plan: list[tuple[int, dict[str, str], str]] = field(default_factory=list)
    held: threading.Event = field(default_factory=threading.Event)
    arrived: threading.Event = field(default_factory=threading.Event)

    def answer(self, status: int, text: str = "", **headers: str) -> None:
        self.plan.append((status, {name.replace("_", "-"): value for name, value in headers.items()}, text))

    def kinds(self, secret: str) -> list[str]:
        """The types of what came, each proved with the secret by the reference library."""
        return [Webhook(secret).verify(said.body, said.headers)["type"] for said in self.got]


@pytest.fixture
def listener() -> Iterator[Listener]:
    listening = Listener()
    listening.held.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            listening.got.append(Said({name.lower(): value for name, value in self.headers.items()}, body, self.path))
            listening.arrived.set()
            listening.held.wait(30)
            status, headers, text = listening.plan.pop(0) if listening.plan else (200, {}, "ok")
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield listening
    listening.held.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def private(settings: Settings) -> None:
    settings.BALAREA_WEBHOOK_PRIVATE = True
    settings.BALAREA_PUBLIC_URL = "https://aduan.contoh.test/"


def hook(listener: Listener, *events: str, agency: str = "") -> tuple[Endpoint, str]:
    """An endpoint of the listener, told of all kinds unless some are named."""
    return services.make_endpoint("Kota Bandung", listener.url, events or EVENTS, agency=agency, by=BY)


def due_now() -> None:
    """As if every wait were over."""
    past = now() - timedelta(seconds=1)
    Call.objects.filter(state="queued").update(due_at=past)
    Endpoint.objects.update(resume_at=None)


@pytest.fixture
def case(db: None) -> Case:
    return make_case()


def make_case(agency: str = "dbmpr", number: int = 1) -> Case:
    """An open case of an agency, made without its event."""
    registry.save_agency(agency, f"Dinas {agency}", "dinas", by=BY)
    registry.save_agency("dinkes", "Dinas Kesehatan", "dinas", by=BY)
    return Case.objects.create(
        reference=f"JB-2222-{2222 + number}", agency_id=agency, network="report", root_external_id=f"r{number}",
        citizen_external_id="warga", citizen_handle="siti.rahayu", text="Jalan rusak, hubungi Siti", topic="roads",
        area_code="32.73", urgency="normal", state="open", opened_at=now(), due_at=now() + timedelta(days=3),
    )  # fmt: skip
