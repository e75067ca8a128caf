"""Addresses as people type them: read, refused where they could do harm, and opened for sending.

An address decides whom our server calls. So only the schemes of `schemes.toml` are taken, with the options named there, and a
server of the writer's choice must be a public one, or one that BALAREA_NOTICE_HOSTS names: else an address could reach
what lies behind the firewall (SSRF). The name is resolved before each sending; between that and Apprise's own look-up a
hostile name server could still answer otherwise, which is why plain schemes and redirects are refused too."""

import re
import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from apprise import Apprise, AppriseAsset
from apprise.plugins import url_to_dict
from apprise.plugins.base import NotifyBase
from django.conf import settings

from balarea.core.addresses import is_public
from balarea.core.errors import BalareaError
from balarea.notices.schemes import Scheme, schemes

MAIL = "mail"
LONGEST = 1000
SECONDS = 5.0  # for one step of a conversation with a server
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]+@(?:[a-z0-9-]+\.)+[a-z]{2,}", re.IGNORECASE)
_ASSET = AppriseAsset(
    app_id="Balarea", app_desc="Balarea", app_url="", async_mode=False, http_redirects=False, secure_logging=True,
    allow_templates=False, image_path_mask=False,
)  # fmt: skip


@dataclass(frozen=True)
class Address:
    """What was typed, read: never shown or logged except as `hint`."""

    typed: str
    scheme: Scheme
    hint: str


def read(typed: str) -> Address:
    """The address that was typed; BalareaError says what is wrong with it, without repeating it."""
    text = typed.replace("\0", "").strip()
    if not text or len(text) > LONGEST:
        raise BalareaError("Tulis alamat surel, atau alamat Apprise seperti tgram://… atau jsons://….")
    if _EMAIL.fullmatch(text):
        return Address(text, schemes()[MAIL], _email_hint(text))
    match = _SCHEME.match(text)
    scheme = schemes().get(match[1].lower()) if match else None
    if scheme is None or scheme.name == MAIL:
        known = ", ".join(f"{name}://" for name in schemes() if name != MAIL)
        raise BalareaError(f"Jalur itu tidak diizinkan. Tulis alamat surel, atau salah satu dari {known}.")
    return Address(text, scheme, _hint(_opened(text, scheme), scheme))


def opened(typed: str) -> NotifyBase:
    """What sends to an address that was read before, once its server is found to be one that may be called.

    BalareaError when it may not, or when the province's mail server is not set."""
    address = read(typed)
    if address.scheme.name == MAIL:
        if not settings.BALAREA_MAIL:
            raise BalareaError("Server surel belum diatur: minta administrator mengisi BALAREA_MAIL.")
        joint = "&" if "?" in settings.BALAREA_MAIL else "?"
        found = _instance(f"{settings.BALAREA_MAIL}{joint}to={quote(address.typed, safe='')}")
    else:
        found = _opened(address.typed, address.scheme)
        for host in _hosts(found) if address.scheme.host_in_address else ():
            _must_be_public(host)
    found.socket_connect_timeout = found.socket_read_timeout = SECONDS
    return found


def _opened(text: str, scheme: Scheme) -> NotifyBase:
    """Apprise's own reading of the address decides, so that no second reader can be led astray."""
    parts: dict[str, Any] | None = url_to_dict(text, secure_logging=True)  # type: ignore[no-untyped-call]
    if not parts or parts.get("schema") != scheme.name:
        raise BalareaError(f"Alamat {scheme.name}:// itu tidak lengkap atau salah tulis.")
    _only_known_options(parts, scheme)
    found = _instance(text)
    hosts = _hosts(found) if scheme.host_in_address else []
    if scheme.host_in_address and not hosts:
        raise BalareaError(f"Alamat {scheme.name}:// itu tidak menyebut servernya.")
    unprotected = scheme.plain or getattr(found, "secure_mode", "") == "insecure"
    if unprotected and not set(hosts) <= own_hosts():
        raise BalareaError(
            "Tanpa enkripsi hanya boleh ke server jaringan sendiri yang terdaftar (BALAREA_NOTICE_HOSTS). "
            "Pakai mailtos:// atau jsons://."
        )
    return found


def _only_known_options(parts: dict[str, Any], scheme: Scheme) -> None:
    for name in parts.get("qsd", {}):
        if name not in scheme.options and not name.startswith(scheme.prefixes or ("\0",)):
            raise BalareaError(f"Pilihan “{name}” tidak diizinkan pada alamat {scheme.name}://.")


def _instance(url: str) -> NotifyBase:
    found = Apprise.instantiate(url, asset=_ASSET)
    if found is None:
        raise BalareaError("Alamat itu tidak lengkap atau salah tulis.")
    return found


def _hosts(found: NotifyBase) -> list[str]:
    """The servers that would be called."""
    named = getattr(found, "smtp_host", None) or found.host
    return [named.strip("[]").lower()] if named else []


def own_hosts() -> set[str]:
    """Hosts of the own network that notices may be sent to."""
    return {host.strip().lower() for host in settings.BALAREA_NOTICE_HOSTS.split(",") if host.strip()}


def _must_be_public(host: str) -> None:
    if host in own_hosts():
        return
    try:
        found = {info[4][0] for info in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        raise BalareaError("Nama server itu tidak ditemukan.") from None
    if not all(is_public(str(each)) for each in found):
        raise BalareaError("Server itu berada di jaringan dalam dan tidak terdaftar (BALAREA_NOTICE_HOSTS).")


def _hint(found: NotifyBase, scheme: Scheme) -> str:
    """What may be shown: enough to tell two addresses apart, too little to use one."""
    targets = getattr(found, "targets", None) or []
    last = str(targets[0][-1] or targets[0][0]) if targets and isinstance(targets[0], tuple) else str(*targets[:1])
    if "@" in last:
        return _email_hint(last)
    if scheme.host_in_address:
        return str(found.host)[:100]
    return f"…{last[-3:]}" if len(last) > 4 else "…"


def _email_hint(address: str) -> str:
    name, _, host = address.partition("@")
    return f"{name[:1]}…@{host}"[:100]
