"""Pemberitahuan: by which ways oneself is reached; administrators for anybody, and for the duty desk of an agency."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from balarea.core.clock import now
from balarea.core.errors import BalareaError, NotAllowed, NotFound
from balarea.notices import queries, services
from balarea.people.queries import Permission, may, people
from balarea.people.queries import user as person_of
from balarea.registry.queries import agencies, agency
from balarea.web.guard import officer, post_only, signed_in
from balarea.web.refusals import shown, status_of

Owner = dict[str, str]


@signed_in
@shown
def page(request: HttpRequest) -> HttpResponseBase:
    """The ways of one owner; below, for administrators, who can be reached and what could not be told."""
    return _page(request, _owner(request))


def _owner(request: HttpRequest) -> Owner:
    """Whose ways are meant: `orang`, `instansi`, or one's own."""
    asked = request.POST if request.method == "POST" else request.GET
    person, code = asked.get("orang", ""), asked.get("instansi", "")
    if not person and not code:
        return {"person": officer(request).username}
    if person != officer(request).username and not may(request.user, Permission.ADMINISTER):
        raise NotAllowed(_("Hanya administrator yang mengatur pemberitahuan orang lain."))
    if (person and person_of(person) is None) or (code and agency(code) is None):
        raise NotFound(_("Orang atau instansi itu tidak ada."))
    return {"person": person} if person else {"agency": code}


def _page(request: HttpRequest, owner: Owner, problem: BalareaError | None = None) -> HttpResponse:
    found = agency(owner["agency"]) if "agency" in owner else None
    context = {
        "ways": list(queries.ways(**owner)), "kinds": queries.Kind.values, "owner": owner, "desk": found,
        "own": owner.get("person") == officer(request).username, "problem": problem, "mail": bool(settings.BALAREA_MAIL),
        "holder": person_of(owner["person"]) if "person" in owner else None,
        "schemes": [each for each in queries.schemes().values() if not each.plain],
    }  # fmt: skip
    if may(request.user, Permission.ADMINISTER):
        context |= _reach() | {"troubles": queries.troubles(now())}
    answer = render(request, "pages/notices.html", context, status=status_of(problem) if problem else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def _reach() -> dict[str, object]:
    """Who stands on a rung or administers, and which desks there are, each with whether a page would get there."""
    reached, desks = queries.within_reach()
    on_duty = [each for each in people() if each.rung or may(each, Permission.ADMINISTER)]
    return {
        "reach": [(each, each.username in reached) for each in on_duty],
        "desks": [(each, each.code in desks) for each in agencies()],
    }


def _then(request: HttpRequest, act: Callable[[], object], done: str) -> HttpResponseBase:
    """Do it and come back to the same owner's page with a message; what was refused is said there, and nothing is shown of
    an address."""
    owner = _owner(request)
    try:
        act()
    except NotFound:
        raise
    except BalareaError as error:
        return _page(request, owner, error)
    messages.success(request, done)
    query = {"instansi": owner["agency"]} if "agency" in owner else {"orang": owner["person"]}
    own = owner.get("person") == officer(request).username
    return HttpResponseRedirect(reverse("notices") + ("" if own else f"?{urlencode(query)}"))


@signed_in
@post_only
@shown
def add(request: HttpRequest) -> HttpResponseBase:
    """Enter an address, and send the test message at once."""

    def act() -> None:
        way = services.add_way(request.POST.get("address", ""), by=officer(request), **_owner(request))
        services.test_way(way.pk, by=officer(request))

    return _then(request, act, _("Alamat disimpan dan pesan uji dikirim. Tulis kodenya di bawah."))


@signed_in
@post_only
@shown
def test(request: HttpRequest, way_id: int) -> HttpResponseBase:
    """Send the test message again."""
    act = lambda: services.test_way(way_id, by=officer(request))  # noqa: E731
    return _then(request, act, _("Pesan uji dikirim. Tulis kodenya di bawah."))


@signed_in
@post_only
@shown
def verify(request: HttpRequest, way_id: int) -> HttpResponseBase:
    """Type the code back."""
    act = lambda: services.verify_way(way_id, request.POST.get("code", ""), by=officer(request))  # noqa: E731
    return _then(request, act, _("Terbukti sampai. Alamat ini sekarang dipakai."))


@signed_in
@post_only
@shown
def choose(request: HttpRequest, way_id: int) -> HttpResponseBase:
    """What goes there, and how often."""
    form = request.POST
    act = lambda: services.choose_kinds(  # noqa: E731
        way_id, form.getlist("kinds"), digest=form.get("pace") == "digest", by=officer(request)
    )
    return _then(request, act, _("Pilihan disimpan."))


@signed_in
@post_only
@shown
def remove(request: HttpRequest, way_id: int) -> HttpResponseBase:
    """Forget the address."""
    act = lambda: services.remove_way(way_id, by=officer(request))  # noqa: E731
    return _then(request, act, _("Alamat dihapus."))
