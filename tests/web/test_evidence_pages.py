"""Photos with a report, the reporter's secret link, proof on the desk and in public, and who sees which file."""

import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import Settings

from balarea.audit.models import Event
from balarea.cases import services
from balarea.cases.models import Attachment, Case, Rating, Receipt
from balarea.cases.sealed import privacy
from balarea.files.models import File
from balarea.people.queries import Role
from balarea.registry import services as registry
from balarea.web import baskets
from balarea.web.pages import report
from tests.cases.proofs import WHY, shown
from tests.files.pictures import NAME, document, photo
from tests.open311.conftest import BY, register
from tests.web.test_report_form import FILLED, logged_in

ASK = "Sudah beres? Balas sudah atau belum sebelum {day}. {link}"


@pytest.fixture(autouse=True)
def house(db: None, settings: Settings, tmp_path: Path) -> None:
    settings.BALAREA_FILES_DIR = tmp_path
    settings.BALAREA_PUBLIC_URL = "https://balarea.test"
    register()


def upload(data: bytes = b"", name: str = f"{NAME}.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or photo(), "image/jpeg")


def basket_of(page: str) -> str:
    return str(re.findall(r'name="basket" value="([^"]+)"', page)[0])


def hand_in(client: Client, **fields: Any) -> Any:
    signed = basket_of(client.get("/lapor/").content.decode())
    return client.post("/lapor/", FILLED | {"basket": signed, **fields}, follow=True)


def link_of(answer: Any) -> str:
    return str(re.findall(r'href="(/kasus/[^"]+/pelapor/[0-9a-f]{40}/)"', answer.content.decode())[0])


def reported() -> tuple[Case, str]:
    """A case with one photo, and the reporter's link."""
    answer = hand_in(Client(), photos=upload())
    return Case.objects.get(), link_of(answer)


def test_a_report_without_scripts_brings_photos(settings: Settings) -> None:
    case, _link = reported()
    held = Attachment.objects.get()
    assert (held.case, held.role, held.public) == (case, "report", False)
    assert held.file.claimed_at
    assert NAME not in str(list(File.objects.values()))
    desk = logged_in(Role.OPERATOR).get(f"/meja/{case.reference}/").content.decode()
    assert f"/berkas/{held.file.token}/?kecil" in desk


@pytest.mark.parametrize(
    ("files", "said"),
    [([photo()] * 4, "Paling banyak 3"), ([b"no photo"], "Berkas ke-1: Berkas ini bukan foto"),
     ([photo(), document()], "Berkas ke-2: Di sini hanya foto")],
)  # fmt: skip
def test_a_bad_photo_loses_neither_words_nor_the_other_photos(files: list[bytes], said: str) -> None:
    client = Client()
    signed = basket_of(client.get("/lapor/").content.decode())
    answer = client.post("/lapor/", FILLED | {"basket": signed, "photos": [upload(each) for each in files]})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert said in page
    assert NAME not in page
    assert FILLED["text"] in page
    assert basket_of(page) == signed
    assert not Receipt.objects.exists()
    sent = client.post("/lapor/", FILLED | {"basket": signed}, follow=True)
    assert sent.status_code == 200
    assert Attachment.objects.count() == (1 if "ke-2" in said else 0)


def test_the_same_form_again_however_late_is_the_same_report(settings: Settings) -> None:
    client = Client()
    signed = basket_of(client.get("/lapor/").content.decode())
    sent = FILLED | {"basket": signed}
    first = client.post("/lapor/", sent, headers={"Accept": "application/json"}).json()["next"]
    Receipt.objects.update(received_at="2026-01-01T00:00:00Z")
    assert client.post("/lapor/", sent, headers={"Accept": "application/json"}).json()["next"] == first
    assert Case.objects.count() == 1
    changed = client.post("/lapor/", sent | {"text": "Lampu jalan mati semua di depan pasar"})
    assert changed["Location"] != first, "other words are another report, also from a form that was sent"


def test_the_secret_link_is_shown_for_a_while_to_who_sent_it_and_to_nobody_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = Client()
    answer = hand_in(client)
    case, link = Case.objects.get(), link_of(answer)
    assert answer["Cache-Control"] == "no-store"
    assert link in client.get(f"/lapor/{case.reference}/").content.decode(), (
        "a phone that forgot the page shows it again"
    )
    monkeypatch.setattr(report, "COOKIE_SECONDS", -1)
    assert "/pelapor/" not in client.get(f"/lapor/{case.reference}/").content.decode(), "half an hour later"
    assert "/pelapor/" not in Client().get(f"/lapor/{case.reference}/").content.decode()
    copied = hand_in(Client(), basket="")
    assert "/pelapor/" not in copied.content.decode(), "who types the same words gets no link"
    wrong = link[:-2] + ("0/" if link[-2] != "0" else "1/")
    for path in (wrong, f"/kasus/JB-2222-2222/pelapor/{link[-41:-1]}/", link.replace(link[-41:-1], "0" * 40)):
        assert Client().get(path).status_code == 404
        assert Client().post(path, {"word": "sudah"}).status_code == 404
    assert Client().get(link).status_code == 200
    assert link[-41:-1] not in str(list(Receipt.objects.values())) + str(list(Event.objects.values()))


@pytest.mark.parametrize(("word", "state", "confirmed"), [("sudah", "closed", True), ("belum", "open", False)])
def test_a_reporter_says_sudah_or_belum_by_his_link(word: str, state: str, confirmed: bool) -> None:
    case, link = reported()
    services.prove(case.reference, shown(), ASK, by=BY)
    page = Client().get(link).content.decode()
    assert "Sudah beres? Jawab" in page
    basket = basket_of(page)
    said = {"word": word, "text": "lihat foto", "basket": basket, "photos": upload(photo("green"))}
    for _ in range(2):  # pressed twice
        assert Client().post(link, said).status_code == 302
        said.pop("photos", None)
    case.refresh_from_db()
    assert (case.state, case.confirmed) == (state, confirmed)
    assert case.entries.filter(kind="citizen").count() == 2
    assert Attachment.objects.filter(case=case, role="report").count() == 2
    shown_to_all, own = Client().get(f"/kasus/{case.reference}/").content.decode(), Client().get(link).content.decode()
    assert ("Sesudah bukti ini aduan dibuka kembali" in shown_to_all) == (word == "belum"), "a proof that was no proof"
    assert ('value="sudah"' in own, 'type="hidden" name="word" value="tambah"' in own) == (False, word == "belum")
    assert ("Seberapa puas" in own) == (word == "sudah")


def test_belum_in_an_open_case_and_tambah_are_words_and_no_verdict() -> None:
    case, link = reported()
    assert Client().post(link, {"word": "tambah", "text": "Airnya keruh", "basket": ""}).status_code == 302
    assert Client().post(link, {"word": "bogus"}).status_code == 400
    assert Client().post(link, {}).status_code == 400
    for word, text, said in (("tambah", " ", "Tulis keterangan"), ("belum", f"{'x' * 4000} akhir", "akhir</textarea>")):
        refused = Client().post(link, {"word": word, "text": text})
        assert (refused.status_code, said in refused.content.decode()) == (400, True)
    signed = basket_of(Client().get(link).content.decode())
    for photos in ({"photos": upload(photo("green"))}, {}):  # a photo says enough, also when it is pressed twice
        assert Client().post(link, {"word": "tambah", "basket": signed} | photos).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.reopened, case.entries.filter(kind="citizen").count()) == ("open", 0, 3)
    assert "Airnya keruh" in Client().get(f"/kasus/{case.reference}/").content.decode()


def test_a_score_by_the_link_can_be_changed() -> None:
    case, link = reported()
    assert Client().post(link, {"score": "4"}).status_code == 409
    services.prove(case.reference, shown(), ASK, by=BY)
    Client().post(link, {"word": "sudah", "score": "4", "text": "Cepat, tetapi hubungi 0812-3456-7890"})
    Client().post(link, {"score": "2"})
    rating = Rating.objects.get()
    assert rating.score == 2
    Client().post(link, {"score": "9"})
    assert Rating.objects.get().score == 2
    assert "7890" not in str(list(Rating.objects.values())) + str(list(Event.objects.values()))


def test_after_removal_the_link_ends_and_the_bytes_are_gone(
    tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    case, link = reported()
    who = privacy.subject(reference=case.reference)
    admin = registry.save_officer("admin", "", Role.ADMINISTRATOR, by=BY)
    copied = privacy.export(who, by=admin)
    assert [each["size"] for each in copied["files"]] == [len(photo())]
    json.dumps(copied, default=str)
    with django_capture_on_commit_callbacks(execute=True):
        privacy.erase(who, "diminta lewat surat", by=admin)
    assert Client().get(link).status_code == 404
    assert Client().post(link, {"word": "sudah"}).status_code == 404
    assert [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()] == []
    assert Attachment.objects.get().file.erased_at


def test_who_sees_which_file() -> None:
    case, link = reported()
    path = f"/berkas/{Attachment.objects.get().file.token}/"
    mine = f"{path}?nomor={case.reference}&kunci={link[-41:-1]}"
    assert Client().get(path).status_code == 404
    assert Client().get(f"{path}?nomor={case.reference}&kunci={'0' * 40}").status_code == 404
    for client, address in ((Client(), mine), (logged_in(Role.OPERATOR), path), (logged_in(Role.INSPECTOR), path)):
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "private, no-store"
        assert NAME.encode() not in answer.content
    assert logged_in(Role.OPERATOR, "dlh").get(path).status_code == 404
    operator = logged_in(Role.OPERATOR)
    operator.post(f"/meja/{case.reference}/foto/{Attachment.objects.get().pk}/", {"public": "1"})
    answer = Client().get(f"{path}?kecil")
    assert answer.status_code == 200
    assert (answer["X-Content-Type-Options"], answer["Content-Security-Policy"]) == (
        "nosniff",
        "default-src 'none'; sandbox",
    )
    assert answer["Content-Disposition"].startswith('inline; filename="berkas-')
    assert max(Image.open(BytesIO(answer.content)).size) == 640
    assert path in Client().get(f"/kasus/{case.reference}/").content.decode()
    operator.post(f"/meja/{case.reference}/foto/{Attachment.objects.get().pk}/", {"public": "0"})
    assert Client().get(path).status_code == 404


def test_the_original_is_downloaded_for_a_reason() -> None:
    case, _link = reported()
    held = Attachment.objects.get()
    path = f"/meja/{case.reference}/berkas/{held.file.token}/"
    operator = logged_in(Role.OPERATOR)
    assert operator.post(path, {"reason": ""}).status_code == 400
    assert logged_in(Role.OPERATOR, "dlh").post(path, {"reason": "ingin tahu"}).status_code == 404
    answer = operator.post(path, {"reason": "memeriksa tempat"})
    assert answer.content == photo()
    assert answer["Content-Disposition"].startswith("attachment")
    assert Event.objects.filter(action="look_file").count() == 1


def test_closing_on_the_desk_without_scripts_shows_before_and_after_in_public_and_to_partners() -> None:
    case, _link = reported()
    operator = logged_in(Role.OPERATOR)
    page = operator.get(f"/meja/{case.reference}/").content.decode()
    sent = {"basket": basket_of(page), "proof": "Ditambal, hubungi 0812-3456-7890", "then": "ask", "question": ASK}
    close = f"/meja/{case.reference}/tutup/"
    refused = operator.post(close, sent)
    assert refused.status_code == 400
    assert "foto sesudahnya" in refused.content.decode()
    mine = str(Attachment.objects.get().pk)
    assert operator.post(close, sent | {"after": upload(photo("grey")), "citizens": mine}).status_code == 302
    public = Client().get(f"/kasus/{case.reference}/").content.decode()
    tokens = re.findall(r'<img\s+src="(/berkas/[0-9a-f]{32}/)\?kecil', public)
    assert len(tokens) == 2
    assert public.index("Sebelum") < public.index("Sesudah")
    assert "Instansi bertanya kepada pelapor: sudah beres?" in public
    assert "7890" not in public
    assert all(Client().get(token).status_code == 200 for token in tokens)
    (row,) = Client().get(f"/open311/v2/requests/{case.reference}.json?extensions=true").json()
    after = Attachment.objects.get(role="after").file.token
    assert row["media_url"] == f"https://balarea.test/berkas/{after}/"
    assert len(row["extended_attributes"]["media_urls"]) == 2


def test_closing_many_on_the_desk_takes_one_proof() -> None:
    case, _link = reported()
    operator = logged_in(Role.OPERATOR)
    basket = basket_of(operator.get("/meja/").content.decode())
    sent = {"act": "close", "pick": [case.reference], "text": "Ditambal", "basket": basket, "then": "now", "why": WHY}
    operator.post("/meja/tindakan/", sent | {"after": upload(photo("grey"))})
    case.refresh_from_db()
    assert case.state == "closed"


def test_partners_see_the_photo_of_a_closed_report() -> None:
    case, _link = reported()
    services.close(case.reference, shown(), WHY, by=BY)
    closed = [
        each for each in Client().get("/open311/v2/servicerequestupdates.json").json() if each["status"] == "FIXED"
    ]
    assert [each["media_url"] for each in closed] == [
        f"https://balarea.test/berkas/{Attachment.objects.get(role='after').file.token}/"
    ]


def test_baskets_are_signed_and_for_one_kind_of_people() -> None:
    made = baskets.new(baskets.CITIZEN)
    assert baskets.opened(made.signed) == made
    assert baskets.opened(made.signed, baskets.OFFICER) is None
    assert baskets.opened(made.signed + "x") is None
    assert baskets.opened("") is None


def test_the_worker_of_the_form_knows_what_it_keeps() -> None:
    answer = Client().get("/lapor/pekerja.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert "/lapor/" in answer.content.decode()
    assert "balarea/uploads.js" in answer.content.decode()
