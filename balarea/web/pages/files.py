"""Files as they may be seen: the clean copy, never run by the browser, and the original for a reason."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from balarea.cases import queries, services
from balarea.core.errors import BalareaError, NotFound
from balarea.files import queries as files
from balarea.people.queries import Permission
from balarea.web.guard import guard, officer, post_only, public
from balarea.web.pages.desk import shown_case
from balarea.web.refusals import refusal, shown

ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf"}
MINUTES = 5  # that a browser may keep what everybody may see: an erased photo is gone soon


@public
def one(request: HttpRequest, token: str) -> HttpResponse:
    """The clean copy for whoever may see it; `kecil`: small. A reporter's link passes `nomor` and `kunci`."""
    reference, key = request.GET.get("nomor", "")[:40], request.GET.get("kunci", "")[:80]
    try:
        found, everybody = queries.file_for(token, request.user, reference, key)
        content_type, data = files.shown(found, small="kecil" in request.GET)
    except NotFound as error:
        return refusal(request, error)
    return _answer(token, content_type, data, "public, max-age=300" if everybody else "private, no-store")


def _answer(token: str, content_type: str, data: bytes, cached: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=content_type)
    way = "inline" if content_type.startswith("image/") else "attachment"
    answer["Content-Disposition"] = f'{way}; filename="berkas-{token[:8]}.{ENDINGS.get(content_type, "bin")}"'
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = cached
    answer["X-Robots-Tag"] = "noindex"
    return answer


@guard(Permission.SEE_ORIGINALS)
@post_only
@shown
def original(request: HttpRequest, reference: str, token: str) -> HttpResponseBase:
    """The file as it was uploaded, to keep; the look is on record."""
    case = queries.case(reference, officer(request))
    try:
        found, data = services.look_at_file(case.reference, token, request.POST.get("reason", ""), by=officer(request))
    except NotFound:
        raise
    except BalareaError as error:
        return shown_case(request, reference, error)
    answer = _answer(token, found.content_type, data, "private, no-store")
    answer["Content-Disposition"] = answer["Content-Disposition"].replace("inline", "attachment", 1)
    return answer
