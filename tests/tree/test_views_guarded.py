"""Every view and API operation says who may call it, and keeps to it for every role."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from balarea.people.permissions import TABLE
from balarea.people.queries import Role, User
from balarea.registry import services as registry
from balarea.web.api import api

ARGUMENTS = {
    "reference": "JB-2222-2222", "programme_id": 1, "account_id": 1, "message_id": 1, "delivery_id": 1, "network": "fake",
    "external_id": "at://a/1", "correction_id": 1, "part": "jenjang", "key_id": 1, "code": "roads", "token": "0" * 32,
    "act_id": 1,
    "call_id": 1,
    "endpoint_id": 1,
    "entry_id": 1,
    "handoff_id": 1,
    "incident_id": 1,
    "link_id": 1,
    "version_id": 1,
    "way_id": 1,
    "task_id": 1,
    "act": "mulai",
    "attachment_id": 1,
    "key": "0" * 40,
}  # fmt: skip
ANYTHING = "^.*$"  # what catches addresses that there are not
OUTSIDE = ("allauth.", "django.", "ninja.")  # libraries' own views: login, password, their API description


def patterns(within: URLResolver, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for each in within.url_patterns:
        route = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from patterns(each, route)
        elif isinstance(each, URLPattern):
            yield route, each.callback


def operations() -> Iterator[tuple[str, Any]]:
    for _, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                yield "api" + path.replace("{", "<str:").replace("}", ">"), operation.view_func


def views() -> list[tuple[str, Any]]:
    own = [
        (route, view)
        for route, view in patterns(get_resolver())
        if not view.__module__.startswith(OUTSIDE) and not route.startswith("api/")
    ]
    return own + list(operations())


def address(route: str) -> str:
    for name, value in ARGUMENTS.items():
        for kind in ("str", "int", "path"):
            route = route.replace(f"<{kind}:{name}>", str(value))
    assert "<" not in route, f"give an example argument for {route}"
    return f"/{route.replace(ANYTHING, 'nothing')}"


def test_every_view_is_marked() -> None:
    found = views()
    assert len(found) > 30
    marks = ("permission", "public", "signed_in", "scope")
    unmarked = [route for route, view in found if not any(hasattr(view, mark) for mark in marks)]
    assert unmarked == []


@pytest.fixture
def people(db: None) -> dict[Role, User]:
    registry.save_agency("dbmpr", "Dinas", "dinas", by="test")
    return {role: registry.save_officer(role.value, "", role, agency_code="dbmpr", by="test") for role in Role}


@pytest.mark.parametrize("role", [None, *Role])
def test_every_role_gets_what_the_table_says(role: Role | None, people: dict[Role, User]) -> None:
    client = Client()
    if role is not None:
        client.force_login(people[role])
    wrong = []
    for route, view in views():
        call = client.post if "POST" in methods(view) or hasattr(view, "scope") else client.get
        answer = call(address(route))
        if answer.streaming:
            b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # to its end, where the file behind it is closed
        status = answer.status_code
        if hasattr(view, "scope"):  # of the API, by key only
            good = status == 401
        elif hasattr(view, "public"):
            good = status in {200, 302, 404}
        elif role is None:
            good = status == (401 if route.startswith("api") else 302)
        elif hasattr(view, "permission") and view.permission not in TABLE[role]:
            good = status == 403
        else:
            good = status not in {401, 403, 500}
        if not good:
            wrong.append((route, status))
    assert wrong == []


def methods(view: Any) -> set[str]:
    """Views that only take POST carry Django's decorator inside the guard."""
    inner = view
    while hasattr(inner, "__wrapped__"):
        closure = [cell.cell_contents for cell in inner.__closure__ or ()]
        if any(isinstance(each, list) and each == ["POST"] for each in closure):
            return {"POST"}
        inner = inner.__wrapped__
    return set()


def test_an_anonymous_reader_learns_nothing_of_a_case(db: None) -> None:
    answer = Client().get("/meja/JB-2222-2222/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")
