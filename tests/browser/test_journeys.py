"""Users' journeys in a real browser, with the demo data; one of them makes the picture of the README."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from balarea.cases import services as cases
from balarea.ops import demo
from balarea.programmes import reading
from balarea.publishing import delivery
from balarea.publishing.models import Delivery
from balarea.web import bundle

# The browser's driver keeps an event loop in this thread, where Django's database calls are harmless all the same.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PICTURE = Path(__file__).parents[2] / "docs" / "img" / "situation.png"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium")
    if program is None:
        if os.environ.get("BALAREA_REQUIRE_BROWSER") == "1":
            pytest.fail("Chromium is not installed: run .ci/browser as root")
        pytest.skip("needs Chromium: sudo apt-get install chromium")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    bundle.build()
    demo.load()
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 1000}, locale="id-ID")
    opened = context.new_page()
    trouble: list[str] = []
    opened.on("pageerror", lambda error: trouble.append(str(error)))
    yield opened
    context.close()
    assert trouble == []


def login(page: Page, name: str) -> None:
    page.goto("/accounts/login/")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", demo.load().logins[0][1])
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "login" not in url)


def test_situation_filters_everything_and_can_be_shared(page: Page) -> None:
    login(page, "analis")
    expect(page.locator(".chart svg").first).to_be_visible()
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURE)
    total = page.locator(".kpi-value").first.inner_text()
    page.get_by_role("link", name="Kota Bandung:").click()
    page.wait_for_url("**regency=32.73**")
    expect(page.locator(".kpi-value").first).not_to_have_text(total)
    tile = page.get_by_role("link", name="Kota Bandung:")
    count = page.locator(".kpi-value").first.inner_text()
    expect(tile).to_have_attribute("aria-label", f"Kota Bandung: {count} unggahan")
    shared = page.url
    page.get_by_label("Hapus saringan Kota Bandung").click()
    expect(page.locator(".kpi-value").first).to_have_text(total)
    page.goto(shared)
    expect(page.locator(".kpi-value").first).to_have_text(count)
    page.fill("input[name=q]", "tidakadakatabegini")
    page.press("input[name=q]", "Enter")
    expect(page.get_by_text("Tidak ada unggahan yang cocok")).to_be_visible()


def test_a_bar_of_each_chart_filters_within_the_page(page: Page) -> None:
    login(page, "analis")
    charts = page.locator(".chart")
    for number, added in enumerate(("since=", "sentiment=", "topic=")):
        page.goto("/situasi/")
        page.evaluate("window.stays = true")
        bars = charts.nth(number).locator("path[role=graphics-symbol]:not([aria-label*='count: 0;'])")
        bars.first.click(force=True)
        page.wait_for_url(f"**{added}**")
        expect(page.locator("main")).to_have_count(1)
        expect(page.locator("header")).to_have_count(1)
        expect(charts).to_have_count(3)
        assert page.evaluate("window.stays")
    page.go_back()
    expect(page).not_to_have_url(re.compile("topic="))
    expect(charts.first.locator("svg")).to_be_visible()
    expect(page.locator("header")).to_have_count(1)


def test_the_operator_answers_by_keyboard(page: Page) -> None:
    login(page, "operator.dbmpr")
    expect(page.get_by_role("heading", name="Meja aduan")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/meja/JB-**")
    page.keyboard.press("r")
    page.keyboard.type("Terima kasih, tim kami ke lokasi hari ini.")
    page.get_by_role("button", name="Kirim jawaban").click()
    expect(page.locator(".bubble-reply")).to_contain_text("tim kami ke lokasi")
    for waiting in delivery.due():
        delivery.work(waiting)
    cases.settle_replies(by="test")
    page.reload()
    expect(page.locator(".desk-case .badge").first).to_have_text("Sudah dijawab")
    page.get_by_role("link", name="Halaman publik").click()
    expect(page.locator(".bubble-reply")).to_contain_text("tim kami ke lokasi")
    expect(page.locator("body")).not_to_contain_text("warga.demo")


def test_two_people_publish_a_report(page: Page) -> None:
    login(page, "humas.dbmpr")
    page.goto("/terbit/baru/")
    page.fill("#text", "Sampai November 90 km jalan provinsi telah diperbaiki.")
    page.get_by_label("@dbmpr.demo").check()
    expect(page.locator("#preview")).to_contain_text("Angka capaian tanpa indikator")
    page.get_by_text("Laporan kinerja").click()
    page.select_option("#indicator", "1.03.10-a")
    page.fill("#value", "90")
    page.fill("#period", "2026-11")
    expect(page.locator("#preview")).to_contain_text("Tidak ada temuan")
    page.get_by_role("button", name="Simpan konsep").click()
    page.get_by_role("button", name="Ajukan").click()
    expect(page.get_by_text("Menunggu orang kedua")).to_be_visible()
    message = page.url
    page.context.clear_cookies()
    login(page, "humas2.dbmpr")
    page.goto(message)
    page.get_by_role("button", name="Setujui dan terbitkan").click()
    expect(page.locator("main .badge").first).to_have_text("Disetujui")
    for waiting in delivery.due():
        delivery.work(waiting)
    assert Delivery.objects.get(message__isnull=False).state == "sent"
    assert reading.note_reports(by="test") == 1
    page.goto("/program/")
    expect(page.get_by_text("75.0%").or_(page.get_by_text("75,0%"))).to_be_visible()


def test_a_phone_scrolls_one_way(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    login(page, "admin")
    for path in (
        "/situasi/",
        "/meja/",
        "/terbit/",
        "/terbit/baru/?agency=dbmpr",
        "/program/",
        "/daftar/",
        "/audit/",
        "/cek/",
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
