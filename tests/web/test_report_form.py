"""Lapor, for citizens; the page of keys, for administrators; the reporter's contact, for the desk."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client, RequestFactory
from pytest_django import Settings

from balarea.audit.models import Event
from balarea.cases.models import Case, Receipt
from balarea.people.queries import Role
from balarea.registry import services as registry
from balarea.registry.models import ApiKey
from balarea.registry.queries import api_key
from balarea.web.sender import sender
from tests.open311.conftest import BY, key, register

FILLED = {
    "text": "Jalan berlubang besar di depan pasar, sudah ada yang jatuh", "address": "Depan pasar Sadang Serang",
    "regency": "32.73", "service": "roads", "email": "siti@example.test", "phone": "081234567890", "website": "",
}  # fmt: skip
XSS = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


@pytest.fixture(autouse=True)
def house(db: None) -> None:
    register()


def hand_in(**fields: str) -> Any:
    return Client().post("/lapor/", FILLED | fields)


def logged_in(role: Role, agency: str = "dbmpr") -> Client:
    client = Client()
    client.force_login(registry.save_officer(f"{role}.{agency}", "", role, agency_code=agency, by=BY))
    return client


def test_a_citizen_reports_and_gets_a_number_and_a_link(settings: Settings) -> None:
    settings.BALAREA_PUBLIC_URL = "https://balarea.test"
    answer = Client(enforce_csrf_checks=False).post("/lapor/", FILLED, follow=True)
    case = Case.objects.get()
    page = answer.content.decode()
    assert answer.redirect_chain[0][0] == f"/lapor/{case.reference}/"
    assert case.reference in page
    assert f"https://balarea.test/kasus/{case.reference}/" in page
    assert (case.topic, case.agency_id, case.area_code[:5], case.network) == ("roads", "dbmpr", "32.73", "report")
    tracked = Client().get(f"/kasus/{case.reference}/").content.decode()
    assert "Jawaban instansi muncul di halaman ini" in tracked
    assert "siti@example.test" not in page + tracked
    assert hand_in()["Location"] == f"/lapor/{case.reference}/", "pressed twice is one report"


def test_who_does_not_know_the_topic_leaves_it_to_us() -> None:
    hand_in(service="other", email="", phone="", regency="")
    case = Case.objects.get()
    assert case.topic == "roads"
    assert Receipt.objects.get().sealed_contact is None


@pytest.mark.parametrize(
    ("point", "lat"),
    [("-6.8913;107.6191", -6.8913), ("", None), ("99;107", None), ("nan;nan", None), ("di sini", None)],
)
def test_a_point_that_was_given_comes_along_and_another_loses_nothing(point: str, lat: float | None) -> None:
    assert hand_in(point=point, text="Rusak\r\n" * 660).status_code == 302  # 3,960 characters on the screen
    receipt = Receipt.objects.get()
    assert (receipt.lat, receipt.lon) == (lat, lat and 107.6191)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": ""}, "ceritakan apa yang terjadi"), ({"text": "  "}, "ceritakan apa yang terjadi"),
        ({"text": "😡😡😡 !!! 112"}, "dengan kata-kata"), ({"text": "x" * 10_000}, "10.000 huruf, paling banyak 4.000"),
        ({"text": f"{'x' * 4000} akhir"}, "akhir</textarea>"), ({"address": ""}, "tulis tempatnya"),
        ({"service": "unicorns"}, "unicorns"), ({"regency": "31.71"}, "31.71"), ({"email": "siti@"}, "siti@contoh.id"),
        ({"website": "http://spam.test"}, "situs"), ({"text": "a\0b"}, "null"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_stays(fields: dict[str, str], said: str) -> None:
    answer = hand_in(**fields)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert said in page.lower()
    assert "Belum terkirim. Perbaiki ini dahulu:" in page
    assert "maxlength" not in page.split("<textarea")[1].split(">")[0], "the browser would cut what is pasted, unseen"
    assert "Depan pasar Sadang Serang" in page or "address" in fields
    assert not Receipt.objects.exists()


def test_a_form_that_cannot_be_trusted_is_explained_and_gives_back_what_was_written() -> None:
    reader = Client(enforce_csrf_checks=True, headers={"Referer": "http://testserver/lapor/"})
    answer = reader.post("/lapor/", FILLED | {"text": XSS})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Buka lagi formulirnya" in page
    assert 'href="http://testserver/lapor/"' in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    elsewhere = reader.post("/lapor/", FILLED, headers={"Referer": "https://palsu.test/"}).content.decode()
    assert "palsu.test" not in elsewhere
    assert not Receipt.objects.exists()


def test_too_many_from_one_place(settings: Settings) -> None:
    settings.BALAREA_REPORTS_PER_HOUR = 1
    hand_in()
    answer = hand_in(text="Lampu jalan mati semua")
    assert answer.status_code == 429
    assert "Lampu jalan mati semua" in answer.content.decode()
    assert Receipt.objects.count() == 1


def test_hostile_text_is_shown_as_text() -> None:
    answer = hand_in(text=XSS, website="x")
    assert "<script>alert" not in answer.content.decode()
    hand_in(text=XSS)
    assert "<script>alert" not in Client().get(f"/kasus/{Case.objects.get().reference}/").content.decode()


class Fields(HTMLParser):
    """Which controls a page has, and which ids its labels name."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.controls: list[dict[str, str | None]] = []
        self.labelled: set[str | None] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"input", "textarea", "select"} and given.get("type") != "hidden":
            self.controls.append(given)
        if tag == "label":
            self.labelled.add(given.get("for"))


def test_every_field_has_its_label_and_its_help() -> None:
    page = Client().get("/lapor/").content.decode()
    found = Fields(page)
    assert {each["name"] for each in found.controls} == set(FILLED) | {"unlisted", "photos"}
    unlabelled = [each["name"] for each in found.controls if each["id"] not in found.labelled]
    assert unlabelled == ["unlisted"], "a box stands inside its label"
    described = [each["aria-describedby"] for each in found.controls if each.get("aria-describedby")]
    assert described
    assert [each for each in described if f'id="{each}"' not in page] == []
    wrong = Fields(hand_in(text="", email="x").content.decode())
    assert {each["name"] for each in wrong.controls if each.get("aria-invalid") == "true"} == {"text", "email"}


def test_the_form_is_spoken_in_every_language() -> None:
    for code, said in (("id", "Apa yang terjadi?"), ("en", "What happened?"), ("su", "Aya kajadian naon?")):
        reader = Client()
        reader.post("/bahasa/", {"language": code, "next": "/lapor/"})
        assert said in reader.get("/lapor/").content.decode()


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [(0, "6.6.6.6", "127.0.0.1"), (1, "6.6.6.6, 192.0.2.1", "192.0.2.1"), (2, "6.6.6.6, 192.0.2.1, 10.0.0.1", "192.0.2.1"),
     (1, "", "127.0.0.1"), (3, "192.0.2.1", "127.0.0.1")],
)  # fmt: skip
def test_where_a_request_came_from(settings: Settings, proxies: int, forwarded: str, seen: str) -> None:
    settings.BALAREA_PROXIES = proxies
    assert sender(RequestFactory().get("/", headers={"X-Forwarded-For": forwarded})) == seen


def test_a_key_is_shown_once_and_revoked() -> None:
    client = logged_in(Role.ADMINISTRATOR)
    made = client.post("/daftar/kunci/buat/", {"name": "FixMyStreet", "scopes": ["report"]})
    (secret,) = re.findall(r"<code>(blr_[\w-]+)</code>", made.content.decode())
    assert made["Cache-Control"] == "no-store"
    found = api_key(secret)
    assert found
    assert (found.name, found.scopes, found.defers) == ("FixMyStreet", ["report"], False)
    listed = client.get("/daftar/kunci/").content.decode()
    assert secret not in listed
    assert f"…{secret[-4:]}" in listed
    client.post(f"/daftar/kunci/{found.pk}/cabut/")
    assert api_key(secret) is None
    assert list(Event.objects.filter(object_type="api_key").values_list("action", flat=True)) == [
        "make_key",
        "revoke_key",
    ]
    again = client.post(f"/daftar/kunci/{found.pk}/cabut/", follow=True)
    assert "sudah dicabut" in again.content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [({"name": ""}, "Tulis nama"), ({"scopes": []}, "Pilih paling sedikit"), ({"scopes": ["all"]}, "Pilih paling sedikit"),
     ({"name": "x" * 121}, "Tulis nama")],
)  # fmt: skip
def test_a_key_for_nobody_or_nothing(fields: dict[str, Any], said: str) -> None:
    client = logged_in(Role.ADMINISTRATOR)
    answer = client.post("/daftar/kunci/buat/", {"name": "Aplikasi", "scopes": ["report"], **fields})
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not ApiKey.objects.exists()


def test_only_administrators_see_keys() -> None:
    key()
    for role in set(Role) - {Role.ADMINISTRATOR}:
        client = logged_in(role)
        assert client.get("/daftar/kunci/").status_code == 403
        assert client.post("/daftar/kunci/buat/", {"name": "x", "scopes": ["report"]}).status_code == 403
    assert "Kunci API" in logged_in(Role.ADMINISTRATOR).get("/daftar/").content.decode()


def test_the_desk_opens_the_contact_and_that_is_recorded() -> None:
    hand_in()
    number = Case.objects.get().reference
    operator = logged_in(Role.OPERATOR)
    desk = operator.get(f"/meja/{number}/").content.decode()
    assert "Buka kontak pelapor" in desk
    assert "siti@example.test" not in desk
    opened = operator.post(f"/meja/{number}/pelapor/")
    assert "siti@example.test" in opened.content.decode()
    assert opened["Cache-Control"] == "no-store"
    assert Event.objects.filter(action="see_contact").count() == 1
    assert logged_in(Role.OPERATOR, "dlh").post(f"/meja/{number}/pelapor/").status_code == 404
    answered = operator.post(f"/meja/{number}/jawab/", {"text": "Kami tambal Kamis."}, follow=True)
    assert "Kami tambal Kamis." in answered.content.decode()
    assert "Kami tambal Kamis." in Client().get(f"/kasus/{number}/").content.decode()
