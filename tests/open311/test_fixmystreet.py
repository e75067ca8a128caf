"""What FixMyStreet asks and sends, as its client does: lists, metadata, reports, tokens, updates both ways."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils.http import urlencode

from balarea.cases import jobs, services
from balarea.cases.models import Case, Entry, Receipt
from balarea.cases.sealed.originals import original
from balarea.core.clock import now
from balarea.people.queries import Role, User
from balarea.registry import services as registry
from balarea.web.open311.values import written
from tests.cases.proofs import WHY, shown
from tests.open311.conftest import BY, HOLE, Partner, key, texts

V2 = "/open311/v2"
FORM = "application/x-www-form-urlencoded"


def send(client: Client, address: str, pairs: list[tuple[str, str]]) -> Any:
    """A form-encoded POST, with parameters in the order and number that are given."""
    return client.post(f"{V2}/{address}", urlencode(pairs), content_type=FORM)


@pytest.fixture
def operator(partner: Partner) -> User:
    return registry.save_officer("op", "", Role.OPERATOR, agency_code="dbmpr", by=BY)


def updates(client: Client, **query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(f"{V2}/servicerequestupdates.json", query).json()
    return found


def update(partner: Partner, number: str, status: str, **more: str) -> Any:
    sent = {
        "service_request_id": number,
        "status": status,
        "update_id": "9",
        "updated_datetime": written(now()),
        **more,
    }
    return partner.post("servicerequestupdates.xml", **sent)


def test_services_and_their_metadata(partner: Partner) -> None:
    answer = partner.client.get(f"{V2}/services.xml")
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    assert answer.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    codes, asked = texts(answer, "service/service_code"), texts(answer, "service/metadata")
    assert len(codes) == len(set(codes)) == 30
    assert dict(zip(codes, asked, strict=True))["roads"] == "true"
    assert texts(answer, "service/group")[0] == "Jalan, air, dan prasarana"
    definition = partner.client.get(f"{V2}/services/roads.xml")
    assert texts(definition, "attributes/attribute/code") == ["kerusakan", "tertutup"]
    assert texts(definition, "attributes/attribute/values/value/key")[:2] == ["lubang", "jembatan"]
    assert texts(definition, "attributes/attribute/order") == ["1", "2"]


def test_a_report_with_several_links(partner: Partner) -> None:
    pairs = [("api_key", partner.secret), ("jurisdiction_id", "jabarprov.go.id"), *HOLE.items()]
    links = [f"https://example.test/{number}.jpeg" for number in (1, 2)]
    pairs += [
        ("attribute[kerusakan]", "lubang"),
        ("attribute[fixmystreet_id]", "1001"),
        *(("media_url", each) for each in links),
    ]
    answer = send(partner.client, "requests.xml", pairs)
    (number,) = texts(answer, "request/service_request_id")
    assert number == Case.objects.get().reference
    found = partner.client.get(f"{V2}/requests/{number}.xml", {"extensions": "true"})
    assert texts(found, "request/media_url") == [], "nobody here has looked at what stands behind a link"
    assert texts(found, "request/extended_attributes/media_urls/media_url") == []
    assert "tidak diambil" in (texts(answer, "request/service_notice")[0] or "")
    note = original(Entry.objects.get(kind="note"))
    assert [each for each in links if each in note] == links
    for needed in ("service_request_id", "lat", "long", "updated_datetime"):  # an importer drops a report without them
        assert texts(found, f"request/{needed}")[0]


def test_a_key_that_wants_a_token_first(partner: Partner) -> None:
    partner.secret = key("report", defers=True)
    answer = partner.post("requests.xml", **HOLE)
    (token,) = texts(answer, "request/token")
    assert texts(answer, "request/service_request_id") == []
    assert texts(partner.client.get(f"{V2}/tokens/{token}.xml"), "request/service_request_id") == []
    assert Case.objects.count() == 0
    assert texts(partner.post("requests.xml", **HOLE), "request/token") == [token]
    Receipt.objects.update(received_at=now() - timedelta(seconds=5))
    jobs.take_reports(0)
    polled = partner.client.get(f"{V2}/tokens/{token}.xml")
    assert texts(polled, "request/service_request_id") == [Case.objects.get().reference]
    assert texts(polled, "request/token") == [token]


def test_what_the_government_did_is_read_as_updates(partner: Partner, operator: User) -> None:
    number = partner.report()
    assert updates(partner.client) == []
    services.reply(number, "Tim ke lokasi Kamis. Lapor ke kami bila belum.", by=operator)
    services.note(number, "Pelapor galak", by=operator)
    services.close(number, shown("Aspal ditambal, foto di kantor"), WHY, by=operator)
    services.reopen(number, "salah tutup", by=operator)
    found = updates(partner.client, api_key=partner.secret)
    said = [(each["status"], each["description"]) for each in found]
    assert said == [
        ("ACTION_SCHEDULED", "Tim ke lokasi Kamis. Lapor ke kami bila belum."),
        ("FIXED", "Laporan selesai. Aspal ditambal, foto di kantor"),
        ("INVESTIGATING", "Laporan sedang ditangani."),
    ]
    assert {each["service_request_id"] for each in found} == {number}
    assert len({each["update_id"] for each in found}) == 3
    xml = partner.client.get(f"{V2}/servicerequestupdates.xml")
    assert texts(xml, "request_update/update_id") == [each["update_id"] for each in found]
    earlier = {"start_date": written(now() - timedelta(days=9)), "end_date": written(now() - timedelta(days=8))}
    assert updates(partner.client, **earlier) == []


def test_an_update_is_an_entry_once(partner: Partner) -> None:
    number = partner.report()
    first = update(partner, number, "INVESTIGATING", description="Lubangnya makin besar", email="ani@example.test")
    again = update(partner, number, "INVESTIGATING", description="Lubangnya makin besar", email="ani@example.test")
    (given,) = texts(first, "request_update/update_id")
    assert texts(again, "request_update/update_id") == [given]
    said = [entry.text for entry in Entry.objects.filter(kind="citizen").order_by("pk")]
    assert said == [HOLE["description"], "Lubangnya makin besar"]
    assert Case.objects.get().state == "open"
    assert updates(partner.client) == [], "what others say is not sent back to them"


@pytest.mark.parametrize(
    ("before", "status", "email", "description", "after"),
    [
        ("answered", "FIXED", "siti@example.test", "", "closed"),
        ("answered", "FIXED", "orang@lain.test", "", "answered"),  # only the reporter confirms
        ("answered", "OPEN", "orang@lain.test", "kapan ya", "answered"),
        ("answered", "OPEN", "orang@lain.test", "belum diperbaiki", "open"),  # the text is read as in any thread
        ("answered", "REOPEN", "orang@lain.test", "", "open"),
        ("closed", "OPEN", "orang@lain.test", "berlubang lagi", "open"),
        ("closed", "FIXED", "siti@example.test", "", "closed"),
        ("open", "FIXED", "siti@example.test", "", "open"),  # nobody answered yet
        ("open", "CLOSED", "siti@example.test", "", "open"),
        ("open", "NOT_COUNCILS_RESPONSIBILITY", "siti@example.test", "", "open"),
    ],
)  # fmt: skip
def test_what_a_status_does(
    partner: Partner, operator: User, before: str, status: str, email: str, description: str, after: str
) -> None:
    number = partner.report()
    if before != "open":
        services.reply(number, "Sudah kami tangani.", by=operator)
    if before == "closed":
        services.close(number, shown("Ditambal"), WHY, by=operator)
    assert update(partner, number, status, email=email, description=description).status_code == 200
    assert Case.objects.get().state == after


def test_an_update_of_what_is_not_here(partner: Partner) -> None:
    assert update(partner, "JB-2222-2222", "OPEN").status_code == 404
    case = Case.objects.get(reference=partner.report())
    Case.objects.filter(pk=case.pk).update(network="bluesky")
    assert update(partner, case.reference, "OPEN").status_code == 404
    assert Receipt.objects.count() == 1


@pytest.mark.parametrize("moment", ["1999-01-01T00:00:00Z", "2188-01-01T00:00:00Z"])
def test_an_update_of_an_impossible_time_is_refused_and_not_kept(partner: Partner, moment: str) -> None:
    number = partner.report()
    answer = update(partner, number, "OPEN", updated_datetime=moment)
    assert answer.status_code == 400
    assert Receipt.objects.count() == 1


def test_a_plus_in_an_address_is_a_space_on_the_way(partner: Partner) -> None:
    number = partner.report()
    start = (now() - timedelta(hours=1)).astimezone().isoformat(timespec="seconds")
    for asked in (start, quote(start)):
        answer = partner.client.get(f"{V2}/requests.json?start_date={asked}")
        assert [each["service_request_id"] for each in answer.json()] == [number]
