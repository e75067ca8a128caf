"""Every page for citizens, and the pages that officers live in: axe-core finds no violation of WCAG 2.2 AA.

On a dark phone and on a light desk; the pages for citizens in every language."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from balarea.cases import queries, services
from balarea.cases.models import Case
from balarea.ops import demo
from balarea.web import bundle
from tests.browser.test_journeys import browser, login

__all__ = ["browser"]  # fixtures
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FOR_CITIZENS = (
    "/", "/lapor/", "/kasus/", "/kasus/JB-0000-0000/", "/cek/", "/cek/?q=dbmpr.demo", "/cek/?q=palsu", "/statistik/",
    "/statistik/?wilayah=32.73", "/statistik/aduan/", "/statistik/aduan/?wilayah=32.73&keadaan=open",
    "/statistik/aduan/?nomor=JB-0000-0000", "/accounts/login/", "/accounts/password/reset/", "/tidak-ada/",
)  # fmt: skip
FOR_OFFICERS = (
    "/situasi/", "/situasi/unggahan/", "/meja/", "/meja/?urgency=emergency&all=1", "/meja/bukan-aduan/", "/terbit/",
    "/terbit/baru/", "/program/", "/daftar/", "/daftar/kunci/", "/privasi/", "/audit/", "/pengaturan/janji-layanan/",
)  # fmt: skip
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture
def filled(live_server: LiveServer) -> LiveServer:
    bundle.build()
    demo.load()
    return live_server


def pages(browser: Browser, server: LiveServer) -> Iterator[Page]:
    """A page of each look: a dark phone, a light desk."""
    for size, scheme in ((PHONE, "dark"), (DESK, "light")):
        context = browser.new_context(
            base_url=server.url,
            viewport=size,  # type: ignore[arg-type]
            color_scheme=scheme,  # type: ignore[arg-type]
            locale="id-ID",
            reduced_motion="reduce",
        )
        yield context.new_page()
        context.close()


def violations(page: Page, address: str) -> list[str]:
    """What axe finds on an address, one line each, and whether something runs off the screen."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    lines = []
    for each in found.response["violations"]:
        first = each["nodes"][0]
        place = f"{address} {page.viewport_size}"
        lines.append(f"{place} {each['id']}: {first['html'][:200]}: {first.get('failureSummary', each['help'])}")
    if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
        lines.append(f"{address} {page.viewport_size}: something runs off the screen")
    return lines


def test_axe_sees_what_is_wrong(browser: Browser) -> None:
    """The check can fail."""
    page = browser.new_page()
    page.set_content("<html lang=id><title>x</title><main><h1>x</h1><img src=x><p style='color:#eee'>pucat</p></main>")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response["violations"]
    assert {each["id"] for each in found} >= {"image-alt", "color-contrast"}
    page.close()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("language", ["id", "su", "en"])
def test_pages_for_citizens(browser: Browser, filled: LiveServer, language: str) -> None:
    case = Case.objects.exclude(agency=None).order_by("pk")[0]
    said = services.Handed("Jalan berlubang di Lembang", address="Lembang", basket="b" * 32)
    receipt = services.receive(said, by="test")
    assert receipt.case
    own = f"/kasus/{receipt.case.reference}/pelapor/{queries.reporter_key(receipt)}/"
    wrong: list[str] = []
    for page in pages(browser, filled):
        page.context.add_cookies([{"name": "django_language", "value": language, "url": filled.url}])
        for address in (*FOR_CITIZENS, f"/kasus/{case.reference}/", own):
            wrong += violations(page, address)
            assert page.get_attribute("html", "lang") == language
    assert not wrong, "\n".join(wrong)


@pytest.mark.timeout(600)
def test_pages_for_officers(browser: Browser, filled: LiveServer) -> None:
    case = Case.objects.exclude(agency=None).order_by("pk")[0]
    wrong: list[str] = []
    for page in pages(browser, filled):
        login(page, "admin")
        for address in (*FOR_OFFICERS, f"/meja/{case.reference}/"):
            wrong += violations(page, address)
    assert not wrong, "\n".join(wrong)


@pytest.mark.timeout(600)
def test_the_page_of_a_field_officer(browser: Browser, filled: LiveServer) -> None:
    """With his own tasks, a free one, and what waits to be sent."""
    wrong: list[str] = []
    for page in pages(browser, filled):
        login(page, "lapangan.dbmpr")
        wrong += violations(page, "/lapangan/")
        page.context.set_offline(True)
        page.locator(".tasks details").first.locator("summary").click()
        page.get_by_role("button", name="Mulai").first.click()
        page.get_by_role("heading", name="1 belum terkirim").wait_for()
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response["violations"]
        wrong += [f"with a queue: {each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]
    assert not wrong, "\n".join(wrong)
