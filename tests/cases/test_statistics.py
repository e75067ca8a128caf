"""Cases in numbers: what counts as what, and that small counts say nothing of anybody."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balarea.cases.models import Case
from balarea.cases.partners.statistics import SMALL, choose, guarded, shown, statistics
from balarea.core.errors import BalareaError
from balarea.registry import services as registry

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def cases(count: int, **values: object) -> None:
    start = Case.objects.count()
    common: dict[str, object] = {
        "agency_id": "dbmpr", "network": "fake", "citizen_external_id": "w", "text": "x", "topic": "roads",
        "area_code": "32.73.02", "urgency": "normal", "state": "open", "opened_at": datetime(2026, 11, 3, tzinfo=UTC),
        "due_at": NOW,
    }  # fmt: skip
    for number in range(start, start + count):
        Case.objects.create(**common | {"reference": f"JB-{number:08d}", "root_external_id": str(number)} | values)


CLOSED = {"state": "closed", "answered_at": NOW, "closed_at": NOW}


@pytest.fixture
def desk(db: None) -> None:
    registry.save_agency("dbmpr", "Dinas", "dinas", by="test")
    cases(7, **CLOSED, closed_by="citizen", confirmed=True)
    cases(6, **CLOSED, closed_by="system:silence", unheard=True)
    cases(5, state="answered", answered_at=NOW, reopened=2)
    cases(9, topic="health", area_code="32.04.01.2001", opened_at=datetime(2026, 9, 30, 18, tzinfo=UTC))
    cases(2, topic="energy", area_code="", opened_at=datetime(2026, 8, 1, tzinfo=UTC))
    cases(8, opened_at=datetime(2025, 11, 30, tzinfo=UTC))  # longer ago than twelve months
    cases(20, demo=True)


@pytest.mark.usefixtures("desk")
def test_answered_is_not_fixed() -> None:
    found = statistics(choose({}, NOW))
    assert {name: each.text for name, each in found.total.items()} == {
        "received": "29", "answered": "18", "fixed": "7", "reopened": "5", "silent": "6", "unasked": "0",
    }  # fmt: skip
    assert found.groups["topic"]["roads"]["answered"].value == 18


@pytest.mark.usefixtures("desk")
def test_months_are_those_of_west_java_and_none_is_left_out() -> None:
    months = statistics(choose({}, NOW)).groups["month"]
    assert list(months)[:3] == ["2026-11", "2026-10", "2026-09"]
    assert len(months) == 12
    # the last evening of September in UTC is October there; it stands beside two small ones of August
    assert [months[name]["received"].text for name in ("2026-11", "2026-10", "2026-09", "2026-08")] == [
        "18", "–", "0", "<5",
    ]  # fmt: skip


@pytest.mark.usefixtures("desk")
def test_a_small_count_cannot_be_reckoned_from_the_others() -> None:
    topics = statistics(choose({}, NOW)).groups["topic"]
    assert {name: row["received"].text for name, row in topics.items()} == {
        "roads": "18",
        "health": "–",
        "energy": "<5",
    }


@pytest.mark.usefixtures("desk")
def test_one_month_one_topic_one_regency() -> None:
    assert statistics(choose({"bulan": "2026-11"}, NOW)).total["received"].value == 18
    assert list(statistics(choose({"bulan": "2026-11"}, NOW)).groups["month"]) == ["2026-11"]
    assert statistics(choose({"topik": "health"}, NOW)).total["received"].value == 9
    chosen = statistics(choose({"wilayah": "32.04"}, NOW))
    assert {code: row["received"].value for code, row in chosen.groups["regency"].items()} == {"32.04": 9}
    with pytest.raises(BalareaError, match="Bulan"):
        choose({"bulan": "2026-13"}, NOW)


@pytest.mark.django_db
def test_a_demonstration_alone_is_shown() -> None:
    registry.save_agency("dbmpr", "Dinas", "dinas", by="test")
    cases(6, demo=True)
    assert statistics(choose({}, NOW)).total["received"].value == 6


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 40), max_size=8))
def test_what_is_withheld(counts: dict[str, int]) -> None:
    found = guarded(counts)
    hidden = {name for name, each in found.items() if each.value is None}
    assert all(name in hidden for name, count in counts.items() if 0 < count < SMALL)
    assert len(hidden) != 1 or not any(count >= SMALL for count in counts.values())
    assert all(found[name].value == count for name, count in counts.items() if name not in hidden)
    assert shown(0).text == "0"
