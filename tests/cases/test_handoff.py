"""A case offered to another administration: who holds it at each moment, whose clock runs, and what everybody reads."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.db import IntegrityError, transaction

from balarea.audit.models import Event
from balarea.cases import queries, services
from balarea.cases.holders import links
from balarea.cases.holders.handoff_states import MOVES, HandOffState, answer_within, asks_first, move
from balarea.cases.models import Case, Escalation, HandOff, Transfer
from balarea.cases.sealed import privacy
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict, NotAllowed, NotFound
from balarea.people.queries import User
from balarea.registry.levels import Level
from tests.cases.proofs import WHY, shown
from tests.cases.service_levels import moment
from tests.cases.walk import BY, case_of, people

MOVING = (
    "reference", "due_at", "started_at", "cycle", "promise_amount", "promise_unit", "opened_at", "urgency", "state", "text",
)  # fmt: skip


@pytest.fixture
def who(db: None) -> dict[str, User]:
    return people()


@pytest.fixture
def case(who: dict[str, User]) -> Case:
    return case_of("satu")


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def said(case: Case) -> list[str]:
    return list(case.entries.filter(kind="event").values_list("text", flat=True))


def actions(case: Case) -> list[str]:
    return list(Event.objects.filter(object_id=case.reference).order_by("pk").values_list("action", flat=True))


def test_states_move_as_the_table_says() -> None:
    for old in HandOffState:
        for new in HandOffState:
            if new in MOVES[old]:
                assert move(old, new) is new
            else:
                with pytest.raises(Conflict):
                    move(old, new)


@pytest.mark.parametrize("origin", [None, *Level])
@pytest.mark.parametrize("target", Level)
def test_only_within_the_province_nobody_is_asked(origin: Level | None, target: Level) -> None:
    assert asks_first(origin, target) == (target is not Level.PROVINCE or origin not in {None, Level.PROVINCE})


def test_while_offered_the_offering_agency_holds_it_and_its_clock_runs(who: dict[str, User], case: Case) -> None:
    before = {name: getattr(fresh(case), name) for name in MOVING}
    made = services.offer(case.reference, "kab-bandung", "jalan kabupaten, hubungi 0812-3456-7890", by=who["dbmpr"])
    after = fresh(case)
    assert {name: getattr(after, name) for name in MOVING} == before
    assert (after.agency_id, after.holder_id, after.escalate_at is not None) == ("dbmpr", "dbmpr", True)
    assert "0812" not in made.reason  # the other side and the citizen read it
    with pytest.raises(Conflict, match="masih ditawarkan"):
        services.offer(case.reference, "pln", "listrik", by=who["dbmpr"])
    with pytest.raises(IntegrityError), transaction.atomic():
        HandOff.objects.create(
            case=case,
            origin_id="dbmpr",
            target_id="pln",
            reason="x",
            offered_at=now(),
            offered_by="x",
            expires_at=now(),
        )
    assert list(queries.received(who["kab-bandung"])) == [made]
    assert list(queries.received(who["dsda"])) == []
    assert list(queries.sent(who["dbmpr"])) == [made]


def test_accepted_it_moves_with_clock_promise_and_history(who: dict[str, User], case: Case) -> None:
    services.note(case.reference, "sudah dicek", by=who["dbmpr"])
    before = {name: getattr(fresh(case), name) for name in MOVING}
    entries = list(case.entries.values_list("pk", flat=True))
    made = services.offer(case.reference, "kab-bandung", "jalan kabupaten", by=who["dbmpr"])
    for stranger in ("dsda", "dbmpr", "kedua"):
        with pytest.raises(NotAllowed):
            services.accept(made.pk, by=who[stranger])
    services.accept(made.pk, "siap", by=who["kab-bandung"])
    after = fresh(case)
    assert {name: getattr(after, name) for name in MOVING} == before
    assert (after.agency_id, after.outside_id) == ("kab-bandung", None)
    assert set(entries) < set(case.entries.values_list("pk", flat=True))
    assert queries.case(case.reference, who["kab-bandung"])
    with pytest.raises(NotFound):
        queries.case(case.reference, who["dbmpr"])
    with pytest.raises(Conflict):
        services.accept(made.pk, by=who["kab-bandung"])
    assert actions(case)[-2:] == ["offer_case", "accept_case"]
    moved = Transfer.objects.get()
    assert (moved.origin_id, moved.target_id, moved.how, moved.teacher) == (
        "dbmpr", "kab-bandung", "accept", "op.dbmpr",
    )  # fmt: skip


def test_refused_it_stays_with_the_reason(who: dict[str, User], case: Case) -> None:
    made = services.offer(case.reference, "kab-bandung", "jalan kabupaten", by=who["dbmpr"])
    with pytest.raises(BalareaError, match="alasannya"):
        services.refuse(made.pk, "  ", by=who["kab-bandung"])
    services.refuse(made.pk, "itu jalan provinsi, ruas Soreang", by=who["kab-bandung"])
    after = fresh(case)
    assert (after.agency_id, after.state, after.contested_at) == ("dbmpr", "open", None)
    assert said(case)[-1] == "Ditolak oleh Dinas kab-bandung: itu jalan provinsi, ruas Soreang"
    assert [each.answer for each in queries.handoffs(case)] == ["itu jalan provinsi, ruas Soreang"]
    with pytest.raises(Conflict):
        services.accept(made.pk, by=who["kab-bandung"])


def test_an_offer_is_withdrawn_or_expires_in_working_time(who: dict[str, User], case: Case) -> None:
    made = services.offer(case.reference, "kab-bandung", "jalan kabupaten", by=who["dbmpr"])
    with pytest.raises(NotAllowed):
        services.withdraw(made.pk, by=who["kab-bandung"])
    services.withdraw(made.pk, by=who["kedua"])
    again = services.offer(case.reference, "kab-bandung", "jalan kabupaten", by=who["dbmpr"])
    calendar = queries.load().calendar
    assert calendar.working_days_between(again.offered_at, again.expires_at) == answer_within("normal").amount
    assert services.expire_offers(by=BY, moment=again.expires_at - timedelta(seconds=1)) == 0
    assert services.expire_offers(by=BY, moment=again.expires_at) == 1
    assert services.expire_offers(by=BY, moment=again.expires_at) == 0
    assert [each.state for each in queries.handoffs(case)] == ["expired", "withdrawn"]
    assert fresh(case).agency_id == "dbmpr"
    assert "tidak dijawab" in said(case)[-1]
    assert actions(case)[-1] == "expire_offer"


def test_a_closed_case_is_offered_to_nobody(who: dict[str, User], case: Case) -> None:
    made = services.offer(case.reference, "kab-bandung", "jalan kabupaten", by=who["dbmpr"])
    services.close(case.reference, shown("sudah ditambal, foto di situs"), WHY, by=who["dbmpr"])
    assert list(queries.received(who["kab-bandung"])) == []
    with pytest.raises(Conflict, match="ditutup"):
        services.accept(made.pk, by=who["kab-bandung"])
    assert services.expire_offers(by=BY) == 1
    assert HandOff.objects.get().state == "withdrawn"
    with pytest.raises(Conflict, match="ditutup"):
        services.offer(case.reference, "kab-bandung", "x", by=who["dbmpr"])


def test_within_the_province_it_is_rerouted_and_to_others_offered(who: dict[str, User], case: Case) -> None:
    with pytest.raises(Conflict, match="tawarkan"):
        services.route(case.reference, "kab-bandung", "jalan kabupaten", by=who["dbmpr"])
    with pytest.raises(Conflict, match="alihkan langsung"):
        services.offer(case.reference, "dsda", "sungai", by=who["dbmpr"])
    made = services.offer(case.reference, "kab-bandung", "jalan kabupaten", by=who["dbmpr"])
    services.route(case.reference, "dsda", "ternyata sungai", by=who["dbmpr"])
    made.refresh_from_db()
    assert (made.state, fresh(case).agency_id) == ("withdrawn", "dsda")
    done = services.offer_many([case.reference, "JB-0000-0000"], "kab-bandung", "selokan", by=who["dsda"])
    assert (done.done, list(done.refused)) == ([case.reference], ["JB-0000-0000"])


def test_a_receiver_without_a_desk_holds_it_outside_and_the_agency_accompanies(
    who: dict[str, User], case: Case
) -> None:
    made = services.offer(case.reference, "pln", "tiang listrik roboh", by=who["dbmpr"])
    with pytest.raises(NotAllowed):
        services.accept(made.pk, by=who["dsda"])
    with pytest.raises(BalareaError, match="https"):
        services.accept(made.pk, ticket="G1", ticket_url="javascript:alert(1)", by=who["dbmpr"])
    services.accept(made.pk, "akan dicek", ticket="G-123", ticket_url="https://lapor.test/G-123", by=who["dbmpr"])
    after = fresh(case)
    assert (after.agency_id, after.outside_id, after.holder_id, after.state) == ("dbmpr", "pln", "pln", "open")
    with pytest.raises(Conflict, match="pengembaliannya"):
        services.route(case.reference, "dsda", "x", by=who["dbmpr"])
    services.tell(made.pk, "regu berangkat", by=who["dbmpr"])
    assert said(case)[-1] == "Perkembangan dari Dinas pln: regu berangkat"
    held = queries.public(case.reference).holding
    assert (held.holder, held.level, held.companion, held.ticket, held.ticket_url, held.why) == (
        "Dinas pln", "utility", "Dinas dbmpr", "G-123", "https://lapor.test/G-123", "tiang listrik roboh",
    )  # fmt: skip
    services.give_back(made.pk, "tiang milik telkom", by=who["dbmpr"])
    after = fresh(case)
    assert (after.holder_id, after.outside_id, after.contested_at is not None) == ("dbmpr", None, True)
    with pytest.raises(Conflict):
        services.tell(made.pk, "x", by=who["dbmpr"])


def test_other_systems_read_who_holds_it(who: dict[str, User], case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(network="report")
    asked = queries.ReportFilter(references=(case.reference,))
    assert [each.agency for each in queries.reports(asked)] == ["Dinas dbmpr"]
    made = services.offer(case.reference, "pln", "tiang", by=who["dbmpr"])
    assert [each.agency for each in queries.reports(asked)] == ["Dinas dbmpr"]  # until it is accepted
    services.accept(made.pk, by=who["dbmpr"])
    assert [each.agency for each in queries.reports(asked)] == ["Dinas pln"]


def test_what_officers_wrote_to_each_other_before_is_not_shown(who: dict[str, User], case: Case) -> None:
    assert queries.public(case.reference).holding.why
    services.route(case.reference, "dsda", "rahasia", by=who["dbmpr"])
    Transfer.objects.all().delete()  # as in cases from before
    assert queries.public(case.reference).holding.why == ""


def test_erasing_a_citizen_reaches_the_words_of_a_hand_off(who: dict[str, User], case: Case) -> None:
    made = services.offer(case.reference, "pln", "lihat unggahan @warga.satu di fake", by=who["dbmpr"])
    services.refuse(made.pk, "tanya @warga.satu saja", by=who["dbmpr"])
    privacy.erase(privacy.subject(reference=case.reference), "diminta di utas", by=BY)
    made.refresh_from_db()
    assert "warga.satu" not in made.reason + made.answer + fresh(case).routing_reason


def test_from_the_triage_desk_only_to_who_can_work_here(who: dict[str, User]) -> None:
    case = case_of("dua", "min kumaha ieu", topic="unsure", area="")
    assert case.state == "triage"
    with pytest.raises(BalareaError, match="pendamping"):
        services.offer(case.reference, "pln", "listrik", by=who["admin"])
    made = services.offer(case.reference, "kab-bandung", "jalan mereka", by=who["admin"])
    assert fresh(case).state == "triage"
    services.accept(made.pk, by=who["kab-bandung"])
    assert (fresh(case).state, fresh(case).agency_id) == ("open", "kab-bandung")


def test_a_pause_goes_with_the_case(who: dict[str, User], case: Case) -> None:
    services.wait(case.reference, "foto", by=who["dbmpr"])
    since = fresh(case).waiting_since
    made = services.offer(case.reference, "kab-bandung", "jalan kabupaten", by=who["dbmpr"])
    services.accept(made.pk, by=who["kab-bandung"])
    assert (fresh(case).state, fresh(case).waiting_since) == ("waiting", since)


def test_a_link_answers_for_one_case_until_it_is_void(
    who: dict[str, User], case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = services.offer(case.reference, "pln", "tiang roboh", by=who["dbmpr"])
    with pytest.raises(NotAllowed):
        services.make_link(made.pk, by=who["dsda"])
    first, second = (services.make_link(made.pk, by=who["dbmpr"]) for _ in range(2))
    with pytest.raises(NotFound, match="diganti"):
        queries.of_token(first)
    assert queries.of_token(second) == made
    for forged in (second[:-1] + ("a" if second[-1] != "a" else "b"), "x", signing.dumps([made.pk, "x"]), ""):
        with pytest.raises(NotFound):
            queries.of_token(forged)
    assert second not in str(list(Event.objects.values_list("after", flat=True)))
    monkeypatch.setattr(links, "VALID", timedelta(seconds=-1))
    with pytest.raises(NotFound, match="kedaluwarsa"):
        queries.of_token(second)
    monkeypatch.undo()
    services.refuse(made.pk, "bukan milik kami", by=queries.actor_of(made))
    with pytest.raises(NotFound, match="selesai"):
        queries.of_token(second)
    assert Event.objects.get(action="refuse_case").actor == "tautan:pln"
    inside = services.offer(case.reference, "kab-bandung", "jalan kabupaten", by=who["dbmpr"])
    with pytest.raises(Conflict):
        services.make_link(inside.pk, by=who["dbmpr"])


def thrown(who: dict[str, User], case: Case) -> None:
    services.route(case.reference, "dsda", "sungai", by=who["dbmpr"])
    services.route(case.reference, "dbmpr", "jalan", by=who["dsda"])


def test_ping_pong_is_flagged_and_the_secretary_hears_of_it_once(who: dict[str, User], case: Case) -> None:
    services.route(case.reference, "dsda", "sungai", by=who["dbmpr"])
    assert fresh(case).contested_at is None
    services.route(case.reference, "dbmpr", "jalan", by=who["dsda"])
    assert fresh(case).contested_at
    assert [each.pk for each in queries.desk(who["sekda"], contested=True)] == [case.pk]
    assert queries.counts(who["sekda"], now())["contested"] == 1
    services.route(case.reference, "dsda", "sungai", by=who["dbmpr"])
    assert actions(case).count("contest_case") == 1
    at = queries.load().calendar.next_working(now())
    told = [each for each in services.escalate(by=BY, moment=at) if each.rung == "regional_secretary"]
    assert [(each.people, "dilempar-lempar" in each.text) for each in told] == [(("sekda",), True)]
    assert not [each for each in services.escalate(by=BY, moment=at) if each.rung == "regional_secretary"]
    assert Escalation.objects.filter(rung="regional_secretary").count() == 1


@pytest.mark.parametrize("name", ["sekda", "admin"])
def test_a_person_determines_and_offers_are_closed(who: dict[str, User], case: Case, name: str) -> None:
    with pytest.raises(Conflict, match="tidak sedang"):
        services.determine(case.reference, "dbmpr", "x", by=who[name])
    thrown(who, case)
    made = services.offer(case.reference, "kab-bandung", "jalan kabupaten", by=who["dbmpr"])
    for other in ("dbmpr", "analis"):
        with pytest.raises(NotAllowed):
            services.determine(case.reference, "dsda", "sungai", by=who[other])
    with pytest.raises(BalareaError, match="mendampinginya"):
        services.determine(case.reference, "pln", "listrik", by=who[name])
    services.determine(case.reference, "dsda", "sungai yang meluap", by=who[name])
    made.refresh_from_db()
    after = fresh(case)
    assert (made.state, after.agency_id, after.contested_at, after.determined_by) == (
        "withdrawn", "dsda", None, who[name].username,
    )  # fmt: skip
    for refused in (
        lambda: services.offer(case.reference, "kab-bandung", "x", by=who["dsda"]),
        lambda: services.route(case.reference, "dbmpr", "x", by=who["dsda"]),
    ):
        with pytest.raises(Conflict, match="ditetapkan"):
            refused()
    services.determine(case.reference, "dbmpr", "setelah ditinjau", by=who[name])
    assert fresh(case).agency_id == "dbmpr"
    assert queries.public(case.reference).holding.why == "setelah ditinjau"
    assert fresh(case).contested_at is None  # what was determined is not watched


def test_undoing_the_throw_takes_the_flag_back(who: dict[str, User], case: Case) -> None:
    services.route(case.reference, "dsda", "sungai", by=who["dbmpr"])
    done = services.route_many([case.reference], "dbmpr", "jalan", by=who["dsda"])
    assert fresh(case).contested_at
    assert done.act
    assert services.undo(done.act, by=who["dsda"]).done == [case.reference]
    assert (fresh(case).contested_at, fresh(case).agency_id) == (None, "dsda")


def test_telling_who_holds_it_leaves_the_clock_running(who: dict[str, User]) -> None:
    case = case_of("tiga")
    Case.objects.filter(pk=case.pk).update(network="report")
    services.reply(case.reference, "Kini ditangani PLN.", by=who["dbmpr"], informs=True)
    assert (fresh(case).state, fresh(case).answered_at) == ("open", None)
    services.reply(case.reference, "Sudah diperbaiki.", by=who["dbmpr"])
    assert fresh(case).state == "answered"


def test_nothing_moves_without_its_record(who: dict[str, User], case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    made = services.offer(case.reference, "kab-bandung", "jalan kabupaten", by=who["dbmpr"])

    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("no record")

    monkeypatch.setattr("balarea.cases.holders.receiving.audit.record", broken)
    for act in (services.accept, services.refuse):
        with pytest.raises(RuntimeError, match="no record"):
            act(made.pk, "x", by=who["kab-bandung"])
    made.refresh_from_db()
    assert (made.state, fresh(case).agency_id, Transfer.objects.count()) == ("offered", "dbmpr", 0)


def test_the_database_refuses_what_cannot_be(who: dict[str, User], case: Case) -> None:
    made = services.offer(case.reference, "kab-bandung", "jalan kabupaten", by=who["dbmpr"])
    at = moment("2026-11-24 10:00")
    wrong: list[dict[str, Any]] = [
        {"state": "accepted"}, {"decided_at": at}, {"decided_at": at, "decided_by": "x"}, {"reason": ""},
        {"state": "refused", "decided_at": at, "decided_by": "x"}, {"target_id": "dbmpr"}, {"state": "moon"},
        {"state": "returned", "decided_at": at, "decided_by": "x", "answer": "y"},
    ]  # fmt: skip
    for values in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            HandOff.objects.filter(pk=made.pk).update(**values)
