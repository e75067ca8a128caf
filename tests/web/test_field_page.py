"""The officer's page and the desk's side of it, without a browser."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from balarea.cases import services
from balarea.cases.models import Attachment, Case, Receipt, Task
from balarea.core.clock import now
from balarea.people.queries import Role
from tests.files.pictures import photo
from tests.open311.conftest import BY, register
from tests.web.test_report_form import logged_in

JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def house(db: None, settings: Settings, tmp_path: Path) -> None:
    settings.BALAREA_FILES_DIR = tmp_path
    register()


@pytest.fixture
def officer() -> Client:
    return logged_in(Role.FIELD)


@pytest.fixture
def case() -> Case:
    return Case.objects.create(
        reference="JB-2222-2222", agency_id="dbmpr", network="fake", root_external_id="r", citizen_external_id="w",
        text="Jalan berlubang di Lembang", topic="roads", urgency="normal", state="open", opened_at=now(), due_at=now(),
    )  # fmt: skip


@pytest.fixture
def task(case: Case, officer: Client) -> Task:
    return services.assign_task(case.reference, "field.dbmpr", by=BY)


def shot() -> SimpleUploadedFile:
    return SimpleUploadedFile("Dewi.jpg", photo(), "image/jpeg")


def test_the_desk_sends_somebody_and_takes_it_back(case: Case, officer: Client) -> None:
    desk = logged_in(Role.OPERATOR)
    assert "Kirim petugas lapangan" in desk.get(f"/meja/{case.reference}/").content.decode()
    desk.post(f"/meja/{case.reference}/lapangan/", {"officer": "field.dbmpr", "note": "Ukur lubangnya"})
    assert "Ukur lubangnya" in officer.get("/lapangan/").content.decode()
    assert "Tarik tugas" in desk.get(f"/meja/{case.reference}/").content.decode()
    desk.post(f"/meja/{case.reference}/lapangan/tarik/")
    assert Task.objects.get().state == "withdrawn"
    assert "Ukur lubangnya" not in officer.get("/lapangan/").content.decode()
    stranger = logged_in(Role.OPERATOR, "dlh")
    assert stranger.post(f"/meja/{case.reference}/lapangan/", {"officer": "field.dbmpr"}).status_code == 404
    assert Task.objects.count() == 1


def test_the_first_page_and_nothing_of_the_desk(task: Task, officer: Client) -> None:
    assert officer.get("/")["Location"] == "/lapangan/"
    answer = officer.get("/lapangan/")
    assert answer["Cache-Control"] == "no-store"
    for path in ("/meja/", f"/meja/{task.case.reference}/", "/meja/kasus.csv", "/situasi/", "/privasi/"):
        assert officer.get(path).status_code == 403, path


def test_the_same_again_is_answered_the_same(task: Task, officer: Client) -> None:
    path = f"/lapangan/{task.pk}/foto/"
    answers = [
        officer.post(path, {"key": "satu-kunci", "part": "after", "photo": shot(), "taken": taken}, headers=JSON)
        for taken in (";;", "2026-11-24T07:30:00Z;-6.9;107.6")
    ]
    assert [each.json() for each in answers] == [{"said": "Foto tersimpan."}] * 2
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_a_refusal_says_why_and_keeps_the_words(scripts: bool, task: Task, officer: Client) -> None:
    sent = {"key": "satu-kunci", "text": "Sudah saya tambal"}
    answer = officer.post(f"/lapangan/{task.pk}/selesai/", sent, headers=JSON if scripts else {})
    assert answer.status_code == 400
    if scripts:
        assert "foto sesudah" in answer.json()["problem"]
    else:
        assert answer.content.decode().count("Sudah saya tambal") == 2
    Case.objects.update(state="closed", closed_at=now(), closed_by="x")
    closed = officer.post(f"/lapangan/{task.pk}/selesai/", sent, headers=JSON)
    assert (closed.status_code, "sudah ditutup" in closed.json()["problem"]) == (409, True)


def test_bad_photos_and_keys_are_refused(task: Task, officer: Client) -> None:
    for sent in ({"photo": SimpleUploadedFile("x.jpg", b"bukan foto"), "part": "after"}, {"part": "after"},
                 {"photo": shot(), "part": "document"}, {"photo": shot(), "part": "after", "key": "x"}):  # fmt: skip
        answer = officer.post(f"/lapangan/{task.pk}/foto/", {"key": "satu-kunci", **sent}, headers=JSON)
        assert answer.status_code == 400, sent
        assert answer.json()["problem"]
    assert not Attachment.objects.exists()


def test_an_officer_sees_the_photos_of_his_tasks_alone(task: Task, officer: Client) -> None:
    officer.post(f"/lapangan/{task.pk}/foto/", {"key": "satu-kunci", "part": "before", "photo": shot()})
    token = Attachment.objects.get().file.token
    assert officer.get(f"/berkas/{token}/").status_code == 200
    assert logged_in(Role.FIELD, "dlh").get(f"/berkas/{token}/").status_code == 404
    assert Client().get(f"/berkas/{token}/").status_code == 404
    services.withdraw_task(task.case.reference, by=BY)
    assert officer.get(f"/berkas/{token}/").status_code == 404


def test_the_desk_sees_when_a_photo_is_from_elsewhere(task: Task, case: Case, officer: Client) -> None:
    Receipt.objects.create(
        token="r" * 32, kind="report", fingerprint="f", author="a", said_at=now(), received_at=now(), taken_at=now(),
        case=case, lat=-6.9, lon=107.6,
    )  # fmt: skip
    page = officer.get("/lapangan/").content.decode()
    assert 'href="geo:-6.900000,107.600000?q=-6.900000,107.600000"' in page
    for key, place in (("dekat-kunci", "-6.9001;107.6"), ("jauh-kunci", "-6.95;107.6")):
        sent = {"key": key, "part": "after", "photo": shot(), "taken": f"2026-11-24T07:30:00Z;{place}"}
        officer.post(f"/lapangan/{task.pk}/foto/", sent)
    desk = logged_in(Role.OPERATOR).get(f"/meja/{case.reference}/").content.decode()
    assert desk.count("jauh dari titik laporan") == 1
    assert "5,6 km" in desk


def test_the_worker_stays_in_its_place() -> None:
    answer = Client().get("/lapangan/pekerja.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert "Service-Worker-Allowed" not in answer
