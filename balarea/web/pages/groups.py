"""Many cases at once: what was ticked on the desk, incidents, undoing, and what is no complaint."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from balarea.cases import queries, services
from balarea.core.errors import BalareaError
from balarea.networks.values import PostRef
from balarea.people.queries import Permission, may
from balarea.web import baskets, labels
from balarea.web.guard import guard, officer, post_only
from balarea.web.pages import closing, desk
from balarea.web.phrases import in_manner
from balarea.web.place import kept
from balarea.web.refusals import shown, then

PAGE = 30
NAMED = 5  # cases that one message names
MEANT = ("complaint", "incident", "aid_request", "information_request", "aspiration")
ACTS: dict[str, Callable[[HttpRequest, list[str]], services.Done]] = {
    "answer": lambda request, chosen: services.answer_many(
        chosen,
        _typed(request),
        by=officer(request),
        fields=in_manner(request.POST.get("lang", "id")),
        in_parts="in_parts" in request.POST,
    ),
    "route": lambda request, chosen: services.route_many(
        chosen, request.POST.get("agency", ""), _typed(request), by=officer(request)
    ),
    "offer": lambda request, chosen: services.offer_many(
        chosen, request.POST.get("agency", ""), _typed(request), by=officer(request)
    ),
    "task": lambda request, chosen: services.assign_many(
        chosen, request.POST.get("officer", ""), _typed(request), by=officer(request)
    ),
    "close": lambda request, chosen: closing.close_many(request, chosen),
    "dismiss": lambda request, chosen: services.dismiss_many(chosen, by=officer(request)),
}


@guard(Permission.WORK_CASES)
@post_only
@shown
def act(request: HttpRequest) -> HttpResponseBase:
    """Do one thing to all that was ticked; what was refused is named, case by case."""
    chosen = queries.expand(request.POST.getlist("pick"), officer(request))
    what = request.POST.get("act", "")
    if not chosen or what not in {*ACTS, "join"}:
        return _again(request, [_("Centang dahulu kasusnya, lalu pilih tindakannya.")])
    if what in {"route", "offer"} and not request.POST.get("agency"):
        return _again(request, [_("Pilih dahulu instansi tujuannya.")])
    try:
        if what == "join":
            services.join(chosen, _typed(request), by=officer(request))
            messages.success(request, _("Kasus disatukan sebagai satu kejadian."))
            return _back(request)
        done = ACTS[what](request, chosen)
    except BalareaError as error:
        return _again(request, [str(error)])
    if done.done:
        messages.success(request, _("%(n)d kasus dikerjakan.") % {"n": len(done.done)})
    if not done.refused:
        return _back(request)
    return _again(request, reasons(done.refused), list(done.refused) if done.done else None)


def reasons(refused: Mapping[str, str]) -> list[str]:
    """Why not, one line a reason, which names the first few of the cases."""
    found: dict[str, list[str]] = {}
    for reference, why in refused.items():
        found.setdefault(why, []).append(reference)
    lines = []
    for why, cases in found.items():
        more = _(" dan %(n)d lainnya") % {"n": len(cases) - NAMED} if len(cases) > NAMED else ""
        lines.append(f"{', '.join(cases[:NAMED])}{more}: {why}")
    return lines


def _typed(request: HttpRequest) -> str:
    return request.POST.get("text", "")


def _back(request: HttpRequest) -> HttpResponse:
    group = _group(request)
    if request.POST.get("from") == "triage":
        return HttpResponseRedirect(kept(request, reverse("desk_triage")))
    return HttpResponseRedirect(kept(request, reverse("desk_group", args=[group]) if group else reverse("desk")))


def _again(request: HttpRequest, problems: list[str], refused: list[str] | None = None) -> HttpResponse:
    """The page again with why, with what was typed, and ticked what it was not done to; nothing has to be typed twice."""
    basket, group = baskets.of(request, baskets.OFFICER), _group(request)
    picks = request.POST.getlist("pick") if refused is None else refused
    more: dict[str, object] = {"problems": problems, "group_basket": basket, "again_group": request.POST}
    if not group:
        more = {"problems": problems, "batch_basket": basket, "again": request.POST, "picks": picks}
    return desk.shown_list(request, group, more, 400 if refused is None else 200)


def _group(request: HttpRequest) -> int:
    number = request.POST.get("incident", "")
    return int(number) if number.isdecimal() and len(number) < 10 else 0


@guard(Permission.WORK_CASES)
@post_only
@shown
def undo(request: HttpRequest, act_id: int) -> HttpResponseBase:
    """Undo what was done to several cases."""
    try:
        done = services.undo(act_id, by=officer(request))
        if done.done:
            messages.success(request, _("Dibatalkan untuk %(n)d kasus.") % {"n": len(done.done)})
        for line in reasons(done.refused):
            messages.error(request, line)
    except BalareaError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(kept(request, reverse("desk")))


@guard(Permission.WORK_CASES)
@post_only
@shown
def split(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Take a case out of its incident."""
    queries.case(reference, officer(request))
    do = lambda: services.split(reference, by=officer(request))  # noqa: E731
    return then(request, "desk_case", do, _("Kasus dipisahkan dari kejadian."), reference=reference)


@guard(Permission.WORK_CASES)
@post_only
@shown
def rejoin(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Put a case back into the incident it was taken out of."""
    queries.case(reference, officer(request))
    do = lambda: services.rejoin(reference, by=officer(request))  # noqa: E731
    return then(request, "desk_case", do, _("Kasus disatukan kembali."), reference=reference)


@guard(Permission.WORK_CASES)
@post_only
@shown
def dissolve(request: HttpRequest, incident_id: int) -> HttpResponseBase:
    """Take all cases out of an incident."""
    queries.group(incident_id, officer(request))
    do = lambda: services.dissolve(incident_id, by=officer(request))  # noqa: E731
    return then(request, "desk", do, _("Kejadian dibubarkan; setiap kasus berdiri sendiri."))


@guard(Permission.WORK_CASES)
@post_only
@shown
def restore(request: HttpRequest, incident_id: int) -> HttpResponseBase:
    """Put the cases of a dissolved incident together again."""
    do = lambda: services.restore(incident_id, by=officer(request))  # noqa: E731
    return then(request, "desk", do, _("Kejadian dipulihkan."))


@guard(Permission.SEE_DESK)
def asides(request: HttpRequest) -> HttpResponse:
    """Posts to official accounts that are no complaint."""
    q = request.GET.get("q", "").strip()
    page = Paginator(queries.asides(officer(request), q), PAGE).get_page(request.GET.get("page"))
    context = {
        "asides": page, "rows": queries.with_posts(list(page)), "q": q,
        "meant": [(value, labels.name("intent", value)) for value in MEANT],
        "works": may(request.user, Permission.WORK_CASES),
        "opens": may(request.user, Permission.SEE_POSTS, ""),
    }  # fmt: skip
    return render(request, "pages/asides.html", context)


@guard(Permission.WORK_CASES)
@post_only
@shown
def make_case(request: HttpRequest) -> HttpResponseBase:
    """Make a post a case."""
    ref = PostRef(request.POST.get("network", ""), request.POST.get("external_id", "").replace("\0", ""))
    case = services.make_case(ref, request.POST.get("intent", ""), by=officer(request))
    done = _("Unggahan menjadi kasus, dan menjadi bahan belajar model.")
    if queries.visible(case, officer(request)):
        return then(request, "desk_case", lambda: None, done, reference=case.reference)
    return then(request, "desk_asides", lambda: None, done)
