"""Files that come in pieces, over connections that break: begun, enlarged from where it broke off, finished or expired.

Each piece is synced to disk before the new offset is committed, so that the offset never promises bytes that are not there;
a piece that comes twice is refused by its offset. Of two at once one waits for the row, and is refused then. A process that
is killed after the last piece leaves a whole upload, which the next look at it, or at its basket, finishes. These rows are
as short-lived as a session and write no record; the file that comes of it does."""

import os
import secrets
import tempfile
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.dateparse import parse_datetime

from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict, NotFound
from balarea.files import blobs
from balarea.files.keeping import Taken, hashed, keep, most_bytes
from balarea.files.models import File, Upload
from balarea.people.queries import Actor

LIFE = timedelta(days=2)
MOST_IN_BASKET = 12
IN_MEMORY = 1_000_000  # bytes of a piece before it goes to disk


class TooMany(BalareaError):
    """The same sender has begun too many uploads within an hour."""


def begin(
    basket: str, length: int, *, part: str = "", sender: str = "", photos_only: bool = True, most: int = MOST_IN_BASKET,
    taken: Taken | None = None,
) -> Upload:  # fmt: skip
    """Begin a file of so many bytes for a basket, which holds `most` of a part. BalareaError, TooMany."""
    if not 0 < length <= most_bytes():
        raise BalareaError(f"Berkas terlalu besar atau kosong. Paling besar {most_bytes() // 10**6} MB.")
    with transaction.atomic():
        name = hashed("basket", basket)
        held = Upload.objects.filter(basket=name, part=part, file__isnull=True, expires_at__gt=now()).count()
        held += File.objects.filter(basket=name, part=part, claimed_at__isnull=True).count()
        if held >= most:
            raise BalareaError(f"Paling banyak {most} berkas. Hapus salah satu dahulu.")
        _limit(sender)
        return Upload.objects.create(
            token=secrets.token_hex(16), basket=name, part=part, length=length, photos_only=photos_only,
            sender=hashed("sender", sender) if sender else "", taken=_written(taken), expires_at=now() + LIFE,
        )  # fmt: skip


def append(token: str, offset: int, pieces: Iterable[bytes], *, by: Actor) -> Upload:
    """Enlarge an upload from `offset` on by what comes; the last byte makes it a file.

    Whatever came before a connection broke is kept. Conflict when the offset is another; BalareaError when more comes than
    was announced (nothing of it is kept), or when the whole is no file that is taken (the upload is gone then)."""
    known = upload(token)
    _agree(known, offset)
    with tempfile.SpooledTemporaryFile(IN_MEMORY, dir=str(blobs.folder("incoming"))) as spool:
        came = 0
        for piece in pieces:
            came += len(piece)
            if offset + came > known.length:
                raise BalareaError("Lebih banyak data daripada yang diumumkan. Mulai unggahan baru.")
            spool.write(piece)
        spool.seek(0)
        with transaction.atomic():
            held = Upload.objects.select_for_update().filter(pk=known.pk).first()
            if held is None:
                raise NotFound("Unggahan ini tidak ada lagi. Unggah sekali lagi.")
            _agree(held, offset)
            _write(held.token, offset, spool)
            held.offset = offset + came
            held.save(update_fields=["offset"])
    return finish(held, by=by)


def _agree(held: Upload, offset: int) -> None:
    if held.offset != offset:
        raise Conflict(f"Unggahan sudah sampai byte {held.offset}, bukan {offset}.")


def finish(held: Upload, *, by: Actor) -> Upload:
    """Make a whole upload a file, once; one that is not whole stays as it is. A file that is not taken ends its upload."""
    if held.offset < held.length or held.file_id:
        return held
    refusal: BalareaError | None = None
    with transaction.atomic():
        locked = Upload.objects.select_for_update().get(pk=held.pk)
        if locked.file_id:
            return locked
        try:
            data = draft(locked.token).read_bytes()
            file = keep(data, by=by, part=locked.part, photos_only=locked.photos_only, taken=_taken(locked.taken))
        except BalareaError as error:
            refusal = error
            locked.delete()
        else:
            File.objects.filter(pk=file.pk).update(basket=locked.basket)
            locked.file = file
            locked.save(update_fields=["file"])
    draft(held.token).unlink(missing_ok=True)
    if refusal:
        raise refusal
    return locked


def abandon(token: str) -> None:
    """Take an upload back, and the file that came of it, unless that belongs to something already."""
    with transaction.atomic():
        held = Upload.objects.select_for_update().filter(token=token).first()
        if held is None:
            raise NotFound("Unggahan ini tidak ada.")
        if held.file_id:
            if not File.objects.filter(pk=held.file_id, claimed_at__isnull=True).delete()[0]:
                raise Conflict("Berkas ini sudah terkirim.")
        else:
            held.delete()
    draft(token).unlink(missing_ok=True)


def collect(basket: str, *, by: Actor) -> list[File]:
    """The files of a basket that belong to nothing yet, in order; whole uploads among them are finished first."""
    name = hashed("basket", basket)
    for each in Upload.objects.filter(basket=name, file__isnull=True):
        finish(each, by=by)
    return list(File.objects.filter(basket=name, claimed_at__isnull=True, erased_at__isnull=True))


def upload(token: str) -> Upload:
    """An upload that has not expired; NotFound."""
    found = Upload.objects.filter(token=token, expires_at__gt=now()).first()
    if found is None:
        raise NotFound("Unggahan ini tidak ada lagi. Unggah sekali lagi.")
    return found


def expire() -> int:
    """Remove uploads whose time is over, with what came of them; how many."""
    tokens = list(Upload.objects.filter(expires_at__lte=now()).values_list("token", flat=True))
    Upload.objects.filter(token__in=tokens).delete()
    for token in tokens:
        draft(token).unlink(missing_ok=True)
    return len(tokens)


def draft(token: str) -> Path:
    """Where the pieces of an upload lie until it is whole."""
    return blobs.folder("drafts") / f"{token}.upload"


def _write(token: str, offset: int, pieces: Iterable[bytes]) -> None:
    path = draft(token)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.truncate(offset)  # bytes behind it were written by a process that was killed before it committed
        file.seek(offset)
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    blobs.sync(path.parent)


def _limit(sender: str) -> None:
    if not sender:
        return
    since = now() - timedelta(hours=1)
    if (
        Upload.objects.filter(sender=hashed("sender", sender), begun_at__gt=since).count()
        >= settings.BALAREA_UPLOADS_PER_HOUR
    ):
        raise TooMany("Terlalu banyak unggahan dari sambungan ini dalam satu jam. Coba lagi nanti.")


def _written(taken: Taken | None) -> dict[str, object]:
    values = asdict(taken) if taken else {}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def _taken(values: dict[str, object]) -> Taken:
    at = parse_datetime(str(values.get("at") or ""))
    lat, lon = values.get("lat"), values.get("lon")
    return Taken(at, float(str(lat)) if lat is not None else None, float(str(lon)) if lon is not None else None)
