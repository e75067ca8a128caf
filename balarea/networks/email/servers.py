"""Addresses of mail servers as they are typed: imaps://host:993, smtp://host:587."""

import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

from balarea.networks.errors import Refused

PORTS = {"imaps": 993, "imap": 143, "smtps": 465, "smtp": 587}
HERE = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class Place:
    """A mail server. `tls`: encrypted from the first byte, or by STARTTLS; only on this very machine neither is needed."""

    host: str
    port: int
    tls: bool
    starttls: bool


def place(typed: str, kind: str) -> Place:
    """The server behind a typed address of a kind (imap or smtp); Refused says how to write it."""
    try:
        parts = urlsplit(typed.strip() if "://" in typed else f"{kind}s://{typed.strip()}")
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), 0
    if parts.scheme not in {kind, f"{kind}s"} or not parts.hostname or port == 0:
        raise Refused(
            f"Alamat server {typed!r} tidak terbaca; tulis misalnya {kind}s://mail.contoh.go.id:{PORTS[f'{kind}s']}."
        )
    tls = parts.scheme.endswith("s")
    return Place(parts.hostname, port or PORTS[parts.scheme], tls, not tls and parts.hostname not in HERE)


def context() -> ssl.SSLContext:
    """What every encrypted connection demands: a certificate of that host by a known authority."""
    return ssl.create_default_context()
