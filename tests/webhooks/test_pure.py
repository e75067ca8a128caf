"""Which writes are told, when calls are tried again, and which addresses may be called."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

import balarea
from balarea.core.errors import BalareaError
from balarea.web import record
from balarea.web.partner_names import HOOK_EVENT
from balarea.webhooks import retries
from balarea.webhooks.addresses import checked
from balarea.webhooks.events import BY_ACTION, BY_CHANGE, EVENTS, SILENT, TEST, kind_of

CODE = Path(balarea.__file__).parent


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://contoh.go.id/a", "https"), ("ftp://contoh.go.id", "https"), ("", "ASCII"), ("https://", "nama pengguna"),
        ("https://127.0.0.1/a", "jaringan dalam"), ("https://[::1]/", "jaringan dalam"), ("https://localhost/a", "dalam"),
        ("https://LOCALHOST./a", "dalam"), ("https://a:b@contoh.go.id/", "kata sandi"), ("https://contoh.go.id/#x", "#"),
        ("https://contoh.go.id:99999/", "tidak terbaca"), ("https://[::1/", "tidak terbaca"),
        ("https://contoh.go.id/ a", "spasi"), ("https://contoh.go.id/" + "a" * 500, "500"), ("https://jawá.id/", "ASCII"),
        ("https://contoh.go.id/a\r\nX: 1", "ASCII"),
    ],
)  # fmt: skip
def test_an_address_is_refused_with_the_reason(address: str, why: str) -> None:
    with pytest.raises(BalareaError, match=why):
        checked(address, private=False)


def test_a_good_address_stays_as_it_is() -> None:
    assert checked(" https://contoh.go.id:8443/hook?x=1 ", private=False) == "https://contoh.go.id:8443/hook?x=1"
    assert checked("http://127.0.0.1:9/hook", private=True) == "http://127.0.0.1:9/hook"


@pytest.mark.parametrize(
    ("action", "before", "after", "kind"),
    [
        ("open_case", None, {"agency": "dbmpr"}, "case.opened"),
        ("citizen_verdict", {"state": "answered"}, {"state": "closed"}, "case.closed"),
        ("citizen_verdict", {"state": "answered"}, {"state": "open"}, "case.reopened"),
        ("citizen_verdict", {"state": "closed"}, {"state": "open"}, "case.reopened"),
        ("undo_batch", {"state": "closed", "agency_id": "a"}, {"state": "open", "agency_id": "a"}, "case.reopened"),
        ("undo_batch", {"state": "open", "agency_id": "a"}, {"state": "open", "agency_id": "b"}, "case.routed"),
        ("undo_batch", {"state": "open", "agency_id": "a"}, {"state": "open", "agency_id": "a"}, ""),
        ("close_silent", {"state": "answered"}, {"state": "closed"}, "case.closed"),
        ("expire_offer", {"state": "offered"}, {"state": "expired"}, "case.offer_expired"),
        ("note_case", None, {"text": "rahasia"}, ""),
        ("look_original", None, None, ""),
    ],
)
def test_what_is_told(action: str, before: dict[str, str] | None, after: dict[str, str] | None, kind: str) -> None:
    assert kind_of(action, before, after) == kind


def test_every_told_action_is_a_recorded_one() -> None:
    assert {*BY_ACTION, *BY_CHANGE, *SILENT} - set(record.ACTION) == set()


def test_every_action_on_a_case_or_a_message_was_decided() -> None:
    """Told, told by what changed, or deliberately not: a new write of these rooms has to choose."""
    source = "".join(path.read_text() for room in ("cases", "publishing") for path in (CODE / room).rglob("*.py"))
    written = set(re.findall(r'audit\.record(?:_each)?\(\s*"(\w+)", "(?:case|message)"', source))
    by_table = re.search(r"_ACTIONS = \{(.*?)\}", source, re.DOTALL)
    assert by_table  # the ends of an offer
    written |= set(re.findall(r'"(\w+)"', by_table[1])) | set(re.findall(r'"(\w+_message)"', source))
    assert len(written) > 45
    assert written - {*BY_ACTION, *BY_CHANGE, *SILENT} == set()
    assert [*{*BY_ACTION} & SILENT, *{*BY_CHANGE} & SILENT] == []


def test_the_table_of_the_docs_and_the_names_of_the_page_are_the_events() -> None:
    text = (CODE.parent / "docs/api.md").read_text(encoding="utf8")
    table = text.split("<!-- checked against webhooks/events.py -->")[1].split("<!-- end -->")[0]
    named = re.findall(r"`((?:case|message|webhook)\.\w+)`", table)
    assert sorted(named) == sorted([*EVENTS, TEST])
    assert set(HOOK_EVENT) == {*EVENTS, TEST}


def test_waits_grow_over_a_day_and_end() -> None:
    waits = [retries.wait(tries, 0) for tries in range(1, retries.TRIES + 1)]
    assert waits[-1] is None
    whole = [wait for wait in waits if wait is not None]
    assert whole == sorted(whole)
    assert timedelta(hours=24) < sum(whole, timedelta()) < timedelta(hours=30)


def test_jitter_moves_a_wait_by_a_fifth_and_retry_after_lengthens_it() -> None:
    assert (retries.wait(2, -1), retries.wait(2, 1)) == (timedelta(seconds=48), timedelta(seconds=72))
    assert retries.wait(1, 0, asked=90) == timedelta(seconds=90)
    assert retries.wait(1, 0, asked=1) == timedelta(seconds=5)
    assert retries.wait(1, 0, asked=10**9) == timedelta(seconds=retries.LONGEST)


def test_an_endpoint_is_held_back_for_minutes_at_most() -> None:
    assert retries.hold(1, 0) == timedelta(seconds=5)
    assert retries.hold(10_000, 1) == timedelta(seconds=retries.HOLD * 1.2)
