"""What a person sees whose form could not be trusted: it was open for too long, or the browser keeps no cookies."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

WRITTEN = ("text", "proof", "note", "reason")  # fields of our forms that somebody wrote at length


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's page for it, in words that help (CSRF_FAILURE_VIEW): what was written stands there to be copied."""
    came = request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(came, {request.get_host()}, require_https=request.is_secure())
    typed = next((request.POST[name] for name in WRITTEN if request.POST.get(name)), "")
    context = {"typed": typed, "back": came if safe else "/"}
    return render(request, "pages/stale.html", context, status=403)
