"""Reading addresses that a person typed, without letting them lead into our own house.

The name is looked up once, every address it has must lie in the open internet, and the connection goes to that very address:
a name that answers differently the second time finds nothing. Each redirection is checked in the same way."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx

from balarea.core.addresses import is_public
from balarea.networks.errors import Refused, Retry

SECONDS = 20.0
LARGEST = 8 * 2**20  # bytes of an answer
HOPS = 5
_MOVED = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Read:
    """An answer: its status, headers (names in lower case) and bytes, and the address that gave it."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


def get(url: str, headers: Mapping[str, str], *, nearby: bool = False) -> Read:
    """The bytes behind an address. `nearby` allows addresses of our own house. Raises Refused for an address that may not be
    read, Retry when the server does not answer."""
    for _ in range(HOPS + 1):
        parts = _split(url)
        answer = _ask(parts, _place(parts, nearby), headers)
        target = answer.headers.get("location", "")
        if answer.status not in _MOVED or not target:
            return answer
        url = urljoin(url, target)
    raise Refused("Alamat itu terlalu sering mengalihkan.")


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url.strip())
        if parts.scheme in {"http", "https"} and parts.hostname and (parts.port or 1) > 0 and not parts.username:
            return parts
    except ValueError:
        pass
    raise Refused("Alamat harus diawali http:// atau https:// dan memuat nama server.")


def _place(parts: SplitResult, nearby: bool) -> str:
    """The address to connect to."""
    host = parts.hostname or ""
    try:
        found = socket.getaddrinfo(host, parts.port or parts.scheme, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Retry(f"Server {host} tidak ditemukan; periksa ejaannya.") from None
    places = [str(each[4][0]) for each in found]
    if not nearby and not all(is_public(place) for place in places):
        raise Refused(f"Server {host} berada di jaringan dalam; alamat itu tidak boleh dibaca (BALAREA_PRIVATE_FEEDS).")
    return places[0]


def _ask(parts: SplitResult, place: str, headers: Mapping[str, str]) -> Read:
    host = parts.hostname or ""
    literal = f"[{place}]" if ":" in place else place
    port = f":{parts.port}" if parts.port else ""
    url = parts._replace(netloc=f"{literal}{port}", fragment="").geturl()
    sent = {"Host": f"[{host}]{port}" if ":" in host else f"{host}{port}", "Accept-Encoding": "identity", **headers}
    try:
        with (
            httpx.Client(timeout=SECONDS, trust_env=False, follow_redirects=False) as client,
            client.stream("GET", url, headers=sent, extensions={"sni_hostname": host}) as answer,
        ):
            body = b""
            for chunk in answer.iter_raw():
                body += chunk
                if len(body) > LARGEST:
                    raise Refused(f"Jawaban {host} terlalu besar.")
            found = {name.lower(): value for name, value in answer.headers.items()}
            return Read(answer.status_code, found, body, parts.geturl())
    except (httpx.InvalidURL, httpx.LocalProtocolError, httpx.UnsupportedProtocol):
        raise Refused("Alamat itu tidak terbaca.") from None
    except httpx.HTTPError:
        raise Retry(f"Server {host} tidak menjawab.") from None
