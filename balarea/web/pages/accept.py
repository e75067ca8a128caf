"""Terima: the page behind the link in an emergency's page. Looking at it (as previews of links do) accepts nothing.

No login and no cookie is needed, so that it works in whatever window a phone opens it: the link itself is the proof, and
who does not have it cannot forge the button's request either."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from balarea.cases import queries, services
from balarea.core.errors import BalareaError
from balarea.web.guard import public
from balarea.web.refusals import refusal, status_of


@csrf_exempt
@public
def page(request: HttpRequest, token: str) -> HttpResponse:
    """What the emergency is, and one button; pressed, the case is taken on by the person who was paged."""
    problem: BalareaError | None = None
    try:
        if request.method == "POST":
            services.accept_page(token, request.POST.get("name", ""))
    except BalareaError as error:
        problem = error
    try:
        found = queries.paged_case(token)
    except BalareaError as error:
        return _private(refusal(request, error))
    context = {"case": found, "problem": problem, "accepted": request.method == "POST" and problem is None}
    return _private(render(request, "pages/accept.html", context, status=status_of(problem) if problem else 200))


def _private(answer: HttpResponse) -> HttpResponse:
    answer["X-Robots-Tag"] = "noindex"
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
