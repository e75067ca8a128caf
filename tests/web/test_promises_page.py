"""The desk's clock and the page of promises, as operators and administrators use them."""

from datetime import timedelta

import pytest
from django.test import Client

from balarea.cases.deadlines import clockwork, promises
from balarea.cases.models import Case, DayOff, ServiceLevel, SilenceDays, WorkingWeek
from balarea.cases.queries import Clock
from balarea.core.clock import now
from balarea.core.ids import reference
from balarea.people.queries import Role, User
from balarea.registry import services as registry
from balarea.web import duetime

BY = "test"
pytestmark = pytest.mark.django_db
PAGE = "/pengaturan/janji-layanan/"


@pytest.fixture(autouse=True)
def house() -> None:
    registry.save_agency("dbmpr", "Dinas Bina Marga", "dinas", by=BY)


def client(role: Role, name: str = "") -> Client:
    found = Client()
    agency = "" if role == Role.ADMINISTRATOR else "dbmpr"
    found.force_login(registry.save_officer(name or role, "", role, agency_code=agency, by=BY))
    return found


def case(urgency: str = "normal", days: int = 0, **values: object) -> Case:
    at = now() - timedelta(days=days)
    made: dict[str, object] = {
        "reference": reference(), "agency_id": "dbmpr", "network": "fake", "root_external_id": reference(), "topic": "roads",
        "citizen_external_id": "w", "text": "Jalan rusak", "urgency": urgency, "state": "open", "opened_at": at,
        **clockwork.opening("roads", urgency, at, promises.load()),
    }  # fmt: skip
    found: Case = Case.objects.create(**(made | values))
    return found


@pytest.mark.parametrize(
    ("clock", "words", "tone"),
    [
        (Clock("running", 2, "working_days"), "2 hari kerja lagi", "quiet"),
        (Clock("running", 3, "working_hours"), "3 jam kerja lagi", "warn"),
        (Clock("running", 20, "minutes"), "20 menit lagi", "warn"),
        (Clock("late", 3, "hours"), "lewat 3 jam", "bad"),
        (Clock("late", 5, "days"), "lewat 5 hari", "bad"),
        (Clock("paused", 1, "working_days"), "dijeda, sisa 1 hari kerja", "quiet"),
        (Clock("paused", 0, "minutes"), "dijeda, waktu sudah habis", "quiet"),
        (Clock("stopped"), "", "quiet"),
    ],
)
def test_the_clock_in_words(clock: Clock, words: str, tone: str) -> None:
    assert (duetime.words(clock), duetime.tone(clock)) == (words, tone)


def test_the_desk_is_sorted_out_by_due_time() -> None:
    late, fresh, today = case(days=60), case(days=0), case("urgent")
    Case.objects.filter(pk=today.pk).update(due_at=now())
    Case.objects.filter(pk=late.pk).update(due_at=now() - timedelta(days=30))
    Case.objects.filter(pk=fresh.pk).update(due_at=now() + timedelta(days=9))
    waiting = case(days=90, state="waiting", waiting_since=now(), escalate_at=None)
    desk = client(Role.OPERATOR)
    page = desk.get("/meja/?due=late")
    found = [row.case.reference for row in page.context["rows"]]
    assert late.reference in found
    assert not {fresh.reference, waiting.reference} & set(found)
    assert {each["text"]: each["count"] for each in page.context["tabs"]}["Lewat"] == len(found)
    assert today.reference in [row.case.reference for row in desk.get("/meja/?due=today").context["rows"]]
    assert len(desk.get("/meja/?due=whenever").context["rows"]) == 3
    assert late.reference in desk.get("/meja/kasus.csv?due=late").getvalue().decode()
    assert fresh.reference not in desk.get("/meja/kasus.csv?due=late").getvalue().decode()
    assert "lewat" in page.content.decode()


def test_an_operator_waits_and_goes_on() -> None:
    held, desk = case(), client(Role.OPERATOR)
    address = f"/meja/{held.reference}/"
    refused = desk.post(f"{address}tunggu/", {"waiting": " "})
    assert (refused.status_code, "apa yang ditunggu" in refused.content.decode()) == (400, True)
    page = desk.post(f"{address}tunggu/", {"waiting": "Foto lubang"}, follow=True).content.decode()
    assert all(words in page for words in ("waktu berhenti sejak", "dijeda", "Menunggu warga: Foto lubang"))
    assert "Berikutnya" not in page  # nobody is next while the clock stands
    assert "Kami menunggu balasan Anda" in Client().get(f"/kasus/{held.reference}/").content.decode()
    page = desk.post(f"{address}lanjut/", follow=True).content.decode()
    assert "Berikutnya" in page
    assert desk.post(f"{address}lanjut/").status_code == 409
    moved = {"class": "reviewed", "class_reason": "Perlu berita acara"}
    assert "14 hari kerja" in desk.post(f"{address}kelas/", moved, follow=True).content.decode()
    kept = desk.post(f"{address}kelas/", {"class": "lima", "class_reason": "alasan saya"})
    assert (kept.status_code, "alasan saya" in kept.content.decode()) == (400, True)


def test_an_emergency_asks_to_be_taken() -> None:
    held, desk = case("emergency"), client(Role.OPERATOR)
    assert "Saya terima" in desk.get(f"/meja/{held.reference}/").content.decode()
    page = desk.post(f"/meja/{held.reference}/terima/", follow=True).content.decode()
    assert "Saya terima" not in page
    held.refresh_from_db()
    assert held.acknowledged_by == "operator"
    assert desk.post(f"/meja/{held.reference}/terima/").status_code == 409


def test_every_part_of_the_page_is_saved_and_taken_back() -> None:
    admin = client(Role.ADMINISTRATOR)
    assert "Kembali ke bawaan" not in admin.get(PAGE).content.decode()
    days = {f"day_{number}": "08.00-12.00" for number in range(5)} | {"day_5": "", "day_6": ""}
    person = registry.save_officer("operator", "", Role.OPERATOR, agency_code="dbmpr", by=BY)
    for part, form in {
        "janji": {
            "topic": "roads",
            "urgency": "normal",
            "amount": "3",
            "unit": "working_days",
            "acknowledge_minutes": "0",
        },
        "jam": days,
        "masa": days | {"name": "Porprov", "first": "2026-11-07", "last": "2026-11-20"},
        "hari": {"day": "2026-12-09", "name": "Pilkada"},
        "diam": {"simple": "3", "reviewed": "5", "inspected": "8"},
        "jenjang": {"username": "operator", "rung": "unit_head"},
    }.items():
        assert admin.post(f"{PAGE}{part}/", form).status_code == 302, part
    person.refresh_from_db()
    assert person.rung == "unit_head"
    page = admin.get(f"{PAGE}?tahun=2026&topik=roads&kemendesakan=normal&masa=Porprov").content.decode()
    assert all(words in page for words in ("3 hari kerja", "Porprov", "Pilkada", "Kepala unit", "08.00–12.00"))
    assert 'value="2026-11-07"' in page
    assert "5 · 5 · 5 → 3 · 5 · 8" in page
    assert 'id="diam_inspected"' in page.split('value="8"')[1][:80]
    for part, form in {
        "janji": {"topic": "roads", "urgency": "normal"}, "jam": {}, "masa": {"name": "Porprov"},
        "hari": {"day": "2026-12-09"}, "diam": {},
    }.items():  # fmt: skip
        assert admin.post(f"{PAGE}{part}/hapus/", form).status_code == 302, part
    assert not any(model.objects.exists() for model in (ServiceLevel, WorkingWeek, DayOff, SilenceDays))


@pytest.mark.parametrize(
    ("part", "form", "said"),
    [
        (
            "janji",
            {"urgency": "normal", "amount": "999", "unit": "working_days", "acknowledge_minutes": "0"},
            "1 sampai 250",
        ),
        ("janji", {"urgency": "normal", "amount": "lima", "unit": "working_days", "acknowledge_minutes": "0"}, "lima"),
        ("jam", {"day_0": "delapan"}, "Senin: &#x27;delapan&#x27; bukan jam"),
        ("masa", {"name": "Puasa", "first": "2026-03-20", "last": "2026-03-30", "day_0": "08.00–12.00"}, "bertindihan"),
        ("hari", {"day": "9 Desember", "name": "Pilkada"}, "Pilkada"),
        ("diam", {"simple": "5", "reviewed": "5", "inspected": "90"}, "1 sampai 60"),
        ("diam", {"simple": "5", "reviewed": "lima", "inspected": "8"}, "lima"),
        ("jenjang", {"username": "administrator", "rung": "unit_head"}, "milik instansi"),
    ],
)
def test_what_is_refused_says_why_and_keeps_what_was_typed(part: str, form: dict[str, str], said: str) -> None:
    answer = client(Role.ADMINISTRATOR).post(f"{PAGE}{part}/", form)
    assert (answer.status_code, said in answer.content.decode()) == (400, True)
    assert not User.objects.exclude(rung="").exists()


def test_odd_addresses_of_the_page_still_answer() -> None:
    admin = client(Role.ADMINISTRATOR)
    assert admin.get(f"{PAGE}?tahun=x&topik=%00&masa=%00").status_code == 200
    assert "Belum ada hari libur" in admin.get(f"{PAGE}?tahun=2031").content.decode()
    for part in ("janji", "jam", "masa", "hari", "diam", "entah"):
        assert admin.post(f"{PAGE}{part}/hapus/", {"day": "x"}).status_code == 404
    assert admin.post(f"{PAGE}entah/", {}).status_code == 404
