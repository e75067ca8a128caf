"""The public list of cases: who is in it, what it says of them, and that it does not give away those who are not."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balarea.cases.models import Case, Receipt
from balarea.cases.partners.in_public import STANDINGS, in_public, shown_in_public
from balarea.cases.partners.statistics import SMALL, choose, guarded, shown, statistics, total
from balarea.registry import services as registry
from tests.cases.test_statistics import CLOSED, NOW, cases

CHOSEN = choose({}, NOW)
SECRET = "0812-3456-7890"


@pytest.fixture
def agency(db: None) -> None:
    registry.save_agency("dbmpr", "Dinas Bina Marga", "dinas", by="test")


def one(name: str, **values: Any) -> Case:
    """A case known by its text."""
    number = Case.objects.count() + 1
    cases(1, **{"text": name, "reference": f"JB-{number:04d}-{number:04d}"} | values)
    found: Case = Case.objects.latest("pk")
    return found


def receipt(case: Case, listed: bool) -> None:
    Receipt.objects.create(
        token=f"{case.pk}{listed}", kind="report", fingerprint="f", author="a", said_at=NOW, received_at=NOW, taken_at=NOW,
        case=case, listed=listed,
    )  # fmt: skip


def texts(**wanted: str) -> list[str]:
    return [each.text for each in shown_in_public(in_public(CHOSEN, **wanted), NOW)]


@pytest.mark.usefixtures("agency")
def test_only_what_everybody_could_read_anyway_is_listed() -> None:
    one("terbuka")
    one("pribadi", private=True)
    one("bukan aduan", **CLOSED, closed_by="op", dismissed=True)
    one("korupsi", topic="integrity")
    one("anak", topic="women_children")
    one("peragaan", demo=True)
    one("laporan tanpa tanda terima", network="report")
    receipt(one("laporan terbuka", network="report"), listed=True)
    receipt(one("laporan tertutup", network="report"), listed=False)
    two = one("dua pelapor, yang satu tidak mau", network="report")
    receipt(two, listed=True)
    receipt(two, listed=False)
    assert texts() == ["laporan terbuka", "terbuka"]
    for hidden in Case.objects.exclude(text__in=["laporan terbuka", "terbuka"]):
        assert not in_public(CHOSEN, reference=hidden.reference).exists(), hidden.text


@pytest.mark.usefixtures("agency")
def test_words_are_masked_the_first_line_alone_and_not_of_who_is_in_danger() -> None:
    one(f"@warga77 jalan rusak, hubungi {SECRET}\nrumah saya di ujung gang")
    one("longsor, saya terjebak di atap", urgency="emergency")
    one("x " * 200)
    long, danger, first = texts()
    assert danger == ""
    assert "jalan rusak" in first
    assert not any(word in first for word in (SECRET, "ujung gang", "warga77"))
    assert len(long) <= 160
    assert long.endswith("…")
    assert not any(each.text for each in shown_in_public(in_public(CHOSEN), NOW, words=False))


@pytest.mark.usefixtures("agency")
def test_how_a_case_stands_and_who_holds_it() -> None:
    registry.save_agency("pln", "PLN", "badan", by="test")
    made: dict[str, Case] = {
        "open": one("a", due_at=NOW - timedelta(hours=1)),
        "waiting": one("b", state="waiting", waiting_since=NOW),
        "answered": one("c", state="answered", answered_at=NOW, outside_id="pln"),
        "fixed": one("d", **CLOSED, closed_by="citizen", confirmed=True),
        "silent": one("e", **CLOSED, closed_by="system:silence", unheard=True),
        "unasked": one("f", **CLOSED, closed_by="op"),
    }
    assert set(made) == set(STANDINGS)
    for standing, case in made.items():
        (row,) = shown_in_public(in_public(CHOSEN, standing=standing), NOW)
        assert (row.reference, row.standing) == (case.reference, standing)
        assert (row.late, row.due_at is not None) == (standing == "open", standing == "open")
        assert row.holder == ("PLN" if standing == "answered" else "Dinas Bina Marga")
    triage = one("g", agency_id=None, state="triage")
    assert [each.holder for each in shown_in_public(in_public(CHOSEN, reference=triage.reference), NOW)] == [""]


@pytest.mark.usefixtures("agency")
def test_a_number_is_found_however_typed_and_however_old() -> None:
    old = one("lama", reference="JB-AB2C-D3EF", opened_at=datetime(2020, 1, 1, tzinfo=NOW.tzinfo))
    assert texts() == []
    assert list(in_public(CHOSEN, reference="ab2c d3ef")) == [old]
    assert not in_public(CHOSEN, reference="JB-" + "A" * 90).exists()


@pytest.mark.usefixtures("agency")
def test_the_list_and_the_numbers_together_give_nobody_away() -> None:
    """Twelve in public and two said to us alone: whoever counts the list may not reckon the two."""
    cases(12)
    cases(2, private=True, topic="health")
    cases(9, topic="health", area_code="32.04")
    found = statistics(CHOSEN)
    assert found.total["received"].text == "≥21"
    topics = {name: row["received"].text for name, row in found.groups["topic"].items()}
    assert topics == {"health": "≥9", "roads": "–"}, "from roads and another total the two could be reckoned"
    assert {name: row["received"].text for name, row in found.groups["regency"].items()} == {
        "32.73": "≥12",
        "32.04": "–",
    }
    assert found.groups["topic"]["health"]["answered"].text == "0"
    Case.objects.filter(topic="health").update(reopened=1)
    assert statistics(CHOSEN).total["reopened"].text == "11", "the list does not tell which were reopened"
    assert {name: each.text for name, each in total(NOW).items()} == {
        name: each.text for name, each in statistics(CHOSEN).total.items()
    }
    cases(3, private=True, topic="health")
    assert statistics(CHOSEN).total["received"].text == "26"  # five or more may be known


@given(st.dictionaries(st.text(max_size=3), st.tuples(st.integers(0, 40), st.integers(0, 9)), max_size=8))
def test_no_part_that_is_only_counted_can_be_reckoned(parts: dict[str, tuple[int, int]]) -> None:
    """By name the cases in the list, and those beside it. Whoever knows the list, the parts and their total learns of no
    part beside it that has one to four."""
    listed = {name: known for name, (known, _) in parts.items()}
    counts = {name: known + more for name, (known, more) in parts.items()}
    found = guarded(counts, listed)
    hidden = {name for name, each in found.items() if each.value is None}
    assert all(name in hidden for name, (_, more) in parts.items() if 0 < more < SMALL)
    assert len(hidden) != 1 or not any(count >= SMALL for name, count in counts.items() if name not in hidden)
    assert all(each.least <= counts[name] for name, each in found.items())
    whole = shown(sum(counts.values()), sum(listed.values()))
    assert whole.value is None or len(hidden) != 1
