"""Reads of files."""

from balarea.core.errors import NotFound
from balarea.files import blobs
from balarea.files.models import File, Upload
from balarea.files.uploads import upload
from balarea.registry.sealing import unseal_bytes

__all__ = ["File", "Upload", "file", "original", "shown", "upload"]


def file(token: str) -> File:
    """The file of a token; NotFound also for one that was erased."""
    found = File.objects.filter(token=token, erased_at__isnull=True).first()
    if found is None:
        raise NotFound("Berkas ini sudah tidak disimpan.")
    return found


def shown(found: File, *, small: bool = False) -> tuple[str, bytes]:
    """Content type and bytes of the copy that may be shown; `small`: the little picture, where there is one."""
    if small and found.small:
        return "image/jpeg", blobs.read(found.small)
    return found.content_type, blobs.read(found.shown)


def original(found: File) -> bytes:
    """The file as it was uploaded: only for who has just put the look on record."""
    return unseal_bytes(blobs.read(found.original))
