"""What became of one sending, in words. Apprise answers yes or no and writes the reason into its log: that is listened to,
turned into a sentence without any address, and goes no further (`LOGGING` in the settings keeps it off stderr)."""

import logging
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_CODE = re.compile(r"(?:error=|error[ :]+|code[=: ]+|exception: \()(\d{3})\b", re.IGNORECASE)
_FINAL = frozenset({400, 401, 403, 404, 405, 410, 501, 535, 550, 551, 553})  # trying again would change nothing
_WORDS = {
    400: "alamat atau isinya ditolak", 401: "kunci atau sandinya ditolak", 403: "tidak diizinkan", 404: "tujuan tidak ada",
    405: "alamat itu tidak menerima pesan", 410: "tujuan sudah dihapus", 429: "terlalu banyak pesan",
    535: "kunci atau sandinya ditolak", 550: "alamat surel tidak dikenal", 551: "alamat surel tidak dikenal",
    553: "alamat surel ditolak",
}  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """`error` is empty when it was sent; `final`: it need not be tried again."""

    error: str = ""
    final: bool = False


class _Listener(logging.Handler):
    """Keeps what is logged on a thread that listens."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.heard = threading.local()

    def emit(self, record: logging.LogRecord) -> None:
        lines = getattr(self.heard, "lines", None)
        if lines is not None:
            lines.append(record.getMessage())


_LISTENER = _Listener()
_LOGGER = logging.getLogger("apprise")


@contextmanager
def listening() -> Iterator[list[str]]:
    """What Apprise says on this thread meanwhile."""
    if _LISTENER not in _LOGGER.handlers:
        _LOGGER.addHandler(_LISTENER)
        _LOGGER.setLevel(logging.DEBUG)
    lines: list[str] = []
    _LISTENER.heard.lines = lines
    try:
        yield lines
    finally:
        _LISTENER.heard.lines = None


def failure(heard: list[str]) -> Outcome:
    """The reason in what was heard."""
    codes = [int(match[1]) for line in heard for match in _CODE.finditer(line)]
    for code in codes:
        if code in _WORDS:
            return Outcome(f"{_WORDS[code]} ({code})", code in _FINAL)
    if codes:
        return Outcome(f"server penerima bermasalah ({codes[0]})")
    if any("connection" in line.lower() or "socket" in line.lower() for line in heard):
        return Outcome("server penerima tidak dapat dihubungi")
    return Outcome("pesan tidak diterima")
