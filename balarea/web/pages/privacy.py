"""Data pribadi: a citizen's request about his own data, entered by an officer: what is held, a copy of it, its removal."""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from balarea import networks
from balarea.cases.sealed import privacy
from balarea.core.errors import BalareaError
from balarea.people.queries import Permission
from balarea.web.guard import guard, officer, post_only
from balarea.web.refusals import shown, status_of

FIELDS = ("reference", "network", "author")


@guard(Permission.PRIVACY)
def page(request: HttpRequest) -> HttpResponse:
    """The form. Whom it is about is never part of an address."""
    return _page(request)


@guard(Permission.PRIVACY)
@post_only
def find(request: HttpRequest) -> HttpResponseBase:
    """How much is held of a person."""
    try:
        who = _subject(request)
    except BalareaError as error:
        return _page(request, problem=error)
    return _page(request, who=who, amount=privacy.amount(who))


@guard(Permission.PRIVACY)
@post_only
@shown
def export(request: HttpRequest) -> HttpResponseBase:
    """The copy that the citizen asked for, as a JSON file."""
    found = privacy.export(_subject(request), by=officer(request))
    text = json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="data-pribadi.json"'
    answer["Cache-Control"] = "no-store"
    return answer


@guard(Permission.PRIVACY)
@post_only
def erase(request: HttpRequest) -> HttpResponseBase:
    """Remove it; what it rests on must be written down, and the box be ticked."""
    try:
        who = _subject(request)
        if not request.POST.get("sure"):
            problem = BalareaError(_("Centang dahulu bahwa penghapusan ini tidak dapat dibatalkan."))
            return _page(request, who=who, amount=privacy.amount(who), problem=problem)
        done = privacy.erase(who, request.POST.get("reason", ""), by=officer(request))
    except BalareaError as error:
        return _page(request, problem=error)
    return _page(request, done=done)


def _subject(request: HttpRequest) -> privacy.Subject:
    typed = {name: request.POST.get(name, "").strip() for name in FIELDS}
    return privacy.subject(**typed)


def _page(
    request: HttpRequest, *, who: privacy.Subject | None = None, amount: privacy.Amount | None = None,
    done: privacy.Amount | None = None, problem: BalareaError | None = None,
) -> HttpResponse:  # fmt: skip
    typed = {name: request.POST.get(name, "") for name in (*FIELDS, "reason")}
    context = {
        "who": who,
        "amount": amount,
        "done": done,
        "problem": problem,
        "typed": typed,
        "networks": networks.known(),
    }
    answer = render(request, "pages/privacy.html", context, status=status_of(problem) if problem else 200)
    answer["Cache-Control"] = "no-store"
    return answer
