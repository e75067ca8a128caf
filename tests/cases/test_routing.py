"""Where posts belong in West Java, with the register that comes with Balarea: the table of docs/routing.md."""

import pytest

from balarea.cases import queries, services
from balarea.cases.holders.placing import place
from balarea.cases.holders.routing import Candidate, Duty, candidates
from balarea.cases.models import Case, HandOff
from balarea.people.queries import Role
from balarea.posts.models import Post
from balarea.registry import services as registry
from tests.cases import routing_table
from tests.cases.routing_table import ROWS, Row
from tests.cases.walk import BY, post_of


@pytest.fixture
def west_java(db: None) -> None:
    registry.import_tables(*registry.west_java(), by=BY)


def stored(row: Row) -> Post:
    return Post(text=row.text, topic=row.topic, topic_confidence=row.sure, area_code=row.area, intent=row.intent)


def test_every_post_of_the_table_goes_where_it_says(west_java: None) -> None:
    found = [place(stored(row), list(row.addressed)) for row in ROWS]
    wrong = [
        (row.text, row.addressed, each.route, each.holder)
        for row, each in zip(ROWS, found, strict=True)
        if ((each.route.agency_code or ""), (each.holder or "")) != (row.responsible, row.holder)
    ]
    assert wrong == []
    assert all(each.reason and each.offer_to == "" for each in found)  # nobody outside has a desk here
    assert all((each.route.confidence > 0) == bool(each.route.agency_code) for each in found)


def test_the_reason_says_the_word_that_decided_and_who_holds_it_meanwhile(west_java: None) -> None:
    found = place(stored(ROWS[1]), [])
    assert found.route.level == "regency"
    for words in ("“jalan desa”", "Pemerintah Kabupaten Bandung", "Dipegang Dinas Bina Marga"):
        assert words in found.reason


def test_the_document_is_drawn_from_the_table() -> None:
    text = routing_table.DOCUMENT.read_text(encoding="utf8")
    assert routing_table.drawn(text) == text, "run python -m tests.cases.routing_table"


def test_who_has_a_desk_here_is_asked_at_once_and_others_by_a_person(west_java: None) -> None:
    registry.save_officer("ujang", "", Role.OPERATOR, agency_code="kab-bandung", by=BY)
    services.intake([post_of("satu", "jalan desa di Soreang hancur")], by=BY)
    case = Case.objects.get()
    offered = HandOff.objects.get()
    assert (case.agency_id, case.state, offered.target_id, offered.offered_by) == (
        "dbmpr", "open", "kab-bandung", "system:routing",
    )  # fmt: skip
    services.intake([post_of("dua", "listrik mati dari subuh", topic="energy")], by=BY)
    other = Case.objects.get(topic="energy")
    assert (other.agency_id, other.handoffs.count()) == ("esdm", 0)
    assert [each.agency_code for each in queries.options(other)] == ["pln"]
    services.intake([post_of("satu", "jalan desa di Soreang hancur")], by=BY)  # delivered again
    assert HandOff.objects.count() == 1


def test_candidates_are_few_and_say_why() -> None:
    duties = [Duty("a", "satu"), Duty("b", "dua"), Duty("a", "lagi"), Duty("c", "tiga"), Duty("d", "empat")]
    assert candidates(duties, ["b", "e"], "c") == [
        Candidate("a", "satu"),
        Candidate("b", "dua"),
        Candidate("d", "empat"),
    ]
    assert candidates([Duty("inspektorat", "x")], ["dbmpr"], None, confidential=True) == [Candidate("inspektorat", "x")]
