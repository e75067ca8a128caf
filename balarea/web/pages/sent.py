"""What a person decides about answers of which nobody knows whether they arrived, or that failed."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from balarea.cases import queries
from balarea.core.errors import NotFound
from balarea.people.queries import Permission
from balarea.publishing import services
from balarea.web.guard import guard, officer, post_only
from balarea.web.refusals import shown, then


def _desk(request: HttpRequest, reference: str, delivery_id: int) -> str:
    case = queries.case(reference, officer(request))
    if delivery_id not in queries.deliveries(case):
        raise NotFound(_("Pengiriman itu tidak ada pada kasus ini."))
    return case.agency_id or ""


@guard(Permission.WORK_CASES)
@post_only
@shown
def arrived(request: HttpRequest, reference: str, delivery_id: int) -> HttpResponseBase:
    """The person looked: it stands there."""
    desk = _desk(request, reference, delivery_id)
    act = lambda: services.confirm(delivery_id, by=officer(request), desk=desk)  # noqa: E731
    return then(request, "desk_case", act, _("Dicatat: jawaban sudah sampai."), reference=reference)


@guard(Permission.WORK_CASES)
@post_only
@shown
def again(request: HttpRequest, reference: str, delivery_id: int) -> HttpResponseBase:
    """The person looked and it is not there, or the reason of the failure is gone."""
    desk = _desk(request, reference, delivery_id)
    act = lambda: services.retry(delivery_id, by=officer(request), desk=desk)  # noqa: E731
    return then(request, "desk_case", act, _("Jawaban masuk antrean kirim lagi."), reference=reference)
