"""What an operator does with the clock of a case: wait for the citizen, go on, acknowledge, another class."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from balarea.cases import queries, services
from balarea.core.errors import BalareaError
from balarea.people.queries import Permission
from balarea.web.guard import guard, officer, post_only
from balarea.web.pages.desk import shown_case
from balarea.web.refusals import shown, then


def _act(request: HttpRequest, reference: str, act: Callable[[], object], done: str) -> HttpResponse:
    queries.case(reference, officer(request))
    try:
        act()
    except BalareaError as error:
        return shown_case(request, reference, error)
    return then(request, "desk_case", lambda: None, done, reference=reference)


@guard(Permission.WORK_CASES)
@post_only
@shown
def wait(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Stop the clock until the citizen writes."""
    act = lambda: services.wait(reference, request.POST.get("waiting", ""), by=officer(request))  # noqa: E731
    return _act(request, reference, act, _("Waktu berhenti sampai warga membalas."))


@guard(Permission.WORK_CASES)
@post_only
@shown
def proceed(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Go on without waiting."""
    act = lambda: services.proceed(reference, by=officer(request))  # noqa: E731
    return _act(request, reference, act, _("Waktu berjalan lagi."))


@guard(Permission.WORK_CASES)
@post_only
@shown
def acknowledge(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Take an emergency on."""
    act = lambda: services.acknowledge(reference, by=officer(request))  # noqa: E731
    return _act(request, reference, act, _("Anda menerima kasus darurat ini."))


@guard(Permission.WORK_CASES)
@post_only
@shown
def reclassify(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Put the case into another class."""
    chosen, reason = request.POST.get("class", ""), request.POST.get("class_reason", "")
    act = lambda: services.reclassify(reference, chosen, reason, by=officer(request))  # noqa: E731
    return _act(request, reference, act, _("Kelas dan tenggat diubah."))
