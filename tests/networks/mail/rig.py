"""A mail server of our own: pymap for what came in, aiosmtpd for what goes out, both on the loopback."""

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from imap_tools import MailBoxUnencrypted

from balarea.networks.values import AccountKey

USER, PASSWORD, ADDRESS = "demouser", "demopass", "dbmpr@jabarprov.test"


@dataclass
class Postman:
    """What the SMTP server does with a letter: keep it; then answer as told. `answers` are given before keeping."""

    letters: list[bytes] = field(default_factory=list)
    refuse: list[str] = field(default_factory=list)
    silent: int = 0

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("tiada"):
            return "550 5.1.1 tidak ada kotak surat itu"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refuse:
            return self.refuse.pop(0)
        assert isinstance(envelope.content, bytes)
        self.letters.append(envelope.content)
        if self.silent:
            self.silent -= 1
            assert server.transport is not None
            server.transport.close()  # it has the letter, and its answer gets lost
        return "250 OK"


@dataclass
class Post:
    """The whole post office of one account."""

    key: AccountKey
    postman: Postman
    imap: int

    @contextlib.contextmanager
    def box(self, folder: str = "INBOX") -> Iterator[MailBoxUnencrypted]:
        """The account's mailbox as a person sees it."""
        with MailBoxUnencrypted("127.0.0.1", self.imap).login(USER, PASSWORD, initial_folder=folder) as box:
            yield box

    def put(self, raw: bytes | str, folder: str = "INBOX") -> None:
        """A letter arrives."""
        with self.box() as box:
            box.append(raw.encode() if isinstance(raw, str) else raw, folder)

    def sent(self) -> list[Message]:
        """The letters that went out."""
        return [message_from_bytes(each) for each in self.postman.letters]

    def empty(self) -> None:
        """Throw everything away."""
        with self.box() as box:
            for folder in ("INBOX", "Sent"):
                if box.folder.exists(folder):
                    box.folder.set(folder)
                    if uids := box.uids():
                        box.delete(uids)
            if not box.folder.exists("Sent"):
                box.folder.create("Sent")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answering(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Wait until the server takes connections, half a minute at most."""
    end = time.monotonic() + 30
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError("pymap did not start")


@pytest.fixture(scope="session")
def imap_port() -> Iterator[int]:
    """The port of a running IMAP server."""
    port = free_port()
    program = [str(Path(sys.executable).with_name("pymap")), "--host", "127.0.0.1", "--port", str(port), "--no-tls",
               "dict", "--demo-data"]  # fmt: skip
    process = subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        answering(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def post_office(imap_port: int) -> Iterator[Post]:
    """An empty mailbox with its two servers."""
    postman, smtp = Postman(), free_port()
    controller = Controller(postman, hostname="127.0.0.1", port=smtp)
    controller.start()
    key = AccountKey(
        f"imap://127.0.0.1:{imap_port}", ADDRESS, PASSWORD,
        (("login", USER), ("name", "Dinas Bina Marga"), ("plus", "ya"), ("smtp", f"smtp://127.0.0.1:{smtp}")),
    )  # fmt: skip
    office = Post(key, postman, imap_port)
    office.empty()
    yield office
    controller.stop()
