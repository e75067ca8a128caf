"""Corrections carried into cases: topic, area and urgency follow, the due time is promised anew, and undoing undoes it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from balarea.audit.models import Event
from balarea.cases import services
from balarea.cases.deadlines.sla import Promise, Unit, due_at
from balarea.cases.models import Case
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict, NotAllowed, NotFound
from balarea.networks.values import Author, PostRef, RemotePost
from balarea.people.queries import Role, User
from balarea.posts import queries as posts
from balarea.posts import services as store
from balarea.posts.models import Correction, Post
from balarea.registry import services as registry
from tests.cases.proofs import WHY, shown
from tests.cases.service_levels import CALENDAR

FIRST, LATER = PostRef("fake", "satu"), PostRef("fake", "dua")
URGENT = Promise(8, Unit.WORKING_HOURS)
OPENED = now().replace(microsecond=0) - timedelta(hours=20)


@pytest.fixture
def case(db: None) -> Case:
    for code in ("dbmpr", "dinkes"):
        registry.save_agency(code, code, "dinas", by="test")
    registry.add_account("dbmpr", "fake", "dbmpr.demo", external_id="dbmpr.demo", by="test")
    mentions = ("dbmpr.demo",)
    store.ingest(
        [
            RemotePost(FIRST, "@dbmpr.demo jalan di Coblong rusak", Author("w"), OPENED, mentions=mentions),
            RemotePost(
                LATER, "kumaha ieu", Author("w"), OPENED + timedelta(hours=1), in_reply_to=FIRST, root=FIRST,
                mentions=mentions,
            ),
        ],
        by="test",
    )  # fmt: skip
    Post.objects.update(topic="roads", urgency="normal", area_code="32.73.02", intent="complaint", intent_confidence=1)
    services.intake([FIRST, LATER], by="test")
    return again()


def again() -> Case:
    return Case.objects.get()


def test_the_case_follows_and_goes_back(case: Case) -> None:
    assert (case.agency_id, case.due_at) == ("dbmpr", due_at(OPENED, Promise(5, Unit.WORKING_DAYS), CALENDAR))
    made = [
        services.correct_post(FIRST, label, value, by="test")
        for label, value in (("topic", "health"), ("area_code", "32.04"), ("urgency", "urgent"))
    ]
    followed = again()
    assert (followed.topic, followed.area_code, followed.urgency) == ("health", "32.04", "urgent")
    assert followed.due_at == due_at(OPENED, URGENT, CALENDAR)
    assert [entry.text.split(" ")[0] for entry in followed.entries.filter(kind="event")] == [
        "Topik", "Tempat", "Kemendesakan",
    ]  # fmt: skip
    for each in made:
        services.withdraw_correction(each.pk, by="test")
    back = again()
    assert (back.topic, back.area_code, back.urgency, back.due_at) == ("roads", "32.73.02", "normal", case.due_at)
    assert Event.objects.filter(action="correct_case").count() == 6


def test_a_later_post_can_only_raise_the_urgency(case: Case) -> None:
    services.correct_post(LATER, "topic", "none", by="test")
    services.correct_post(LATER, "area_code", "", by="test")
    services.correct_post(LATER, "urgency", "normal", by="test")
    assert (again().topic, again().area_code, again().urgency) == ("roads", "32.73.02", "normal")
    made = services.correct_post(LATER, "urgency", "emergency", by="test")
    assert (again().urgency, again().due_at) == ("emergency", OPENED + timedelta(hours=8))
    due = again().acknowledge_due_at
    assert due is not None
    assert due > now()  # whoever is to take it on has half an hour from now, not from long ago
    services.correct_post(FIRST, "urgency", "urgent", by="test")
    assert again().urgency == "emergency"
    services.withdraw_correction(made.pk, by="test")
    assert (again().urgency, again().acknowledge_due_at) == ("urgent", None)


def test_a_reopened_case_is_promised_from_its_reopening(case: Case) -> None:
    services.close(case.reference, shown("Sudah ditambal"), WHY, by="test")
    services.reopen(case.reference, "belum", by="test")
    reopened = again()
    services.correct_post(FIRST, "urgency", "urgent", by="test")
    assert again().due_at == due_at(reopened.started_at, URGENT, CALENDAR)
    assert reopened.due_at > again().due_at


def test_a_corrected_topic_makes_a_promise_sooner_but_never_later(case: Case) -> None:
    services.correct_topic(case.reference, "integrity", by="test")  # 60 working days
    assert again().due_at == case.due_at
    Case.objects.update(promise_amount=60)
    services.correct_topic(case.reference, "roads", by="test")
    assert (again().promise_amount, again().due_at) == (5, case.due_at)


def test_a_closed_case_stays_as_it_was(case: Case) -> None:
    services.close(case.reference, shown("Sudah ditambal"), WHY, by="test")
    services.correct_post(FIRST, "topic", "health", by="test")
    assert again().topic == "roads"
    with pytest.raises(Conflict, match="ditutup"):
        services.correct_topic(case.reference, "health", by="test")


def test_a_post_without_a_case_is_corrected_all_the_same(case: Case) -> None:
    ref = PostRef("fake", "tiga")
    store.ingest([RemotePost(ref, "hujan terus", Author("x"), OPENED)], by="test")
    services.correct_post(ref, "topic", "health", by="test")
    found = posts.post(ref)
    assert found is not None
    assert found.topic == "health"
    assert again().topic == "roads"


def test_whose_posts_an_operator_corrects(case: Case) -> None:
    ours = User.objects.create(username="ours", role=Role.OPERATOR, agency_code="dbmpr")
    other = User.objects.create(username="other", role=Role.OPERATOR, agency_code="dinkes")
    speaker = User.objects.create(username="speaker", role=Role.COMMUNICATIONS, agency_code="dbmpr")
    made = services.correct_post(FIRST, "topic", "health", by=ours)
    acts: list[Callable[[], Correction]] = [
        lambda: services.correct_post(FIRST, "topic", "energy", by=other),
        lambda: services.correct_post(PostRef("fake", "nowhere"), "topic", "energy", by=ours),
        lambda: services.withdraw_correction(made.pk, by=other),
        lambda: services.withdraw_correction(made.pk + 1, by=ours),
    ]
    for act in acts:
        with pytest.raises(NotFound):
            act()
    with pytest.raises(NotAllowed):
        services.correct_post(FIRST, "topic", "energy", by=speaker)
    assert again().topic == "health"
    services.withdraw_correction(made.pk, by=ours)
    assert again().topic == "roads"


def test_rerouting_with_a_topic_is_learnt(case: Case) -> None:
    operator = User.objects.create(username="ours", role=Role.OPERATOR, agency_code="dbmpr")
    with pytest.raises(BalareaError, match="tidak dikenal"):
        services.route(case.reference, "dinkes", "bukan jalan", topic="space_travel", by=operator)
    with pytest.raises(NotFound):
        services.route(case.reference, "tidak-ada", "bukan jalan", topic="health", by=operator)
    assert not Correction.objects.exists()
    services.route(case.reference, "dinkes", "bukan jalan", topic="health", by=operator)
    made = Correction.objects.get()
    assert (made.ref, made.label, made.before, made.after, made.corrected_by) == (
        FIRST, "topic", "roads", "health", "ours",
    )  # fmt: skip
    assert (again().topic, again().agency_id) == ("health", "dinkes")


def test_rerouting_without_a_topic_says_nothing_about_it(case: Case) -> None:
    services.route(case.reference, "dinkes", "bukan jalan", by="test")
    assert not Correction.objects.exists()
    assert again().topic == "roads"


def test_the_topic_of_a_case_whose_post_is_gone(case: Case) -> None:
    Post.objects.all().delete()
    services.correct_topic(case.reference, "health", by="test")
    assert again().topic == "health"
    assert not Correction.objects.exists()


def test_confirming_the_topic_leaves_a_correction_and_no_entry(case: Case) -> None:
    services.correct_topic(case.reference, "roads", by="test")
    assert Correction.objects.get().confirms
    assert not again().entries.filter(kind="event").exists()
