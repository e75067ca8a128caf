"""Reading and writing cases: masked, page after page, once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from balarea.cases import services as cases
from balarea.cases.models import Case, Entry
from balarea.registry import once, services
from balarea.registry.models import ApiKey, DoneCall
from tests.api.conftest import BY, furnish, make_case, partner
from tests.api.test_access import CLOSING


def test_a_case_is_masked_and_names_nobody(house: Case) -> None:
    cases.note(house.reference, "Pelapor Siti, NIK 3273014511900001", by="operator.budi")
    body = partner("read_cases").get(f"/cases/{house.reference.lower().replace('-', '')}").json()
    assert (body["reference"], body["state"], body["agency"]) == (house.reference, "open", "dbmpr")
    assert body["entries"][0]["kind"] == "note"
    assert not any(secret in str(body) for secret in ("3456-7890", "siti.rahayu", "3273014511900001", "budi"))


@pytest.mark.parametrize(
    ("query", "found"),
    [("", 2), ("?agency=dinkes", 1), ("?state=closed", 0), ("?topic=roads&urgency=normal", 2), ("?area_code=32.73", 2),
     ("?area_code=32.74", 0), ("?opened_since=2200-01-01", 0), ("?opened_since=2020-01-01&opened_until=2020-01-02", 0),
     ("?opened_until=9999-12-31", 2)],
)  # fmt: skip
def test_filters(query: str, found: int, house: Case) -> None:
    assert len(partner("read_cases").get(f"/cases{query}").json()["cases"]) == found


WRONG = ["?state=lost", "?limit=0", "?limit=201", "?area_code=32.7", "?opened_since=1", "?agency=%00"]
FOREIGN = ["x", "W10", "WyJhIl0", "WzBd", "WzFlOTk5XQ", "é", "W1tbW1s", "WzFd" * 40, "WzE4NDQ2NzQ0MDczNzA5NTUxNjE2XQ"]


@pytest.mark.parametrize("query", WRONG)
def test_a_filter_that_makes_no_sense_is_refused(query: str, house: Case) -> None:
    assert partner("read_cases").get(f"/cases{query}").status_code == 422


@pytest.mark.parametrize("cursor", FOREIGN)
def test_a_cursor_that_is_none_of_ours_is_refused(cursor: str, house: Case) -> None:
    for address in ("/cases", "/posts"):
        answer = partner("read_cases", "read_posts").get(f"{address}?cursor={cursor}")
        assert answer.status_code == 400
        assert "next" in answer.json()["detail"]


def test_cases_that_come_meanwhile_move_no_page(house: Case) -> None:
    for number in range(3, 8):
        make_case(number)
    held = partner("read_cases")
    seen: list[str] = []
    cursor: str | None = ""
    for step in range(4):
        page = held.get(f"/cases?limit=2&cursor={cursor}").json()
        seen += [each["reference"] for each in page["cases"]]
        make_case(100 + step)
        cursor = page["next"]
        if cursor is None:
            break
    assert cursor is None
    assert seen == [f"JB-2222-{2222 + number}" for number in (7, 6, 5, 4, 3, 1, 2)]


def test_what_did_not_change_is_not_sent_again(house: Case) -> None:
    held = partner("read_cases")
    first = held.get(f"/cases/{house.reference}")
    again = held.get(f"/cases/{house.reference}", **{"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    cases.note(house.reference, "dicek", by=BY)
    assert held.get(f"/cases/{house.reference}", **{"if-none-match": first["ETag"]}).status_code == 200


def test_every_act_does_what_the_desk_does(house: Case) -> None:
    held, address = partner(), f"/cases/{house.reference}"
    note = held.post(f"{address}/notes", {"text": "dicek"}).json()
    assert Entry.objects.get(pk=note["entry"]).kind == "note"
    reply = held.post(f"{address}/replies", {"text": "Kami tambal besok."}).json()
    assert (reply["state"], Entry.objects.get(pk=reply["entry"]).kind) == ("answered", "reply")
    closed = held.post(
        f"{address}/closing",
        {
            "proof": "foto di contoh.go.id/1",
            "link": "https://contoh.go.id/1",
            "why": "Pelapor ditelepon",
            "exempt": "foto di tautan",
        },
    ).json()
    assert closed == {"reference": house.reference, "agency": "dbmpr", "state": "closed", "entry": None}
    again = held.post(
        f"{address}/closing",
        CLOSING,
    )
    assert (again.status_code, "tidak dapat menjadi" in again.json()["detail"]) == (409, True)
    other = make_case(9)
    moved = held.post(f"/cases/{other.reference}/routing", {"agency": "dinkes", "reason": "bukan kami"}).json()
    assert moved["agency"] == "dinkes"
    assert held.post(f"{address}/routing", {"agency": "x", "reason": "y"}).status_code == 404


def test_a_repeated_call_does_nothing_twice_and_answers_the_same(house: Case) -> None:
    held, address = partner(), f"/cases/{house.reference}/notes"
    first = held.post(address, {"text": "dicek"}, token="a1")
    again = held.post(address, {"text": "dicek"}, token="a1")
    assert (first.json(), first.status_code) == (again.json(), again.status_code)
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert house.entries.count() == 1
    assert held.post(address, {"text": "dicek"}, token="a2").status_code == 201
    assert partner().post(address, {"text": "dicek"}, token="a1")["Content-Type"].startswith("application/json")
    assert house.entries.count() == 3  # another token, another key: other calls


def test_a_token_used_for_something_else_is_refused(house: Case) -> None:
    held, address = partner(), f"/cases/{house.reference}/notes"
    held.post(address, {"text": "dicek"}, token="a1")
    for path, text in ((address, "lain"), (address.replace("notes", "replies"), "dicek")):
        answer = held.post(path, {"text": text}, token="a1")
        assert (answer.status_code, "Idempotency-Key" in answer.json()["detail"]) == (422, True)
    assert house.entries.count() == 1


@pytest.mark.parametrize("token", [" ", "a b", "a" * 101, "é"])
def test_a_write_without_a_proper_token_is_refused(token: str, house: Case) -> None:
    answer = partner().post(f"/cases/{house.reference}/notes", {"text": "x"}, token=token)
    assert (answer.status_code, house.entries.count()) == (422, 0)


def test_what_was_refused_may_be_tried_again_with_the_same_token(house: Case) -> None:
    held, address = partner(), f"/cases/{house.reference}/closing"
    Case.objects.update(state="waiting", waiting_since=house.opened_at)
    cases.proceed(house.reference, by=BY)
    refused = held.post(f"/cases/{house.reference}/routing", {"agency": "dbmpr", "reason": "x"}, token="a1")
    assert (refused.status_code, DoneCall.objects.count()) == (409, 0)
    assert (
        held.post(
            address,
            CLOSING,
            token="a1",
        ).status_code
        == 201
    )


def test_what_is_done_and_its_token_are_saved_together(house: Case) -> None:
    services.make_key("X", ["write_notes"], by=BY)
    key = ApiKey.objects.get()

    def act() -> dict[str, object]:
        cases.note(house.reference, "x", by=BY)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        once.once(key, "a", "f", act)
    assert (house.entries.count(), DoneCall.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_the_same_call_at_the_same_time_is_done_once() -> None:
    """The second waits on the first's row until it commits, and then answers from it."""
    case = furnish()
    services.make_key("X", ["write_notes"], by=BY)
    key, started, go = ApiKey.objects.get(), threading.Event(), threading.Event()

    def act() -> dict[str, object]:
        started.set()
        go.wait(30)
        return {"entry": cases.note(case.reference, "x", by=BY).pk}

    def call() -> tuple[dict[str, object], bool]:
        try:
            return once.once(key, "a", "f", act)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(call)
        assert started.wait(30)
        second = pool.submit(call)
        go.set()
        done = sorted((first.result(), second.result()), key=lambda each: each[1])
    assert [replayed for _, replayed in done] == [False, True]
    assert done[0][0] == done[1][0]
    assert case.entries.count() == 1


def test_tokens_are_forgotten_after_a_week(house: Case) -> None:
    partner().post(f"/cases/{house.reference}/notes", {"text": "x"}, token="a")
    assert once.forget() == 0
    with transaction.atomic():
        DoneCall.objects.update(at=house.opened_at - 2 * once.KEPT)
    assert once.forget() == 1
