"""Who gets in: the login, the 403 page, or a code, as the caller can use it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import include, path

from balarea.people.models import User
from balarea.people.permissions import Permission
from balarea.web.guard import guard, public

urlpatterns = [path("accounts/", include("allauth.urls"))]


@guard(Permission.SEE_AUDIT)
def audit(request: HttpRequest) -> HttpResponse:
    """A guarded page."""
    return HttpResponse("events")


@public
def lookup(request: HttpRequest) -> HttpResponse:
    """A page for everybody."""
    return HttpResponse("open")


def _call(user: User | AnonymousUser, address: str = "/audit/?page=2", **headers: str) -> HttpResponse:
    request = RequestFactory().get(address, headers=headers)
    request.user = user
    with override_settings(ROOT_URLCONF=__name__):
        response: HttpResponse = audit(request)
    return response


def test_marks_are_readable_from_outside() -> None:
    assert audit.permission is Permission.SEE_AUDIT  # type: ignore[attr-defined]
    assert lookup.public is True  # type: ignore[attr-defined]


def test_a_stranger_is_sent_to_the_login_and_back() -> None:
    response = _call(AnonymousUser())
    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=/audit/%3Fpage%3D2"


def test_a_stranger_gets_401_as_htmx_and_api() -> None:
    fragment = _call(AnonymousUser(), **{"hx-request": "true"})
    assert (fragment.status_code, fragment["HX-Redirect"]) == (401, "/accounts/login/")
    assert _call(AnonymousUser(), "/api/events").status_code == 401


def test_the_right_role_gets_the_page() -> None:
    assert _call(User(username="i", role="inspector")).content == b"events"


def test_another_role_is_refused() -> None:
    operator = User(username="o", role="operator", agency_code="dbmpr")
    with pytest.raises(PermissionDenied):
        _call(operator)
    assert _call(operator, "/api/events").status_code == 403
    fragment = _call(operator, **{"hx-request": "true"})
    assert fragment.status_code == 403
    assert b"Peran Anda" in fragment.content
