"""The addresses of GeoReport, below /open311/v2/."""

from django.urls import URLPattern, path, re_path

from balarea.web.open311 import description, handing, reading
from balarea.web.open311.call import View, endpoint


def _both(route: str, view: View, name: str) -> list[URLPattern]:
    return [path(f"{route}.{each}", view, {"format": each}, name=f"{name}_{each}") for each in ("xml", "json")]


urlpatterns = [
    *_both("discovery", endpoint(get=reading.discovery), "discovery"),
    *_both("services", endpoint(get=reading.services), "services"),
    *_both("services/<str:code>", endpoint(get=reading.definition), "definition"),
    *_both("requests", endpoint(get=reading.requests, post=handing.report), "requests"),
    *_both("requests/<str:reference>", endpoint(get=reading.request), "request"),
    *_both("request/<str:reference>", endpoint(get=reading.request), "request_alias"),
    *_both("tokens/<str:token>", endpoint(get=reading.token), "token"),
    *_both("servicerequestupdates", endpoint(get=reading.updates, post=handing.update), "updates"),
    path("openapi.json", endpoint(get=description.openapi), {"format": "json"}, name="openapi"),
    re_path(r"^.*$", description.nothing, name="nothing"),
]
