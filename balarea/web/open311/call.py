"""One call of another system: its parameters from address and body, its key, and how refusals are answered."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from balarea.core.errors import BalareaError
from balarea.core.text import clip
from balarea.registry import queries as registry
from balarea.web.guard import public
from balarea.web.open311.formats import JSON, XML, error
from balarea.web.open311.problems import Problem
from balarea.web.open311.values import read_list
from balarea.web.refusals import status_of

UNREADABLE = (BadRequest, MultiPartParserError, SuspiciousOperation, UnreadablePostError)
LARGEST = 20_000_000  # bytes
BODIES = ("application/x-www-form-urlencoded", "multipart/form-data")
View = Callable[..., HttpResponse]


class Call:
    """The parameters of a call. What stands in the body goes before what stands in the address."""

    def __init__(self, request: HttpRequest, format_: str) -> None:
        self.request = request
        self.format = format_
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
            raise Problem(400, f"Isi permintaan terlalu besar; paling besar {LARGEST // 10**6} MB.")
        try:
            self._sources = [request.POST, request.GET] if request.method == "POST" else [request.GET]
            self.files = _files(request) if request.method == "POST" else []
        except UNREADABLE:
            raise Problem(400, "Isi permintaan tidak terbaca; kirim sebagai formulir dalam UTF-8.") from None
        if request.method == "POST" and (request.content_type or "").lower() not in BODIES:
            raise Problem(400, f"Kirim sebagai {' atau '.join(BODIES)}.")
        wanted = self.one("jurisdiction_id")
        if wanted and wanted != settings.BALAREA_JURISDICTION:
            raise Problem(404, f"jurisdiction_id {clip(wanted, 60)!r} tidak dilayani di sini.")

    def all(self, name: str, longest: int = 500) -> list[str]:
        """Every value of a parameter that is not empty; Problem 400 when one is too long or no text."""
        given = next((found for source in self._sources if (found := source.getlist(name))), [])
        values = [str(value).strip() for value in given]
        for value in values:
            if "\0" in value:
                raise Problem(400, f"{clip(name, 60)} memuat karakter NUL.")
            if len(value) > longest:
                raise Problem(400, f"{clip(name, 60)} terlalu panjang: {len(value)} dari {longest} huruf.")
        return [value for value in values if value]

    def one(self, name: str, longest: int = 500) -> str:
        """The last value of a parameter, or ""."""
        return next(reversed(self.all(name, longest)), "")

    def must(self, name: str, longest: int = 500) -> str:
        """A parameter that has to be there."""
        value = self.one(name, longest)
        if not value:
            raise Problem(400, f"{name} wajib diisi.")
        return value

    def listed(self, name: str) -> tuple[str, ...]:
        """A comma list, which may also be given by repeating the parameter."""
        return read_list(",".join(self.all(name, 20_000)))

    def within(self, prefix: str) -> dict[str, list[str]]:
        """Parameters written `prefix[NAME]` or, for several values, `prefix[NAME][]`."""
        found: dict[str, list[str]] = {}
        names = [name for source in self._sources for name in source if name.startswith(f"{prefix}[")]
        for name in names:
            inner = name.removeprefix(f"{prefix}[").removesuffix("[]").removesuffix("]")
            if not inner or "[" in inner or "]" in inner or "\0" in inner:
                raise Problem(400, f"{clip(name, 60)!r} harus ditulis {prefix}[KODE].")
            found[inner] = self.all(name, 4000)
        return found

    def key(self, scope: str) -> registry.ApiKey:
        """The key that the call shows; Problem 400 without one, 403 when it is not in force or not for this."""
        found = registry.api_key(self.must("api_key"))
        if found is None:
            raise Problem(403, "api_key tidak dikenal atau sudah dicabut.")
        if scope not in found.scopes:
            raise Problem(403, "api_key ini tidak boleh dipakai untuk itu.")
        return found


def _files(request: HttpRequest) -> list[UploadedFile[Any]]:
    """What was uploaded, in its order; clients name it `media`, `media[]` or as they like, and an empty part is no file."""
    return [each for name in request.FILES for each in request.FILES.getlist(name) if each.size]


def endpoint(**views: Callable[..., HttpResponse]) -> View:
    """A view of methods to functions of a Call; refusals become errors in the format that was asked for."""
    allowed = sorted({method.upper() for method in views} | ({"HEAD"} if "get" in views else set()))

    @csrf_exempt
    @public
    @wraps(next(iter(views.values())))
    def view(request: HttpRequest, format: str = XML, **arguments: Any) -> HttpResponse:
        method = "get" if request.method == "HEAD" else (request.method or "").lower()
        try:
            if method not in views:
                raise Problem(405, f"Pakai {' atau '.join(allowed)}.")
            return views[method](Call(request, format), **arguments)
        except Problem as problem:
            return _refused(format, problem.code, problem.description, allowed)
        except BalareaError as refused:
            return _refused(format, status_of(refused), str(refused), allowed)

    return view


def _refused(format_: str, code: int, description: str, allowed: list[str]) -> HttpResponse:
    made = error(format_ if format_ in {XML, JSON} else XML, code, description)
    if code == 405:
        made["Allow"] = ", ".join(allowed)
    return made
