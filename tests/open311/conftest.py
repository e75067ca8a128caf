"""A house with agencies and keys, and calls as other systems make them."""

from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.http import HttpResponse
from django.test import Client

from balarea.registry import services as registry

BY = "test"
HOLE = {
    "service_code": "roads", "lat": "-6.8915", "long": "107.6107", "email": "siti@example.test", "first_name": "Siti",
    "description": "Jalan berlubang besar di depan pasar Sadang Serang, sudah ada yang jatuh",
}  # fmt: skip


@dataclass
class Partner:
    """Another system with a key that may do all."""

    secret: str
    client: Client

    def post(self, address: str, **fields: Any) -> HttpResponse:
        made: Any = self.client.post(f"/open311/v2/{address}", {"api_key": self.secret, **fields})
        return made  # type: ignore[no-any-return]

    def report(self, **fields: Any) -> str:
        """The number of a new report."""
        return str(self.post("requests.json", **HOLE | fields).json()[0]["service_request_id"])  # type: ignore[attr-defined]

    def get(self, address: str, **query: Any) -> Any:
        """The JSON that is answered with 200."""
        answer = self.client.get(f"/open311/v2/{address}", query)
        assert answer.status_code == 200, answer.content
        return answer.json()


def register() -> None:
    """Agencies and what they answer for."""
    for code, name, topic in (("dbmpr", "Dinas Bina Marga", "roads"), ("dlh", "Dinas Lingkungan Hidup", "environment")):
        registry.set_duties(registry.save_agency(code, name, "dinas", by=BY), [(topic, "")], by=BY)


def key(*scopes: str, defers: bool = False, name: str = "FixMyStreet") -> str:
    """The secret of a new key."""
    return registry.make_key(name, list(scopes) or ["report", "update"], defers=defers, by=BY)[1]


@pytest.fixture
def partner(db: None) -> Partner:
    register()
    return Partner(key(), Client())


def texts(answer: Any, path: str) -> list[str | None]:
    """The texts of the elements of an XML answer."""
    return [element.text for element in ET.fromstring(answer.content).findall(path)]
