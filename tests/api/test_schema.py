"""The API keeps to the description that it serves: schemathesis finds nothing; the examples in it are true."""

from typing import Any

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, given, settings
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from balarea.web.api import api, schemas
from tests.api.conftest import furnish, partner

DESCRIBED = api.get_openapi_schema(path_prefix="api/")
OPERATIONS = [(path, method) for path, methods in DESCRIBED["paths"].items() for method in methods]
UNSAYABLE = {"cursor", "since", "until", "q"}  # OpenAPI cannot say which cursors are ours, nor that days are in order


def test_the_description_is_served_with_its_examples(db: None) -> None:
    served = Client().get("/api/openapi.json").json()
    assert served["openapi"].startswith("3.1")
    assert len(served["paths"]) == 12
    for path, method in OPERATIONS:
        operation = served["paths"][path][method]
        assert operation["summary"]
        assert set(operation["responses"]) >= {"400", "422"}
        public = path in {"/api/agencies", "/api/lookup"}
        assert bool(operation["security"]) is not public


def test_examples_fit_their_schemas() -> None:
    checked = []
    for name, schema in DESCRIBED["components"]["schemas"].items():
        for example in schema.get("examples", []):
            model = getattr(schemas, name).model_validate(example)
            assert set(example) == set(model.model_dump()), name
            checked.append(name)
    assert {"CaseOut", "CaseWhole", "CasePage", "TextIn", "RouteIn", "CloseIn", "Done", "PostOut", "Problem"} <= set(
        checked
    )


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("path", "method", "mode"),
    [
        (*each, mode)
        for each in OPERATIONS
        for mode in GenerationMode
        if (each[0], mode) != ("/api/agencies", GenerationMode.NEGATIVE)
    ],
)
def test_nothing_is_found(
    path: str, method: str, mode: GenerationMode, live_server: LiveServer, settings_: Settings
) -> None:
    settings_.BALAREA_PUBLIC_URL, settings_.BALAREA_API_PER_MINUTE = live_server.url, 100_000
    case, held = furnish(), partner()
    operation = schemathesis.openapi.from_url(f"{live_server.url}/api/openapi.json")[path][method]

    @given(operation.as_strategy(generation_mode=mode))
    @settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def call(found: schemathesis.Case[Any]) -> None:
        if "reference" in found.path_parameters and len(repr(found.body)) % 2:
            found.path_parameters["reference"] = case.reference
        asked = {name for name, value in (found.query or {}).items() if value}
        refusing = method == "post" or asked & UNSAYABLE
        headers = {"Authorization": f"Bearer {held.secret}"}
        found.call_and_validate(
            headers=headers, excluded_checks=[positive_data_acceptance] if refusing else []
        )  # fmt: skip

    call()


@pytest.fixture
def settings_(settings: Settings) -> Settings:
    """pytest-django's settings, beside those of hypothesis."""
    return settings
