"""One POST to an endpoint, on httpcore: no redirects, no proxies of the environment, and one time limit for all of it.

The name is resolved here and the connection goes to exactly the address that was looked at, so that a name cannot answer with
an open address when it is checked and with an inner one when it is called (DNS rebinding)."""

import socket
import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import httpcore

from balarea.core.addresses import is_public

SECONDS = 10.0
KEPT = 500  # characters of an answer
_READ = 4 * KEPT  # bytes: no character needs more than four


class Unreachable(Exception):
    """There was no answer; the message says why, in Indonesian, and holds nothing secret."""


@dataclass(frozen=True)
class Answer:
    """What the other side said: status, the beginning of the body, and the seconds of a Retry-After (0 without one)."""

    status: int
    text: str
    after: float = 0


def post(url: str, body: bytes, headers: Mapping[bytes | str, bytes | str], *, private: bool) -> Answer:
    """Send a body; Unreachable when no answer came within SECONDS, or when the address may not be called."""
    end = time.monotonic() + SECONDS
    ways: Any = dict.fromkeys(("connect", "read", "write", "pool"), SECONDS)
    try:
        with (
            httpcore.ConnectionPool(network_backend=_Guarded(end, private)) as pool,
            pool.stream("POST", url, headers=headers, content=body, extensions={"timeout": ways}) as answer,
        ):
            return Answer(answer.status, _beginning(answer), _after(answer))
    except httpcore.TimeoutException:
        raise Unreachable(f"Tidak menjawab dalam {SECONDS:.0f} detik.") from None
    except socket.gaierror:
        raise Unreachable("Nama servernya tidak ditemukan.") from None
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError, ValueError) as error:
        raise Unreachable(f"Tidak tersambung: {str(error)[:200] or type(error).__name__}") from None


def _beginning(answer: httpcore.Response) -> str:
    read = b""
    for part in answer.iter_stream():
        read += part
        if len(read) >= _READ:
            break
    return read[:_READ].decode("utf8", "replace").replace("\0", "�")[:KEPT]


def _after(answer: httpcore.Response) -> float:
    value = next((value for name, value in answer.headers if name.lower() == b"retry-after"), b"")
    return float(value) if value.isdigit() and len(value) < 10 else 0


class _Guarded(httpcore.NetworkBackend):
    """Connects to open addresses only, until `end` on the monotonic clock."""

    def __init__(self, end: float, private: bool) -> None:
        self._end, self._private, self._plain = end, private, httpcore.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(row[4][0]) for row in found))
        if not self._private and not all(is_public(address) for address in addresses):
            raise Unreachable("Nama itu menunjuk ke jaringan dalam; tidak dipanggil.")
        for number, address in enumerate(addresses, 1):
            try:
                return _Timed(self._plain.connect_tcp(address, port, self._left()), self._end)
            except httpcore.ConnectError:
                if number == len(addresses):
                    raise
        raise Unreachable("Nama servernya tidak ditemukan.")

    def _left(self) -> float:
        return _left(self._end)


class _Timed(httpcore.NetworkStream):
    """A connection that ends when the time of the whole call is over, however slowly the other side drips."""

    def __init__(self, stream: httpcore.NetworkStream, end: float) -> None:
        self._stream, self._end = stream, end

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._end))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._end))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, _left(self._end)), self._end)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(end: float) -> float:
    """Seconds that are left; httpcore.ReadTimeout when none are."""
    left = end - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return left
