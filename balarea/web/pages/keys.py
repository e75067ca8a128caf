"""Kunci API: by which other systems come in."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from balarea.core.errors import BalareaError
from balarea.people.queries import Permission
from balarea.registry import queries, services
from balarea.web.guard import guard, officer, post_only
from balarea.web.refusals import shown, status_of, then


@guard(Permission.ADMINISTER)
def page(request: HttpRequest) -> HttpResponse:
    """All keys; of each only its end is known."""
    return _page(request)


def _page(request: HttpRequest, *, made: str = "", problem: BalareaError | None = None) -> HttpResponse:
    context = {
        "keys": queries.api_keys(), "agencies": queries.agencies(), "scopes": queries.Scope.values, "made": made,
        "problem": problem,
        "typed": request.POST if problem else {}, "ticked": request.POST.getlist("scopes") if problem else [],
    }  # fmt: skip
    answer = render(request, "pages/keys.html", context, status=status_of(problem) if problem else 200)
    answer["Cache-Control"] = "no-store"
    return answer


@guard(Permission.ADMINISTER)
@post_only
def make(request: HttpRequest) -> HttpResponse:
    """Make a key and show it, this once."""
    form = request.POST
    try:
        _key, secret = services.make_key(
            form.get("name", ""), form.getlist("scopes"), defers="defers" in form, agency=form.get("agency", ""),
            by=officer(request),
        )  # fmt: skip
    except BalareaError as error:
        return _page(request, problem=error)
    return _page(request, made=secret)


@guard(Permission.ADMINISTER)
@post_only
@shown
def revoke(request: HttpRequest, key_id: int) -> HttpResponseBase:
    """Take a key out of force."""
    act = lambda: services.revoke_key(key_id, by=officer(request))  # noqa: E731
    return then(request, "register_keys", act, _("Kunci dicabut; sistem itu tidak dapat mengirim lagi."))
