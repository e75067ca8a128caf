"""Files at rest: sealed, clean, private, and gone when they are to be gone."""

import os
import stat
import threading
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from django.db import connection, transaction
from PIL import Image
from pytest_django import Settings

from balarea.audit.models import Event
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict, NotFound
from balarea.files import blobs, pdf, queries, services
from balarea.files.jobs import sweep
from balarea.files.models import File
from tests.files.pictures import NAME, document, photo

BY = "test"


@pytest.fixture(autouse=True)
def room(settings: Settings, tmp_path: Path) -> Path:
    settings.BALAREA_FILES_DIR = tmp_path / "files"
    return tmp_path / "files"


def stored(room: Path) -> list[Path]:
    return [path for path in room.rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_the_original_is_sealed_and_what_is_shown_is_clean(room: Path) -> None:
    data = photo()
    kept = services.keep(data, by=BY, part="after")
    assert (kept.kind, kept.width, kept.height, kept.part) == ("photo", 900, 600, "after")
    assert {"exif", "gps"} <= set(kept.removed)
    lying = [path.read_bytes() for path in stored(room)]
    assert len(lying) == 3
    assert data not in lying
    assert not any(NAME.encode() in each for each in lying)
    assert queries.original(kept) == data
    kind, shown = queries.shown(kept)
    assert (kind, dict(Image.open(BytesIO(shown)).getexif())) == ("image/jpeg", {})
    assert max(Image.open(BytesIO(queries.shown(kept, small=True)[1])).size) == 640
    assert {stat.S_IMODE(path.stat().st_mode) for path in stored(room)} == {0o600}
    assert stat.S_IMODE((room / "blobs").stat().st_mode) == 0o700
    assert [path.name for path in stored(room)] == [blobs.address_of(path.read_bytes()) for path in stored(room)]
    assert Event.objects.filter(action="keep_file", object_id=kept.token).count() == 1


@pytest.mark.django_db
def test_a_document_loses_author_attachments_and_scripts() -> None:
    kept = services.keep(document(), by=BY)
    assert (kept.kind, kept.content_type) == ("document", "application/pdf")
    assert set(kept.removed) == {"information", "xmp", "actions", "attachments"}
    _, shown = queries.shown(kept)
    assert NAME.encode() not in shown
    with pikepdf.open(BytesIO(shown)) as read:
        assert len(read.attachments) == 0
        assert "/OpenAction" not in read.Root
        assert "/Info" not in read.trailer or not dict(read.docinfo)
        assert b"Berita acara selesai" in read.pages[0].Contents.read_bytes()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "kosong"), (b"MZ\x90\0 program", "bukan foto atau PDF"), (b"<html><script>alert(1)</script>", "bukan foto"),
     (b"%PDF-1.7 broken", "rusak"), (photo()[:800], "rusak"), (b"GIF89a" + b"\0" * 40, "bukan foto")],
)  # fmt: skip
def test_what_a_file_is_says_its_content(data: bytes, said: str, room: Path) -> None:
    with pytest.raises(BalareaError, match=said):
        services.keep(data, by=BY)
    assert not File.objects.exists()
    assert stored(room) == []


@pytest.mark.django_db
def test_limits(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.BALAREA_UPLOAD_MB = 1
    with pytest.raises(BalareaError, match="Paling besar 1 MB"):
        services.keep(b"\xff\xd8\xff" + bytes(1_000_000), by=BY)
    with pytest.raises(BalareaError, match="hanya foto"):
        services.keep(document(), by=BY, photos_only=True)
    monkeypatch.setattr(pdf, "MOST_PAGES", 2)
    with pytest.raises(BalareaError, match="3 halaman"):
        services.keep(document(pages=3), by=BY)
    locked = BytesIO()
    with pikepdf.open(BytesIO(document())) as made:
        made.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(BalareaError, match="kata sandi"):
        services.keep(locked.getvalue(), by=BY)


@pytest.mark.django_db(transaction=True)
def test_erasing_removes_the_bytes_and_leaves_those_of_an_equal_file(room: Path) -> None:
    first, second = services.keep(photo(), by=BY), services.keep(photo(), by=BY)
    assert first.shown == second.shown
    assert len(stored(room)) == 4  # two originals, sealed each by itself; one clean copy, one small
    assert services.erase([first], by=BY) == 1
    assert len(stored(room)) == 3
    assert queries.shown(second)[1]
    with pytest.raises(NotFound):
        queries.file(first.token)
    assert services.erase([first, second], by=BY) == 1
    assert stored(room) == []
    assert Event.objects.filter(action="erase_file").count() == 2


@pytest.mark.django_db(transaction=True)
def test_what_belongs_to_nothing_is_swept(room: Path) -> None:
    claimed, left = services.keep(photo(), by=BY), services.keep(photo("blue"), by=BY)
    with transaction.atomic():
        services.claim([claimed])
    File.objects.update(kept_at=now() - timedelta(days=3))
    orphan = blobs.put(b"bytes whose process was killed before the row")
    for path in stored(room):
        os.utime(path, (1, 1))
    sweep.func(0)
    assert list(File.objects.all()) == [claimed]
    assert len(stored(room)) == 3
    with pytest.raises(NotFound):
        blobs.read(orphan)
    assert queries.shown(claimed)
    with pytest.raises(Conflict), transaction.atomic():
        services.claim([left])


@pytest.mark.django_db(transaction=True)
def test_bytes_that_still_wait_for_their_row_are_left_alone(room: Path) -> None:
    address = blobs.put(b"a moment old")
    services.sweep(by=BY)
    assert blobs.read(address) == b"a moment old"


@pytest.mark.django_db(transaction=True)
def test_a_file_kept_while_an_equal_one_is_erased_keeps_its_bytes() -> None:
    first = services.keep(photo(), by=BY)
    kept: list[File] = []

    def erased() -> None:
        services.erase([first], by=BY)
        connection.close()

    with transaction.atomic():
        second = services.keep(photo(), by=BY)  # holds the lock of its bytes until it commits
        gone = threading.Thread(target=erased)
        gone.start()
        kept.append(second)
    gone.join()
    assert queries.shown(kept[0])[1]
    assert not File.objects.get(pk=first.pk).shown


def test_an_address_is_no_path() -> None:
    for typed in ("../../etc/passwd", "a" * 63, "", "A" * 64, "a" * 64 + "/x"):
        with pytest.raises(NotFound):
            blobs.read(typed)


def test_the_folder_is_a_setting() -> None:
    assert Path(settings.BALAREA_FILES_DIR).name == "files"
