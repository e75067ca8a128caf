"""Webhook: where other systems are told what happens here, and the log of what they were told."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from balarea.core.errors import BalareaError, NotFound
from balarea.people.queries import Permission
from balarea.registry.queries import agencies
from balarea.web.guard import guard, officer, post_only
from balarea.web.refusals import shown, status_of, then
from balarea.webhooks import queries, services

PAGE = 25


@guard(Permission.ADMINISTER)
def page(request: HttpRequest) -> HttpResponse:
    """All endpoints, and the form for another."""
    return _page(request)


def _page(request: HttpRequest, problem: BalareaError | None = None) -> HttpResponse:
    context = {"endpoints": queries.endpoints(), "problem": problem, **_form(request, problem)}
    return render(request, "pages/webhooks.html", context, status=status_of(problem) if problem else 200)


def _form(request: HttpRequest, problem: BalareaError | None) -> dict[str, object]:
    """What the form begins with: nothing, or what was typed and refused."""
    typed = request.POST if problem else {}
    return {
        "kinds": queries.EVENTS, "agencies": agencies(), "typed": typed,
        "ticked": request.POST.getlist("events") if problem else list(queries.EVENTS),
    }  # fmt: skip


def _typed(request: HttpRequest) -> tuple[str, str, list[str], str]:
    form = request.POST
    return form.get("name", ""), form.get("url", ""), form.getlist("events"), form.get("agency", "")


@guard(Permission.ADMINISTER)
@post_only
def make(request: HttpRequest) -> HttpResponse:
    """Make an endpoint and show its secret, this once."""
    name, url, events, agency = _typed(request)
    try:
        endpoint, secret = services.make_endpoint(name, url, events, agency=agency, by=officer(request))
    except BalareaError as error:
        return _page(request, error)
    return _one(request, endpoint.pk, secret=secret)


@guard(Permission.ADMINISTER)
@shown
def one(request: HttpRequest, endpoint_id: int) -> HttpResponseBase:
    """One endpoint with its log."""
    return _one(request, endpoint_id)


def _one(
    request: HttpRequest, endpoint_id: int, *, secret: str = "", problem: BalareaError | None = None
) -> HttpResponse:
    endpoint = queries.endpoint(endpoint_id)
    state = request.GET.get("state", "")
    state = state if state in queries.CallState.values else ""
    calls = Paginator(queries.calls(endpoint, state), PAGE).get_page(request.GET.get("page"))
    typed = {"name": endpoint.name, "url": endpoint.url, "agency": endpoint.agency_id, "events": endpoint.events}
    context = {
        "endpoint": endpoint, "calls": calls, "state": state, "states": queries.CallState.values, "secret": secret,
        **_form(request, problem), "problem": problem,
    }  # fmt: skip
    if problem is None:
        context |= {"typed": typed, "ticked": endpoint.events}
    answer = render(request, "pages/webhook.html", context, status=status_of(problem) if problem else 200)
    answer["Cache-Control"] = "no-store"
    return answer


@guard(Permission.ADMINISTER)
@post_only
@shown
def change(request: HttpRequest, endpoint_id: int) -> HttpResponseBase:
    """Change an endpoint; what was refused stays in the form."""
    name, url, events, agency = _typed(request)
    try:
        services.change_endpoint(endpoint_id, name, url, events, agency=agency, by=officer(request))
    except BalareaError as error:
        return _one(request, endpoint_id, problem=error)
    return then(request, "webhooks_one", lambda: None, _("Webhook diubah."), endpoint_id=endpoint_id)


@guard(Permission.ADMINISTER)
@post_only
@shown
def rotate(request: HttpRequest, endpoint_id: int) -> HttpResponseBase:
    """Replace the secret and show the new one, this once."""
    return _one(request, endpoint_id, secret=services.rotate_secret(endpoint_id, by=officer(request)))


@guard(Permission.ADMINISTER)
@post_only
@shown
def disable(request: HttpRequest, endpoint_id: int) -> HttpResponseBase:
    """Stop calling."""
    act = lambda: services.disable(endpoint_id, by=officer(request))  # noqa: E731
    return then(
        request, "webhooks_one", act, _("Webhook berhenti; yang terjadi tetap dicatat."), endpoint_id=endpoint_id
    )


@guard(Permission.ADMINISTER)
@post_only
@shown
def enable(request: HttpRequest, endpoint_id: int) -> HttpResponseBase:
    """Call again."""
    act = lambda: services.enable(endpoint_id, by=officer(request))  # noqa: E731
    return then(request, "webhooks_one", act, _("Webhook berjalan lagi."), endpoint_id=endpoint_id)


@guard(Permission.ADMINISTER)
@post_only
@shown
def remove(request: HttpRequest, endpoint_id: int) -> HttpResponseBase:
    """Remove it with its log."""
    act = lambda: services.remove(endpoint_id, by=officer(request))  # noqa: E731
    return then(request, "webhooks", act, _("Webhook dihapus beserta catatannya."))


@guard(Permission.ADMINISTER)
@post_only
@shown
def test(request: HttpRequest, endpoint_id: int) -> HttpResponseBase:
    """Send a call that is only a test."""
    act = lambda: services.send_test(endpoint_id, by=officer(request))  # noqa: E731
    return then(request, "webhooks_one", act, _("Kiriman uji masuk antrean."), endpoint_id=endpoint_id)


@guard(Permission.ADMINISTER)
@post_only
@shown
def resend(request: HttpRequest, endpoint_id: int, call_id: int) -> HttpResponseBase:
    """Send one call again."""
    if not queries.calls(queries.endpoint(endpoint_id)).filter(pk=call_id).exists():
        raise NotFound("Panggilan itu tidak ada.")
    act = lambda: services.resend(call_id, by=officer(request))  # noqa: E731
    return then(request, "webhooks_one", act, _("Dikirim ulang."), endpoint_id=endpoint_id)


@guard(Permission.ADMINISTER)
@post_only
@shown
def resend_failed(request: HttpRequest, endpoint_id: int) -> HttpResponseBase:
    """Send everything again that failed."""
    act = lambda: services.resend_failed(endpoint_id, by=officer(request))  # noqa: E731
    return then(request, "webhooks_one", act, _("Semua yang gagal dikirim ulang."), endpoint_id=endpoint_id)
