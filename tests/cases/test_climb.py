"""The clock of real cases: begun at intake, paused, resumed by the citizen, stopped; and the ladder they climb."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from balarea.audit.models import Event
from balarea.cases import services
from balarea.cases.deadlines import clockwork, promises
from balarea.cases.inbox.intake import take
from balarea.cases.models import Case, Escalation, Pause
from balarea.cases.states import CaseState
from balarea.core.errors import BalareaError, Conflict, NotAllowed
from balarea.people.queries import Role, Rung, User
from balarea.posts.queries import Post
from balarea.publishing.models import Delivery
from balarea.registry import services as registry
from tests.cases.proofs import WHY, shown
from tests.cases.service_levels import moment

BY = "test"
CITIZEN = "warga-1"
TUESDAY = "2026-11-24 10:00"


@pytest.fixture
def operator(db: None) -> User:
    registry.set_duties(registry.save_agency("dbmpr", "Dinas Bina Marga", "dinas", by=BY), [("roads", "")], by=BY)
    account = registry.add_account("dbmpr", "fake", "dbmpr.demo", external_id="dbmpr.demo", by=BY)
    registry.set_credential(account.pk, "server", "dbmpr.demo", "rahasia", by=BY)
    for name, role, agency, rung in [
        ("kepala", Role.OPERATOR, "dbmpr", Rung.UNIT_HEAD), ("kadis", Role.OPERATOR, "dbmpr", Rung.AGENCY_HEAD),
        ("sekda", Role.ANALYST, "", Rung.REGIONAL_SECRETARY),
    ]:  # fmt: skip
        registry.save_officer(name, "", role, agency_code=agency, by=BY)
        registry.set_rung(name, rung, by=BY)
    return registry.save_officer("operator", "", Role.OPERATOR, agency_code="dbmpr", by=BY)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> "Clock":
    found = Clock()
    for module in ("answers.answering", "ladder.climb", "proof.closing", "holders.handing", "deadlines.timing"):
        monkeypatch.setattr(f"balarea.cases.{module}.now", lambda: found.now)
    return found


class Clock:
    """The time that the services of cases see."""

    now: datetime = moment(TUESDAY)

    def at(self, text: str) -> None:
        self.now = moment(text)


def says(text: str, at: str, reply_to: str = "", author: str = CITIZEN) -> Case:
    """A post as the store holds it, taken in; a reply stands in the thread of the first."""
    post = Post(
        network="fake", external_id=text, published_at=moment(at), text=text, author_external_id=author, author_handle=author,
        mentions=["dbmpr.demo"], reply_to=reply_to, root=reply_to, intent="complaint", intent_confidence=0.9,
        urgency="normal", urgency_confidence=0.9, topic="roads", topic_confidence=0.9,
    )  # fmt: skip
    case = take(post, promises.load(), BY)
    assert case
    case.refresh_from_db()
    return case


def opened(urgency: str = "normal", at: str = TUESDAY, agency: str | None = "dbmpr") -> Case:
    """A case as intake opens it, of a given urgency."""
    return Case.objects.create(
        reference=f"JB-{urgency}"[:20], agency_id=agency, network="fake", root_external_id=f"root-{urgency}", topic="roads",
        citizen_external_id=CITIZEN, text="Jalan rusak", urgency=urgency, opened_at=moment(at),
        state=CaseState.OPEN if agency else CaseState.TRIAGE,
        **clockwork.opening("roads", urgency, moment(at), promises.load()),
    )  # fmt: skip


def test_a_citizens_word_ends_the_pause_by_itself(operator: User, clock: Clock) -> None:
    case = says("root", TUESDAY)
    assert case.due_at == moment("2026-12-01 16:00")
    clock.at("2026-11-26 12:00")
    services.wait(case.reference, "Foto lubangnya", by=operator)
    case.refresh_from_db()
    assert (case.state, case.escalate_at, case.next_rung) == ("waiting", None, "")
    says("ini lewat situ juga kang", "2026-11-27 10:00", "root", "orang-lain")
    case.refresh_from_db()
    assert case.state == "waiting"  # somebody else's word is not the one we wait for
    says("di depan SD, dekat jembatan", "2026-12-01 12:00", "root")
    case.refresh_from_db()
    assert (case.state, case.waiting_since, case.due_at) == ("open", None, moment("2026-12-04 16:30"))
    assert case.escalate_at is not None
    pause = Pause.objects.get()
    assert (pause.since, pause.until) == (moment("2026-11-26 12:00"), moment("2026-12-01 12:00"))
    says("di depan SD, dekat jembatan", "2026-12-01 12:00", "root")  # delivered again
    assert Pause.objects.count() == 1
    assert Event.objects.filter(action="citizen_replied").count() == 1


def test_a_word_from_before_the_pause_ends_it_at_once(operator: User, clock: Clock) -> None:
    case = says("root", TUESDAY)
    due = case.due_at
    clock.at("2026-11-26 12:00")
    services.wait(case.reference, "Foto", by=operator)
    says("ini fotonya", "2026-11-26 11:00", "root")
    case.refresh_from_db()
    assert (case.state, case.due_at) == ("open", due)


def test_an_operator_may_go_on_and_must_say_what_for(operator: User, clock: Clock) -> None:
    case = opened()
    with pytest.raises(BalareaError, match="apa yang ditunggu"):
        services.wait(case.reference, " ", by=operator)
    with pytest.raises(Conflict, match="tidak sedang menunggu"):
        services.proceed(case.reference, by=operator)
    clock.at("2026-11-25 07:30")
    services.wait(case.reference, "Alamat", by=operator)
    with pytest.raises(Conflict):
        services.wait(case.reference, "Alamat", by=operator)
    clock.at("2026-11-25 16:00")
    found = services.proceed(case.reference, by=operator)
    assert (found.state, found.due_at) == ("open", moment("2026-12-02 16:00"))  # a full working day later
    assert [event.action for event in Event.objects.filter(object_type="case").order_by("id")] == [
        "wait_for_citizen", "proceed_case",
    ]  # fmt: skip
    stranger = registry.save_officer("lain", "", Role.OPERATOR, agency_code="dinkes", by=BY)
    with pytest.raises(NotAllowed):
        services.wait(case.reference, "Alamat", by=stranger)


def test_closing_routing_and_reopening_keep_the_clock_right(operator: User, clock: Clock) -> None:
    registry.save_agency("dinkes", "Dinas Kesehatan", "dinas", by=BY)
    case = opened()
    clock.at("2026-11-25 07:30")
    services.wait(case.reference, "Alamat", by=operator)
    clock.at("2026-11-25 16:00")
    found = services.route(case.reference, "dinkes", "urusan kesehatan", by=BY)
    assert (found.state, found.waiting_since, found.due_at) == ("open", None, moment("2026-12-02 16:00"))
    found = services.close(case.reference, shown("Sudah diperiksa, lihat foto"), WHY, by=BY)
    assert (found.state, found.escalate_at) == ("closed", None)
    clock.at("2026-12-14 10:00")
    found = services.reopen(case.reference, "belum", by=BY)
    assert (found.cycle, found.started_at, found.due_at) == (2, clock.now, moment("2026-12-21 16:00"))
    services.close(case.reference, shown("Selesai"), WHY, by=BY)
    clock.at("2026-12-15 10:00")
    assert services.route(case.reference, "dbmpr", "kembali", by=BY).cycle == 3


def test_an_answer_stops_the_clock_and_not_yet_begins_the_next(operator: User, clock: Clock) -> None:
    case = says("root", TUESDAY)
    services.reply(case.reference, "Tim menuju lokasi", by=operator)
    Delivery.objects.update(state="sent", external_id="answer", sent_at=moment("2026-11-25 09:00"))
    assert services.settle_replies(by=BY) == 1
    case.refresh_from_db()
    assert (case.state, case.escalate_at) == ("answered", None)
    clock.at("2026-11-26 09:00")
    services.wait(case.reference, "Apakah sudah baik?", by=operator)
    case.refresh_from_db()
    assert case.waiting_since == moment("2026-11-25 09:00")  # it stood since the answer
    clock.at("2026-11-26 10:00")
    services.proceed(case.reference, by=operator)
    services.reply(case.reference, "Sudah ditambal", by=operator)
    Delivery.objects.filter(state="queued").update(state="sent", external_id="second", sent_at=clock.now)
    services.settle_replies(by=BY)
    says("belum min, masih berlubang", "2026-11-30 08:00", "root")
    case.refresh_from_db()
    assert (case.state, case.cycle, case.due_at) == ("open", 2, moment("2026-12-07 16:00"))


def test_a_case_climbs_once_a_rung_at_working_hours(operator: User) -> None:
    case = opened()
    assert services.escalate(by=BY, moment=moment("2026-11-26 10:00")) == []
    first = services.escalate(by=BY, moment=moment("2026-12-01 15:50"))
    assert [(each.rung, each.people) for each in first] == [("operator", ("operator",)), ("unit_head", ("kepala",))]
    assert "kepala" in first[1].text
    assert services.escalate(by=BY, moment=moment("2026-12-01 15:55")) == []
    assert services.escalate(by=BY, moment=moment("2026-12-01 22:00")) == []
    case.refresh_from_db()
    assert (case.next_rung, case.escalate_at) == ("agency_head", moment("2026-12-02 07:30"))
    later = services.escalate(by=BY, moment=moment("2026-12-31 10:00"))
    assert [(each.rung, each.people) for each in later] == [
        ("agency_head", ("kadis",)), ("regional_secretary", ("sekda",)), ("governor", ()),
    ]  # fmt: skip
    assert "belum ada pejabatnya" in later[2].text
    case.refresh_from_db()
    assert (case.next_rung, case.escalate_at) == ("", None)
    events = Event.objects.filter(action="escalate_case").order_by("id")
    assert [event.after["rung"] for event in events if event.after] == list(Rung.values)
    assert case.entries.filter(kind="event", text__startswith="Naik ke").count() == 5
    services.reopen(services.close(case.reference, shown("Selesai"), WHY, by=BY).reference, "belum", by=BY)
    case.refresh_from_db()
    again = services.escalate(by=BY, moment=case.escalate_at)
    assert [each.rung for each in again] == ["operator"]  # the next cycle climbs anew


def test_what_falls_due_while_the_office_is_closed_waits_for_morning(operator: User) -> None:
    case = opened("urgent", "2026-11-24 07:45")  # half of it is gone at 11.45, all of it at 08.15 the next day
    Case.objects.update(escalate_at=moment("2026-11-24 15:59"))  # the worker was away
    assert services.escalate(by=BY, moment=moment("2026-11-24 16:00")) == []
    case.refresh_from_db()
    assert case.escalate_at == moment("2026-11-25 07:30")
    assert [each.rung for each in services.escalate(by=BY, moment=case.escalate_at)] == ["operator", "unit_head"]


def test_an_emergency_is_acknowledged_or_climbs_by_night(operator: User, clock: Clock) -> None:
    case = opened("emergency", "2026-11-27 22:00")
    assert [each.rung for each in services.escalate(by=BY, moment=moment("2026-11-27 22:00"))] == ["operator"]
    assert [each.rung for each in services.escalate(by=BY, moment=moment("2026-11-27 22:31"))] == ["unit_head"]
    clock.at("2026-11-27 22:40")
    found = services.acknowledge(case.reference, by=operator)
    assert (found.acknowledged_by, found.next_rung) == ("operator", "agency_head")
    assert found.escalate_at == moment("2026-11-28 02:00")  # no longer after an hour, but when half is gone
    with pytest.raises(Conflict, match="sudah diterima"):
        services.acknowledge(case.reference, by=operator)
    with pytest.raises(Conflict, match="darurat"):
        services.reclassify(case.reference, "inspected", "lama", by=operator)


def test_a_case_without_agency_is_the_administrators(operator: User) -> None:
    registry.save_officer("admin", "", Role.ADMINISTRATOR, by=BY)
    opened(agency=None)
    told = services.escalate(by=BY, moment=moment("2026-12-02 10:00"))
    assert [(each.rung, each.people) for each in told] == [
        ("operator", ("admin",)), ("unit_head", ("admin",)), ("agency_head", ("admin",)),
    ]  # fmt: skip


def test_another_class_counts_from_the_beginning(operator: User) -> None:
    case = opened()
    found = services.reclassify(case.reference, "reviewed", "Perlu berita acara", by=operator)
    assert (str(found.promise), found.due_at) == ("14 hari kerja", moment("2026-12-14 16:00"))
    assert "Perlu berita acara" in case.entries.get(kind="event").text
    for chosen, reason in (("lima", "x"), ("simple", " ")):
        with pytest.raises(BalareaError):
            services.reclassify(case.reference, chosen, reason, by=operator)


def test_the_database_refuses_nonsense(operator: User) -> None:
    case = opened()
    services.escalate(by=BY, moment=moment("2026-12-01 15:50"))
    wrong: list[dict[str, Any]] = [
        {"state": "waiting"},  # since when?
        {"waiting_since": case.started_at},  # but not waiting
        {"acknowledged_by": "operator"},
        {"promise_amount": 0},
        {"promise_unit": "moons"},
        {"state": "closed", "closed_at": case.started_at, "closed_by": "x"},  # the ladder would still be climbed
    ]
    for values in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.update(**values)
    held = Escalation.objects.filter(rung="operator").get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Escalation.objects.create(case=case, rung="operator", cycle=held.cycle, at=held.at, reason="", told=[])
    with pytest.raises(IntegrityError), transaction.atomic():
        Pause.objects.create(case=case, since=held.at, until=held.at - timedelta(seconds=1))
    for name, rung in (("sekda", "unit_head"), ("kepala", "governor")):
        with pytest.raises(BalareaError, match="jenjang"):
            registry.set_rung(name, rung, by=BY)
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(username=name).update(rung=rung)


def test_nothing_is_told_without_its_record(operator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    opened()

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("no record")

    monkeypatch.setattr("balarea.cases.ladder.climb.audit.record", broken)
    with pytest.raises(RuntimeError, match="no record"):
        services.escalate(by=BY, moment=moment("2026-12-01 15:50"))
    assert not Escalation.objects.exists()
