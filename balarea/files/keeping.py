"""Keeping files, and letting go of them.

Bytes come before rows and go after them: a process that is killed leaves bytes that no row names, which the sweep removes.
Whoever writes or removes bytes of an address holds its lock until he commits, so that a file which is kept at the moment
in which an equal one is erased keeps its bytes."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac

from balarea.audit import services as audit
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict
from balarea.files import blobs
from balarea.files.content import read
from balarea.files.models import File
from balarea.people.queries import Actor, name_of
from balarea.registry.sealing import seal_bytes

UNCLAIMED = timedelta(days=2)  # a form that nobody sent
GRACE = timedelta(hours=1)  # bytes younger than this may still get their row


@dataclass(frozen=True)
class Taken:
    """When and where a photo was taken, as the taker's device says; latitude and longitude both or neither."""

    at: datetime | None = None
    lat: float | None = None
    lon: float | None = None


def hashed(purpose: str, value: str) -> str:
    """A keyed hash of a basket or a sender: the value itself is not stored."""
    return salted_hmac(f"balarea.files.{purpose}", value, algorithm="sha256").hexdigest()


def keep(
    data: bytes, *, by: Actor, basket: str = "", part: str = "", photos_only: bool = False, taken: Taken | None = None
) -> File:
    """Keep a file: the original sealed, and clean copies of it. It belongs to a basket until it is claimed.

    BalareaError for what is empty, too large, broken, or neither a photo nor a PDF."""
    if not data:
        raise BalareaError("Berkas kosong. Pilih berkas lain.")
    if len(data) > most_bytes():
        raise BalareaError(f"Berkas terlalu besar ({len(data) / 1e6:.1f} MB). Paling besar {most_bytes() // 10**6} MB.")
    content, taken = read(data, photos_only=photos_only), taken or Taken()
    sealed = seal_bytes(data)
    with transaction.atomic():
        original, shown, small = _put(sealed, content.clean, content.small)
        file = File.objects.create(
            token=secrets.token_hex(16), kind=content.kind, content_type=content.content_type, size=len(data),
            width=content.width, height=content.height, removed=list(content.removed), original=original, shown=shown,
            small=small, basket=hashed("basket", basket) if basket else "", part=part, kept_by=name_of(by),
            taken_at=taken.at, lat=taken.lat, lon=taken.lon,
        )  # fmt: skip
        after = {"kind": file.kind, "size": file.size, "removed": file.removed}
        audit.record("keep_file", "file", file.token, by=by, after=after)
    return file


def most_bytes() -> int:
    """The most bytes of one file."""
    return int(settings.BALAREA_UPLOAD_MB) * 10**6


def claim(files: Sequence[File]) -> None:
    """Within the caller's transaction: these belong to something now, and are no longer swept. Again changes nothing.
    Conflict when one was swept or erased meanwhile."""
    ids = {file.pk for file in files}
    held = File.objects.select_for_update().filter(pk__in=ids, erased_at__isnull=True)
    if len(held) != len(ids):
        raise Conflict("Berkas yang diunggah sudah tidak ada. Unggah sekali lagi.")
    held.filter(claimed_at__isnull=True).update(claimed_at=now(), basket="")


@transaction.atomic
def erase(files: Iterable[File], *, by: Actor) -> int:
    """Remove the bytes of files for ever, originals too; the rows stay, so that what they belonged to can say so."""
    held = File.objects.select_for_update().filter(pk__in=[file.pk for file in files], erased_at__isnull=True)
    gone: set[str] = set()
    for file in held:
        gone |= {file.original, file.shown, file.small}
        file.original = file.shown = file.small = ""
        file.taken_at = file.lat = file.lon = None
        file.erased_at, file.erased_by = now(), name_of(by)
        file.save()
        audit.record("erase_file", "file", file.token, by=by, after={"kind": file.kind, "size": file.size})
    transaction.on_commit(lambda: _drop(gone - {""}))
    return len(held)


def sweep(*, by: Actor) -> int:
    """Remove files that belong to nothing, and bytes that belong to no file; how many files and bytes' addresses."""
    with transaction.atomic():
        old = File.objects.select_for_update(skip_locked=True).filter(
            claimed_at__isnull=True, kept_at__lte=now() - UNCLAIMED
        )
        swept = [file.pk for file in old]
        if swept:
            File.objects.filter(pk__in=swept).delete()
            audit.record("sweep_files", "file", "", by=by, after={"files": len(swept)})
    blobs.drop_drafts(UNCLAIMED)
    return len(swept) + sum(_drop([address]) for address in blobs.held(GRACE))


def _put(*contents: bytes) -> list[str]:
    """Addresses of bytes that were written, "" for none; locked in one order, so that two who write the same two pass."""
    _lock({blobs.address_of(each) for each in contents if each})
    return [blobs.put(each) if each else "" for each in contents]


def _drop(addresses: Iterable[str]) -> int:
    """Remove the bytes of addresses that no row names; how many."""
    dropped = 0
    for address in sorted(addresses):
        with transaction.atomic():
            _lock({address})
            if not File.objects.filter(Q(original=address) | Q(shown=address) | Q(small=address)).exists():
                blobs.remove(address)
                dropped += 1
    return dropped


def _lock(addresses: set[str]) -> None:
    with connection.cursor() as cursor:
        for address in sorted(addresses):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(address[:15], 16)])
