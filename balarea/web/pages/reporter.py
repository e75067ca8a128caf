"""A reporter's own page, by his secret link: sudah or belum, more photos, and how content he is."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from balarea.cases import queries, services
from balarea.core.errors import BalareaError, NotFound
from balarea.web import baskets
from balarea.web.guard import public
from balarea.web.refusals import refusal, shown, status_of, then
from balarea.web.sender import sender

BY = "citizen:link"


@public
@shown
def page(request: HttpRequest, reference: str, key: str) -> HttpResponseBase:
    """The report as its reporter sees it, and what he says about it."""
    receipt = queries.reporter(reference, key)
    assert receipt.case, "a link belongs to a case"
    if request.method != "POST":
        return _page(request, receipt, key)
    basket = baskets.of(request, baskets.CITIZEN)
    try:
        baskets.fill(request, basket, by=BY)
        services.speak(receipt.case.reference, key, _said(request, basket))
    except NotFound as error:
        return refusal(request, error)
    except BalareaError as error:
        return _page(request, receipt, key, error)
    return then(request, "reporter", lambda: None, _("Terima kasih, tanggapan Anda sudah masuk."),
                reference=receipt.case.reference, key=key)  # fmt: skip


def _said(request: HttpRequest, basket: baskets.Basket) -> services.Said:
    typed = request.POST.get("score", "")
    text = request.POST.get("text", "").replace("\r\n", "\n")
    word = request.POST.get("word", "")
    return services.Said(word, text, basket.name, int(typed) if typed in set("12345") else 0, sender(request))


def _page(
    request: HttpRequest, receipt: queries.Receipt, key: str, problem: BalareaError | None = None
) -> HttpResponse:
    case = receipt.case
    assert case, "a link belongs to a case"
    context = {
        "case": queries.public(case.reference), "key": key, "problem": problem, "own": queries.sent_by(receipt),
        "basket": baskets.of(request, baskets.CITIZEN), "typed": request.POST, "scores": _scores(),
        "rated": queries.rated(case),
    }  # fmt: skip
    answer = render(request, "pages/reporter.html", context, status=status_of(problem) if problem else 200)
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _scores() -> list[tuple[int, str]]:
    words = (_("sangat kecewa"), _("kecewa"), _("cukup"), _("puas"), _("sangat puas"))
    return list(enumerate(words, 1))
