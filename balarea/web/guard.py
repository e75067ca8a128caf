"""Who may call a view. Every view carries one of these two marks; a test walks all addresses to see it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.urls import is_valid_path, reverse

from balarea.people.permissions import Permission
from balarea.people.queries import User, may

View = TypeVar("View", bound=Callable[..., Any])
API_PREFIX = "/api/"


def guard(permission: Permission) -> Callable[[View], View]:
    """Only people with the permission: others are sent to the login, get the 403 page, or 401/403 as htmx or API.

    The mark `permission` is set on the view. Whether an officer may touch this very object is asked by the services."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> Any:
            refusal = _refusal(request, permission)
            return view(request, *args, **kwargs) if refusal is None else refusal

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def signed_in(view: View) -> View:
    """Only people with a login, of any role; others are sent to it."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> Any:
        return view(request, *args, **kwargs) if request.user.is_authenticated else _login(request)

    guarded.signed_in = True  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def public(view: View) -> View:
    """Mark a view that everybody may call, without login and without personal data."""
    view.public = True  # type: ignore[attr-defined]
    return view


def post_only(view: View) -> View:
    """Only by POST. Who comes by a link all the same, by reloading or from the login, is led to the page above."""

    @wraps(view)
    def posted(request: HttpRequest, *args: object, **kwargs: object) -> Any:
        if request.method in {"GET", "HEAD"}:
            return HttpResponseRedirect(_above(request.path))
        return view(request, *args, **kwargs) if request.method == "POST" else HttpResponseNotAllowed(["POST"])

    return posted  # type: ignore[return-value]


def _above(path: str) -> str:
    """The nearest address above that there is: `/meja/JB-1/` for `/meja/JB-1/jawab/`."""
    while path.count("/") > 2:
        path = f"{path.rstrip('/').rpartition('/')[0]}/"
        if is_valid_path(path):
            return path
    return "/"


def officer(request: HttpRequest) -> User:
    """The person behind a guarded request."""
    assert isinstance(request.user, User), "only guarded views ask"
    return request.user


def _refusal(request: HttpRequest, permission: Permission) -> HttpResponseBase | None:
    if not request.user.is_authenticated:
        return _login(request)
    if may(request.user, permission):
        return None
    if request.path.startswith(API_PREFIX):
        return JsonResponse({"error": "forbidden", "permission": permission.value}, status=403)
    if _htmx(request):
        return render(request, "partials/refused.html", status=403)
    raise PermissionDenied


def _login(request: HttpRequest) -> HttpResponseBase:
    if request.path.startswith(API_PREFIX):
        return JsonResponse({"error": "login required"}, status=401)
    if _htmx(request):  # the fragment would land in the middle of a page: the whole page goes to the login instead
        return HttpResponse(status=401, headers={"HX-Redirect": reverse("account_login")})
    return redirect_to_login(request.get_full_path(), "account_login")


def _htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"
