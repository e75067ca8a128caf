"""The endpoints keep to the OpenAPI description that they serve: schemathesis finds nothing."""

from typing import Any

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, given, settings
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from balarea.web.open311.description import described
from tests.open311.conftest import Partner, key, register

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SPANS = ({"start_date", "end_date"}, {"updated_after", "updated_before"})
OPERATIONS = [(path, method) for path, methods in described()["paths"].items() for method in methods]


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_nothing_is_found(
    path: str, method: str, mode: GenerationMode, live_server: LiveServer, settings_: Settings
) -> None:
    settings_.BALAREA_PUBLIC_URL = live_server.url
    register()
    partner = Partner(key(), Client())
    known = {"api_key": partner.secret, "service_code": "other", "service_request_id": partner.report()}
    operation = schemathesis.openapi.from_url(f"{live_server.url}/open311/v2/openapi.json")[path][method]

    @given(operation.as_strategy(generation_mode=mode))
    @settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def call(case: schemathesis.Case[Any]) -> None:
        if mode is GenerationMode.POSITIVE and len(repr(case.query)) % 2:  # half of the calls get past the door
            know(case, known)
        case.call_and_validate(excluded_checks=[positive_data_acceptance] if unsayable(case) else [])

    call()


def know(case: schemathesis.Case[Any], known: dict[str, str]) -> None:
    """Name what exists, in the body and in the path; a moment that nobody can have meant goes."""
    if isinstance(case.body, dict):
        case.body |= {name: value for name, value in known.items() if name in case.body}
        case.body.pop("updated_datetime", None)
    case.path_parameters |= {name: value for name, value in known.items() if name in case.path_parameters}


def unsayable(case: schemathesis.Case[Any]) -> bool:
    """OpenAPI cannot say that a span is 90 days at most, nor that a circle needs all three of its parameters."""
    asked = {name for name, value in (case.query or {}).items() if value is not None and str(value).strip()}
    circle = asked & {"lat", "long", "radius"}
    return 0 < len(circle) < 3 or any(span <= asked for span in SPANS)


@pytest.fixture
def settings_(settings: Settings) -> Settings:
    """pytest-django's settings, beside those of hypothesis."""
    return settings
