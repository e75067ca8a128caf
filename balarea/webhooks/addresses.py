"""Which addresses may be called: an administrator's typing must not make this server call its own neighbours. Pure."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from balarea.core.errors import BalareaError

LONGEST = 500
_HOLDING_IPV4 = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))  # NAT64, and the old compatible form


def checked(typed: str, *, private: bool) -> str:
    """The address as it is kept; BalareaError says what is wrong with it. `private` lets http and inner addresses through."""
    address = typed.strip()
    try:
        parts = urlsplit(address)
        _port = parts.port
    except ValueError:
        raise BalareaError("Alamat itu tidak terbaca; tulis seperti https://contoh.go.id/webhook.") from None
    if not address or len(address) > LONGEST or not address.isascii() or not address.isprintable() or " " in address:
        raise BalareaError(f"Tulis alamat dengan huruf ASCII tanpa spasi, paling panjang {LONGEST} huruf.")
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        raise BalareaError("Alamat harus diawali https://, supaya isinya tidak terbaca di jalan.")
    if not parts.hostname or parts.username is not None or parts.password is not None or parts.fragment:
        raise BalareaError("Alamat tidak boleh memuat nama pengguna, kata sandi, atau tanda #.")
    if not private and not _literal_is_public(parts):
        raise BalareaError("Alamat itu berada di jaringan dalam; pakai alamat yang terbuka dari internet.")
    return address


def _literal_is_public(parts: SplitResult) -> bool:
    try:
        return is_public(parts.hostname or "")
    except ValueError:  # a name: what it stands for is looked at when it is called
        return (parts.hostname or "").rstrip(".").lower() != "localhost"


def is_public(address: str) -> bool:
    """Whether an IP address lies in the open internet, also the one that it holds inside (mapped, 6to4, Teredo, NAT64);
    ValueError when it is no IP address."""
    ip = ip_address(address.partition("%")[0])
    if not ip.is_global or ip.is_multicast:
        return False
    return isinstance(ip, IPv4Address) or all(is_public(str(inner)) for inner in _inside(ip))


def _inside(ip: IPv6Address) -> list[IPv4Address]:
    found = [inner for inner in (ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())) if inner is not None]
    if any(ip in each for each in _HOLDING_IPV4):
        found.append(IPv4Address(int(ip) & 0xFFFFFFFF))
    return found
