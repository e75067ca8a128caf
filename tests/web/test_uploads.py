"""The tus protocol over real connections, with its own client, and by hand where a client never goes."""

import base64
import socket
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tusclient import client as tus
from tusclient.exceptions import TusCommunicationError

from balarea.files import queries
from balarea.files import services as files
from balarea.files.models import File, Upload
from balarea.web import baskets
from tests.files.pictures import document, photo

BY = "test"
TUS = {"Tus-Resumable": "1.0.0"}
BODY = "application/offset+octet-stream"


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.BALAREA_FILES_DIR = tmp_path


def begun(data: bytes, basket: baskets.Basket | None = None, **more: str) -> str:
    """The address of an upload that was announced."""
    given = {"basket": (basket or baskets.new(baskets.CITIZEN)).signed} | more
    metadata = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in given.items())
    answer = Client().post("/unggah/", headers={**TUS, "Upload-Length": str(len(data)), "Upload-Metadata": metadata})
    assert answer.status_code == 201, answer.content
    assert answer["Upload-Expires"]
    return str(answer["Location"])


def patch(path: str, offset: int, data: bytes, **headers: str) -> tuple[int, str]:
    answer = Client().patch(path, data, BODY, headers={**TUS, "Upload-Offset": str(offset), **headers})
    return answer.status_code, answer.get("Upload-Offset", answer.content.decode())


@pytest.mark.django_db(transaction=True)
def test_the_client_of_the_standard_uploads_and_resumes(live_server: LiveServer) -> None:
    data, basket = photo(size=(1600, 1200)), baskets.new(baskets.CITIZEN)
    made = tus.TusClient(f"{live_server.url}/unggah/")
    first = made.uploader(
        file_stream=BytesIO(data), chunk_size=4096, metadata={"basket": basket.signed, "filename": "Dewi.jpg"}
    )
    first.upload(stop_at=4096)
    assert first.offset == 4096
    assert files.collect(basket.name, by=BY) == []
    second = made.uploader(file_stream=BytesIO(data), chunk_size=4096, url=first.url)
    assert second.offset == 4096, "it goes on where it broke off"
    second.upload()
    (kept,) = files.collect(basket.name, by=BY)
    assert queries.original(kept) == data
    assert "Dewi" not in str(File.objects.values()) + str(Upload.objects.values())


@pytest.mark.django_db(transaction=True)
def test_the_client_hears_why_a_file_is_refused(live_server: LiveServer) -> None:
    made = tus.TusClient(f"{live_server.url}/unggah/")
    with pytest.raises(TusCommunicationError) as refused:
        made.uploader(file_stream=BytesIO(photo()), metadata={"basket": "forged"}).upload()
    assert refused.value.status_code == 403


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_breaks_in_the_middle_of_a_piece_loses_nothing(live_server: LiveServer) -> None:
    data, basket = photo(size=(1600, 1200)), baskets.new(baskets.CITIZEN)
    path, address = begun(data, basket), urlsplit(live_server.url)
    with socket.create_connection((address.hostname or "", address.port or 0)) as wire:
        head = f"PATCH {path} HTTP/1.1\r\nHost: {address.netloc}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
        wire.sendall(f"{head}Content-Type: {BODY}\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data[:3000])
        wire.shutdown(socket.SHUT_WR)
        wire.recv(1000)
    came = int(Client().head(path, headers=TUS)["Upload-Offset"])
    assert 0 < came <= 3000
    assert patch(path, came, data[came:]) == (204, str(len(data)))
    assert queries.original(files.collect(basket.name, by=BY)[0]) == data


@pytest.mark.django_db
def test_what_the_protocol_demands() -> None:
    data = photo()
    path = begun(data)
    told = Client().options("/unggah/")
    assert (told.status_code, told["Tus-Version"], told["Tus-Extension"]) == (
        204,
        "1.0.0",
        "creation,expiration,termination",
    )
    assert told["Tus-Max-Size"] == "15000000"
    held = Client().head(path, headers=TUS)
    assert (held.status_code, held["Upload-Offset"], held["Upload-Length"]) == (200, "0", str(len(data)))
    assert (held["Cache-Control"], held["Tus-Resumable"]) == ("no-store", "1.0.0")
    assert Client().head(path).status_code == 412
    assert patch(path, 5, data)[0] == 409
    assert patch(path, 0, data[:100]) == (204, "100")
    assert patch(path, 0, data)[0] == 409
    assert Client().patch(path, data, "image/jpeg", headers={**TUS, "Upload-Offset": "100"}).status_code == 415
    assert patch(path, 100, data[100:])[0] == 204
    assert Client().delete(path, headers=TUS).status_code == 204
    assert Client().head(path, headers=TUS).status_code == 404
    assert not File.objects.exists()
    assert Client().put(path, headers=TUS).status_code == 405
    assert Client().get(path).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("headers", "status"),
    [({"Upload-Length": "x"}, 400), ({"Upload-Length": "-1"}, 400), ({"Upload-Length": "0"}, 422), ({}, 400),
     ({"Upload-Length": "15000001"}, 413), ({"Upload-Length": "9" * 20}, 400)],
)  # fmt: skip
def test_lengths_that_are_none(headers: dict[str, str], status: int) -> None:
    signed = base64.b64encode(baskets.new(baskets.CITIZEN).signed.encode()).decode()
    answer = Client().post("/unggah/", headers={**TUS, "Upload-Metadata": f"basket {signed}", **headers})
    assert answer.status_code == status


@pytest.mark.django_db
@pytest.mark.parametrize("metadata", ["", "basket", "basket !!!", "basket Zm9yZ2Vk", "x" * 9000, "basket \xff"])
def test_without_a_form_nothing_begins(metadata: str) -> None:
    answer = Client().post("/unggah/", headers={**TUS, "Upload-Length": "10", "Upload-Metadata": metadata})
    assert answer.status_code in {400, 403}
    assert not Upload.objects.exists()


@pytest.mark.django_db
def test_citizens_send_three_photos_and_no_documents(settings: Settings) -> None:
    basket = baskets.new(baskets.CITIZEN)
    status, why = patch(begun(document(), basket), 0, document())
    assert (status, "hanya foto" in why) == (422, True)
    for _ in range(3):
        begun(photo(), basket)
    with pytest.raises(AssertionError, match="Paling banyak 3"):
        begun(photo(), basket)
    with pytest.raises(AssertionError, match="part harus"):
        begun(photo(), part="after")
    settings.BALAREA_UPLOADS_PER_HOUR = 4
    begun(photo())
    with pytest.raises(AssertionError, match="Terlalu banyak unggahan"):
        begun(photo())


@pytest.mark.django_db
def test_officers_send_documents_and_what_the_device_says() -> None:
    basket = baskets.new(baskets.OFFICER)
    patch(begun(document(), basket, part="document"), 0, document())
    patch(begun(photo(), basket, part="field", taken="2026-11-24T07:30:00Z;-6.9;107.6"), 0, photo())
    kept = files.collect(basket.name, by=BY)
    assert [(each.kind, each.part, each.lat, bool(each.taken_at)) for each in kept] == [
        ("document", "document", None, False), ("photo", "field", -6.9, True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "read"),
    [("", False), (";;", False), ("yesterday;1;2", True), (";91;2", False), (";nan;2", False), (";-6.9;107.6", True),
     ("2026-11-24T07:30:00Z", True), ("2026-11-24T07:30:00", False), (";x;y", False), ("2026-99-99T00:00:00Z;1;2", False)],
)  # fmt: skip
def test_time_and_place_of_a_device(typed: str, read: bool) -> None:
    assert bool(baskets.taken(typed)) is read
