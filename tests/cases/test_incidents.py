"""Cases of one incident: proposed with a reason, split, dissolved and put back; answered, closed and dismissed together."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from balarea.audit.models import Event
from balarea.audit.queries import verify
from balarea.cases import queries, services
from balarea.cases.models import Case, Entry, Incident, Membership, SetAside
from balarea.cases.together import grouping
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict, NotAllowed, NotFound
from balarea.networks.fake.connector import write
from balarea.networks.values import Author, PostRef, RemotePost
from balarea.people.queries import Role, User
from balarea.posts import services as store
from balarea.posts.models import Correction, Post
from balarea.publishing.models import Delivery
from balarea.registry import services as registry
from tests.cases.proofs import WHY, shown

START = now().replace(microsecond=0) - timedelta(hours=5)
TEXTS = (
    "longsor di Cililin menutup jalan provinsi, mobil tidak bisa lewat",
    "jalan Cililin tertutup longsor dari tadi pagi, tolong alat berat",
    "aya longsor di Cililin min, jalanna ketutup taneuh",
    "lampu jalan di Kota Cirebon mati sudah seminggu",
)


@pytest.fixture
def operator(db: None, tmp_path: Path) -> User:
    server = str(tmp_path / "fake.sqlite")
    for code in ("dbmpr", "dinkes"):
        registry.save_agency(code, code, "dinas", by="test")
        account = registry.add_account(code, "fake", f"{code}.demo", external_id=f"{code}.demo", by="test")
        registry.set_credential(account.pk, server, f"{code}.demo", f"demo-{code}.demo", by="test")
    found: list[RemotePost] = []
    for number, text in enumerate(TEXTS):
        author = Author(f"warga-{number}", f"warga{number}", "Warga")
        ref = write(server, author, f"@dbmpr.demo {text}")
        at = START + timedelta(minutes=20 * number)
        found.append(RemotePost(ref, f"@dbmpr.demo {text}", author, at, mentions=("dbmpr.demo",)))
    store.ingest(found, by="test")
    Post.objects.update(intent="incident", intent_confidence=1.0, topic="roads", topic_confidence=0.9)
    services.intake([post.ref for post in found], by="test")
    return User.objects.create(username="operator", role=Role.OPERATOR, agency_code="dbmpr")


def cases() -> list[Case]:
    return list(Case.objects.order_by("opened_at"))


def together() -> list[bool]:
    return [case.incident_id is not None for case in cases()]


def test_the_same_landslide_is_one_group_with_its_reasons(operator: User) -> None:
    assert together() == [True, True, True, False]
    incident = Incident.objects.get()
    seen = queries.group(incident.pk, operator)
    assert [each.case for each in seen.members] == cases()[:3]
    assert seen.members[0].reason == "laporan pertama"
    assert all("longsor" in each.reason and "Cililin" in each.reason for each in seen.members[1:])
    assert Event.objects.filter(action="group_cases").count() == 1
    assert services.propose(by="test") == 0


def test_a_group_is_one_row_with_a_count(operator: User) -> None:
    rows = list(queries.desk(operator, grouped=True))
    assert sorted(row.together for row in rows) == [1, 3]  # type: ignore[attr-defined]
    assert len(queries.desk(operator)) == 4
    Case.objects.filter(pk=cases()[3].pk).update(urgency="emergency")
    Case.objects.filter(pk__in=[case.pk for case in cases()[:3]]).update(urgency="normal")
    Case.objects.filter(pk=cases()[1].pk).update(due_at=now() - timedelta(days=1))
    assert [row.pk for row in queries.desk(operator, grouped=True)] == [cases()[3].pk, cases()[1].pk]


def test_grouping_asks_the_database_the_same_number_of_questions_however_many_cases(operator: User) -> None:
    Incident.objects.all().delete()
    with CaptureQueriesContext(
        connection,
    ) as few:
        grouping.propose(by="test")
    Incident.objects.all().delete()
    for case in cases():
        for copy in range(20):
            Case.objects.create(
                reference=f"JB-{case.pk}-{copy}", network="fake", root_external_id=f"{case.pk}-{copy}", agency=case.agency,
                citizen_external_id=f"w{copy}", text=case.text, topic=case.topic, area_code=case.area_code,
                urgency="normal", state="open", opened_at=case.opened_at, due_at=case.due_at,
            )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        assert grouping.propose(by="test") > 60
    assert len(many) <= len(few) + 10, "a few for each group, none for each case"


def test_what_a_person_splits_no_rule_puts_together_again(operator: User) -> None:
    second = cases()[1]
    services.split(second.reference, by=operator)
    assert together() == [True, False, True, False]
    assert services.propose(by="test") == 0
    assert queries.parted(cases()[1])
    services.rejoin(second.reference, by=operator)
    assert together() == [True, True, True, False]
    with pytest.raises(Conflict):
        services.rejoin(second.reference, by=operator)


def test_splitting_one_of_two_leaves_none(operator: User) -> None:
    services.split(cases()[2].reference, by=operator)
    services.split(cases()[1].reference, by=operator)
    assert together() == [False] * 4
    services.rejoin(cases()[1].reference, by=operator)
    assert together() == [True, True, False, False]


def test_dissolving_and_putting_back(operator: User) -> None:
    incident = services.dissolve(Incident.objects.get().pk, by=operator)
    assert together() == [False] * 4
    assert services.propose(by="test") == 0
    assert queries.dissolved(operator, now()) == incident
    with pytest.raises(Conflict):
        services.dissolve(incident.pk, by=operator)
    services.restore(incident.pk, by=operator)
    assert together() == [True, True, True, False]
    assert queries.dissolved(operator, now()) is None


def test_a_person_puts_cases_together(operator: User) -> None:
    first, *_, last = cases()
    services.join([last.reference, first.reference], "satu ruas jalan", by=operator)
    assert together() == [True] * 4
    with pytest.raises(Conflict):
        services.join([last.reference, first.reference], "", by=operator)
    with pytest.raises(BalareaError, match="dua"):
        services.join([last.reference], "", by=operator)


def test_another_agencys_cases_are_not_touched(operator: User) -> None:
    services.route(cases()[2].reference, "dinkes", "korban luka", by="test")
    seen = queries.group(Incident.objects.get().pk, operator)
    assert (len(seen.members), seen.elsewhere) == (2, 1)
    with pytest.raises(NotAllowed):
        services.dissolve(Incident.objects.get().pk, by=operator)
    stranger = User.objects.create(username="x", role=Role.OPERATOR, agency_code="lain")
    with pytest.raises(NotFound):
        queries.group(Incident.objects.get().pk, stranger)
    done = services.answer_many([case.reference for case in cases()], "Kami ke lokasi.", by=operator)
    assert (len(done.done), list(done.refused)) == (3, [cases()[2].reference])


def test_one_answer_reaches_everybody_in_his_own_thread(operator: User) -> None:
    chosen = queries.expand([f"kejadian-{Incident.objects.get().pk}"], operator)
    assert len(chosen) == 3
    done = services.answer_many(chosen, "{citizen}, alat berat di jalan.", by=operator)
    assert (done.done, done.refused) == (chosen, {})
    sent = list(Delivery.objects.order_by("reply_to"))
    assert [each.reply_to for each in sent] == sorted(case.root_external_id for case in cases()[:3])
    assert sorted(each.text for each in sent) == [f"@warga{number}, alat berat di jalan." for number in range(3)]
    assert Event.objects.filter(action="queue_reply").count() == 3


def test_each_case_keeps_its_own_state_and_its_citizens_word(operator: User) -> None:
    Case.objects.filter(incident__isnull=False).update(
        state="answered", answered_at=now(), escalate_at=None, next_rung=""
    )
    first, second, *_ = cases()
    at = now()
    said = [
        RemotePost(PostRef("fake", f"said-{case.pk}"), text, Author(case.citizen_external_id, case.citizen_handle), at,
                   in_reply_to=PostRef("fake", case.root_external_id), root=PostRef("fake", case.root_external_id))
        for case, text in ((first, "belum min"), (second, "sudah, terima kasih"))
    ]  # fmt: skip
    store.ingest(said, by="test")
    services.intake([post.ref for post in said], by="test")
    assert [case.state for case in cases()[:3]] == ["open", "closed", "answered"]


@pytest.mark.parametrize("what", ["route", "close", "dismiss"])
def test_many_at_once_and_back(operator: User, what: str) -> None:
    before = list(Case.objects.order_by("pk").values())
    chosen = [case.reference for case in cases()[:2]]
    acts = {
        "route": lambda: services.route_many([*chosen, "JB-NONE"], "dinkes", "salah meja", by=operator),
        "close": lambda: services.close_many(
            [*chosen, "JB-NONE"], shown("Sudah dibersihkan, foto di kantor"), WHY, by=operator
        ),
        "dismiss": lambda: services.dismiss_many([*chosen, "JB-NONE"], by=operator),
    }
    done = acts[what]()
    assert (done.done, list(done.refused)) == (chosen, ["JB-NONE"])
    assert Event.objects.filter(action=f"{what}_case").count() == 2
    changed = {case.reference: (case.state, case.agency_id, case.dismissed) for case in cases()[:2]}
    assert set(changed.values()) == {
        {"route": ("open", "dinkes", False), "close": ("closed", "dbmpr", False), "dismiss": ("closed", "dbmpr", True)}[
            what
        ]
    }
    act = queries.undoable(operator, now())
    assert act is not None
    with pytest.raises(NotAllowed):
        services.undo(act.pk, by="somebody else")
    assert services.undo(act.pk, by=operator).done == chosen
    assert list(Case.objects.order_by("pk").values()) == before
    assert not Correction.objects.filter(ended_at__isnull=True).exists()
    assert queries.undoable(operator, now()) is None
    with pytest.raises(Conflict):
        services.undo(act.pk, by=operator)
    assert verify().ok


def test_undoing_leaves_alone_what_changed_since(operator: User) -> None:
    chosen = [case.reference for case in cases()[:2]]
    services.close_many(chosen, shown("Sudah dibersihkan"), WHY, by=operator)
    services.reopen(chosen[0], "belum", by=operator)
    act = queries.undoable(operator, now())
    assert act is not None
    undone = services.undo(act.pk, by=operator)
    assert (undone.done, list(undone.refused)) == ([chosen[1]], [chosen[0]])


def test_what_is_no_complaint_is_found_and_made_a_case(operator: User) -> None:
    ref = PostRef("fake", "met-pagi")
    at = now() - timedelta(minutes=5)
    words = "@dbmpr.demo met pagi min, jalannya gimana tuh"
    store.ingest([RemotePost(ref, words, Author("z", "zaki"), at, mentions=("dbmpr.demo",))], by="test")
    Post.objects.filter(external_id="met-pagi").update(intent="other", intent_confidence=1.0, topic="none")
    assert services.intake([ref], by="test") == services.intake([ref], by="test") == []
    assert Event.objects.filter(action="set_aside").count() == 1
    (row,) = queries.with_posts(list(queries.asides(operator)))
    assert row.post is not None
    assert row.post.text == words
    assert list(queries.asides(operator, "pagi")) == list(queries.asides(operator, "zaki")) == [row.aside]
    assert not queries.asides(operator, "siang")
    other = User.objects.create(username="other", role=Role.OPERATOR, agency_code="dinkes")
    assert not queries.asides(other)
    with pytest.raises(NotFound):
        services.make_case(ref, "complaint", by=other)
    with pytest.raises(BalareaError, match="Pilih"):
        services.make_case(ref, "praise", by=operator)
    case = services.make_case(ref, "complaint", by=operator)
    assert (case.agency_id, case.root_external_id) == ("dbmpr", "met-pagi")
    assert Correction.objects.get().after == "complaint"
    assert not SetAside.objects.exists()
    assert Entry.objects.get(external_id="met-pagi").case == case


def test_a_dismissed_case_is_found_there_too_and_opened_again(operator: User) -> None:
    case = cases()[3]
    services.dismiss(case.reference, by=operator)
    assert Correction.objects.get().after == "other"
    assert [row.case for row in queries.asides(operator)] == [case]
    ref = PostRef("fake", case.root_external_id)
    assert services.make_case(ref, "complaint", by=operator) == case
    again = Case.objects.get(pk=case.pk)
    assert (again.state, again.dismissed) == ("open", False)
    assert not SetAside.objects.exists()
    assert Correction.objects.get(ended_at__isnull=True).after == "complaint"


def test_of_those_alone_only_cases_from_a_number_on_are_asked(operator: User) -> None:
    Incident.objects.all().delete()
    first, second, third, _ = cases()
    assert services.propose(by="test", since=third.pk) == 1
    held = cases()
    assert held[2].incident_id is not None
    assert sum(together()) == 2, "the one it joined was alone and not asked, its neighbour stays alone"
    assert services.propose(by="test", since=third.pk + 1) == 0
    assert services.propose(by="test") == 1
    assert together() == [True, True, True, False]
    assert len({case.incident_id for case in cases()[:3]}) == 1
    assert {first.pk, second.pk} < set(Membership.objects.values_list("case_id", flat=True))


def test_a_case_that_changed_since_it_was_read_is_left_alone(operator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    Incident.objects.all().delete()
    second = cases()[1]
    whole = grouping._groups

    def meanwhile(*given: Any) -> list[int]:
        services.dismiss(second.reference, by="test")
        return whole(*given)

    monkeypatch.setattr(grouping, "_groups", meanwhile)
    assert services.propose(by="test") == 1
    assert together() == [True, False, True, False]


def test_a_founder_that_joined_another_incident_meanwhile_founds_none(
    operator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    Incident.objects.all().delete()
    first, *_, last = cases()
    whole = grouping._groups

    def meanwhile(*given: Any) -> list[int]:
        services.join([first.reference, last.reference], "satu ruas", by="test")
        return whole(*given)

    monkeypatch.setattr(grouping, "_groups", meanwhile)
    assert services.propose(by="test") == 0
    assert together() == [True, False, False, True]


def locks(act: Callable[[], object]) -> list[str]:
    """The tables whose rows an act locks, in order."""
    with CaptureQueriesContext(connection) as asked:
        act()
    return [found[1] for each in asked if (found := re.search(r'FROM "(\w+)".* FOR UPDATE', each["sql"]))]


def test_cases_are_held_before_the_end_of_the_record(operator: User) -> None:
    """An answer holds its case and waits for the record's end: who took them the other way round would block it for ever."""
    more = RemotePost(
        PostRef("fake", "more"), f"@dbmpr.demo {TEXTS[3]} min", Author("m"), START, mentions=("dbmpr.demo",)
    )
    store.ingest([more], by="test")
    Post.objects.filter(external_id="more").update(
        intent="incident", intent_confidence=1.0, topic="roads", urgency="normal"
    )
    services.intake([more.ref], by="test", group=False)
    Incident.objects.all().delete()
    held = locks(lambda: services.propose(by="test"))
    assert Incident.objects.count() == 2
    assert held.index("audit_head") > held.index("cases_case")
    assert "cases_case" not in held[held.index("audit_head") :]
    references = [case.reference for case in cases()]
    acts: tuple[Callable[[], object], ...] = (
        lambda: services.dismiss_many(references[:2], by=operator),
        lambda: services.route_many(references[2:], "dinkes", "kesehatan", by="test"),
    )
    for act in acts:
        with CaptureQueriesContext(connection) as asked:
            act()
        first = next(each["sql"] for each in asked if "FOR UPDATE" in each["sql"])
        assert 'FROM "cases_case"' in first
        assert "ORDER BY" in first
