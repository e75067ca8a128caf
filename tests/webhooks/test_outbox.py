"""From the record to calls: everything once, in order, to whom it concerns, without a personal word."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from balarea.audit import queries as audit
from balarea.cases import services as cases
from balarea.cases.models import Case
from balarea.registry import services as registry
from balarea.webhooks import outbox
from balarea.webhooks.models import Call, Cursor, Endpoint
from tests.cases.proofs import WHY, shown
from tests.webhooks.conftest import BY, Listener, hook, make_case

pytestmark = pytest.mark.usefixtures("private")


def kinds() -> list[str]:
    return list(Call.objects.order_by("pk").values_list("kind", flat=True))


def test_what_happens_is_told_once_and_in_order(case: Case, listener: Listener) -> None:
    hook(listener)
    cases.reply(case.reference, "Sudah kami tambal.", by=BY)
    cases.note(case.reference, "rahasia dalam", by=BY)
    cases.close(case.reference, shown("Foto sesudah"), WHY, by=BY)
    cases.reopen(case.reference, "belum", by=BY)
    cases.route(case.reference, "dinkes", "bukan kami", by=BY)
    assert outbox.fill() == 4
    assert kinds() == ["case.answered", "case.closed", "case.reopened", "case.routed"]
    assert outbox.fill() == 0
    assert len(kinds()) == 4


def test_the_cursor_does_not_move_without_its_calls(
    case: Case, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook(listener)
    outbox.fill()
    cases.close(case.reference, shown("Foto"), WHY, by=BY)
    before = Cursor.objects.get().event_id
    with monkeypatch.context() as patch:
        patch.setattr(Cursor, "save", lambda self: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            outbox.fill()
    assert (Cursor.objects.get().event_id, kinds()) == (before, [])
    outbox.fill()
    assert kinds() == ["case.closed"]


def test_what_was_rolled_back_is_not_told(case: Case, listener: Listener) -> None:
    hook(listener)
    with transaction.atomic():
        cases.close(case.reference, shown("Foto"), WHY, by=BY)
        transaction.set_rollback(True)
    outbox.fill()
    assert kinds() == []


def test_nothing_of_before_an_endpoint_was_made(case: Case, listener: Listener) -> None:
    cases.close(case.reference, shown("Foto"), WHY, by=BY)
    hook(listener)
    cases.reopen(case.reference, "belum", by=BY)
    outbox.fill()
    assert kinds() == ["case.reopened"]


def test_without_endpoints_the_record_is_passed_over(case: Case) -> None:
    cases.close(case.reference, shown("Foto"), WHY, by=BY)
    assert outbox.fill() == 0
    assert Cursor.objects.get().event_id == audit.last_id()


def test_many_events_are_read_in_batches(case: Case, listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "BATCH", 2)
    hook(listener)
    for _ in range(4):
        cases.close(case.reference, shown("Foto"), WHY, by=BY)
        cases.reopen(case.reference, "belum", by=BY)
    assert outbox.fill() == 8


def test_only_the_kinds_and_the_agency_that_are_wanted(case: Case, listener: Listener) -> None:
    other = make_case("dlh", 2)
    hook(listener, "case.closed")
    mine, _ = hook(listener, agency="dinkes")
    cases.close(other.reference, shown("Foto"), WHY, by=BY)
    cases.route(case.reference, "dinkes", "bukan kami", by=BY)
    cases.route(case.reference, "dbmpr", "kembali", by=BY)
    cases.close(case.reference, shown("Foto"), WHY, by=BY)
    outbox.fill()
    assert kinds() == ["case.closed", "case.routed", "case.routed", "case.closed"]
    assert list(mine.calls.order_by("pk").values_list("kind", flat=True)) == ["case.routed", "case.routed"]


def test_a_body_says_what_and_where_and_nothing_personal(case: Case, listener: Listener) -> None:
    hook(listener)
    cases.route(case.reference, "dinkes", "kata Siti Rahayu 0812-3456-7890", by="operator.budi")
    outbox.fill()
    body = Call.objects.get().body
    told = json.loads(body)
    assert (told["type"], told["data"]["sequence"]) == ("case.routed", audit.last_id())
    assert told["data"]["before"] == {"state": "open", "agency": "dbmpr"}
    assert {name: told["data"][name] for name in ("reference", "agency", "state", "topic", "area_code", "url")} == {
        "reference": case.reference, "agency": "dinkes", "state": "open", "topic": "roads", "area_code": "32.73",
        "url": f"https://aduan.contoh.test/kasus/{case.reference}/",
    }  # fmt: skip
    assert not any(word in body for word in ("Siti", "siti", "0812", "budi", "Jalan", "warga"))


def test_steps_of_a_hand_off_are_told_to_both_sides_with_the_state_of_the_case(case: Case, listener: Listener) -> None:
    registry.save_agency("kab-bandung", "Kabupaten Bandung", "kabupaten", level="regency", by=BY)
    registry.save_agency("pln", "PLN", "bumn", level="utility", by=BY)
    theirs, _ = hook(listener, agency="kab-bandung")
    ours, _ = hook(listener, agency="dbmpr")
    made = cases.offer(case.reference, "kab-bandung", "kata Siti Rahayu", by=BY)
    cases.withdraw(made.pk, by=BY)
    other = cases.offer(case.reference, "pln", "listrik", by=BY)
    cases.accept(other.pk, "siap", by=BY)
    cases.tell(other.pk, "besok", by=BY)
    cases.give_back(other.pk, "bukan kami", by=BY)
    outbox.fill()

    def told(endpoint: Endpoint) -> list[tuple[str, str, str | None, str | None]]:
        calls = [json.loads(each.body) for each in endpoint.calls.order_by("pk")]
        return [
            (call["type"], call["data"]["state"], call["data"].get("target"), call["data"].get("holder"))
            for call in calls
        ]

    first = [("case.offered", "open", "kab-bandung", None), ("case.offer_withdrawn", "open", "kab-bandung", None)]
    assert told(theirs) == first
    assert told(ours) == [
        *first, ("case.offered", "open", "pln", None), ("case.accepted", "open", None, "pln"),
        ("case.handoff_news", "open", None, None), ("case.contested", "open", None, None),
        ("case.returned", "open", None, "dbmpr"),
    ]  # fmt: skip
    assert not any(word in each.body for each in Call.objects.all() for word in ("Siti", "siap", "besok", "bukan kami"))


@pytest.mark.django_db(transaction=True)
def test_writers_and_readers_at_the_same_time_lose_nothing_and_double_nothing(listener: Listener) -> None:
    """Each writer closes and reopens its own case while two readers follow: ids of events are given under the head's lock, so
    a reader never passes one that is still to be committed."""
    hook(listener, "case.closed")
    held = [make_case(number=number).reference for number in range(4)]

    def write(reference: str) -> None:
        for _ in range(5):
            cases.close(reference, shown("Foto"), WHY, by=BY)
            cases.reopen(reference, "belum", by=BY)
        connection.close()

    def read(_: int) -> None:
        for _step in range(20):
            outbox.fill()
        connection.close()

    with ThreadPoolExecutor(6) as pool:
        jobs = [pool.submit(write, each) for each in held] + [pool.submit(read, each) for each in range(2)]
        for job in jobs:
            job.result()
    outbox.fill()
    told = list(Call.objects.order_by("pk").values_list("event_id", flat=True))
    assert len(told) == len(set(told)) == 20
    assert told == sorted(told, key=lambda each: each or 0)
