"""Daftar → Instansi dan urusan: agencies of all administrations, what they answer for, and what was learnt from persons."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from balarea import areas
from balarea.cases import queries as cases
from balarea.cases import services as work
from balarea.core.errors import BalareaError, NotFound
from balarea.language.labels import HEADS
from balarea.people.queries import Permission, may
from balarea.registry import queries, services
from balarea.web import labels
from balarea.web.guard import guard, officer, post_only
from balarea.web.refusals import shown, status_of, then


@guard(Permission.SEE_REGISTER)
def page(request: HttpRequest) -> HttpResponse:
    """All agencies with their duties, by administration; and what was learnt."""
    q, level = (request.GET.get(name, "").strip() for name in ("q", "level"))
    found = [
        each for each in queries.with_duties()
        if (not level or each.level == level) and (q.lower() in each.name.lower() or q.lower() in each.code)
    ]  # fmt: skip
    context = {
        "found": found, "q": q, "level": level, "levels": queries.Level.values, "learnt": cases.lessons(),
        "edits": may(request.user, Permission.ADMINISTER), "total": queries.agencies().count(),
        "names": {each.code: each.name for each in queries.agencies()},
    }  # fmt: skip
    return render(request, "pages/agencies.html", context)


@guard(Permission.ADMINISTER)
@shown
def one(request: HttpRequest, code: str) -> HttpResponseBase:
    """One agency, to be changed; `baru` is a new one."""
    return _form(request, code)


def _form(request: HttpRequest, code: str, problem: BalareaError | None = None) -> HttpResponse:
    agency = queries.with_duties().filter(pk=code).first()
    if agency is None and code != "baru":
        raise NotFound(_("Instansi itu tidak ada."))
    parts = queries.parts().values()
    context = {
        "agency": agency, "typed": request.POST if problem else {}, "problem": problem, "levels": queries.Level.values,
        "topics": [(str(each), labels.name("topic", each)) for each in HEADS["topic"] if each != "none"],
        "parts": [(each.key, labels.name("topic", each.topic), labels.name("part", each.key)) for each in parts],
        "places": areas.regencies(),
    }  # fmt: skip
    return render(request, "pages/agency.html", context, status=status_of(problem) if problem else 200)


@guard(Permission.ADMINISTER)
@post_only
@shown
def save(request: HttpRequest, code: str) -> HttpResponseBase:
    """Add an agency, or rename and change one."""
    form, target = request.POST, request.POST.get("code", "").strip() if code == "baru" else code
    try:
        if code == "baru" and queries.agency(target):
            raise BalareaError(_("Kode itu sudah dipakai instansi lain."))
        if code != "baru" and queries.agency(code) is None:
            raise NotFound(_("Instansi itu tidak ada."))
        services.save_agency(
            target, form.get("name", ""), form.get("kind", ""), level=form.get("level", ""),
            area_code=form.get("area", "").strip(), site=form.get("site", "").strip(), by=officer(request),
        )  # fmt: skip
    except NotFound:
        raise
    except BalareaError as error:
        return _form(request, code, error)
    return redirect("register_agency", code=target)


@guard(Permission.ADMINISTER)
@post_only
@shown
def add_duty(request: HttpRequest, code: str) -> HttpResponseBase:
    """One duty more. A part names its topic."""
    form = request.POST
    topic, _dot, part = form.get("matter", "").partition(".")
    try:
        services.add_duty(code, topic, part, form.get("place", "").strip(), by=officer(request))
    except NotFound:
        raise
    except BalareaError as error:
        return _form(request, code, error)
    return redirect("register_agency", code=code)


@guard(Permission.ADMINISTER)
@post_only
@shown
def remove_duty(request: HttpRequest, code: str) -> HttpResponseBase:
    """One duty less."""
    form = request.POST
    topic, part, place = (form.get(name, "") for name in ("topic", "part", "place"))
    act = lambda: services.remove_duty(code, topic, part, place, by=officer(request))  # noqa: E731
    return then(request, "register_agency", act, _("Urusan dihapus."), code=code)


@guard(Permission.ADMINISTER)
@post_only
@shown
def forget(request: HttpRequest) -> HttpResponseBase:
    """Learn nothing of what was done so far."""
    act = lambda: work.forget(*_key(request), by=officer(request))  # noqa: E731
    return then(request, "register_agencies", act, _("Pelajaran dihapus; dapat dipulihkan di bawah."))


@guard(Permission.ADMINISTER)
@post_only
@shown
def restore(request: HttpRequest) -> HttpResponseBase:
    """Learn of it again."""
    act = lambda: work.restore_lessons(*_key(request), by=officer(request))  # noqa: E731
    return then(request, "register_agencies", act, _("Pelajaran dipulihkan."))


def _key(request: HttpRequest) -> tuple[str, str, str, str]:
    topic, part, regency, agency = (request.POST.get(name, "") for name in ("topic", "part", "regency", "agency"))
    return topic, part, regency, agency
