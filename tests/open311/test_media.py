"""Photos uploaded with a report or an update: kept clean for the desk, public only when an officer says so, once."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from balarea.audit.models import Event
from balarea.cases import jobs, services
from balarea.cases import queries as cases
from balarea.cases.models import Attachment, Case, Entry, Receipt
from balarea.cases.sealed import privacy
from balarea.cases.sealed.originals import original
from balarea.core.clock import now
from balarea.core.errors import NotFound
from balarea.files import queries as files
from balarea.files.models import File
from balarea.people.queries import Role, User
from balarea.registry import services as registry
from tests.files.pictures import NAME, document, photo
from tests.open311.conftest import BY, HOLE, Partner, key, texts


def upload(data: bytes) -> SimpleUploadedFile:
    """As a phone names it: with a name that must stand nowhere."""
    return SimpleUploadedFile(f"{NAME}.jpg", data, content_type="image/jpeg")


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def operator(partner: Partner) -> User:
    return registry.save_officer("op", "", Role.OPERATOR, agency_code="dbmpr", by=BY)


def public_media(partner: Partner, number: str) -> tuple[Any, list[Any], list[Any]]:
    """What GET says of photos: in JSON, in XML, and in the extension."""
    (row,) = partner.get(f"requests/{number}.json", extensions="true")
    xml = partner.client.get(f"/open311/v2/requests/{number}.xml")
    return row["media_url"], texts(xml, "request/media_url"), row["extended_attributes"]["media_urls"]


def test_photos_are_kept_for_the_desk_and_shown_by_an_officer(partner: Partner, operator: User) -> None:
    number = partner.report(media=[upload(photo("red")), upload(photo("blue")), upload(photo("red"))])
    held = list(Attachment.objects.order_by("pk"))
    assert [(each.role, each.public, each.case and each.case.reference) for each in held] == [
        ("report", False, number)
    ] * 2
    assert [files.original(each.file) for each in held] == [photo("red"), photo("blue")]
    clean = files.shown(held[0].file)[1]
    assert NAME.encode() not in clean
    assert b"Exif" not in clean
    assert public_media(partner, number) == (None, [], [])
    with pytest.raises(NotFound):
        cases.file_for(held[0].file.token, AnonymousUser())
    services.show_photo(number, held[1].pk, True, by=operator)
    address, xml, extension = public_media(partner, number)
    assert address.endswith(held[1].file.token + "/")
    assert xml == extension == [address]
    everything = " ".join(str(each) for model in (Event, Entry, Case, File) for each in model.objects.values_list())
    assert NAME not in everything


def test_what_is_no_photo_does_not_stop_a_report_and_is_named(partner: Partner) -> None:
    empty = SimpleUploadedFile("kosong.jpg", b"")  # browsers send such a part for a field that was left empty
    answer: Any = partner.post(
        "requests.json", **HOLE, media=[upload(b"png"), upload(photo()), upload(document()), empty]
    )
    row = answer.json()[0]
    for said in (row["service_notice"], original(Entry.objects.get(kind="note"))):
        assert "Berkas tidak disimpan: media ke-1: " in said
        assert "media ke-3: Di sini hanya foto" in said
        assert "ke-2" not in said
        assert "ke-4" not in said
    assert Attachment.objects.get().case == Case.objects.get(reference=row["service_request_id"])
    many: Any = partner.post("requests.xml", **HOLE | {"description": "lain"}, media=[upload(b"x") for _ in range(11)])
    assert (many.status_code, texts(many, "error/description")) == (400, ["Paling banyak 10 berkas media."])
    assert Case.objects.count() == 1


def test_the_same_report_again_adds_only_the_photos_that_are_missing(partner: Partner) -> None:
    number = partner.report()
    for sent in ([photo("red")], [photo("red")], [photo("red"), photo("blue")]):
        assert partner.report(media=[upload(each) for each in sent]) == number
    held = Attachment.objects.order_by("pk")
    assert [files.original(each.file) for each in held] == [photo("red"), photo("blue")]
    assert Event.objects.filter(action="add_photos").count() == 2
    File.objects.update(kept_at=now() - timedelta(days=3))
    assert File.objects.filter(claimed_at__isnull=True).count() == 2, "the copies are swept"


def test_with_a_token_the_photo_follows_the_report(partner: Partner) -> None:
    partner.secret = key("report", defers=True)
    answer = partner.post("requests.xml", **HOLE, media=[upload(photo()), upload(b"png")])
    assert "media ke-2" in (texts(answer, "request/service_notice")[0] or "")
    assert Attachment.objects.get().case is None
    Receipt.objects.update(received_at=now() - timedelta(seconds=5))
    jobs.take_reports(0)
    assert Attachment.objects.get().case == Case.objects.get()


def test_an_update_brings_photos_that_only_the_desk_sees(partner: Partner, operator: User) -> None:
    number = partner.report()
    said = {"service_request_id": number, "status": "OPEN", "update_id": "9", "email": "ani@example.test"}
    for _ in range(2):
        assert partner.post("servicerequestupdates.xml", **said, media=upload(photo("green"))).status_code == 200
    held = Attachment.objects.get()
    assert (held.role, held.public, held.case and held.case.reference) == ("report", False, number)
    assert cases.file_for(held.file.token, operator) == (held.file, False)
    link = cases.reporter_key(Receipt.objects.earliest("pk"))
    with pytest.raises(NotFound):  # the reporter's own link leads to his own photos, not to those of a neighbour
        cases.file_for(held.file.token, AnonymousUser(), number, link)
    assert cases.sent_by(Receipt.objects.latest("pk")) == [held]


def test_who_was_forgotten_gets_no_photo_back(partner: Partner) -> None:
    number = partner.report(media=upload(photo("red")))
    officer = registry.save_officer("priv", "", Role.ADMINISTRATOR, by=BY)
    who = privacy.subject(reference=number)
    (copy,) = privacy.export(who, by=officer)["files"]
    assert copy["size"] == len(photo("red"))
    privacy.erase(who, "diminta lewat telepon", by=officer)
    assert Attachment.objects.get().file.erased_at
    assert partner.report(media=upload(photo("red"))) == number
    assert Attachment.objects.count() == 1


def test_an_upload_by_a_browser_without_a_key_is_refused_before_it_is_kept(partner: Partner) -> None:
    answer: Any = Client().post("/open311/v2/requests.json", HOLE | {"media": upload(photo())})
    assert answer.status_code == 400
    assert not File.objects.exists()
