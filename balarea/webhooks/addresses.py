"""Which addresses may be called: an administrator's typing must not make this server call its own neighbours. Pure."""

from urllib.parse import SplitResult, urlsplit

from balarea.core.addresses import is_public
from balarea.core.errors import BalareaError

LONGEST = 500


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
