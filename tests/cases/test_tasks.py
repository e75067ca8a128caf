"""Tasks on the spot: given out, taken, done with evidence, given back; each sent thing once."""

from datetime import UTC, datetime, timedelta

import pytest

from balarea.audit.models import Event
from balarea.cases import queries, services
from balarea.cases.field.nearby import Doubt, Point, doubts, metres
from balarea.cases.field.task_states import LIVE, MOVES, TaskState, move
from balarea.cases.models import Attachment, Case, Receipt, Task, TaskCall
from balarea.cases.sealed import privacy
from balarea.cases.services import Sent
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict, NotAllowed, NotFound
from balarea.files import services as files
from balarea.networks.values import PostRef
from balarea.notices.models import Occasion
from balarea.people.permissions import TABLE, Permission
from balarea.people.queries import Role, User, may
from balarea.registry import services as registry
from tests.cases.proofs import WHY
from tests.cases.test_proving import BY, case, folder, operator, says
from tests.files.pictures import photo

__all__ = ["case", "folder", "operator"]  # fixtures
HERE = Point(-6.8915, 107.6107)


@pytest.fixture
def officer(operator: User) -> User:
    registry.save_officer("kedua", "", Role.FIELD, agency_code="dbmpr", by=BY)
    registry.save_officer("asing", "", Role.FIELD, agency_code="dinkes", by=BY)
    return registry.save_officer("lapangan", "", Role.FIELD, agency_code="dbmpr", by=BY)


def someone(name: str) -> User:
    return User.objects.get(username=name)


def sent(key: str, text: str = "", part: str = "", place: Point | None = None, at: datetime | None = None) -> Sent:
    taken = files.Taken(at, place.lat if place else None, place.lon if place else None)
    return Sent(f"{key:->8}", text, photo("grey", (80, 60)) if part else b"", part, taken)


@pytest.fixture
def task(case: Case, operator: User, officer: User) -> Task:
    return services.assign_task(case.reference, "lapangan", "Ukur lubangnya", by=operator)


def test_a_task_from_the_desk_to_the_proof(task: Task, case: Case, operator: User, officer: User) -> None:
    for key, act, what in (
        ("a", "accept", sent("a")), ("b", "start", sent("b")), ("c", "photo", sent("c", part="before")),
        ("d", "photo", sent("d", part="after", place=HERE, at=now())), ("e", "finish", sent("e", "Ditambal 2 m2")),
    ):  # fmt: skip
        assert services.do_task(task.pk, act, what, by=officer), key
    task.refresh_from_db()
    assert (task.state, task.outcome, task.ended_by) == ("done", "Ditambal 2 m2", "lapangan")
    roles = list(Attachment.objects.values_list("role", "public", "file__lat"))
    assert roles == [("before", False, None), ("field", False, HERE.lat)]
    assert queries.tasks_of(officer) == []
    assert "Ditambal 2 m2" in case.entries.filter(kind="note").last().text  # type: ignore[union-attr]
    assert Occasion.objects.filter(event=f"task:{task.pk}:done", kind="task").count() == 1
    services.close(case.reference, services.Evidence("Lubang ditambal"), WHY, by=operator)  # the photos are enough
    proof = queries.proofs(Case.objects.get(), public=True)[0]
    assert (len(proof.before), len(proof.after)) == (1, 1)
    done = ["assign_task", "accept_task", "start_task", "photo_task", "photo_task", "finish_task"]
    assert list(Event.objects.filter(action__endswith="_task").order_by("pk").values_list("action", flat=True)) == done


def test_what_comes_twice_is_done_once_and_answered_the_same(task: Task, officer: User) -> None:
    first = services.do_task(task.pk, "photo", sent("k", part="after"), by=officer)
    assert services.do_task(task.pk, "photo", sent("k", part="after", place=HERE), by=officer) == first
    assert Attachment.objects.count() == 1
    done = services.do_task(task.pk, "finish", sent("f", "Beres"), by=officer)
    assert services.do_task(task.pk, "finish", sent("f", "Beres"), by=officer) == done
    assert Event.objects.filter(action="finish_task").count() == 1
    with pytest.raises(Conflict, match="sudah dipakai"):
        services.do_task(task.pk, "finish", sent("f", "Lain"), by=officer)


def test_what_was_refused_left_nothing_and_may_come_again(task: Task, officer: User) -> None:
    with pytest.raises(BalareaError, match="foto sesudah"):
        services.do_task(task.pk, "finish", sent("f", "Beres"), by=officer)
    assert not TaskCall.objects.exists()
    services.do_task(task.pk, "photo", sent("p", part="after"), by=officer)
    services.do_task(task.pk, "finish", sent("f", "Beres"), by=officer)
    assert Task.objects.get().state == "done"


def test_a_free_task_is_taken_by_one(case: Case, operator: User, officer: User) -> None:
    task = services.assign_task(case.reference, "", by=operator)
    assert [row.task for row in queries.free_tasks(officer)] == [task]
    assert queries.free_tasks(someone("asing")) == []
    with pytest.raises(Conflict, match="Ambil dahulu"):
        services.do_task(task.pk, "photo", sent("p", part="after"), by=officer)
    services.do_task(task.pk, "accept", sent("a"), by=officer)
    with pytest.raises(Conflict, match="rekan"):
        services.do_task(task.pk, "accept", sent("a"), by=someone("kedua"))
    with pytest.raises(NotAllowed):
        services.do_task(task.pk, "photo", sent("p", part="after"), by=someone("kedua"))
    assert queries.free_tasks(officer) == []
    assert [row.task.officer for row in queries.tasks_of(officer)] == ["lapangan"]


def test_given_back_with_a_reason_the_desk_hears_of_it(task: Task, officer: User) -> None:
    with pytest.raises(BalareaError, match="Tulis mengapa"):
        services.do_task(task.pk, "return", sent("r"), by=officer)
    services.do_task(task.pk, "return", sent("r", "Jalan ini milik kota, hubungi 0812-3456-7890"), by=officer)
    task.refresh_from_db()
    assert task.state == "returned"
    assert "3456" not in task.outcome + str(list(Event.objects.values("after")))
    assert "3456" not in Occasion.objects.get(event=f"task:{task.pk}:returned").text


def test_only_officers_of_the_agency_and_only_its_desk(task: Task, case: Case, operator: User, officer: User) -> None:
    for act in ("accept", "start", "photo", "finish", "return"):
        with pytest.raises(NotAllowed):
            services.do_task(task.pk, act, sent("x", "x", "after"), by=someone("asing"))
        with pytest.raises(NotAllowed):
            services.do_task(task.pk, act, sent("x", "x", "after"), by=operator)
    with pytest.raises(BalareaError, match="Pilih petugas"):
        services.assign_task(case.reference, "asing", by=operator)
    with pytest.raises(NotAllowed):
        services.assign_task(case.reference, "lapangan", by=officer)
    with pytest.raises(NotFound):
        services.do_task(task.pk, "delete", sent("x"), by=officer)
    assert TABLE[Role.FIELD] == {Permission.FIELD_WORK}
    assert not may(officer, Permission.FIELD_WORK, "dinkes")


def closed(case: Case, by: User) -> None:
    services.close(
        case.reference,
        services.Evidence("Beres", link="https://contoh.test/berita", exempt="Ditambal warga"),
        WHY,
        by=by,
    )


def moved(case: Case, by: User) -> None:
    services.route(case.reference, "dinkes", "salah alamat", by=by)


def taken_back(case: Case, by: User) -> None:
    services.withdraw_task(case.reference, by=by)


def given_on(case: Case, by: User) -> None:
    services.assign_task(case.reference, "kedua", by=by)


@pytest.mark.parametrize(
    ("meanwhile", "said"),
    [(closed, "ditutup"), (moved, "dipindahkan"), (taken_back, "ditarik"), (given_on, "ditarik")],
)
def test_meanwhile_the_case_went_on(
    meanwhile: object, said: str, task: Task, case: Case, operator: User, officer: User
) -> None:
    meanwhile(case, operator)  # type: ignore[operator]
    assert queries.tasks_of(officer) == []
    for act in ("start", "photo", "return"):
        with pytest.raises(Conflict, match=said):
            services.do_task(task.pk, act, sent(act, "x", "after"), by=officer)
    assert not Attachment.objects.exists()


def test_one_live_task_a_case(task: Task, case: Case, operator: User, officer: User) -> None:
    other = services.assign_task(case.reference, "kedua", by=operator)
    assert list(Task.objects.filter(state__in=LIVE)) == [other]
    assert Occasion.objects.filter(event=f"task:{task.pk}:withdrawn").exists()
    services.withdraw_task(case.reference, by=operator)
    with pytest.raises(Conflict):
        services.withdraw_task(case.reference, by=operator)


@pytest.mark.django_db
def test_an_agency_without_officers_says_so(case: Case, operator: User) -> None:
    with pytest.raises(BalareaError, match="belum punya petugas lapangan"):
        services.assign_task(case.reference, "", by=operator)


def test_tasks_stand_by_urgency_and_due_time(task: Task, case: Case, operator: User, officer: User) -> None:
    for number, (urgency, days) in enumerate((("normal", 1), ("emergency", 9), ("urgent", 2), ("urgent", 1))):
        says(f"@dbmpr.demo lampu jalan nomor {number} mati", ref(number), topic="roads", author=f"x{number}")
        made = Case.objects.get(root_external_id=f"n{number}")
        Case.objects.filter(pk=made.pk).update(urgency=urgency, due_at=now() + timedelta(days=days))
        services.assign_task(made.reference, "lapangan", by=operator)
    Case.objects.filter(pk=case.pk).update(urgency="normal", due_at=now() + timedelta(days=3))
    order = [row.case.root_external_id for row in queries.tasks_of(officer)]
    assert order == ["n1", "n3", "n2", "n0", "root"]


def ref(number: int) -> PostRef:
    return PostRef("fake", f"n{number}")


def test_what_the_officer_reads_is_masked(task: Task, case: Case, officer: User) -> None:
    Case.objects.filter(pk=case.pk).update(text="Lubang, hubungi 0812-3456-7890 atau @tetangga77, @dbmpr.demo")
    row = queries.tasks_of(officer)[0]
    assert "3456" not in row.text
    assert "tetangga77" not in row.text
    assert "@dbmpr.demo" in row.text


def test_a_photo_from_elsewhere_or_from_tomorrow_is_marked(task: Task, case: Case, officer: User) -> None:
    Receipt.objects.create(
        token="r" * 32, kind="report", fingerprint="f", author="a", said_at=now(), received_at=now(), taken_at=now(),
        case=case, lat=HERE.lat, lon=HERE.lon,
    )  # fmt: skip
    far = Point(HERE.lat + 0.01, HERE.lon)
    for key, place, at in (("near", HERE, now()), ("far", far, now()), ("late", HERE, now() + timedelta(days=1))):
        services.do_task(task.pk, "photo", sent(key, part="after", place=place, at=at), by=officer)
    found = queries.photo_doubts(case, Attachment.objects.order_by("pk"))
    near, other, tomorrow = Attachment.objects.order_by("pk")
    assert found == {other.pk: [(Doubt.FAR, 1112)], tomorrow.pk: [(Doubt.LATE, 0)]}
    assert near.pk not in found


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (HERE, HERE, 0), (Point(0, 0), Point(0, 180), 20_015_115), (Point(90, 0), Point(-90, 50), 20_015_115),
        (Point(-6.9175, 107.6191), Point(-6.2088, 106.8456), 116_260), (Point(0, 179.999), Point(0, -179.999), 222),
    ],
)  # fmt: skip
def test_distances(one: Point, other: Point, expected: float) -> None:
    assert metres(one, other) == pytest.approx(expected, rel=0.005)


def test_what_the_device_did_not_say_is_no_doubt() -> None:
    moment = datetime(2026, 11, 25, tzinfo=UTC)
    assert doubts(None, HERE, None, moment) == []
    assert doubts(HERE, None, moment + timedelta(minutes=4), moment) == []
    assert doubts(None, None, moment + timedelta(minutes=6), moment) == [Doubt.LATE]


@pytest.mark.parametrize("old", list(TaskState))
@pytest.mark.parametrize("new", list(TaskState))
def test_moves(old: TaskState, new: TaskState) -> None:
    if new in MOVES[old]:
        assert move(old, new) == new
    else:
        with pytest.raises(Conflict):
            move(old, new)


def test_erasing_a_citizen_reaches_the_words_of_a_task(task: Task, case: Case, operator: User, officer: User) -> None:
    services.do_task(task.pk, "return", sent("r", "Kata @w1 sudah ditambal"), by=officer)
    privacy.erase(privacy.subject(reference=case.reference), "diminta di utas", by="test")
    task.refresh_from_db()
    assert "w1" not in task.outcome


def test_old_keys_are_forgotten(task: Task, officer: User) -> None:
    services.do_task(task.pk, "accept", sent("a"), by=officer)
    assert services.forget_task_calls() == 0
    assert services.forget_task_calls(now() + timedelta(seconds=1)) == 1
