"""The link in a page by which a person takes the emergency on: it names one notice, is signed, and ends after a day."""

from datetime import timedelta

from django.conf import settings
from django.core import signing

from balarea.core.errors import NotFound

VALID = timedelta(hours=24)  # three times the clock of an emergency
PATH = "/terima/{token}/"
_SALT = "balarea.notices.accept"


def link(notice_id: int) -> str:
    """The address of the page with the button."""
    return home() + PATH.format(token=_signer().sign(str(notice_id)))


def home() -> str:
    """The address of the product, without a slash at the end."""
    return str(settings.BALAREA_PUBLIC_URL).rstrip("/")


def notice_of(token: str) -> int:
    """The notice that a link names; NotFound when it was altered or has ended."""
    try:
        return int(_signer().unsign(token, max_age=VALID))
    except signing.SignatureExpired:
        raise NotFound("Tautan ini sudah kedaluwarsa. Buka kasusnya di meja aduan.") from None
    except (signing.BadSignature, ValueError):
        raise NotFound("Tautan ini tidak lengkap. Buka lagi dari pesan yang Anda terima.") from None


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=_SALT, sep=".")
