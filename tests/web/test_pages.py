"""Pages as officers and citizens use them: what is typed stays, what is refused is said, one agency never sees another's."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from balarea.cases import services as cases
from balarea.cases.models import Case
from balarea.core.clock import now
from balarea.core.ids import reference
from balarea.networks.values import Author, PostRef, RemotePost
from balarea.observe.services import refresh
from balarea.people.queries import Role
from balarea.posts import services as posts
from balarea.programmes import services as programmes
from balarea.programmes.models import Indicator, Programme
from balarea.publishing.models import Message
from balarea.registry import services as registry
from balarea.registry.models import Account

BY = "test"
XSS = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


@pytest.fixture
def house(db: None) -> Account:
    for code, name in (("dbmpr", "Dinas Bina Marga"), ("dinkes", "Dinas Kesehatan")):
        registry.save_agency(code, name, "dinas", by=BY)
    account = registry.add_account("dbmpr", "fake", "dbmpr.demo", external_id="dbmpr.demo", by=BY)
    registry.set_credential(account.pk, "server", "dbmpr.demo", "rahasia", by=BY)
    return account


def client(role: Role, agency: str = "dbmpr", name: str = "") -> Client:
    found = Client()
    found.force_login(registry.save_officer(name or f"{role}.{agency}", "", role, agency_code=agency, by=BY))
    return found


def case(agency: str = "dbmpr", **values: object) -> Case:
    made = {
        "reference": reference(), "agency_id": agency, "network": "fake", "root_external_id": reference(),
        "citizen_external_id": "warga-1", "citizen_handle": "warga.satu", "text": "Jalan rusak, hubungi 0812-3456-7890",
        "topic": "roads", "urgency": "normal", "state": "open", "opened_at": now(), "due_at": now() + timedelta(days=1),
    }  # fmt: skip
    found: Case = Case.objects.create(**(made | values))
    found.entries.create(kind="citizen", at=now(), actor="warga.satu", text=found.text)
    return found


def test_a_refused_message_keeps_what_was_typed(house: Account) -> None:
    writer = client(Role.COMMUNICATIONS)
    form = {
        "text": "Telah diperbaiki 84 km",
        "accounts": house.pk,
        "value": "delapan puluh",
        "evidence": "https://a.test/b",
    }
    answer = writer.post("/terbit/baru/", form)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "bukan angka" in page
    assert all(str(typed) in page for typed in ("Telah diperbaiki 84 km", "delapan puluh", "https://a.test/b"))
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("text", "  ", "masih kosong"),
        ("evidence", "javascript:alert(1)", "Alamat bukti"),
        ("indicator", "tidak-ada", "bukan milik instansi"),
        ("period", "", "sekaligus"),
        ("accounts", "99999", "bukan milik instansi"),
    ],
)
def test_what_a_message_may_not_say(house: Account, field: str, value: str, said: str) -> None:
    programme = programmes.add_programme("1", 2026, "Jalan", "dbmpr", by=BY)
    programmes.save_indicator(programme, "a", "Panjang jalan", "km", Decimal(120), by=BY)
    form = {"text": "84 km", "accounts": house.pk, "indicator": "a", "value": "84", "period": "2026-11"} | {
        field: value
    }
    answer = client(Role.COMMUNICATIONS).post("/terbit/baru/", form)
    assert (answer.status_code, said in answer.content.decode()) == (400, True)


def test_markup_of_citizens_and_officers_is_text(house: Account) -> None:
    moment = now() - timedelta(hours=1)
    posts.ingest([RemotePost(PostRef("fake", "p1"), XSS, Author("a", XSS, XSS), moment)], by=BY)
    refresh()
    held = case(text=XSS)
    cases.note(held.reference, XSS, by=BY)
    programme = programmes.add_programme("1", 2026, XSS, "dbmpr", by=BY)
    writer, operator = client(Role.COMMUNICATIONS), client(Role.OPERATOR)
    writer.post("/terbit/baru/", {"text": XSS, "accounts": house.pk})
    pages = [
        (writer, "/situasi/"), (writer, f"/situasi/?q={XSS}"), (writer, "/terbit/"), (writer, f"/program/{programme.pk}/"),
        (writer, f"/program/?q={XSS}"), (operator, f"/meja/{held.reference}/"), (operator, f"/meja/?q={XSS}"),
        (Client(), f"/kasus/{held.reference}/"), (Client(), f"/cek/?q={XSS}"), (Client(), f"/kasus/?nomor={XSS}"),
    ]  # fmt: skip
    for reader, address in pages:
        answer = reader.get(address, follow=True)
        assert answer.status_code in {200, 404}, address
        assert "<script>alert(1)" not in answer.content.decode(), address
        assert "<img src=x" not in answer.content.decode(), address


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.COMMUNICATIONS])
def test_another_agencys_things_do_not_exist(house: Account, role: Role) -> None:
    held = case()
    programme = programmes.add_programme("1", 2026, "Jalan", "dbmpr", by=BY)
    client(Role.COMMUNICATIONS).post("/terbit/baru/", {"text": "Jalan ditutup", "accounts": house.pk})
    message = Message.objects.get()
    stranger = client(role, "dinkes")
    assert stranger.get(f"/meja/{held.reference}/").status_code == 404
    assert held.reference not in stranger.get("/meja/").content.decode()
    assert held.reference not in stranger.get("/meja/kasus.csv").getvalue().decode()
    assert [
        each["reference"] for each in stranger.get("/api/cases").json()["cases"] if each["agency"] != "dinkes"
    ] == []
    assert stranger.get(f"/api/cases/{held.reference}").status_code == 404
    for action in ("jawab", "catat", "alihkan", "tutup", "buka"):
        assert stranger.post(f"/meja/{held.reference}/{action}/", {"text": "x"}).status_code in {403, 404}
    refused = {403, 404}
    assert stranger.get(f"/terbit/{message.pk}/").status_code in refused
    for action in ("ajukan", "tarik", "setujui", "tolak"):
        assert stranger.post(f"/terbit/{message.pk}/{action}/", {"reason": "x"}).status_code in refused
    assert stranger.post(f"/program/{programme.pk}/ubah/", {"name": "x"}).status_code in refused
    assert stranger.post("/terbit/baru/", {"text": "x", "accounts": house.pk, "agency": "dbmpr"}).status_code in {
        400,
        403,
    }
    held.refresh_from_db()
    message.refresh_from_db()
    assert (held.state, held.entries.count(), message.state) == ("open", 1, "draft")


def test_the_public_page_names_nobody(house: Account) -> None:
    held = case()
    cases.note(held.reference, "Catatan rahasia", by=BY)
    for typed in (held.reference, held.reference.lower().replace("-", " ")):
        page = Client().get("/kasus/", {"nomor": typed}, follow=True)
        assert page.status_code == 200
        text = page.content.decode()
        assert "Jalan rusak" in text
        assert not any(secret in text for secret in ("warga.satu", "0812", "Catatan rahasia"))
        assert page["X-Robots-Tag"] == "noindex"
    assert Client().get("/kasus/JB-0000-0000/").status_code == 404


def test_the_desk_as_a_file(house: Account) -> None:
    case(text="=HYPERLINK(1)")
    case(agency="dinkes")
    lines = client(Role.OPERATOR).get("/meja/kasus.csv?q=HYPER").getvalue().decode()
    header, row = lines.strip().splitlines()
    assert header.startswith("\ufeffreference,state")
    assert "'=HYPERLINK(1)" in row


def test_a_plan_is_written_changed_and_mended(house: Account) -> None:
    writer = client(Role.COMMUNICATIONS)
    form = {"code": "1.03.10", "name": "Jalan provinsi", "year": "2026", "topic": "roads"}
    assert writer.post("/program/baru/", form | {"year": "dua"}).status_code == 400
    assert writer.post("/program/baru/", form).status_code == 302
    again = writer.post("/program/baru/", form)
    assert (again.status_code, "sudah dipakai" in again.content.decode()) == (409, True)
    programme = Programme.objects.get()
    address = f"/program/{programme.pk}"
    indicator = {"code": "a", "name": "Panjang jalan", "unit": "km", "target": "1.200,5", "direction": "up"}
    bad = writer.post(f"{address}/indikator/", indicator | {"target": "banyak"})
    assert (bad.status_code, "bukan angka" in bad.content.decode()) == (400, True)
    assert "Panjang jalan" in bad.content.decode()
    assert writer.post(f"{address}/indikator/", indicator).status_code == 302
    assert Indicator.objects.get().target == Decimal("1200.5")
    assert 'value="1200,5"' in writer.get(f"{address}/ubah/?indikator=a").content.decode()
    assert writer.post(f"{address}/ubah/", form | {"name": "Jalan mantap"}).status_code == 302
    assert "Jalan mantap" in writer.get("/program/").content.decode()
    assert writer.post(f"{address}/indikator/hapus/", {"code": "a"}).status_code == 302
    assert not Indicator.objects.exists()


@pytest.mark.parametrize(
    "form",
    [
        {"agency": "dbmpr", "network": "x", "handle": "a" * 500},
        {"agency": "dbmpr", "network": "x", "handle": "a", "url": "javascript:alert(1)"},
        {"agency": "dbmpr", "network": "tak-dikenal", "handle": "a"},
        {"agency": "", "network": "x", "handle": "a"},
    ],
)
def test_a_wrong_account_is_refused_in_words(house: Account, form: dict[str, str]) -> None:
    answer = client(Role.ADMINISTRATOR).post("/daftar/tambah/", form, follow=True)
    assert answer.status_code == 200
    assert 'data-tone="bad"' in answer.content.decode()
    assert Account.objects.count() == 1


@pytest.mark.parametrize(
    "address", ["/situasi/?topic=x", "/situasi/?since=x", "/situasi/?q=di", "/situasi/?regency=99.99"]
)
def test_a_wrong_address_says_why(house: Account, address: str) -> None:
    answer = client(Role.ANALYST).get(address)
    assert answer.status_code == 400
    assert "Traceback" not in answer.content.decode()


@pytest.mark.parametrize(
    "address",
    ["/meja/?page=zzz&state=x&topic=x&q=%00", "/terbit/?state=x", "/program/?agency=x&q=%00", "/daftar/?q=%00"],
)
def test_odd_addresses_still_answer(house: Account, address: str) -> None:
    assert client(Role.ADMINISTRATOR).get(address).status_code == 200


def test_every_number_leads_to_its_posts(house: Account) -> None:
    texts = [
        "Jalan di Coblong rusak parah",
        "Hatur nuhun puskesmas Lembang",
        "Banjir di Dayeuhkolot, tolong warga terjebak!",
    ]
    moment = now() - timedelta(minutes=1)
    posts.ingest(
        [
            RemotePost(PostRef("fake", f"p{n}"), texts[n % 3], Author("a"), moment - timedelta(hours=n))
            for n in range(30)
        ],
        by=BY,
    )
    refresh()
    analyst = client(Role.ANALYST)
    shown = analyst.get("/situasi/").context
    figures, bars = shown["figures"], shown["topics"]["data"]["values"]
    assert figures[0]["value"] == 30
    for figure in figures:
        if str(figure["href"]).startswith("/"):
            assert analyst.get(figure["href"]).context["found"].total == figure["value"], figure["name"]
    assert bars
    for bar in bars:
        found = analyst.get(bar["href"]).context["found"]
        assert (found.total, found.moods["negative"]) == (bar["count"], bar["negative"])
    assert any(bar["negative"] for bar in bars)


def test_a_search_within_one_hour_stays_in_it(house: Account) -> None:
    analyst = client(Role.ANALYST)
    page = analyst.get("/situasi/?since=2026-11-02T05:00&until=2026-11-02T06:00").content.decode()
    ends = dict(re.findall(r'name="(since|until)" value="([^"]+)"', page))
    again = analyst.get("/situasi/", {"q": "jalan rusak", **ends})
    assert again.status_code == 200
    assert again.context["chosen"].until - again.context["chosen"].since == timedelta(hours=1)


def test_a_reloaded_act_leads_back_to_its_page(house: Account) -> None:
    admin, mine = client(Role.ADMINISTRATOR), case().reference
    above = {
        f"/meja/{mine}/jawab/": f"/meja/{mine}/", "/daftar/tambah/": "/daftar/", "/daftar/7/verifikasi/": "/daftar/",
        "/terbit/kirim/7/ulang/": "/terbit/", "/terbit/pratinjau/": "/terbit/",
    }  # fmt: skip
    for address, page in above.items():
        answer = admin.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (302, page)
        assert admin.get(page).status_code == 200
        assert admin.delete(address).status_code == 405


def test_who_logs_in_again_in_the_middle_of_an_answer_is_led_to_the_case(house: Account) -> None:
    mine = case().reference
    answer = Client().post(f"/meja/{mine}/jawab/", {"text": "Siap"})
    assert answer.headers["Location"] == f"/accounts/login/?next=/meja/{mine}/jawab/"
    assert client(Role.OPERATOR).get(f"/meja/{mine}/jawab/", follow=True).context["case"].reference == mine


def test_a_search_on_the_desk_finds_what_is_answered_too(house: Account) -> None:
    answered, waiting = case(state="answered"), case()
    operator = client(Role.OPERATOR)
    assert list(operator.get("/meja/").context["cases"]) == [waiting]
    assert list(operator.get("/meja/", {"q": answered.reference.lower()}).context["cases"]) == [answered]
    assert list(operator.get("/meja/", {"q": answered.reference, "state": "open"}).context["cases"]) == []


def test_a_programme_says_of_another_desk_not_even_how_much_lies_there(house: Account) -> None:
    case()
    programme = programmes.add_programme("1", 2026, "Jalan", "dbmpr", topic="roads", by=BY)
    own, other, analyst = client(Role.OPERATOR), client(Role.OPERATOR, "dinkes"), client(Role.ANALYST)
    for reader, sees_desk, sees_posts in ((own, True, False), (other, False, False), (analyst, True, True)):
        page = reader.get(f"/program/{programme.pk}/").content.decode()
        assert ("Aduan terbuka" in page) == sees_desk
        assert ('href="/situasi/?' in page) == sees_posts


@pytest.mark.django_db
def test_a_forgotten_password_is_a_matter_for_the_administrator() -> None:
    stranger = Client()
    assert 'href="/accounts/password/reset/"' in stranger.get("/accounts/login/").content.decode()
    address = "/accounts/password/reset/"
    for answer in (stranger.get(address), stranger.post(address, {"email": "a@b.id"})):
        assert (answer.status_code, "Minta administrator" in answer.content.decode()) == (200, True)


def test_the_front_door_is_for_citizens(house: Account) -> None:
    page = Client().get("/")
    assert page.status_code == 200
    for name in ("report", "case_find", "statistics", "lookup", "account_login"):
        assert f'"{reverse(name)}"' in page.content.decode()
    assert client(Role.ANALYST).get("/").headers["Location"] == reverse("situation")
    assert client(Role.OPERATOR).get("/").headers["Location"] == reverse("desk")


def test_the_list_of_posts_is_a_page_where_no_script_asks(house: Account) -> None:
    analyst = client(Role.ANALYST)
    assert "<html" in analyst.get("/situasi/unggahan/").content.decode()
    assert "<html" not in analyst.get("/situasi/unggahan/", headers={"HX-Request": "true"}).content.decode()


def test_large_ids_stay_themselves_in_forms(house: Account) -> None:
    """Numbers are written for people with `1.234`; an id in a form is no number for people."""
    Account.objects.create(pk=1_234_567, agency_id="dbmpr", network="fake", external_id="jauh", handle="jauh")
    registry.set_credential(1_234_567, "server", "jauh", "rahasia", by=BY)
    page = client(Role.COMMUNICATIONS).get("/terbit/baru/").content.decode()
    assert 'value="1234567"' in page
    assert "1.234.567" not in page
