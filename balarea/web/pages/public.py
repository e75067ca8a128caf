"""Pages for everybody, without login: the front door, a case by its reference, and whether an account is official."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from balarea.cases import queries as cases
from balarea.cases.partners.statistics import total
from balarea.core.clock import now
from balarea.core.errors import NotFound
from balarea.core.ids import normal_reference
from balarea.people.queries import Permission, may
from balarea.registry import queries as register
from balarea.web.guard import public
from balarea.web.pages.statistics import NAMES

FIRST = (("situation", Permission.SEE_SITUATION), ("desk", Permission.SEE_DESK), ("field", Permission.FIELD_WORK))
REFERENCE = re.compile(r"\bJB[\s-]?[0-9A-Z]{4}[\s-]?[0-9A-Z]{4}\b", re.IGNORECASE)
OWN_LINK = re.compile(r"/kasus/(JB-[0-9A-Z]{4}-[0-9A-Z]{4})/pelapor/([0-9a-f]{40})", re.IGNORECASE)
FRONT = ("received", "answered", "fixed")


@public
def front(request: HttpRequest) -> HttpResponse:
    """The front door: what a citizen came for; whoever is signed in goes on to the first page of the role."""
    if request.user.is_authenticated:
        return redirect(next((name for name, need in FIRST if may(request.user, need)), "desk"))
    counts = total(now())
    known = bool(counts["received"].value)  # a row of "<5" tells nobody anything
    context = {"total": [(NAMES[name], counts[name]) for name in FRONT] if known else []}
    return render(request, "pages/front.html", context)


@public
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """What anybody may see of a case."""
    try:
        context: dict[str, object] = {"case": cases.public(reference)}
    except NotFound as error:
        return _find(request, reference, error)
    return _hidden(render(request, "pages/case_public.html", context))


@public
def find(request: HttpRequest) -> HttpResponse:
    """The form for a reference, typed in any way, or the address of a case as it was copied."""
    typed = request.GET.get("nomor", "").strip()
    if link := OWN_LINK.search(typed):
        return redirect("reporter", reference=link[1].upper(), key=link[2].lower())
    if within := REFERENCE.search(typed):
        typed = within[0]
    if typed and any(letter.isalnum() for letter in typed):
        return redirect("case_public", reference=normal_reference(typed)[:20])
    return _find(request, "", None)


def _find(request: HttpRequest, typed: str, error: NotFound | None) -> HttpResponse:
    context = {"typed": typed, "error": error}
    return _hidden(render(request, "pages/case_find.html", context, status=404 if error else 200))


def _hidden(answer: HttpResponse) -> HttpResponse:
    answer["X-Robots-Tag"] = "noindex"
    return answer


@public
def lookup(request: HttpRequest) -> HttpResponse:
    """Is this account official?"""
    typed = request.GET.get("q", "").strip()[:300].replace("\0", "")
    context = {"typed": typed, "found": register.lookup(typed) if typed else None}
    return render(request, "pages/lookup.html", context)


@public
def forgotten(request: HttpRequest) -> HttpResponse:
    """What to do about a forgotten password; an officer's address is no secret, so none is asked for."""
    return render(request, "pages/forgotten.html")
