"""A house with two agencies and a case of each, and other systems with keys."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from balarea.cases.models import Case
from balarea.core.clock import now
from balarea.registry import services as registry
from balarea.registry.queries import Scope

BY = "test"


@dataclass
class Partner:
    """Another system with a key."""

    secret: str

    def get(self, address: str, **headers: str) -> Any:
        return Client().get(f"/api{address}", headers={"authorization": f"Bearer {self.secret}", **headers})

    def post(self, address: str, body: object, token: str = "", **headers: str) -> Any:
        sent = {"authorization": f"Bearer {self.secret}", "idempotency-key": token or uuid.uuid4().hex, **headers}
        return Client().post(f"/api{address}", body, content_type="application/json", headers=sent)


def partner(*scopes: str, agency: str = "") -> Partner:
    """A partner that may do all, unless scopes are named."""
    chosen = list(scopes) or Scope.values
    return Partner(registry.make_key("SIAP", chosen, agency=agency, by=BY)[1])


def make_case(number: int, agency: str = "dbmpr", **more: Any) -> Case:
    """An open case, handed in directly, so that an answer stands at once."""
    values: dict[str, Any] = {
        "reference": f"JB-2222-{2222 + number}", "agency_id": agency, "network": "report",
        "root_external_id": f"r{number}", "citizen_external_id": "w", "citizen_handle": "siti.rahayu",
        "text": "Jalan rusak, hubungi 0812-3456-7890", "topic": "roads", "area_code": "32.73.02", "urgency": "normal",
        "state": "open", "opened_at": now(), "due_at": now() + timedelta(days=3),
    } | more  # fmt: skip
    return Case.objects.create(**values)


@pytest.fixture
def house(db: None) -> Case:
    """The case of dbmpr; dinkes has one too."""
    return furnish()


def furnish() -> Case:
    """The two agencies and their cases."""
    for code in ("dbmpr", "dinkes"):
        registry.save_agency(code, f"Dinas {code}", "dinas", by=BY)
    make_case(2, "dinkes")
    return make_case(1)
