"""Files that come in pieces."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict, NotFound
from balarea.files import queries, services
from balarea.files.models import File, Upload
from balarea.files.uploads import draft
from tests.files.pictures import document, photo

BY = "test"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def room(settings: Settings, tmp_path: Path) -> None:
    settings.BALAREA_FILES_DIR = tmp_path


def test_pieces_become_a_file_of_the_basket() -> None:
    data = photo()
    begun = services.begin("basket", len(data), part="after", taken=services.Taken(now(), -6.9, 107.6))
    half = services.append(begun.token, 0, [data[:100], data[100:500]], by=BY)
    assert (half.offset, half.file) == (500, None)
    assert services.collect("basket", by=BY) == []
    whole = services.append(begun.token, 500, [data[500:]], by=BY)
    (file,) = services.collect("basket", by=BY)
    assert (whole.file, file.part, file.lat, file.lon, queries.original(file)) == (file, "after", -6.9, 107.6, data)
    assert file.taken_at
    assert not draft(begun.token).exists()
    assert services.collect("another", by=BY) == []


def test_a_piece_twice_or_out_of_order_is_refused() -> None:
    data = photo()
    begun = services.begin("basket", len(data))
    services.append(begun.token, 0, [data[:100]], by=BY)
    for offset in (0, 50, 200):
        with pytest.raises(Conflict, match="byte 100"):
            services.append(begun.token, offset, [data[offset : offset + 10]], by=BY)
    assert draft(begun.token).read_bytes() == data[:100]


def test_what_a_killed_process_wrote_behind_the_offset_is_written_over() -> None:
    data = photo()
    begun = services.begin("basket", len(data))
    services.append(begun.token, 0, [data[:100]], by=BY)
    with draft(begun.token).open("ab") as file:
        file.write(b"never committed")
    services.append(begun.token, 100, [data[100:]], by=BY)
    assert queries.original(services.collect("basket", by=BY)[0]) == data


def test_a_whole_upload_of_a_killed_process_is_finished_later() -> None:
    data = photo()
    begun = services.begin("basket", len(data))
    draft(begun.token).write_bytes(data)
    Upload.objects.update(offset=len(data))
    assert len(services.collect("basket", by=BY)) == len(services.collect("basket", by=BY)) == 1
    assert File.objects.count() == 1


def test_a_broken_connection_keeps_what_came() -> None:
    data = photo()
    begun = services.begin("basket", len(data))

    def breaks() -> Iterator[bytes]:
        yield data[:300]

    assert services.append(begun.token, 0, breaks(), by=BY).offset == 300


def test_more_than_was_announced_is_refused_whole() -> None:
    begun = services.begin("basket", 10)
    with pytest.raises(BalareaError, match="Lebih banyak"):
        services.append(begun.token, 0, [b"12345", b"678901"], by=BY)
    assert queries.upload(begun.token).offset == 0


def test_no_photo_ends_the_upload() -> None:
    for data in (b"no photo at all", document()):
        begun = services.begin("basket", len(data))
        with pytest.raises(BalareaError):
            services.append(begun.token, 0, [data], by=BY)
        with pytest.raises(NotFound):
            queries.upload(begun.token)
        assert not draft(begun.token).exists()
    assert not File.objects.exists()


def test_limits(settings: Settings) -> None:
    for length in (0, -1, 15_000_001):
        with pytest.raises(BalareaError, match="Paling besar 15 MB"):
            services.begin("basket", length)
    for _ in range(3):
        services.begin("basket", 10, most=3)
    with pytest.raises(BalareaError, match="Paling banyak 3"):
        services.begin("basket", 10, most=3)
    settings.BALAREA_UPLOADS_PER_HOUR = 2
    services.begin("b", 10, sender="192.0.2.1")
    services.begin("b", 10, sender="192.0.2.1")
    with pytest.raises(services.TooMany):
        services.begin("b", 10, sender="192.0.2.1")
    services.begin("b", 10, sender="192.0.2.2")
    assert not Upload.objects.filter(sender="192.0.2.1").exists(), "the address itself is not stored"


def test_taken_back_and_expired() -> None:
    data = photo()
    first, second, third = (services.begin("basket", len(data)) for _ in range(3))
    services.append(first.token, 0, [data], by=BY)
    services.append(second.token, 0, [data[:10]], by=BY)
    services.append(third.token, 0, [data], by=BY)
    services.abandon(first.token)
    assert len(services.collect("basket", by=BY)) == 1
    services.claim(services.collect("basket", by=BY))
    with pytest.raises(Conflict, match="sudah terkirim"):
        services.abandon(third.token)
    Upload.objects.update(expires_at=now() - timedelta(seconds=1))
    with pytest.raises(NotFound):
        queries.upload(second.token)
    assert services.expire() == 2
    assert not draft(second.token).exists()
    assert File.objects.count() == 1
