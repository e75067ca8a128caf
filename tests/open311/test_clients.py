"""Real clients of Open311 against the running server: georeport and three (PyPI), open311 (npm)."""

import itertools
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from balarea.cases import services
from balarea.cases.models import Attachment, Case, Entry
from balarea.files import queries as files
from balarea.people.queries import Role
from balarea.registry import services as registry
from tests.files.pictures import photo
from tests.open311.conftest import BY, key, register

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NODE = Path(__file__).parents[2] / ".cache" / "open311"
TEXT = "Jalan berlubang besar di depan pasar Sadang Serang"


@pytest.fixture
def root(live_server: LiveServer, settings: Settings) -> str:
    """The address of GeoReport on a server that runs."""
    settings.BALAREA_PUBLIC_URL = live_server.url
    register()
    return f"{live_server.url}/open311/v2"


@pytest.fixture
def secret(root: str) -> str:
    return key()


@pytest.fixture
def three(root: str, secret: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The client `three`, which still asks Python 2's itertools for `ifilter`: it is lent one."""
    monkeypatch.setattr(itertools, "ifilter", filter, raising=False)
    from three import Three

    client = Three(root, api_key=secret, jurisdiction="jabarprov.go.id")
    yield client
    client.session.close()


def test_three_reports_and_follows(three: Any, root: str) -> None:
    assert len(three.discovery()["endpoints"]) == 2
    assert {"roads", "other"} <= {each["service_code"] for each in three.services()}
    assert three.services("roads")["attributes"][0]["code"] == "kerusakan"
    (made,) = three.post(
        "roads", description=TEXT, lat="-6.8915", long="107.6107", name="Siti Rahma", phone="081234567890",
        address="Pasar Sadang Serang, Coblong",
    )  # fmt: skip
    number = made["service_request_id"]
    assert Case.objects.get().reference == number
    assert [each["service_request_id"] for each in three.requests(status="open")] == [number]
    assert three.requests("environment") == []
    (one,) = three.request(number)
    assert (one["description"], one["lat"], one["status"]) == (TEXT, -6.8915, "open")
    assert "Siti" not in json.dumps(one)
    assert three.requests(start="11-01-2010", end="11-02-2010") == []
    assert three.token("none")[0]["code"] == 404


def test_three_sends_a_photo_as_multipart(three: Any, tmp_path: Path) -> None:
    taken = tmp_path / "Siti Rahma.jpeg"
    taken.write_bytes(photo())
    with taken.open("rb") as media:
        (made,) = three.post("roads", description=TEXT, lat="-6.8915", long="107.6107", media=media)
    held = Attachment.objects.get(case__reference=made["service_request_id"])
    assert (held.role, held.public, files.original(held.file)) == ("report", False, taken.read_bytes())
    assert three.request(made["service_request_id"])[0]["media_url"] is None
    operator = registry.save_officer("op", "", Role.OPERATOR, agency_code="dbmpr", by=BY)
    services.show_photo(made["service_request_id"], held.pk, True, by=operator)
    (one,) = three.request(made["service_request_id"])
    seen = httpx.get(one["media_url"])
    assert (seen.status_code, seen.content) == (200, files.shown(held.file)[1])


@pytest.mark.parametrize("format_", ["json", "xml"])
def test_georeport_reads(root: str, secret: str, three: Any, format_: str) -> None:
    from georeport import GeoReport

    numbers = [
        three.post("roads", description=f"{TEXT} {each}", lat="-6.8915", long="107.6107")[0]["service_request_id"]
        for each in range(2)
    ]
    client = GeoReport(root, jurisdiction="jabarprov.go.id", output_format=format_)
    services = client.get_service_list()
    assert len(services) == 30
    assert set(services[0]) >= {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"}
    assert client.get_service_definition("roads")["service_code"] == "roads"
    found = client.get_service_requests(status="open", service_code="roads")
    assert [each["service_request_id"] for each in found] == numbers[::-1]
    chosen = client.get_service_requests(service_request_id=",".join(numbers))
    assert len(chosen) == 2
    assert client.get_service_request(numbers[0])["description"] == f"{TEXT} 0"


def test_the_npm_client_walks(root: str, secret: str) -> None:
    if not (NODE / "installed").exists():
        if os.environ.get("BALAREA_REQUIRE_NODE") == "1":
            pytest.fail("the npm client of Open311 is not installed: run .ci/open311")
        pytest.skip("needs the npm client of Open311: install Node and npm, then run .ci/open311")
    walked = subprocess.run(
        ["node", "--no-deprecation", "walk.cjs", f"{root}/discovery.json", secret],
        cwd=NODE, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert walked.returncode == 0, walked.stderr
    said = json.loads(walked.stdout)
    number = said["made"][0]["service_request_id"]
    assert Case.objects.get().reference == number
    for name in ("one", "some", "listed"):
        assert [each["service_request_id"] for each in said[name]] == [number]
    assert (len(said["services"]), said["definition"]["service_code"]) == (30, "roads")
    assert "Apa yang rusak?: Jembatan" in Entry.objects.get(kind="note").text
