"""Writing answers on the pages, with and without JavaScript; canned answers; what names a colleague."""

from pathlib import Path

import pytest
from django.test import Client

from balarea import networks
from balarea.audit.queries import verify
from balarea.cases import queries
from balarea.cases.models import Canned, Case, Draft
from balarea.networks.fake.connector import edit
from balarea.people.queries import Role, User
from balarea.publishing.models import Delivery
from balarea.registry import services as registry
from tests.cases.test_answering import LONG
from tests.cases.test_revised import LAMP, Street


@pytest.fixture
def street(db: None, tmp_path: Path) -> Street:
    made = Street(tmp_path)
    made.say(LAMP)
    return made


@pytest.fixture
def case(street: Street) -> Case:
    return Case.objects.get()


def login(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def client(street: Street) -> Client:
    return login(street.operator)


@pytest.fixture
def rekan(street: Street) -> Client:
    return login(registry.save_officer("rekan", "", Role.OPERATOR, agency_code="dbmpr", by="test"))


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_draft_is_saved_as_typed_and_survives_reloading(client: Client, rekan: Client, case: Case) -> None:
    where = f"/meja/{case.reference}/"
    line = client.post(f"{where}konsep/", {"text": "Kami per", "version": "0"}, headers={"HX-Request": "true"})
    assert 'name="version" value="1"' in line.content.decode()
    assert "<html" not in line.content.decode()
    client.post(f"{where}konsep/", {"text": "Kami periksa <b>", "version": "1"}, headers={"HX-Request": "true"})
    assert "Kami periksa &lt;b&gt;</textarea>" in page(client, where)
    seen = page(rekan, where)
    assert "op sedang menulis jawaban sejak" in seen
    assert "Kami periksa" not in seen
    assert "op sedang menulis" in page(rekan, f"{where}menulis/")
    other = client.post(f"{where}konsep/", {"text": "dari tab lain", "version": "0"}, headers={"HX-Request": "true"})
    assert "Kami periksa &lt;b&gt;</blockquote>" in other.content.decode()
    client.post(f"{where}konsep/buang/")
    assert "Jendela lain" not in page(client, where)
    kept = client.post(f"{where}konsep/", {"text": "tanpa JavaScript", "version": "3"}, follow=True).content.decode()
    assert "tanpa JavaScript</textarea>" in kept
    client.post(f"{where}jawab/", {"text": "tanpa JavaScript", "seen": "0"})
    assert not Draft.objects.exists()
    assert Delivery.objects.get().text == "tanpa JavaScript"


def test_sending_after_a_colleague_is_held_and_one_click_sends_it(client: Client, rekan: Client, case: Case) -> None:
    where = f"/meja/{case.reference}/"
    assert 'name="seen" value="0"' in page(client, where)
    rekan.post(f"{where}jawab/", {"text": "Sudah kami catat.", "seen": "0"})
    held = client.post(f"{where}jawab/", {"text": "Kami periksa.", "seen": "0"})
    shown = held.content.decode()
    assert held.status_code == 409
    assert "rekan sudah menjawab sementara Anda menulis" in shown
    assert "Sudah kami catat." in shown
    assert "Kami periksa.</textarea>" in shown
    assert "Tetap kirim" in shown
    known = queries.last_reply(case)
    assert f'name="seen" value="{known}"' in shown
    assert Delivery.objects.count() == 1
    client.post(f"{where}jawab/", {"text": "Kami periksa.", "seen": str(known)})
    assert Delivery.objects.count() == 2


def test_a_long_answer_shows_its_parts_before_it_is_sent(client: Client, case: Case) -> None:
    where = f"/meja/{case.reference}/"
    refused = client.post(f"{where}jawab/", {"text": LONG, "seen": "0"})
    shown = refused.content.decode()
    assert refused.status_code == 400
    assert "Kirim sebagai utas 3 bagian" in shown
    assert 'name="in_parts" value="1" checked' in shown
    assert all(part in shown for part in networks.parts(LONG, "fake"))
    assert f"{LONG}</textarea>" in shown
    sent = client.post(f"{where}jawab/", {"text": LONG, "seen": "0", "in_parts": "1"}, follow=True).content.decode()
    assert sent.count("menunggu bagian sebelumnya terkirim") == 2
    line = client.post(f"{where}konsep/", {"text": "kata " * 3000, "version": "0"}, headers={"HX-Request": "true"})
    assert "lebih dari 12 bagian" in line.content.decode()


def test_the_ledger_says_what_became_of_each_answer(client: Client, case: Case) -> None:
    where = f"/meja/{case.reference}/"
    client.post(f"{where}jawab/", {"text": "Kami periksa.", "seen": "0"})
    assert "Antre" in page(client, where)
    Delivery.objects.update(state="unknown", error="Server tidak menjawab.", attempts=2)
    shown = page(client, where)
    assert "dicek dahulu di jejaring" in shown
    assert "percobaan ke-2" in shown
    Delivery.objects.update(state="failed", error="Ditolak <jejaring>.")
    shown = page(client, where)
    assert "Ditolak &lt;jejaring&gt;." in shown
    entry = case.entries.get(kind="reply")
    assert f'action="{where}kirim-ulang/{entry.pk}/"' in shown
    again = client.post(f"{where}kirim-ulang/{entry.pk}/", follow=True).content.decode()
    assert "Jawaban diantrekan lagi." in again
    assert Delivery.objects.get().state == "queued"


def test_a_canned_answer_is_inserted_filled_below_what_was_typed(client: Client, case: Case) -> None:
    where = f"/meja/{case.reference}/"
    chosen = {"text": "Halo dulu.", "canned": "acknowledge-su-formal", "version": "0"}
    shown = client.post(f"{where}baku/", chosen, follow=True).content.decode()
    box = shown.split('id="reply"', 1)[1].split("</textarea>")[0]
    assert "Halo dulu.\n\nHatur nuhun, @warga.satu." in box
    assert case.reference in box
    assert "{" not in box
    assert f"/kasus/{case.reference}/" in box
    nothing = client.post(f"{where}baku/", {"text": "Halo", "canned": "", "version": "1"})
    assert nothing.status_code == 400
    assert "Halo</textarea>" in nothing.content.decode()
    assert client.post(f"{where}baku/", {"canned": "tiada"}).status_code == 404


def test_answers_that_fit_the_citizen_stand_first(client: Client, case: Case) -> None:
    shown = page(client, f"/meja/{case.reference}/")
    first = shown.split("Cocok dengan warga ini", 1)[1].split("</optgroup>")[0]
    assert first.index("sehari-hari") < first.index("resmi")
    assert "Sunda" not in first


def test_canned_answers_are_managed_on_a_page(client: Client, rekan: Client) -> None:
    assert "Nomor darurat" in page(client, "/meja/jawaban-baku/")
    form = {"title": "Lampu", "lang": "id", "tone": "everyday", "topic": "roads", "text": "Lampu {reference} <b>"}
    wrong = client.post("/meja/jawaban-baku/simpan/", form | {"text": "Halo {nama}"})
    assert wrong.status_code == 400
    assert "Isian {nama} tidak dikenal" in wrong.content.decode()
    assert "Halo {nama}</textarea>" in wrong.content.decode()
    client.post("/meja/jawaban-baku/simpan/", form)
    made = Canned.objects.get()
    assert (made.agency_id, made.changed_by) == ("dbmpr", "op")
    assert "Lampu {reference} &lt;b&gt;" in page(rekan, "/meja/jawaban-baku/")
    assert 'value="Lampu"' in page(client, f"/meja/jawaban-baku/{made.key}/")
    client.post(f"/meja/jawaban-baku/{made.key}/arsipkan/")
    assert "Diarsipkan (1)" in page(client, "/meja/jawaban-baku/")
    client.post(f"/meja/jawaban-baku/{made.key}/pulihkan/")
    assert "Diarsipkan" not in page(client, "/meja/jawaban-baku/")
    copy = page(client, "/meja/jawaban-baku/place-id-formal/")
    assert 'name="key"' not in copy
    stranger = login(registry.save_officer("lain", "", Role.OPERATOR, agency_code="dinkes", by="test"))
    assert "Lampu {reference}" not in page(stranger, "/meja/jawaban-baku/")
    assert stranger.post(f"/meja/jawaban-baku/{made.key}/arsipkan/").status_code == 404
    assert verify().ok


def test_a_batch_answer_fills_the_fields_of_each_case(client: Client, case: Case) -> None:
    client.post(
        "/meja/tindakan/", {"act": "answer", "pick": [case.reference], "text": "{citizen}: {area}, {topic}, {due}"}
    )
    sent = Delivery.objects.get().text
    assert sent.startswith("@warga.satu: ")
    assert sent.endswith("WIB")
    assert "{" not in sent


def test_who_is_named_finds_it_and_opening_reads_it(client: Client, rekan: Client, case: Case) -> None:
    told = client.post(f"/meja/{case.reference}/catat/", {"text": "@rekan cek, @siapa juga"}, follow=True)
    assert "Tidak terkirim ke @siapa" in told.content.decode()
    assert "Untuk saya · 1" in page(rekan, "/meja/")
    mine = page(rekan, "/meja/untuk-saya/")
    assert "belum dibuka" in mine
    assert case.reference in mine
    page(rekan, f"/meja/{case.reference}/")
    assert "Untuk saya · 1" not in page(rekan, "/meja/")
    assert "belum dibuka" not in page(rekan, "/meja/untuk-saya/")
    assert case.reference not in page(client, "/meja/untuk-saya/")


def test_an_edited_text_is_marked_and_the_earlier_one_shown_masked(street: Street, client: Client, case: Case) -> None:
    said = case.entries.get(kind="citizen")
    edit(street.server, networks.values.PostRef("fake", said.external_id), "@dbmpr.demo lampu jalan mati total")
    street.read()
    where = f"/meja/{case.reference}/"
    shown = page(client, where)
    assert "diubah penulisnya" in shown
    assert "Warga mengubah atau menghapus tulisannya setelah" in shown
    assert "Tulisan sebelumnya (1)" in shown
    assert "3456" not in shown
    (before,) = queries.earlier(case)[said.external_id]
    looked = client.post(f"{where}versi/{before.pk}/", {"reason": "menelepon pelapor"})
    assert "0812-3456-7890" in looked.content.decode()
    assert looked["Cache-Control"] == "no-store"
    assert client.post(f"{where}versi/{before.pk}/", {"reason": ""}).status_code == 400
