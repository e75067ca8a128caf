"""What citizens get: light pages, in their own frame and language, that forgive what is typed."""

import gzip
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from balarea.cases.models import Case
from balarea.core.clock import now
from balarea.people.queries import Role
from tests.open311.conftest import register
from tests.web.test_report_form import hand_in, logged_in

MOST = 30_000  # bytes that a page for citizens takes at the first look, compressed: five seconds at 48 kbit/s
KEY = "0123456789abcdef0123456789abcdef01234567"


def made(reference: str, **more: object) -> Case:
    values = {
        "reference": reference, "agency_id": "dbmpr", "network": "fake", "root_external_id": reference,
        "citizen_external_id": "w", "text": "Jalan berlubang", "topic": "roads", "area_code": "32.73", "urgency": "normal",
        "state": "open", "opened_at": now(), "due_at": now(),
    }  # fmt: skip
    return Case.objects.create(**values | more)


@pytest.fixture(autouse=True)
def house(db: None) -> None:
    register()


def first_look(address: str) -> int:
    """The bytes of a page with its stylesheets and scripts."""
    answer = Client().get(address, headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    page = gzip.decompress(answer.content).decode()
    parts = set(re.findall(r'(?:href|src)="/static/([^"]+?\.(?:css|js|svg))"', page))
    assert "balarea/balarea.css" in parts
    files = [finders.find(each) for each in parts]
    return len(answer.content) + sum(len(gzip.compress(Path(each).read_bytes())) for each in files if each)


@pytest.mark.parametrize("address", ["/", "/lapor/", "/kasus/", "/kasus/JB-2222-2222/", "/statistik/", "/cek/"])
def test_a_page_for_citizens_is_light(address: str) -> None:
    made("JB-2222-2222")
    assert first_look(address) < MOST


def test_what_is_small_already_is_sent_as_it_is() -> None:
    answer = Client().get("/statistik.xlsx", headers={"Accept-Encoding": "gzip"})
    assert b"".join(answer.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    assert "Content-Encoding" not in answer
    assert "Content-Encoding" not in Client().get("/", headers={"Accept-Encoding": "identity"})


@pytest.mark.parametrize("address", ["/tidak-ada/", "/statistik/?topik=zzz", f"/kasus/JB-2222-2222/pelapor/{KEY}/"])
def test_a_citizen_who_is_lost_keeps_the_menu_of_citizens(address: str) -> None:
    page = Client().get(address).content.decode()
    assert 'aria-label="Menu warga"' in page
    assert "/accounts/login/" not in page
    assert 'aria-label="Menu utama"' in logged_in(Role.OPERATOR).get(address).content.decode()


def test_languages_are_named_as_their_readers_name_them() -> None:
    for code in ("id", "su", "en"):
        reader = Client()
        reader.post("/bahasa/", {"language": code, "next": "/"})
        page = reader.get("/").content.decode()
        assert all(f">{name}</button>" in page for name in ("Bahasa Indonesia", "Basa Sunda", "English"))


@pytest.mark.parametrize(
    ("typed", "way"),
    [
        ("jb 7k3m 2qxa", "/kasus/JB-7K3M-2QXA/"), ("7k3m2qxa", "/kasus/JB-7K3M-2QXA/"),
        ("https://balarea.test/kasus/JB-7K3M-2QXA/", "/kasus/JB-7K3M-2QXA/"),
        ("Nomor saya JB-7K3M-2QXA, terima kasih", "/kasus/JB-7K3M-2QXA/"),
        (f"https://balarea.test/kasus/JB-7K3M-2QXA/pelapor/{KEY}/", f"/kasus/JB-7K3M-2QXA/pelapor/{KEY}/"),
    ],
)  # fmt: skip
def test_a_number_is_found_in_what_was_pasted(typed: str, way: str) -> None:
    assert Client().get("/kasus/", {"nomor": typed})["Location"] == way


def test_a_wrong_number_says_what_a_number_looks_like() -> None:
    answer = Client().get("/kasus/JB-OOOO-1111/")
    assert answer.status_code == 404
    assert "delapan huruf atau angka" in answer.content.decode()


def test_months_without_anything_are_not_told_and_topics_have_names() -> None:
    empty = Client().get("/statistik/").content.decode()
    assert empty.count("Belum ada aduan") == 3
    for number in range(5):
        made(f"JB-2222-222{number + 2}", topic="unsure")
    page = Client().get("/statistik/").content.decode()
    assert len(re.findall(r"bulan=\d{4}-\d\d\"", page)) == 1
    assert "Topik belum jelas" in page
    assert "Juli 2020" in Client().get("/statistik/?bulan=2020-07").content.decode()


def test_the_front_door_tells_numbers_when_there_are_some() -> None:
    made("JB-2222-2222")
    assert "Sejauh ini" not in Client().get("/").content.decode()
    for number in range(3, 7):
        made(f"JB-2222-222{number}")
    assert "Sejauh ini" in Client().get("/").content.decode()


def test_who_has_no_agency_yet_hears_why() -> None:
    made("JB-2222-2222", agency_id=None, state="triage")
    assert "Petugas sedang memilih instansi yang tepat." in Client().get("/kasus/JB-2222-2222/").content.decode()


def test_an_answer_links_where_it_points_and_a_citizen_does_not() -> None:
    hand_in(text="Jalan berlubang, lihat https://palsu.test/undian")
    case = Case.objects.get()
    case.entries.create(kind="reply", actor="dbmpr", text="Jadwal: https://dbmpr.test/jadwal", at=now())
    page = Client().get(f"/kasus/{case.reference}/").content.decode()
    assert '<a href="https://dbmpr.test/jadwal" rel="nofollow">' in page
    assert 'href="https://palsu.test' not in page


def test_an_officer_sees_what_is_overdue() -> None:
    for reference, late in (("JB-2222-2222", True), ("JB-3333-3333", False)):
        case = made(reference, due_at=now() + timedelta(hours=-1 if late else 1))
        case.tasks.create(agency_id="dbmpr", assigned_by="test", assigned_at=now())
    page = logged_in(Role.FIELD).get("/lapangan/").content.decode()
    assert page.count("lewat tenggat") == 1
