"""The pages' shell: what every page carries, and that a page without data still draws."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import path

from balarea.people.models import User
from balarea.web import context, tilemap
from balarea.web.guard import public


@public
def nowhere(request: HttpRequest) -> HttpResponse:
    """Stands for a page."""
    return HttpResponse()


urlpatterns = [path("situasi/", nowhere, name="situation"), path("meja/", nowhere, name="desk")]
pytestmark = pytest.mark.urls(__name__)


def _request(user: User | AnonymousUser, address: str = "/situasi/") -> HttpRequest:
    request = RequestFactory().get(address)
    request.user = user
    return request


@pytest.mark.parametrize(
    ("user", "names"),
    [
        (AnonymousUser(), []),
        (User(username="a", role="analyst"), ["situation", "desk"]),
        (User(username="o", role="operator", agency_code="dbmpr"), ["desk"]),
    ],
)
def test_the_menu_shows_what_the_role_may_open(user: User | AnonymousUser, names: list[str]) -> None:
    nav = context.page(_request(user))["nav"]
    assert isinstance(nav, list)
    assert [entry.name for entry in nav] == names


@pytest.mark.urls("balarea.web.urls")
def test_a_menu_longer_than_a_phone_is_wide_has_a_menu_of_the_rest() -> None:
    long = context.page(_request(User(username="a", role="administrator")))
    html = render_to_string("base.html", {}, _request(User(username="a", role="administrator")))
    assert [entry.name for entry in long["nav_more"]] == ["programmes", "register", "privacy", "audit"]  # type: ignore[attr-defined]
    assert html.count('class="nav-rest"') == 4
    assert html.count('href="/audit/"') == 2
    assert '<details class="menu nav-more">' in html
    assert context.page(_request(User(username="o", role="operator", agency_code="dbmpr")))["nav_more"] == []
    assert "nav-more" not in render_to_string("base.html", {}, _request(User(username="o", role="operator")))


@pytest.mark.parametrize("template", ["base.html", "public.html", "403.html", "404.html"])
def test_every_page_has_language_skip_link_and_title(template: str) -> None:
    html = render_to_string(template, {}, _request(User(username="a", role="analyst")))
    assert '<html lang="id">' in html
    assert 'href="#main"' in html
    assert 'id="main"' in html
    assert "http://" not in html.replace("http://www.w3.org", "")


@pytest.mark.parametrize("template", ["400.html", "500.html"])
def test_the_pages_of_a_broken_server_need_nothing(template: str) -> None:
    assert "Ke halaman depan" in render_to_string(template)


def test_tiles_are_links_that_say_name_and_number() -> None:
    cells = tilemap.cells({"32.73": 12345}, lambda code: f"?regency={code}", "32.73")
    html = render_to_string("partials/tiles.html", {"cells": cells})
    assert html.count("<li ") == 27
    assert 'aria-label="Kota Bandung: 12.345 unggahan"' in html
    assert html.count('aria-current="true"') == 1
    assert "--v:1.000" in html
