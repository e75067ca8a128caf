"""The OpenAPI description of these endpoints, and the answer where there is none."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from balarea.web.guard import public
from balarea.web.open311.call import Call
from balarea.web.open311.formats import ERRORS as SHAPE
from balarea.web.open311.formats import JSON, XML, answer, error
from balarea.web.open311.reading import PATH


@cache
def described() -> dict[str, Any]:
    """The description without the address of the server."""
    read: dict[str, Any] = json.loads((Path(__file__).parent / "openapi.json").read_text(encoding="utf8"))
    return read


def openapi(call: Call) -> HttpResponse:
    """GET openapi.json."""
    home = settings.BALAREA_PUBLIC_URL.rstrip("/") + PATH
    return answer(JSON, SHAPE, {**described(), "servers": [{"url": home}]})


@csrf_exempt
@public
def nothing(request: HttpRequest) -> HttpResponse:
    """404 in the format of the address, XML where it names none."""
    format_ = JSON if request.path.endswith(f".{JSON}") else XML
    return error(format_, 404, "Alamat itu tidak ada; lihat discovery.xml.")
