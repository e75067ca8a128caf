"""What the model does not guess is not lost: it becomes a case, waits for a person, and can be put right."""

from datetime import timedelta

import pytest

from balarea.cases import defaults, queries, services
from balarea.cases.deadlines.sla import due_at, level
from balarea.cases.models import Case
from balarea.core.clock import now
from balarea.networks.values import Author, PostRef, RemotePost
from balarea.posts import services as store
from balarea.posts.models import Post
from balarea.registry import services as registry
from tests.cases.proofs import WHY, shown
from tests.cases.service_levels import CALENDAR

REF = PostRef("fake", "satu")
OPENED = now().replace(microsecond=0) - timedelta(hours=3)
UNSURE = {
    name: value
    for head in ("lang", "sentiment", "intent", "urgency", "topic", "abuse")
    for name, value in ((head, "unsure"), (f"{head}_confidence", 0.3))
}


@pytest.fixture
def agencies(db: None) -> None:
    for code in ("dbmpr", "dinkes"):
        agency = registry.save_agency(code, code, "dinas", by="test")
        registry.add_account(code, "fake", f"{code}.demo", external_id=f"{code}.demo", by="test")
    registry.set_duties(agency, [("health", "")], by="test")


def take(*mentions: str, **labels: object) -> Case:
    store.ingest([RemotePost(REF, "min kumaha ieu", Author("w", "warga"), OPENED, mentions=mentions)], by="test")
    Post.objects.update(**labels)
    services.intake([REF], by="test")
    return Case.objects.get()


def test_a_post_that_nothing_is_known_of_waits_for_a_person(agencies: None) -> None:
    case = take("dbmpr.demo", "dinkes.demo", **UNSURE)
    assert (case.state, case.agency_id, case.urgency, case.topic) == ("triage", None, "unsure", "unsure")
    assert case.due_at == due_at(OPENED, level(defaults.levels(), "", "normal").promise, CALENDAR)
    assert case.routing_reason


def test_the_agency_that_was_addressed_alone_gets_it(agencies: None) -> None:
    case = take("dbmpr.demo", **UNSURE)
    assert (case.state, case.agency_id) == ("open", "dbmpr")


def test_an_emergency_is_one_whatever_else_is_unsure(agencies: None) -> None:
    case = take(**(UNSURE | {"urgency": "emergency", "intent": "other", "intent_confidence": 0.99, "topic": "none"}))
    assert (case.state, case.due_at) == ("triage", OPENED + timedelta(hours=8))


def test_the_urgency_that_a_person_says_is_promised_and_taken_back(agencies: None) -> None:
    case = take("dbmpr.demo", **UNSURE)
    made = services.correct_post(REF, "urgency", "urgent", by="test")
    promised = level(defaults.levels(), "", "urgent").promise
    assert Case.objects.get().due_at == due_at(OPENED, promised, CALENDAR)
    services.withdraw_correction(made.pk, by="test")
    again = Case.objects.get()
    assert (again.urgency, again.due_at) == ("unsure", case.due_at)


def test_an_unsure_case_is_answered_closed_and_opened_again(agencies: None) -> None:
    case = take("dbmpr.demo", **UNSURE)
    services.close(case.reference, shown("Sudah dijelaskan di loket"), WHY, by="test")
    services.reopen(case.reference, "belum", by="test")
    again = Case.objects.get()
    assert (again.state, again.cycle) == ("open", 2)


def test_insults_are_marked_and_not_hidden(agencies: None) -> None:
    case = take("dbmpr.demo", intent="complaint", abuse="abuse")
    assert queries.abusive(case) == {"satu": "abuse"}
    assert "kumaha" in queries.public(case.reference).entries[0].text
    services.correct_post(REF, "abuse", "none", by="test")
    assert queries.abusive(case) == {}
