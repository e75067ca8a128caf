"""Jejak audit: who did what, and the proof that nobody changed it afterwards."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from balarea.audit.queries import events, verify
from balarea.people.queries import Permission
from balarea.web.guard import guard
from balarea.web.record import OBJECT


@guard(Permission.SEE_AUDIT)
def page(request: HttpRequest) -> HttpResponse:
    """The newest events, of one object when the address names it; the whole chain is proven on request."""
    kind, identity = request.GET.get("type", "").strip(), request.GET.get("id", "").strip()
    context = {
        "events": events(kind, identity, limit=200), "type": kind, "id": identity,
        "kinds": sorted(((kind, str(text)) for kind, text in OBJECT.items()), key=lambda pair: pair[1]),
        "proof": verify() if request.GET.get("verify") else None,
    }  # fmt: skip
    return render(request, "pages/audit.html", context)
