"""One post taken apart, in a real browser: by keyboard, with and without JavaScript, on a phone."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from balarea.core.clock import now
from balarea.networks.values import Author, PostRef, RemotePost
from balarea.posts import queries
from balarea.posts import services as posts
from tests.browser.test_journeys import browser, login, page

__all__ = ["browser", "page"]  # fixtures
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
REF = PostRef("fake", "at://did:plc:abc/app.post/1")
ADDRESS = f"/situasi/unggahan/{REF.network}/{REF.external_id}/"
TEXT = "Punten min, jalan di Cibeureum parah pisan, tos opat bulan teu didangdosan. Di Coblong, Kota Bandung juga."


@pytest.fixture(autouse=True)
def post(page: Page) -> None:
    """A post beside the demo data (which `page` loads)."""
    posts.ingest([RemotePost(REF, TEXT, Author("w", "warga.contoh", "Warga"), now() - timedelta(hours=1))], by="test")


@pytest.fixture
def plain(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A browser that runs no scripts."""
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="id-ID")
    yield context.new_page()
    context.close()


def topic() -> str:
    found = queries.post(REF)
    assert found is not None
    return found.topic


def test_by_keyboard_without_losing_the_place(page: Page) -> None:
    login(page, "analis")
    page.goto(ADDRESS)
    before = topic()
    positive = page.locator("#k-sentiment-positive")
    positive.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Dikoreksi oleh analis").or_(page.get_by_text("Dibenarkan oleh analis"))).to_be_visible()
    expect(positive).to_be_focused()
    expect(positive).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#toasts")).to_contain_text("Koreksi disimpan")
    page.locator("#k-topic").select_option("health")
    page.locator("#k-topic").press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#k-topic-undo")).to_be_visible()
    assert topic() == "health"
    page.locator("#k-topic-undo").press("Enter")
    expect(page.locator("#k-topic-undo")).to_have_count(0)
    assert topic() == before
    page.locator("#k-area").fill("99.99")
    page.keyboard.press("Enter")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Kode wilayah")
    expect(alert).to_be_in_viewport()
    expect(page.locator("#k-area")).to_have_value("99.99")
    assert page.url.endswith(ADDRESS)


def test_without_scripts(plain: Page) -> None:
    login(plain, "analis")
    plain.goto(ADDRESS)
    plain.locator("#k-topic").select_option("health")
    plain.locator("#k-topic-save").click()
    expect(plain.get_by_text("Dikoreksi oleh analis")).to_be_visible()
    assert plain.url.endswith(ADDRESS)
    plain.locator("#k-topic-undo").click()
    expect(plain.locator("#k-topic-undo")).to_have_count(0)
    plain.locator(".more > summary").click()
    plain.get_by_role("button", name="Cibeureum, Kab. Kuningan", exact=True).click()
    expect(plain.locator(".label-area")).to_contain_text("Kabupaten Kuningan")


def test_a_phone_scrolls_one_way_in_both_themes(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    login(page, "analis")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.goto(ADDRESS)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), scheme
        page.goto("/situasi/unggahan/fake/tidak-ada/")
        expect(page.get_by_role("heading", name="Unggahan tidak ditemukan")).to_be_visible()


def test_from_the_list_and_the_desk(page: Page) -> None:
    login(page, "analis")
    page.locator("#unggahan").get_by_role("link", name="bedah").first.click()
    expect(page.get_by_role("heading", name="Bedah unggahan")).to_be_visible()
    page.context.clear_cookies()
    login(page, "operator.dbmpr")
    page.locator("a[data-item]").first.click()
    page.get_by_text("Alihkan ke instansi lain").click()
    expect(page.get_by_label("Topik yang benar (boleh kosong)")).to_be_visible()
    page.get_by_role("link", name="bedah").first.click()
    expect(page.get_by_role("heading", name="Bedah unggahan")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.keyboard.press("a")
    page.wait_for_url("**/meja/JB-**")
