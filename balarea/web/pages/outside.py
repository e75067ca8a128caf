"""The page behind a signed link: a receiver without a desk here answers for one case. Showing it changes nothing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balarea.cases import queries, services
from balarea.core.errors import BalareaError, NotFound
from balarea.web.guard import post_only, public
from balarea.web.refusals import status_of

DONE: dict[str, str | Promise] = {
    "accept": gettext_lazy("Terima kasih: kasus diterima."),
    "refuse": gettext_lazy("Terima kasih: penolakan dicatat."),
    "tell": gettext_lazy("Terima kasih: perkembangan dicatat."),
    "give_back": gettext_lazy("Terima kasih: pengembalian dicatat."),
}


@public
def page(request: HttpRequest, token: str) -> HttpResponse:
    """The case as anybody may see it, and the forms to answer."""
    try:
        handoff = queries.of_token(token)
    except NotFound as error:
        return _void(request, error)
    return _page(request, token, handoff)


@public
@post_only
def answer(request: HttpRequest, token: str) -> HttpResponseBase:
    """Accept, refuse, tell how it goes on, or give back."""
    what = request.POST.get("act", "")
    try:
        handoff = queries.of_token(token)
        _act(request, handoff, what)
    except NotFound as error:
        return _void(request, error)
    except BalareaError as error:
        return _page(request, token, queries.of_token(token), error)
    if what in {"refuse", "give_back"}:  # the link is void from here on
        return _private(render(request, "pages/handed_void.html", {"reason": DONE[what], "done": True}))
    messages.success(request, str(DONE[what]))
    return HttpResponseRedirect(reverse("handed", args=[token]))


def _act(request: HttpRequest, handoff: queries.HandOff, what: str) -> None:
    form, by = request.POST, queries.actor_of(handoff)
    said, ticket, address = (form.get(name, "") for name in ("said", "ticket", "ticket_url"))
    if what == "accept":
        services.accept(handoff.pk, said, ticket=ticket, ticket_url=address, by=by)
    elif what == "refuse":
        services.refuse(handoff.pk, said, by=by)
    elif what == "tell":
        services.tell(handoff.pk, said, ticket=ticket, ticket_url=address, by=by)
    elif what == "give_back":
        services.give_back(handoff.pk, said, by=by)
    else:
        raise BalareaError(_("Pilih jawaban Anda."))


def _page(
    request: HttpRequest, token: str, handoff: queries.HandOff, problem: BalareaError | None = None
) -> HttpResponse:
    context = {
        "handoff": handoff, "case": queries.public(handoff.case.reference), "token": token, "problem": problem,
        "typed": request.POST if problem else {},
    }  # fmt: skip
    return _private(render(request, "pages/handed.html", context, status=status_of(problem) if problem else 200))


def _void(request: HttpRequest, error: NotFound) -> HttpResponse:
    return _private(render(request, "pages/handed_void.html", {"reason": str(error)}, status=404))


def _private(answer: HttpResponse) -> HttpResponse:
    # with `no-referrer` browsers name no origin either, and the form would be refused; Django's `same-origin` tells no other
    answer["X-Robots-Tag"], answer["Cache-Control"] = "noindex", "no-store"
    return answer
