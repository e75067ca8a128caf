"""A citizen reports with photos from a phone with scripts, over a connection that comes and goes."""

import random
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from balarea.cases.models import Attachment, Case, Receipt
from balarea.files import queries as files
from tests.browser.test_journeys import browser
from tests.files.pictures import photo
from tests.open311.conftest import register

__all__ = ["browser"]  # fixtures
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def context(browser: Browser, live_server: LiveServer, settings: Settings, tmp_path: Path) -> Iterator[BrowserContext]:
    """A phone."""
    settings.BALAREA_FILES_DIR = tmp_path
    made = browser.new_context(base_url=live_server.url, locale="id-ID", viewport={"width": 390, "height": 844})
    yield made
    made.close()


def fill(page: Page) -> None:
    page.goto("/lapor/")
    page.get_by_label("Apa yang terjadi?").fill("Jalan berlubang besar")
    page.get_by_label("Di mana?").fill("Depan pasar Sadang Serang")


def noisy() -> bytes:
    """A photo of some hundred kilobytes, which comes in several pieces."""
    out = BytesIO()
    Image.frombytes("RGB", (600, 600), random.Random(1).randbytes(600 * 600 * 3)).save(out, "JPEG", quality=90)
    return out.getvalue()


def chosen(page: Page, data: bytes) -> None:
    page.get_by_label("Pilih foto").set_input_files({"name": "Dewi.jpg", "mimeType": "image/jpeg", "buffer": data})


def test_photos_go_up_at_once_smaller_and_can_be_taken_back(context: BrowserContext) -> None:
    register()
    page = context.new_page()
    fill(page)
    page.get_by_role("button", name="Sertakan titik lokasi saya").click()
    expect(page.get_by_text("Tulis tempatnya saja; itu cukup.")).to_be_visible()  # not allowed
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"latitude": -6.891349, "longitude": 107.619051, "accuracy": 14})
    page.get_by_role("button", name="Sertakan titik lokasi saya").click()
    expect(page.get_by_text("meleset sekitar (meter): 14")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Hapus titik lokasi")).to_be_visible()  # the draft has it, too
    chosen(page, photo(size=(3000, 2000)))
    expect(page.get_by_text("terunggah")).to_have_count(1)
    page.locator("#photos_camera").set_input_files(
        {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": photo("blue")}
    )
    expect(page.get_by_text("terunggah")).to_have_count(2)
    page.get_by_role("button", name="Hapus", exact=True).last.click()
    expect(page.get_by_role("button", name="Hapus", exact=True)).to_have_count(1)
    chosen(page, b"no photo")
    expect(page.locator(".uploads li[data-tone=bad]")).to_contain_text("bukan foto")
    expect(page.locator(".uploads li[data-tone=bad] img")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing runs off the screen"
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.locator("strong.ref")).to_have_text(
        re.compile("^JB-"), timeout=40_000
    )  # models are read at the first report
    expect(page.get_by_text("Tautan rahasia Anda")).to_be_visible()
    held = Attachment.objects.get()
    assert (held.file.width, held.case) == (2048, Case.objects.get())
    assert Receipt.objects.values_list("lat", "lon").get() == (-6.8913, 107.6191)
    page.goto("/lapor/")
    expect(page.get_by_label("Apa yang terjadi?")).to_have_value("")


def test_an_upload_goes_on_after_the_connection_broke(context: BrowserContext) -> None:
    register()
    page = context.new_page()
    fill(page)
    seen: list[str] = []

    def breaks(route: Route) -> None:
        if route.request.method == "PATCH":
            seen.append(route.request.headers["upload-offset"])
            if len(seen) == 2:
                return route.abort("connectionreset")
        return route.continue_()

    page.route("**/unggah/**", breaks)
    chosen(page, noisy())
    expect(page.get_by_text("terunggah")).to_be_visible(timeout=20_000)
    assert seen[0] == "0"
    assert seen[1] == seen[2] == str(256 * 1024), "it goes on where it broke off"
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.locator("strong.ref")).to_be_visible()
    assert files.shown(Attachment.objects.get().file)[1]


def test_a_report_without_a_connection_is_kept_and_sent_later_once(context: BrowserContext) -> None:
    register()
    page = context.new_page()
    page.goto("/lapor/")
    page.evaluate("navigator.serviceWorker.ready")
    page.reload()
    fill(page)
    context.set_offline(True)
    chosen(page, photo())
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_text("menunggu sambungan")).to_be_visible()
    page.reload()  # the phone was put away: the page comes from the device, with the words and the photo
    expect(page.get_by_label("Apa yang terjadi?")).to_have_value("Jalan berlubang besar")
    expect(page.locator(".uploads li")).to_have_count(1)
    assert not Receipt.objects.exists()
    context.set_offline(False)
    expect(page.locator("strong.ref")).to_have_text(re.compile("^JB-"), timeout=40_000)
    assert Case.objects.count() == 1
    assert Attachment.objects.count() == 1


def test_an_answer_that_was_lost_makes_no_second_report(context: BrowserContext) -> None:
    register()
    page = context.new_page()
    fill(page)
    lost: list[int] = []

    def loses(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            return route.abort("connectionreset")
        return route.continue_()

    page.route("**/lapor/", loses)
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_text("Tautan rahasia Anda")).to_be_visible(timeout=20_000)
    assert lost == [200]
    assert Case.objects.count() == 1


def test_a_draft_waits_on_the_device(context: BrowserContext) -> None:
    register()
    page = context.new_page()
    fill(page)
    page.get_by_label("Email").fill("siti@example.test")
    page.reload()
    expect(page.get_by_label("Apa yang terjadi?")).to_have_value("Jalan berlubang besar")
    expect(page.get_by_text("Draf tersimpan di perangkat ini.")).to_be_visible()
    expect(page.get_by_label("Email")).to_have_value("")  # contact is not left on a phone that others use
    assert "siti" not in page.evaluate("JSON.stringify(localStorage)")
    page.get_by_label("Apa yang terjadi?").fill("Jalan " * 700)
    expect(page.get_by_text("Terlalu panjang. Kelebihan huruf: 200")).to_be_visible()
    expect(page.get_by_label("Apa yang terjadi?")).to_have_value("Jalan " * 700)  # nothing is cut
    chosen(page, photo())
    expect(page.get_by_text("terunggah")).to_be_visible()
    page.get_by_role("button", name="Buang draf").click()  # before the phone goes to somebody else
    expect(page.get_by_role("button", name="Buang draf")).to_be_hidden()
    expect(page.get_by_label("Apa yang terjadi?")).to_have_value("")
    expect(page.locator(".uploads li")).to_have_count(0)
    assert page.evaluate("JSON.stringify(localStorage)") == "{}"
