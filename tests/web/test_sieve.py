"""The desk's list narrowed down by place, urgency, topic and agency; ticked whole; as it was after acting on many."""

import re

import pytest
from django.test import Client

from balarea.cases.models import Case, HandOff, Task
from balarea.core.clock import now
from balarea.people.queries import Role
from balarea.registry import services as registry
from balarea.registry.levels import Level
from tests.cases.test_in_public import one
from tests.web.test_report_form import logged_in

pytestmark = pytest.mark.django_db
COBLONG, LEMBANG = "32.73.02", "32.17.01"


@pytest.fixture(autouse=True)
def found() -> dict[str, Case]:
    for code in ("dbmpr", "dinkes"):
        registry.save_agency(code, f"Dinas {code}", "dinas", by="test")
    registry.save_agency("kota-bandung", "Kota Bandung", "kota", level=Level.REGENCY, by="test")
    return {
        "coblong": one("a", area_code=COBLONG),
        "village": one("b", area_code=f"{COBLONG}.1001", urgency="urgent"),
        "lembang": one("c", area_code=LEMBANG, urgency="unsure"),
        "province": one("d", area_code="32", topic="health"),
        "nowhere": one("e", area_code=""),
        "waiting": one("f", area_code=COBLONG, state="waiting", waiting_since=now()),
        "other": one("g", area_code=LEMBANG, agency_id="dinkes"),
        "triage": one("h", area_code=COBLONG, agency_id=None, state="triage"),
    }  # fmt: skip


def listed(client: Client, query: str, found: dict[str, Case]) -> set[str]:
    names = {case.reference: name for name, case in found.items()}
    rows = client.get(f"/meja/?{query}").context["rows"]
    return {names[row.case.reference] for row in rows if row.case.reference in names}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("area=32.73", {"coblong", "village", "triage"}),
        (f"area={COBLONG}", {"coblong", "village", "triage"}),
        (f"area={COBLONG}&urgency=urgent", {"village"}),
        ("area=-", {"province", "nowhere"}),
        ("urgency=unsure", {"lembang"}),
        ("topic=health", {"province"}),
        ("agency=dinkes", {"other"}),
        ("agency=-", {"triage"}),
        ("area=32.73&state=waiting", {"waiting"}),
        ("area=32.73&q=b", {"village"}),
        ("area=entah&urgency=entah&topic=%00", {"coblong", "village", "lembang", "province", "nowhere", "other", "triage"}),
        ("agency=%00dinkes", {"other"}),
        ("agency=tidak-ada", set()),
    ],
)  # fmt: skip
def test_what_the_list_is_narrowed_down_to(query: str, names: set[str], found: dict[str, Case]) -> None:
    assert listed(logged_in(Role.ADMINISTRATOR), query, found) == names


def test_an_operator_chooses_among_the_places_of_his_own_cases(found: dict[str, Case]) -> None:
    desk = logged_in(Role.OPERATOR)
    page = desk.get(f"/meja/?area={COBLONG}&urgency=urgent")
    text = page.content.decode()
    assert dict(page.context["places"])["Kota Bandung"] == [
        ("32.73", "Semua Kota Bandung · 3"),
        (COBLONG, "Coblong · 3"),
    ]
    assert [name for name, _ in page.context["places"]] == ["Kabupaten Bandung Barat", "Kota Bandung"]
    assert page.context["nowhere"] == 2
    assert 'name="agency"' not in text.split('<form class="batch')[0]
    assert f'value="{COBLONG}" selected' in text
    chips = re.findall(r'chip-on"\s+href="/meja/(\?[^"]*)"\s+aria-label="Hapus saringan ([^"]*)"', text)
    assert chips == [(f"?area={COBLONG}", "Mendesak"), ("?urgency=urgent", "Coblong")]
    assert {tab["text"]: tab["count"] for tab in page.context["tabs"]}["Menunggu kita"] == 1
    assert f"?area={COBLONG}&amp;state=closed&amp;urgency=urgent" in text, "the other tabs keep what was chosen"
    file = b"".join(desk.get("/meja/kasus.csv?area=32.73&urgency=urgent").streaming_content).decode()  # type: ignore[attr-defined]
    assert file.count("\r\n") == 2


def test_a_place_without_cases_stays_chosen_and_can_be_left(found: dict[str, Case]) -> None:
    text = logged_in(Role.OPERATOR).get("/meja/?area=32.05").content.decode()
    assert 'value="32.05" selected' in text
    assert "Hapus semua saringan" in text


def test_all_of_the_page_are_ticked_without_scripts(found: dict[str, Case]) -> None:
    desk = logged_in(Role.OPERATOR)
    plain = desk.get("/meja/?area=32.73").content.decode()
    assert "checked" not in plain.split('id="batch"')[0]
    assert 'href="/meja/?all=1&amp;area=32.73"' in plain
    ticked = desk.get("/meja/?area=32.73&all=1").content.decode().split('id="batch"')[0]
    assert len(re.findall(r'class="case-pick"[^>]* checked', ticked)) == 2
    assert "all=1" not in logged_in(Role.ANALYST).get("/meja/?area=32.73").content.decode()


def test_an_officer_is_sent_to_many_and_the_list_stays_as_it_was(found: dict[str, Case]) -> None:
    logged_in(Role.FIELD)
    desk = logged_in(Role.OPERATOR)
    page = desk.get("/meja/?area=32.73").content.decode()
    assert 'action="/meja/tindakan/?area=32.73"' in page
    assert '<option value="field.dbmpr">' in page
    form = {
        "act": "task", "officer": "field.dbmpr", "text": "Cek lampunya",
        "pick": [found["coblong"].reference, found["village"].reference, found["other"].reference],
    }  # fmt: skip
    text = desk.post("/meja/tindakan/?area=32.73", form).content.decode()
    assert "2 kasus dikerjakan" in text
    assert f"{found['other'].reference}: " in text
    assert "Petugas lapangan dikirim: 2 kasus" in text
    assert set(Task.objects.values_list("officer", "note")) == {("field.dbmpr", "Cek lampunya")}
    undone = desk.post(_undo(text), follow=True)
    assert undone.redirect_chain == [("/meja/?area=32.73", 302)]
    assert "Dibatalkan untuk 2 kasus" in undone.content.decode()
    assert set(Task.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_offers_to_many_are_undone_on_the_desk(found: dict[str, Case]) -> None:
    desk = logged_in(Role.OPERATOR)
    form = {"act": "offer", "agency": "kota-bandung", "text": "lampu kota", "pick": [found["coblong"].reference]}
    text = desk.post("/meja/tindakan/", form, follow=True).content.decode()
    assert "Ditawarkan: 1 kasus" in text
    desk.post(_undo(text))
    assert HandOff.objects.get().state == "withdrawn"


def _undo(page: str) -> str:
    return str(re.findall(r'action="(/meja/tindakan/\d+/batal/[^"]*)"', page)[0])
