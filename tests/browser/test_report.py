"""A citizen reports on a phone, by keyboard, in a browser that runs no scripts."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from balarea.cases.models import Case
from tests.browser.test_journeys import browser
from tests.open311.conftest import register

__all__ = ["browser"]  # fixtures
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def phone(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A small screen without scripts."""
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, locale="id-ID", viewport={"width": 360, "height": 740}
    )
    yield context.new_page()
    context.close()


def test_a_report_by_keyboard_without_scripts(phone: Page) -> None:
    register()
    phone.goto("/lapor/")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing runs off the screen"
    phone.get_by_label("Apa yang terjadi?").focus()
    camera = phone.get_by_label("Ambil foto").is_visible()  # not where there is a mouse
    photos = ("", "") if camera else ("",)
    for typed in ("Jalan berlubang besar", *photos, "Depan pasar Sadang Serang", "", "", "", "siti@example.test", ""):
        phone.keyboard.insert_text(typed)
        phone.keyboard.press("Tab")
    expect(phone.get_by_role("button", name="Kirim laporan")).to_be_focused()  # the honeypot is not on the way
    phone.keyboard.press("Enter")
    number = phone.locator("strong.ref")
    expect(number).to_have_text(re.compile("^JB-"))
    expect(number).to_have_text(Case.objects.get().reference)
    phone.goto(f"/kasus/{number.text_content()}/")
    expect(phone.get_by_text("Jalan berlubang besar")).to_be_visible()
    expect(phone.get_by_text("siti@example.test")).to_have_count(0)
