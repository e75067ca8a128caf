"""Panduan API: the OpenAPI description as a page to read, without scripts and without anything from elsewhere."""

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from balarea.web.api import api
from balarea.web.guard import public
from balarea.webhooks.queries import EVENTS


@public
def page(request: HttpRequest) -> HttpResponse:
    """Every operation with its parameters and an example, then webhooks."""
    described = api.get_openapi_schema()
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            groups.setdefault(operation["tags"][0], []).append(_operation(described, path, method, operation))
    context = {
        "groups": groups, "home": settings.BALAREA_PUBLIC_URL.rstrip("/"), "per_minute": settings.BALAREA_API_PER_MINUTE,
        "events": EVENTS,
    }  # fmt: skip
    return render(request, "pages/developers.html", context)


def _operation(described: Mapping[str, Any], path: str, method: str, operation: Mapping[str, Any]) -> dict[str, Any]:
    good = next(code for code in operation["responses"] if str(code).startswith("2"))
    parameters = [
        {"name": each["name"], "where": each["in"], "required": each.get("required", False),
         "text": each.get("description", ""), "words": [word for word in each["schema"].get("enum", ()) if word]}
        for each in operation["parameters"]
    ]  # fmt: skip
    return {
        "id": operation["operationId"], "path": path, "method": method.upper(), "text": operation["description"],
        "scope": next((each["key"][0] for each in operation["security"]), ""), "parameters": parameters,
        "body": _example(described, operation.get("requestBody")), "code": good,
        "answer": _example(described, operation["responses"][good]),
    }  # fmt: skip


def _example(described: Mapping[str, Any], holder: Mapping[str, Any] | None) -> str:
    """The first example of the JSON schema of a body or an answer, as text; "" without one."""
    if not holder:
        return ""
    name = holder["content"]["application/json"]["schema"].get("$ref", "").rpartition("/")[2]
    examples = described["components"]["schemas"].get(name, {}).get("examples", [])
    return json.dumps(examples[0], ensure_ascii=False, indent=2) if examples else ""
