"""Uploads that resume: the tus protocol 1.0.0 (https://tus.io/protocols/resumable-upload), core with the extensions
creation, expiration and termination. Whoever holds the signed name of a basket may begin; whoever holds the address of an
upload may go on."""

import base64
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.request import UnreadablePostError
from django.urls import reverse
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt

from balarea.core.errors import BalareaError, Conflict, NotFound
from balarea.files import queries
from balarea.files import services as files
from balarea.web import baskets
from balarea.web.guard import public
from balarea.web.sender import sender

VERSION = "1.0.0"
BODY = "application/offset+octet-stream"
PIECE = 1 << 16  # bytes read at once
BY = "citizen:upload"
View = Callable[..., HttpResponse]


class Problem(Exception):
    """A refusal as HTTP says it."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


def endpoint(**views: View) -> View:
    """A view of methods to functions. Reading an address of the protocol in a browser leads to the form."""

    @csrf_exempt
    @public
    @wraps(next(iter(views.values())))
    def view(request: HttpRequest, **arguments: Any) -> HttpResponse:
        method = request.headers.get("X-HTTP-Method-Override", request.method or "").lower()
        try:
            answer = _answer(request, method, views, arguments)
        except Problem as problem:
            answer = HttpResponse(str(problem), status=problem.status, content_type="text/plain; charset=utf-8")
        except BalareaError as error:
            answer = HttpResponse(str(error), status=_status(error), content_type="text/plain; charset=utf-8")
        answer["Tus-Resumable"] = VERSION
        answer["Cache-Control"] = "no-store"
        return answer

    return view


def _answer(request: HttpRequest, method: str, views: dict[str, View], arguments: dict[str, Any]) -> HttpResponse:
    if method == "options":
        return HttpResponse(status=204, headers={
            "Tus-Version": VERSION, "Tus-Extension": "creation,expiration,termination",
            "Tus-Max-Size": str(files.most_bytes()),
        })  # fmt: skip
    if method == "get":
        if "token" in arguments:
            raise Problem(404, "Alamat ini hanya untuk mengunggah.")
        return HttpResponseRedirect(reverse("report"))
    if method not in views:
        raise Problem(405, f"Pakai {' atau '.join(sorted(name.upper() for name in views))}.")
    if request.headers.get("Tus-Resumable") != VERSION:
        raise Problem(412, f"Tus-Resumable harus {VERSION}.")
    return views[method](request, **arguments)


def _status(error: BalareaError) -> int:
    by_kind: list[tuple[type[BalareaError], int]] = [(files.TooMany, 429), (NotFound, 404), (Conflict, 409)]
    return next((status for kind, status in by_kind if isinstance(error, kind)), 422)


def create(request: HttpRequest) -> HttpResponse:
    """POST: announce a file; `basket` (signed), `part` and `taken` are metadata, a file name is not looked at."""
    given = _metadata(request.headers.get("Upload-Metadata", ""))
    basket = baskets.opened(given.get("basket", ""))
    if basket is None:
        raise Problem(403, "Formulir ini sudah terlalu lama terbuka. Muat ulang halamannya, lalu unggah lagi.")
    length = _number(request, "Upload-Length")
    if length > files.most_bytes():
        raise Problem(413, f"Paling besar {files.most_bytes() // 10**6} MB.")
    parts = baskets.PARTS[basket.whose]
    part = given.get("part") or parts[0]
    if part not in parts:
        raise Problem(400, f"part harus salah satu dari: {', '.join(parts)}.")
    begun = files.begin(
        basket.name, length, part=part, sender=sender(request), photos_only=basket.photos_only, most=basket.most,
        taken=baskets.taken(given.get("taken", "")),
    )  # fmt: skip
    answer = _state(begun, 201)
    answer["Location"] = reverse("upload_one", kwargs={"token": begun.token})
    return answer


def head(request: HttpRequest, token: str) -> HttpResponse:
    """HEAD: how far it came."""
    held = queries.upload(token)
    answer = _state(held, 200)
    answer["Upload-Length"] = str(held.length)
    return answer


def patch(request: HttpRequest, token: str) -> HttpResponse:
    """PATCH: the next piece; what came before a connection broke counts."""
    if request.content_type != BODY:
        raise Problem(415, f"Content-Type harus {BODY}.")
    offset = _number(request, "Upload-Offset")
    held = files.append(token, offset, _pieces(request), by=BY)
    return _state(held, 204)


def delete(request: HttpRequest, token: str) -> HttpResponse:
    """DELETE: take it back."""
    files.abandon(token)
    return HttpResponse(status=204)


def _state(held: queries.Upload, status: int) -> HttpResponse:
    answer = HttpResponse(status=status)
    answer["Upload-Offset"] = str(held.offset)
    answer["Upload-Expires"] = http_date(held.expires_at.timestamp())
    return answer


def _pieces(request: HttpRequest) -> Iterator[bytes]:
    while True:
        try:
            piece = request.read(PIECE)
        except (UnreadablePostError, OSError):  # the connection broke: what came is kept
            return
        if not piece:
            return
        yield piece


def _number(request: HttpRequest, name: str) -> int:
    typed = request.headers.get(name, "")
    if not typed.isascii() or not typed.isdecimal() or len(typed) > 15:
        raise Problem(400, f"{name} harus bilangan bulat.")
    return int(typed)


def _metadata(typed: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in typed[:4000].split(","))):
        name, _space, value = pair.partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode("utf8")
        except ValueError:  # no base64, or no text in it
            raise Problem(400, f"Upload-Metadata {name[:40]!r} harus base64.") from None
    return found


uploads = endpoint(post=create)
upload = endpoint(head=head, patch=patch, delete=delete)
