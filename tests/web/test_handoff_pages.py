"""Pages of hand-off as each side uses them: the officer who offers, the one who is offered, the outsider with a link, the
citizen, the secretary."""

import re

import pytest
from django.test import Client

from balarea.cases import queries, services
from balarea.cases.models import Case, HandOff, Transfer
from balarea.people.queries import User
from balarea.registry import services as registry
from balarea.registry.models import Agency, Duty
from tests.cases.walk import BY, case_of, people

SECRET = "0812-3456-7890"


@pytest.fixture
def who(db: None) -> dict[str, User]:
    return people()


def login(person: User) -> Client:
    found = Client()
    found.force_login(person)
    return found


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_one_click_offers_to_who_is_responsible(who: dict[str, User]) -> None:
    case = case_of("a", "listrik mati dari subuh", topic="energy")
    assert case.state == "triage"  # no agency of the province answers for it here
    registry.set_duties(Agency.objects.get(pk="dlh"), [("energy", "")], by=BY)
    case = case_of("b", "listrik di Soreang mati dari subuh", topic="energy", days=9)
    page = text(login(who["dlh"]), f"/meja/{case.reference}/")
    assert "Tawarkan ke Dinas pln" in page
    assert "Dinas pln menangani listrik di seluruh provinsi" in page
    login(who["dlh"]).post(f"/meja/{case.reference}/teruskan/", {"agency": "pln"})
    made = HandOff.objects.get()
    assert (made.case_id, made.target_id, made.origin_id) == (case.pk, "pln", "dlh")
    refused = login(who["dlh"]).post(f"/meja/{case.reference}/teruskan/", {"agency": "pln"}, follow=True)
    assert "masih ditawarkan" in refused.content.decode()
    assert HandOff.objects.count() == 1


def test_the_triage_desk_shows_why_and_who_it_could_be(who: dict[str, User]) -> None:
    registry.add_account("dbmpr", "fake", "dbmpr.demo", external_id="dbmpr.demo", by=BY)
    case = case_of("a", "jalan rusak <b>parah</b>", topic="roads")
    Case.objects.filter(pk=case.pk).update(agency=None, state="triage", routing_reason="Topik belum cukup jelas.")
    admin = login(who["admin"])
    page = text(admin, "/meja/pilah/")
    for words in (case.reference, "Topik belum cukup jelas.", "Alihkan ke Dinas dbmpr", "&lt;b&gt;"):
        assert words in page
    answer = admin.post(f"/meja/{case.reference}/teruskan/", {"agency": "dbmpr", "from": "triage"})
    assert answer.headers["Location"] == "/meja/pilah/"
    assert Case.objects.get().agency_id == "dbmpr"
    assert Transfer.objects.get().teacher == "admin"
    assert "Semua sudah dipilah" in text(admin, "/meja/pilah/")


def test_the_other_side_reads_and_answers_on_its_desk(who: dict[str, User]) -> None:
    case = case_of("a", f"jalan rusak, hubungi {SECRET}")
    officer, receiver = login(who["dbmpr"]), login(who["kab-bandung"])
    empty = officer.post(f"/meja/{case.reference}/tawarkan/", {"to": "kab-bandung", "offer_reason": " "})
    assert (empty.status_code, "Tulis dahulu isinya" in empty.content.decode()) == (400, True)
    officer.post(f"/meja/{case.reference}/tawarkan/", {"to": "kab-bandung", "offer_reason": "jalan kabupaten"})
    made = HandOff.objects.get()
    page = text(receiver, "/meja/tawaran/")
    assert case.reference in page
    assert "jalan kabupaten" in page
    assert SECRET not in page
    assert case.reference not in text(login(who["dsda"]), "/meja/tawaran/")
    assert "Ditawarkan kepada Dinas kab-bandung" in text(officer, f"/meja/{case.reference}/")
    assert case.reference in text(officer, "/meja/tawaran/")
    login(who["dsda"]).post(f"/meja/tawaran/{made.pk}/terima/")
    made.refresh_from_db()
    assert made.state == "offered"
    taken = receiver.post(f"/meja/tawaran/{made.pk}/terima/")
    assert taken.headers["Location"] == f"/meja/{case.reference}/"  # to work on at once
    assert case.reference in text(receiver, f"/meja/{case.reference}/")
    text(officer, f"/meja/{case.reference}/", 404)


def test_the_citizen_sees_who_holds_it_and_why(who: dict[str, User]) -> None:
    case = case_of("a")
    page = text(Client(), f"/kasus/{case.reference}/")
    assert "Dinas dbmpr" in page
    made = services.offer(case.reference, "pln", f"tiang listrik, hubungi {SECRET}", by=who["dbmpr"])
    page = text(Client(), f"/kasus/{case.reference}/")
    assert "Ditawarkan kepada" in page
    assert "Dinas pln" in page
    assert SECRET not in page
    services.accept(made.pk, ticket="G-77", ticket_url="https://lapor.test/G-77", by=who["dbmpr"])
    page = text(Client(), f"/kasus/{case.reference}/")
    for words in ("Dinas pln", "G-77", "https://lapor.test/G-77", "Dinas dbmpr mendampingi", "tiang listrik"):
        assert words in page
    draft = text(login(who["dbmpr"]), f"/meja/{case.reference}/")
    assert f"Aduan {case.reference} kini ditangani Dinas pln." in draft
    services.route(
        case_of("b", "jalan rusak di pasar", days=9).reference, "dsda", "rahasia antarpetugas", by=who["dbmpr"]
    )
    other = Case.objects.get(root_external_id="b")
    assert "rahasia antarpetugas" not in text(Client(), f"/kasus/{other.reference}/")


def test_an_officer_writes_down_what_the_other_side_said(who: dict[str, User]) -> None:
    case = case_of("a")
    officer = login(who["dbmpr"])
    made = services.offer(case.reference, "pln", "tiang", by=who["dbmpr"])
    bad = officer.post(
        f"/meja/tawaran/{made.pk}/jawaban/", {"reference": case.reference, "answer": "refuse", "said": ""}
    )
    assert (bad.status_code, "alasannya" in bad.content.decode()) == (400, True)
    officer.post(
        f"/meja/tawaran/{made.pk}/jawaban/",
        {"reference": case.reference, "answer": "accept", "said": "siap", "ticket": "G-1"},
    )
    assert Case.objects.get().outside_id == "pln"
    officer.post(f"/meja/tawaran/{made.pk}/kabar/", {"reference": case.reference, "said": "regu berangkat"})
    assert "Perkembangan dari Dinas pln: regu berangkat" in text(officer, f"/meja/{case.reference}/")
    officer.post(f"/meja/tawaran/{made.pk}/kembali/", {"reference": case.reference, "said": "bukan tiang kami"})
    assert Case.objects.get().outside_id is None
    page = text(login(who["sekda"]), "/meja/?contested=1")
    assert case.reference in page
    assert "Tetapkan pemegang kasus" in text(login(who["sekda"]), f"/meja/{case.reference}/")
    assert "Tetapkan pemegang kasus" not in text(officer, f"/meja/{case.reference}/")
    login(who["sekda"]).post(f"/meja/{case.reference}/tetapkan/", {"holder": "dsda", "determine_reason": "sungai"})
    assert Case.objects.get().agency_id == "dsda"


def test_a_link_shows_changes_nothing_and_answers_by_post(who: dict[str, User]) -> None:
    case = case_of("a", f"tiang roboh, hubungi {SECRET}")
    made = services.offer(case.reference, "pln", "tiang listrik", by=who["dbmpr"])
    shown = login(who["dbmpr"]).post(f"/meja/tawaran/{made.pk}/tautan/", {"reference": case.reference})
    assert shown.headers["Cache-Control"] == "no-store"
    found = re.search(r"/serah/([^<\s]+)/", shown.content.decode())
    assert found
    outsider, address = Client(enforce_csrf_checks=False), f"/serah/{found[1]}/"
    page = outsider.get(address)
    assert (page.status_code, page.headers["X-Robots-Tag"], page.headers["Referrer-Policy"]) == (
        200, "noindex", "same-origin",
    )  # fmt: skip
    assert SECRET not in page.content.decode()
    assert outsider.get(f"{address}jawab/?act=accept").status_code == 302
    assert HandOff.objects.get().state == "offered"
    assert Client(enforce_csrf_checks=True).post(f"{address}jawab/", {"act": "accept"}).status_code == 403
    for wrong in ({"act": "moon"}, {"act": "refuse", "said": ""}, {"act": "tell", "said": "x"}):
        assert outsider.post(f"{address}jawab/", wrong).status_code in {400, 409}
    assert HandOff.objects.get().state == "offered"
    outsider.post(f"{address}jawab/", {"act": "accept", "ticket": "P-9"})
    assert (Case.objects.get().outside_id, HandOff.objects.get().ticket) == ("pln", "P-9")
    outsider.post(f"{address}jawab/", {"act": "tell", "said": "regu di tempat <script>"})
    assert "regu di tempat &lt;script&gt;" in text(login(who["dbmpr"]), f"/meja/{case.reference}/")
    for _ in range(25):
        last = outsider.post(f"{address}jawab/", {"act": "tell", "said": "lagi"})
    assert last.status_code == 409
    gone = outsider.post(f"{address}jawab/", {"act": "give_back", "said": "bukan milik kami"})
    assert "pengembalian dicatat" in gone.content.decode()
    for path in (address, "/serah/palsu/"):
        assert outsider.get(path).status_code == 404
    assert outsider.post(f"{address}jawab/", {"act": "accept"}).status_code == 404


def test_a_word_to_the_citizen_keeps_the_clock_running(who: dict[str, User]) -> None:
    case = case_of("a")
    Case.objects.filter(pk=case.pk).update(network="report")
    login(who["dbmpr"]).post(f"/meja/{case.reference}/kabari/", {"inform": "Kini ditangani PLN."})
    assert "Kini ditangani PLN." in text(Client(), f"/kasus/{case.reference}/")
    assert (Case.objects.get().state, Case.objects.get().answered_at) == ("open", None)


def test_many_are_offered_at_once(who: dict[str, User]) -> None:
    made = [case_of(name, f"jalan rusak {name} sekali", days=9 * number) for number, name in enumerate("ab")]
    login(who["dbmpr"]).post(
        "/meja/tindakan/",
        {"act": "offer", "pick": [each.reference for each in made], "agency": "kab-bandung", "text": "jalan kabupaten"},
    )
    assert HandOff.objects.filter(target="kab-bandung", state="offered").count() == 2


def test_administrators_edit_agencies_and_duties(who: dict[str, User]) -> None:
    admin = login(who["admin"])
    form = {"code": "dishut", "name": "Dinas Kehutanan", "kind": "dinas", "level": "province", "area": "32"}
    admin.post("/daftar/instansi/baru/simpan/", form)
    admin.post("/daftar/instansi/dishut/simpan/", form | {"name": "Dinas Kehutanan Jabar"})
    assert Agency.objects.get(pk="dishut").name == "Dinas Kehutanan Jabar"
    again = admin.post("/daftar/instansi/baru/simpan/", form)
    assert (again.status_code, "sudah dipakai" in again.content.decode()) == (400, True)
    admin.post("/daftar/instansi/dishut/urusan/", {"matter": "roads.local_road", "place": "32.04"})
    assert Duty.objects.filter(agency="dishut", topic="roads", part="local_road", area_code="32.04").exists()
    bad = admin.post("/daftar/instansi/dishut/urusan/", {"matter": "roads", "place": "bulan"})
    assert (bad.status_code, "Kode wilayah" in bad.content.decode()) == (400, True)
    admin.post("/daftar/instansi/dishut/urusan/hapus/", {"topic": "roads", "part": "local_road", "place": "32.04"})
    assert not Duty.objects.filter(agency="dishut").exists()
    page = text(login(who["dbmpr"]), "/daftar/instansi/")
    assert "Dinas Kehutanan Jabar" in page
    assert "/daftar/instansi/baru/" not in page
    assert login(who["dbmpr"]).post("/daftar/instansi/dishut/simpan/", form).status_code == 403
    text(admin, "/daftar/instansi/tidak-ada/", 404)


def test_what_was_learnt_is_seen_removed_and_restored(who: dict[str, User]) -> None:
    for number in range(3):
        case = case_of(f"p{number}", f"jalan rusak parah nomor {number}", days=20 * number)
        services.route(case.reference, "dlh", "urusan mereka", by=who["kedua" if number else "dbmpr"])
    admin = login(who["admin"])
    assert "3 kasus oleh kedua, op.dbmpr" in text(admin, "/daftar/instansi/")
    key = {"topic": "roads", "part": "", "regency": "32.04", "agency": "dlh"}
    admin.post("/daftar/pelajaran/hapus/", key)
    assert [each.forgotten for each in queries.lessons()] == [True]
    admin.post("/daftar/pelajaran/pulihkan/", key)
    assert [each.forgotten for each in queries.lessons()] == [False]
