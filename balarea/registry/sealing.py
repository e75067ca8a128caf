"""Secrets at rest: XSalsa20-Poly1305 of PyNaCl under a key derived from BALAREA_SECRET_KEY; and keyed hashes of authors."""

import hashlib

from django.conf import settings
from django.utils.crypto import salted_hmac
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from balarea.core.errors import BalareaError

PSEUDONYM = "~"  # what every pseudonym begins with, and no id of a network


def pseudonym(network: str, author_id: str) -> str:
    """What stands for an author once he is to be nobody: the same for the same person on a network, and without the key
    not to be found out. A pseudonym stays itself."""
    if author_id.startswith(PSEUDONYM):
        return author_id
    return PSEUDONYM + salted_hmac("balarea.author", f"{network}\n{author_id}", algorithm="sha256").hexdigest()[:24]


def _box() -> SecretBox:
    return SecretBox(hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"balarea-seal").digest())


def seal(secret: str) -> bytes:
    """The secret as it may be stored."""
    return seal_bytes(secret.encode("utf8"))


def unseal(sealed: bytes) -> str:
    """The secret; BalareaError when the key is another than the one that sealed it."""
    return unseal_bytes(sealed).decode("utf8")


def seal_bytes(secret: bytes) -> bytes:
    """As `seal`, of bytes: a file."""
    return bytes(_box().encrypt(secret))


def unseal_bytes(sealed: bytes) -> bytes:
    """As `unseal`, of bytes."""
    try:
        return _box().decrypt(bytes(sealed))
    except CryptoError:
        raise BalareaError(
            "The stored secret cannot be opened: BALAREA_SECRET_KEY is not the one it was sealed with."
        ) from None
