"""A field officer with a phone whose connection comes and goes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from balarea.cases import services
from balarea.cases.models import Attachment, Case, Receipt, Task
from balarea.core.clock import now
from balarea.people.queries import Role
from balarea.registry import services as registry
from tests.browser.test_journeys import browser
from tests.files.pictures import photo

__all__ = ["browser"]  # fixtures
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PASSWORD = "rahasia-lapangan"
WAIT = 20_000


@pytest.fixture
def task(settings: Settings, tmp_path: Path) -> Task:
    settings.BALAREA_FILES_DIR = tmp_path
    registry.save_agency("dbmpr", "Dinas Bina Marga", "dinas", by="test")
    for name in ("ujang", "asep"):
        registry.save_officer(name, PASSWORD, Role.FIELD, agency_code="dbmpr", by="test")
    return services.assign_task(made("JB-2222-2222").reference, "ujang", "Ukur lubangnya", by="test")


def made(reference: str) -> Case:
    return Case.objects.create(
        reference=reference, agency_id="dbmpr", network="fake", root_external_id=reference, citizen_external_id="w",
        text="Jalan berlubang di Lembang", topic="roads", area_code="32.17.08", urgency="normal", state="open",
        opened_at=now(), due_at=now(),
    )  # fmt: skip


@pytest.fixture
def context(browser: Browser, live_server: LiveServer, task: Task) -> Iterator[BrowserContext]:
    """A phone that stands in Lembang."""
    opened = browser.new_context(
        base_url=live_server.url, locale="id-ID", viewport={"width": 390, "height": 844},
        geolocation={"latitude": -6.8113, "longitude": 107.6175}, permissions=["geolocation"],
    )  # fmt: skip
    yield opened
    opened.close()


def signed_in(context: BrowserContext, name: str = "ujang") -> Page:
    page = context.new_page()
    page.goto("/accounts/login/?next=/lapangan/")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/lapangan/")
    kept(page)
    return page


def kept(page: Page) -> None:
    """The worker has taken over the page and its list is on the phone."""
    page.wait_for_function(
        "navigator.serviceWorker.controller && caches.match('/lapangan/').then(Boolean)", timeout=WAIT
    )


def take(page: Page, name: str, colour: str = "red") -> None:
    page.get_by_label(name).first.set_input_files(
        {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": photo(colour)}
    )


def finish(page: Page, words: str = "Lubang ditambal aspal") -> None:
    page.get_by_text("Selesai dengan catatan").click()
    page.get_by_label("Apa yang dikerjakan").fill(words)
    page.get_by_role("button", name="Selesai", exact=True).click()


def waits(page: Page, number: int) -> None:
    expect(page.get_by_role("heading", name=f"{number} belum terkirim")).to_be_visible(timeout=WAIT)


def test_a_task_done_without_a_connection_reaches_the_desk_once(context: BrowserContext, task: Task) -> None:
    page = signed_in(context)
    page.get_by_role("button", name="Jarak dari saya").click()
    expect(page.get_by_text("Tidak ada tugas yang titiknya diketahui")).to_be_visible()
    context.set_offline(True)
    take(page, "Foto sesudah")
    waits(page, 1)
    finish(page)
    waits(page, 2)
    expect(
        page.get_by_role("button", name="Selesai", exact=True, include_hidden=True)
    ).to_be_disabled()  # once is enough
    page.reload()  # the phone was put away
    expect(page.get_by_text("Jalan berlubang di Lembang")).to_be_visible()
    waits(page, 2)
    expect(page.locator("#queue")).to_contain_text("Lubang ditambal aspal")
    assert not Attachment.objects.exists()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing runs off the screen"
    context.set_offline(False)
    expect(page.get_by_text("Tidak ada tugas untuk Anda.")).to_be_visible(timeout=WAIT)
    held = Attachment.objects.get()
    assert (round(held.file.lat or 0, 4), held.file.taken_at is not None, held.role) == (-6.8113, True, "field")
    task.refresh_from_db()
    assert (task.state, task.outcome) == ("done", "Lubang ditambal aspal")
    assert task.case.entries.filter(kind="note").count() == 1
    assert page.evaluate("balareaQueue.all().then((items) => items.length)") == 0


def test_an_answer_that_was_lost_does_nothing_twice(context: BrowserContext, task: Task) -> None:
    page = signed_in(context)
    lost: list[int] = []

    def loses(route: Route) -> None:
        if not lost:
            lost.append(route.fetch().status)
            return route.abort("connectionreset")
        return route.continue_()

    page.route("**/foto/", loses)
    take(page, "Foto sesudah")
    expect(page.locator("#queue-why")).to_contain_text("Tidak ada sambungan", timeout=WAIT)
    waits(page, 1)
    assert (lost, Attachment.objects.count()) == ([200], 1)
    page.get_by_role("button", name="Kirim sekarang").click()
    expect(page.locator("#queue")).to_be_hidden(timeout=WAIT)
    assert Attachment.objects.count() == 1


def test_a_case_that_was_closed_meanwhile_is_told_and_nothing_is_lost(context: BrowserContext, task: Task) -> None:
    page = signed_in(context)
    context.set_offline(True)
    take(page, "Foto sesudah")
    waits(page, 1)
    finish(page, "Catatan yang tidak boleh hilang")
    waits(page, 2)
    Case.objects.update(state="closed", closed_at=now(), closed_by="operator")
    context.set_offline(False)
    expect(page.locator("#queue .error").first).to_contain_text("sudah ditutup", timeout=WAIT)
    page.reload()
    expect(page.locator("#queue")).to_contain_text("Catatan yang tidak boleh hilang")
    expect(page.get_by_role("heading", name="2 tidak diterima")).to_be_visible()
    page.get_by_role("button", name="Buang").first.click()
    expect(page.get_by_role("heading", name="1 tidak diterima")).to_be_visible()


UNSENT = """balareaQueue.put({
    officer: "ujang", task: "0", reference: "JB-2222-2222", name: "Kembalikan", path: "/lapangan/%d/kembalikan/",
    fields: { key: "belum-terkirim", text: "jalan milik kota" },
})"""


def test_signing_out_leaves_no_list_on_the_phone(context: BrowserContext, task: Task) -> None:
    page = signed_in(context)
    page.route("**/lapangan/sambungan/", lambda route: route.abort("connectionreset"))
    page.evaluate(UNSENT % task.pk)
    page.locator(".menu summary").click()
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url(lambda url: "lapangan" not in url)
    assert page.evaluate("caches.match('/lapangan/').then(Boolean)") is False
    context.set_offline(True)
    with pytest.raises(Error, match="ERR_"):
        page.goto("/lapangan/")
    context.set_offline(False)
    other = signed_in(context, "asep")  # another officer on the same phone sends and sees nothing of the first
    expect(other.get_by_text("Tidak ada tugas untuk Anda.")).to_be_visible()
    expect(other.locator("#queue")).to_be_hidden()
    assert other.evaluate("balareaQueue.all().then((items) => items.length)") == 1
    assert Task.objects.get().state == "assigned"
    other.locator(".menu summary").click()
    other.get_by_role("button", name="Keluar").click()
    other.wait_for_url(lambda url: "lapangan" not in url)
    page.unroute("**/lapangan/sambungan/")
    again = signed_in(context)  # and it goes when its officer is back
    expect(again.get_by_text("Tidak ada tugas untuk Anda.")).to_be_visible(timeout=WAIT)
    assert Task.objects.get().outcome == "jalan milik kota"


def test_distances_stay_on_the_phone(context: BrowserContext, task: Task) -> None:
    for number, (urgency, lat) in enumerate((("normal", -6.9), ("normal", -6.82), ("emergency", -7.5))):
        case = made(f"JB-3333-333{number}")
        Case.objects.filter(pk=case.pk).update(urgency=urgency)
        Receipt.objects.create(
            token=str(number) * 32, kind="report", fingerprint="f", author="a", said_at=now(), received_at=now(),
            taken_at=now(), case=case, lat=lat, lon=107.6175,
        )  # fmt: skip
        services.assign_task(case.reference, "" if lat == -6.9 else "ujang", by="test")
    page = signed_in(context)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="Jarak dari saya").click()
    expect(page.locator(".away").nth(1)).to_have_text("970 m dari Anda")
    refs = page.locator(".tasks .ref").all_inner_texts()
    assert refs == ["JB-3333-3332", "JB-3333-3331", "JB-2222-2222", "JB-3333-3330"]
    expect(page.locator(".away").last).to_have_text("9,9 km dari Anda")  # also what nobody has taken yet
    assert asked == []


def test_without_scripts_it_is_plain_forms(browser: Browser, live_server: LiveServer, task: Task) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="id-ID")
    page = context.new_page()
    page.goto("/accounts/login/?next=/lapangan/")
    page.fill("input[name=login]", "ujang")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.get_by_role("button", name="Mulai").click()
    take(page, "Foto sesudah")
    page.get_by_role("button", name="Kirim foto").last.click()
    expect(page.get_by_text("Foto tersimpan.")).to_be_visible()
    finish(page)
    expect(page.get_by_text("Tugas selesai. Terima kasih.")).to_be_visible()
    assert Task.objects.get().state == "done"
    context.close()
