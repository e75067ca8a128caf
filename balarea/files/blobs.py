"""Bytes on disk under BALAREA_FILES_DIR, each under the hash of what it holds; no database.

Written aside, synced and renamed: a name that is there holds all of its bytes, also after a power cut."""

import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from balarea.core.errors import NotFound

_ADDRESS = re.compile(r"[0-9a-f]{64}")


def address_of(data: bytes) -> str:
    """The name under which bytes lie: 64 hexadecimal digits of SHA-256."""
    return hashlib.sha256(data).hexdigest()


def put(data: bytes) -> str:
    """Write bytes, and give their address; the same bytes again are written again, which changes nothing."""
    address = address_of(data)
    target = _path(address)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder("drafts") / f"{address}.{secrets.token_hex(4)}"
    with draft.open("xb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(target)
    sync(target.parent)
    return address


def read(address: str) -> bytes:
    """The bytes of an address; NotFound when they were removed."""
    try:
        return _path(address).read_bytes()
    except FileNotFoundError:
        raise NotFound("Berkas ini sudah tidak disimpan.") from None


def remove(address: str) -> None:
    """Take bytes away, if they are there."""
    _path(address).unlink(missing_ok=True)


def held(older_than: timedelta) -> Iterator[str]:
    """Addresses of all that lies there for so long."""
    for path in sorted(folder("blobs").glob("??/*")):
        if _ADDRESS.fullmatch(path.name) and _old(path, older_than):
            yield path.name


def drop_drafts(older_than: timedelta) -> int:
    """Remove drafts that a killed process left behind; how many."""
    left = [path for path in folder("drafts").iterdir() if _old(path, older_than)]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def folder(name: str) -> Path:
    """A folder of the store, made when it is absent, for the user of this process alone."""
    found = Path(settings.BALAREA_FILES_DIR) / name
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def sync(directory: Path) -> None:
    """Make the names in a folder last."""
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _old(path: Path, age: timedelta) -> bool:
    try:
        return path.stat().st_mtime <= time.time() - age.total_seconds()
    except FileNotFoundError:  # another sweeper was faster
        return False


def _path(address: str) -> Path:
    if not _ADDRESS.fullmatch(address):
        raise NotFound("Berkas ini sudah tidak disimpan.")
    return folder("blobs") / address[:2] / address
