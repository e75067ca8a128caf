"""Who gets in: keys by scope and agency, persons for reading, nobody too often; refusals say what to do."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from balarea.cases.models import Case
from balarea.core.clock import now
from balarea.core.errors import BalareaError, NotAllowed, NotFound
from balarea.people.queries import Permission, Role, System, must
from balarea.registry import queries, rates, services
from balarea.registry.models import ApiKey, ApiRate
from balarea.web.api.problems import MEDIA_TYPE
from tests.api.conftest import BY, Partner, partner

CLOSING = {
    "proof": "Ditambal",
    "link": "https://contoh.go.id/1",
    "why": "Pelapor ditelepon",
    "exempt": "foto di tautan",
}

READING = {
    "/cases": "read_cases", "/cases/JB-2222-2223": "read_cases", "/posts": "read_posts", "/situation": "read_statistics",
    "/statistics": "read_statistics", "/programmes": "read_programmes",
}  # fmt: skip
WRITING = {
    "notes": ("write_notes", {"text": "dicek"}), "replies": ("write_replies", {"text": "Kami tambal besok."}),
    "routing": ("route_cases", {"agency": "dinkes", "reason": "bukan kami"}),
    "closing": ("close_cases", CLOSING),
}  # fmt: skip


@pytest.mark.parametrize(("address", "scope"), READING.items())
def test_a_key_reads_what_its_scope_says(address: str, scope: str, house: Case) -> None:
    others = [each for each in queries.Scope.values if each != scope]
    assert partner(scope).get(address).status_code == 200
    refused = partner(*others).get(address)
    assert (refused.status_code, refused["Content-Type"]) == (403, MEDIA_TYPE)
    assert scope in refused.json()["detail"]


@pytest.mark.parametrize("act", WRITING)
def test_a_key_writes_what_its_scope_says(act: str, house: Case) -> None:
    scope, body = WRITING[act]
    others = [each for each in queries.Scope.values if each != scope]
    before = house.entries.count()
    assert partner(*others).post(f"/cases/{house.reference}/{act}", body).status_code == 403
    assert house.entries.count() == before
    assert partner(scope).post(f"/cases/{house.reference}/{act}", body).status_code == 201
    assert house.entries.count() == before + 1


@pytest.mark.parametrize("act", WRITING)
def test_a_key_of_one_agency_neither_sees_nor_touches_anothers_case(act: str, house: Case) -> None:
    stranger = partner(agency="dinkes")
    assert stranger.get(f"/cases/{house.reference}").status_code == 404
    assert [each["agency"] for each in stranger.get("/cases").json()["cases"]] == ["dinkes"]
    assert stranger.get("/cases?agency=dbmpr").status_code == 403
    assert stranger.post(f"/cases/{house.reference}/{act}", WRITING[act][1]).status_code == 404
    house.refresh_from_db()
    assert (house.state, house.agency_id, house.entries.count()) == ("open", "dbmpr", 0)


def test_the_service_itself_refuses_a_system_of_another_agency() -> None:
    """The case may change hands between looking and locking: the last word is under the lock."""
    bound = System("key:x", frozenset({Permission.WORK_CASES}), "dinkes")
    must(bound, Permission.WORK_CASES, "dinkes")
    for permission, agency in (
        (Permission.WORK_CASES, "dbmpr"),
        (Permission.WORK_CASES, ""),
        (Permission.ADMINISTER, None),
    ):
        with pytest.raises(NotAllowed):
            must(bound, permission, agency)


def test_a_case_that_changes_hands_in_between_is_not_touched(house: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    from balarea.cases import queries as cases

    def slow(reference: str, agency: str | None) -> Case:
        Case.objects.filter(pk=house.pk).update(agency_id="dinkes")
        return house

    monkeypatch.setattr(cases, "of_agency", slow)
    refused = partner(agency="dbmpr").post(f"/cases/{house.reference}/notes", {"text": "x"})
    assert (refused.status_code, house.entries.count()) == (403, 0)


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer blr_tidakada", "Basic abc", "Bearer \u00e9", "blr_x"])
def test_without_a_key_in_force_nothing_is_read(header: str, house: Case) -> None:
    headers = {"authorization": header} if header else {}
    answer = Client().get("/api/cases", headers=headers)
    assert (answer.status_code, answer["WWW-Authenticate"], answer["Content-Type"]) == (401, "Bearer", MEDIA_TYPE)


def test_a_revoked_key_is_out_at_once(house: Case) -> None:
    held = partner()
    assert held.get("/cases").status_code == 200
    services.revoke_key(ApiKey.objects.get().pk, by=BY)
    assert held.get("/cases").status_code == 401


def test_a_session_reads_and_never_writes(house: Case) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(services.save_officer("op", "", Role.OPERATOR, agency_code="dbmpr", by=BY))
    assert [each["agency"] for each in client.get("/api/cases").json()["cases"]] == ["dbmpr"]
    assert client.get("/api/situation").status_code == 403
    answer = client.post(
        f"/api/cases/{house.reference}/notes", {"text": "x"}, content_type="application/json",
        headers={"idempotency-key": "a"},
    )  # fmt: skip
    assert (answer.status_code, house.entries.count()) == (401, 0)


def test_the_register_is_open(house: Case) -> None:
    assert [each["code"] for each in Client().get("/api/agencies").json()["agencies"]] == ["dbmpr", "dinkes"]
    assert Client().get("/api/lookup?q=dbmpr").json() == {"official": [], "similar": []}


def test_who_calls_too_often_is_told_when_to_come_back(house: Case, settings: Settings) -> None:
    settings.BALAREA_API_PER_MINUTE = 3
    held, other = partner(), partner()
    assert [held.get("/cases").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = held.get("/cases")
    assert 0 < int(refused["Retry-After"]) <= 20
    assert refused["Retry-After"] in refused.json()["detail"]
    assert other.get("/cases").status_code == 200
    ApiRate.objects.update(whole_at=now())
    assert held.get("/cases").status_code == 200


def test_the_allowance_comes_back_evenly(house: Case) -> None:
    services.make_key("X", ["read_cases"], by=BY)
    key, moment = ApiKey.objects.get(), now()
    assert [rates.take(key, 2, moment) for _ in range(3)] == [0, 0, 30]
    assert rates.take(key, 2, moment + timedelta(seconds=29)) == pytest.approx(1)
    assert rates.take(key, 2, moment + timedelta(seconds=30)) == 0
    assert rates.take(key, 2, moment + timedelta(seconds=30)) == 30


def test_a_key_for_an_agency_that_there_is_not_is_refused(house: Case) -> None:
    with pytest.raises(NotFound):
        services.make_key("X", ["read_cases"], agency="tidakada", by=BY)
    with pytest.raises(BalareaError):
        services.make_key("X", ["fly"], by=BY)


def test_what_a_key_did_is_on_record_under_its_name(house: Case) -> None:
    partner().post(f"/cases/{house.reference}/notes", {"text": "dicek"})
    (entry,) = house.entries.all()
    assert entry.actor == f"key:SIAP …{ApiKey.objects.get().hint}"


@pytest.mark.parametrize(
    ("body", "where"),
    [({}, "body.body.text"), ({"text": ""}, "body.body.text"), ({"text": "x", "by": "gubernur"}, "body.body.by"),
     ({"text": 5}, "body.body.text"), ({"text": "a\0b"}, "body.body.text")],
)  # fmt: skip
def test_what_does_not_fit_is_named(body: dict[str, object], where: str, house: Case) -> None:
    answer = partner().post(f"/cases/{house.reference}/notes", body)
    assert (answer.status_code, answer["Content-Type"]) == (422, MEDIA_TYPE)
    assert [each["where"] for each in answer.json()["errors"]] == [where]


def test_what_is_no_json_is_refused(house: Case) -> None:
    held: Partner = partner()
    for body in (b"{", b"\xff", b"[" * 100_000):
        answer = held.post(f"/cases/{house.reference}/notes", body)
        assert (answer.status_code, answer["Content-Type"]) == (400, MEDIA_TYPE)
