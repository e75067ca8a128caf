"""Serah terima: offers between administrations, who holds a case, the triage queue, and what only a person can determine."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from balarea.cases import queries, services
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict, NotFound
from balarea.people.queries import Permission, agency_of, may
from balarea.registry.queries import agencies
from balarea.web import duetime, holder
from balarea.web.guard import guard, officer, post_only
from balarea.web.pages.desk import shown_case
from balarea.web.refusals import shown, then

PAGE = 25


@guard(Permission.WORK_CASES)
def triage(request: HttpRequest) -> HttpResponse:
    """Cases that no agency has yet: why nobody could be chosen, and who it could be, one click each."""
    moment, promises = now(), queries.load()
    page = Paginator(queries.triage(officer(request)), PAGE).get_page(request.GET.get("page"))
    codes = {each.code: each for each in agencies()}
    rows = [
        {"row": duetime.row(each, promises, moment), "options": holder.options(each, codes)} for each in page
    ]  # fmt: skip
    undo = queries.undoable(officer(request), moment)
    context = {"cases": page, "rows": rows, "agencies": codes.values(), "undo": undo}
    return render(request, "pages/triage.html", context)


@guard(Permission.SEE_DESK)
def offers(request: HttpRequest) -> HttpResponse:
    """Offers that wait for this agency, and its own that are out or are accompanied."""
    own = agency_of(officer(request))
    received = list(queries.received(officer(request)))
    context = {
        "own": own, "works": may(request.user, Permission.WORK_CASES), "received": received if own else [],
        "sent": [each for each in queries.sent(officer(request)) if own is None or each.target_id != own],
    }  # fmt: skip
    return render(request, "pages/offers.html", context)


def _on_case(request: HttpRequest, reference: str, act: Callable[[], object], done: str) -> HttpResponse:
    queries.case(reference, officer(request))
    try:
        act()
    except BalareaError as error:
        return shown_case(request, reference, error)
    return then(request, "desk_case", lambda: None, done, reference=reference)


@guard(Permission.WORK_CASES)
@post_only
@shown
def offer(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Offer the case to another administration."""
    form = request.POST
    act = lambda: services.offer(reference, form.get("to", ""), form.get("offer_reason", ""), by=officer(request))  # noqa: E731
    return _on_case(request, reference, act, _("Kasus ditawarkan; sampai dijawab tetap di meja ini."))


@guard(Permission.WORK_CASES)
@post_only
@shown
def take(request: HttpRequest, reference: str) -> HttpResponseBase:
    """One click on a candidate: the case goes there, or is offered where the other side has to accept."""
    case = queries.case(reference, officer(request))
    chosen = request.POST.get("agency", "")
    found = next((each for each in queries.options(case) if each.agency_code == chosen), None)
    if found is None:
        raise Conflict(_("Pilihan itu sudah berubah; lihat lagi."))
    act = services.offer if queries.asks_first(case, chosen) else services.route
    back = "desk_triage" if request.POST.get("from") == "triage" else "desk"
    done = _("%(reference)s diteruskan.") % {"reference": reference}
    return then(request, back, lambda: act(reference, chosen, found.reason, by=officer(request)), done)


@guard(Permission.SEE_DESK)
@post_only
@shown
def determine(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Say finally whose the case is."""
    form = request.POST
    act = lambda: services.determine(  # noqa: E731
        reference, form.get("holder", ""), form.get("determine_reason", ""), by=officer(request)
    )
    return _on_case(request, reference, act, _("Pemegang kasus ditetapkan."))


@guard(Permission.WORK_CASES)
@post_only
@shown
def inform(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Tell the citizen in the thread who holds the case; the clock runs on."""
    text = request.POST.get("inform", "")
    act = lambda: services.reply(reference, text, by=officer(request), informs=True)  # noqa: E731
    return _on_case(request, reference, act, _("Kabar masuk antrean kirim; waktu tetap berjalan."))


def _answer(request: HttpRequest, handoff_id: int, act: Callable[..., Any], done: str, **given: str) -> HttpResponse:
    """Do it to the hand-off, and go back to where the form stood."""
    reference = request.POST.get("reference", "")
    run = lambda: act(handoff_id, **given, by=officer(request))  # noqa: E731
    if reference:
        return _on_case(request, reference, run, done)
    return then(request, "desk_offers", run, done)


def _ticket(request: HttpRequest) -> dict[str, str]:
    return {"ticket": request.POST.get("ticket", ""), "ticket_url": request.POST.get("ticket_url", "")}


@guard(Permission.WORK_CASES)
@post_only
@shown
def accept(request: HttpRequest, handoff_id: int) -> HttpResponseBase:
    """Take an offered case and open it, or write down that the other side did."""
    said, done = request.POST.get("said", ""), _("Kasus diterima; tenggat dan riwayatnya ikut.")
    if request.POST.get("reference"):
        return _answer(request, handoff_id, services.accept, done, said=said, **_ticket(request))
    try:
        taken = services.accept(handoff_id, said, **_ticket(request), by=officer(request)).case.reference
    except NotFound:
        raise
    except BalareaError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("desk_offers"))
    return then(request, "desk_case", lambda: None, done, reference=taken)


@guard(Permission.WORK_CASES)
@post_only
@shown
def refuse(request: HttpRequest, handoff_id: int) -> HttpResponseBase:
    """Not ours, and why; or write down that the other side said so."""
    return _answer(
        request, handoff_id, services.refuse, _("Penolakan dicatat; kasus tetap di pengirim."),
        reason=request.POST.get("said", ""),
    )  # fmt: skip


@guard(Permission.WORK_CASES)
@post_only
@shown
def answer(request: HttpRequest, handoff_id: int) -> HttpResponseBase:
    """What the other side said, as an officer writes it down: accepted or refused."""
    return accept(request, handoff_id) if request.POST.get("answer") == "accept" else refuse(request, handoff_id)


@guard(Permission.WORK_CASES)
@post_only
@shown
def withdraw(request: HttpRequest, handoff_id: int) -> HttpResponseBase:
    """Take an offer back."""
    return _answer(request, handoff_id, services.withdraw, _("Tawaran ditarik kembali."))


@guard(Permission.WORK_CASES)
@post_only
@shown
def give_back(request: HttpRequest, handoff_id: int) -> HttpResponseBase:
    """Write down that who held it outside gave it back."""
    return _answer(
        request, handoff_id, services.give_back, _("Pengembalian dicatat."), reason=request.POST.get("said", "")
    )


@guard(Permission.WORK_CASES)
@post_only
@shown
def tell(request: HttpRequest, handoff_id: int) -> HttpResponseBase:
    """Write down how it goes on outside."""
    news = request.POST.get("said", "")
    return _answer(request, handoff_id, services.tell, _("Perkembangan dicatat."), news=news, **_ticket(request))


@guard(Permission.WORK_CASES)
@post_only
@shown
def link(request: HttpRequest, handoff_id: int) -> HttpResponseBase:
    """Make a link for the receiver and show it, this once."""
    token = services.make_link(handoff_id, by=officer(request))
    address = settings.BALAREA_PUBLIC_URL.rstrip("/") + reverse("handed", args=[token])
    reference = request.POST.get("reference", "")
    context = {"address": address, "reference": reference, "days": queries.LINK_VALID.days}
    answer = render(request, "pages/handoff_link.html", context)
    answer["Cache-Control"] = "no-store"
    return answer
