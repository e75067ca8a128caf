"""Refusals of the API as RFC 9457 problems: what is wrong, where, and what to do."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from balarea.core.errors import BalareaError
from balarea.registry.services import Reused
from balarea.web.refusals import status_of

MEDIA_TYPE = "application/problem+json"
UNPROCESSABLE = 422


class Refusal(BalareaError):
    """A refusal with the status it is to have; `after` are the seconds of a Retry-After."""

    def __init__(self, status: int, message: str, after: int = 0) -> None:
        super().__init__(message)
        self.status, self.after = status, after


def problem(status: int, detail: str, errors: list[dict[str, str]] | None = None) -> HttpResponse:
    """An answer that says what went wrong."""
    body: dict[str, Any] = {
        "type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail,
        "errors": errors or [],
    }  # fmt: skip
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False})


def _refused(request: HttpRequest, error: BalareaError) -> HttpResponse:
    if isinstance(error, Reused):
        return problem(UNPROCESSABLE, str(error))
    made = problem(error.status if isinstance(error, Refusal) else status_of(error), str(error))
    if isinstance(error, Refusal) and error.after:
        made["Retry-After"] = str(error.after)
    if made.status_code == HTTPStatus.UNAUTHORIZED:
        made["WWW-Authenticate"] = "Bearer"
    return made


def _unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    wrong = [{"where": ".".join(map(str, each["loc"])), "what": str(each["msg"])} for each in error.errors]
    return problem(UNPROCESSABLE, "Ada bagian yang tidak sesuai; perbaiki yang disebut di errors.", wrong)


def _nobody(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return _refused(request, Refusal(401, "Kirim kunci di kepala Authorization: Bearer KUNCI, atau masuk dahulu."))


def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, "Isi permintaan tidak terbaca; kirim JSON dalam UTF-8.")


def install(api: NinjaAPI) -> None:
    """Make every refusal of the API a problem."""
    handlers: list[tuple[type[Exception], Any]] = [
        (BalareaError, _refused), (ValidationError, _unreadable), (AuthenticationError, _nobody), (HttpError, _http),
    ]  # fmt: skip
    for kind, handler in handlers:
        api.add_exception_handler(kind, handler)
