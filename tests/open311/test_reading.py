"""Filters, extensions, masking, formats and errors of the GET calls; tables of malformed calls."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from balarea.cases.models import Case, Receipt
from balarea.core.clock import now
from balarea.people.queries import Role
from balarea.registry import services as registry
from balarea.registry.models import ApiKey
from balarea.web.open311.values import written
from tests.open311.conftest import BY, HOLE, Partner, key, texts

V2 = "/open311/v2"


def numbers(partner: Partner, **query: str) -> set[str]:
    return {each["service_request_id"] for each in partner.get("requests.json", **query)}


def test_filters(partner: Partner) -> None:
    near, far = partner.report(), partner.report(service_code="environment", lat="-6.5", long="107.0")
    Case.objects.filter(reference=far).update(
        state="closed", escalate_at=None, closed_at=now(), closed_by="x", opened_at=now() - timedelta(days=30)
    )
    old = partner.report(description="Jalan rusak lama")
    Case.objects.filter(reference=old).update(opened_at=now() - timedelta(days=200))
    ago = {days: written(now() - timedelta(days=days)) for days in (0, 1, 29, 31, 60, 199, 201)}
    soon = written(now() + timedelta(minutes=5))
    table: list[tuple[dict[str, str], set[str]]] = [
        ({}, {near, far}),
        ({"status": "closed"}, {far}), ({"status": "open"}, {near}), ({"status": "open,closed"}, {near, far}),
        ({"service_code": "roads"}, {near}), ({"service_code": "roads,environment"}, {near, far}),
        ({"service_code": "health"}, set()),
        ({"start_date": ago[1]}, {near}), ({"start_date": ago[31], "end_date": ago[29]}, {far}),
        ({"end_date": ago[199]}, {old}), ({"start_date": ago[201], "end_date": ago[199]}, {old}),
        ({"service_request_id": f"{old},{near}", "status": "closed"}, {old, near}),
        ({"service_request_id": "JB-2222-2222"}, set()),
        ({"lat": "-6.89", "long": "107.61", "radius": "2000"}, {near}),
        ({"lat": "-6.89", "long": "107.61", "radius": "100"}, set()),
        ({"lat": "-6.89", "long": "107.61", "radius": "200000"}, {near, far}),
        ({"updated_after": ago[1], "updated_before": soon}, {near, far, old}), ({"updated_before": ago[1]}, set()),
        ({"detailed_status": "PROCESSED"}, {far}), ({"detailed_status": "IN_PROCESS", "status": "closed"}, set()),
        ({"jurisdiction_id": "jabarprov.go.id"}, {near, far}),
    ]  # fmt: skip
    wrong = [query for query, wanted in table if numbers(partner, **query) != wanted]
    assert wrong == []


def test_never_more_than_a_thousand_and_the_newest_first(partner: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [partner.report(description=f"Jalan rusak {number}") for number in range(4)]
    monkeypatch.setattr("balarea.cases.partners.reported.MOST", 3)
    assert [each["service_request_id"] for each in partner.get("requests.json")] == made[:0:-1]


def test_extensions_are_there_when_asked_for(partner: Partner) -> None:
    number = partner.report()
    (plain,), (extended,) = partner.get("requests.json"), partner.get("requests.json", extensions="true")
    assert "extended_attributes" not in plain
    found = extended["extended_attributes"]
    assert (found["detailed_status"], found["area_code"][:5], found["media_urls"]) == ("IN_PROCESS", "32.73", [])
    assert partner.get(f"request/{number}.json") == [plain]


def test_personal_data_is_masked(partner: Partner) -> None:
    partner.report(
        description="Jalan rusak depan rumah saya, hubungi 0812-3456-7890 atau siti@example.test",
        address_string="Jl. Melati No. 12 RT 03 RW 05, Coblong",
    )
    answers = [
        partner.client.get(f"{V2}/requests.{each}", {"extensions": "true"}).content.decode() for each in ("xml", "json")
    ]
    for said in answers:
        assert "Jalan rusak depan rumah saya" in said
        assert "Coblong" in said
        assert not [each for each in ("3456", "siti@", "Siti", "Melati No. 12", "RT 03") if each in said]


def test_characters_that_xml_cannot_hold(partner: Partner) -> None:
    partner.report(description="Lubang \x0b besar & dalam <b> \ufffe 😀")
    answer = partner.client.get(f"{V2}/requests.xml")
    assert texts(answer, "request/description") == ["Lubang \ufffd besar & dalam <b> \ufffd 😀"]


def test_dates_have_no_fractions(partner: Partner) -> None:
    partner.report()
    (row,) = partner.get("requests.json")
    for name in ("requested_datetime", "updated_datetime", "expected_datetime"):
        assert len(row[name]) == len("2026-11-24T07:30:00Z")
        assert row[name].endswith("Z")


def test_discovery(partner: Partner, settings: Settings) -> None:
    settings.BALAREA_PUBLIC_URL = "https://balarea.test/"
    found = partner.get("discovery.json")
    assert len(found["endpoints"]) == 2
    assert {each["url"] for each in found["endpoints"]} == {"https://balarea.test/open311/v2"}
    assert found["endpoints"][0]["formats"] == ["text/xml", "application/json"]
    xml = partner.client.get(f"{V2}/discovery.xml")
    assert texts(xml, "endpoints/endpoint/formats/format")[:2] == ["text/xml", "application/json"]


GETS: list[tuple[str, dict[str, str], int, str]] = [
    ("requests", {"start_date": "yesterday"}, 400, "start_date"),
    ("requests", {"start_date": "2026-01-01"}, 400, "start_date"),
    ("requests", {"start_date": "2026-01-01T00:00:00"}, 400, "start_date"),
    ("requests", {"start_date": "2026-01-01T00:00:00.5Z"}, 400, "start_date"),
    ("requests", {"start_date": "2026-02-30T00:00:00Z"}, 400, "start_date"),
    ("requests", {"start_date": "0001-01-01T00:00:00+14:00"}, 400, "start_date"),
    ("requests", {"end_date": "0001-01-01T00:00:00Z"}, 400, "end_date"),
    ("requests", {"start_date": "9999-12-31T23:59:59Z"}, 400, "start_date"),
    ("requests", {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-04-02T00:00:00Z"}, 400, "90 hari"),
    ("requests", {"start_date": "2026-02-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"}, 400, "berurutan"),
    ("requests", {"status": "reopened"}, 400, "status"),
    ("requests", {"detailed_status": "DONE"}, 400, "detailed_status"),
    ("requests", {"service_code": "unicorns"}, 404, "service_code"),
    ("requests", {"lat": "-6.9"}, 400, "radius"),
    ("requests", {"lat": "x", "long": "1", "radius": "1"}, 400, "lat"),
    ("requests", {"lat": "nan", "long": "1", "radius": "1"}, 400, "lat"),
    ("requests", {"lat": "1", "long": "181", "radius": "1"}, 400, "long"),
    ("requests", {"lat": "1", "long": "1", "radius": "-1"}, 400, "radius"),
    ("requests", {"extensions": "maybe"}, 400, "extensions"),
    ("requests", {"jurisdiction_id": "elsewhere.test"}, 404, "jurisdiction_id"),
    ("requests", {"status": "open\0"}, 400, "NUL"),
    ("requests", {"service_code": "x" * 20_001}, 400, "terlalu panjang"),
    ("requests/JB-2222-2222", {}, 404, "service_request_id"),
    ("requests/%00", {}, 404, "service_request_id"),
    ("tokens/none", {}, 404, "token"),
    ("services/none", {}, 404, "service_code"),
    ("servicerequestupdates", {"api_key": "wrong"}, 403, "api_key"),
    ("servicerequestupdates", {"end_date": "x"}, 400, "end_date"),
    ("nothing", {}, 404, "discovery"),
]


@pytest.mark.parametrize("format_", ["xml", "json"])
@pytest.mark.parametrize(("address", "query", "code", "said"), GETS)
def test_a_wrong_question_is_answered_with_what_is_wrong(
    db: None, address: str, query: dict[str, str], code: int, said: str, format_: str
) -> None:
    refused(Client().get(f"{V2}/{address}.{format_}", query), code, said, format_)


def refused(answer: Any, code: int, said: str, format_: str) -> None:
    assert answer.status_code == code, answer.content
    if format_ == "json":
        (error,) = answer.json()
        assert error["code"] == code
        assert said in error["description"]
    else:
        assert texts(answer, "error/code") == [str(code)]
        assert said in str(texts(answer, "error/description")[0])


POSTS: list[tuple[dict[str, Any], int, str]] = [
    ({"api_key": ""}, 400, "api_key"), ({"api_key": "wrong"}, 403, "api_key"), ({"api_key": "\0"}, 400, "NUL"),
    ({"service_code": ""}, 400, "service_code"), ({"service_code": "unicorns"}, 404, "service_code"),
    ({"service_code": "none"}, 404, "service_code"), ({"jurisdiction_id": "elsewhere"}, 404, "jurisdiction_id"),
    ({"lat": ""}, 400, "keduanya"), ({"long": ""}, 400, "keduanya"), ({"lat": "", "long": ""}, 400, "Tempat"),
    ({"lat": "91"}, 400, "lat"), ({"long": "-181"}, 400, "long"), ({"lat": "1,5"}, 400, "lat"),
    ({"lat": "inf"}, 400, "lat"), ({"lat": "１"}, 400, "lat"), ({"description": "x" * 4001}, 400, "description"),
    ({"description": "a\0b"}, 400, "NUL"), ({"email": "x" * 255}, 400, "email"), ({"phone": "0" * 61}, 400, "phone"),
    ({"address_string": "x" * 501}, 400, "address_string"), ({"media_url": "javascript:alert(1)"}, 400, "media_url"),
    ({"media_url": "https://a.test/ b"}, 400, "media_url"), ({"media_url": "x" * 2001}, 400, "media_url"),
    ({"media_url": [f"https://a.test/{number}" for number in range(21)]}, 400, "20 media_url"),
    ({"attribute[kerusakan]": "naga"}, 400, "attribute[kerusakan]"),
    ({"attribute[kerusakan]": ["lubang", "lampu"]}, 400, "hanya boleh satu"),
    ({"attribute[kerusakan][x]": "1"}, 400, "attribute[KODE]"), ({"attribute[]": "1"}, 400, "attribute[KODE]"),
    ({"attribute[lain]": "x" * 1001}, 400, "attribute[lain]"),
    ({f"attribute[a{number}]": "1" for number in range(51)}, 400, "50 attribute"),
    ({"service_code": "water_flood", "attribute[tinggi_air_cm]": "dalam"}, 400, "attribute[tinggi_air_cm]"),
    ({"service_code": "water_flood", "attribute[sejak]": "kemarin"}, 400, "attribute[sejak]"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "code", "said"), POSTS)
def test_a_wrong_report_is_answered_with_what_is_wrong(
    partner: Partner, fields: dict[str, Any], code: int, said: str
) -> None:
    for format_ in ("xml", "json"):
        refused(partner.post(f"requests.{format_}", **{**HOLE, **fields}), code, said, format_)
    assert Receipt.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{}", "application/json"), (b"x", "text/plain"), (b"", ""),
        (b"--b\r\nbroken", "multipart/form-data; boundary=b"), (b"x", "multipart/form-data"),
        (b"a=1", "application/x-www-form-urlencoded; charset=utf-16"),
        ("&".join(f"a{number}=1" for number in range(2000)).encode(), "application/x-www-form-urlencoded"),
        (b"a=" + b"x" * 3_000_000, "application/x-www-form-urlencoded"),
        (b"api_key=%ff%fe", "application/x-www-form-urlencoded"),
    ],
)  # fmt: skip
def test_a_body_that_cannot_be_read(partner: Partner, body: bytes, kind: str) -> None:
    answer = partner.client.post(f"{V2}/requests.json", body, content_type=kind)
    assert answer.status_code in {400, 403}
    assert answer.json()[0]["code"] == answer.status_code


def test_other_methods(db: None) -> None:
    for method in ("put", "delete", "patch"):
        answer: Any = getattr(Client(), method)(f"{V2}/requests.json")
        refused(answer, 405, "GET", "json")
        assert answer["Allow"] == "GET, HEAD, POST"
    assert Client().post(f"{V2}/services.xml")["Allow"] == "GET, HEAD"
    assert Client().head(f"{V2}/services.xml").content == b""


def test_what_a_key_may(partner: Partner) -> None:
    number = partner.report()
    only_report, only_update = key("report", name="A"), key("update", name="B")
    told = {"service_request_id": number, "status": "OPEN"}
    table = [
        ("requests.json", HOLE, only_update, 403), ("servicerequestupdates.json", told, only_report, 403),
        ("requests.json", HOLE, only_report, 200), ("servicerequestupdates.json", told, only_update, 200),
    ]  # fmt: skip
    for address, fields, secret, status in table:
        partner.secret = secret
        assert partner.post(address, **fields).status_code == status
    registry.revoke_key(ApiKey.objects.get(name="A").pk, by=BY)
    partner.secret = only_report
    assert partner.post("requests.json", **HOLE).status_code == 403


def test_the_list_costs_the_same_however_long_it_is(partner: Partner, django_assert_max_num_queries: Any) -> None:
    for number in range(5):
        partner.report(description=f"Jalan rusak {number}")
    with django_assert_max_num_queries(4):
        assert len(partner.get("requests.json")) == 5


def test_keys_are_kept_as_digests(partner: Partner) -> None:
    assert not [each for each in ApiKey.objects.values_list() if partner.secret in str(each)]
    officer = registry.save_officer("analis", "", Role.ANALYST, by=BY)
    from balarea.core.errors import NotAllowed

    with pytest.raises(NotAllowed):
        registry.make_key("X", ["report"], by=officer)
