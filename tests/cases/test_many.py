"""One field officer for many cases, and many offers: refusals named, undone as one where nobody took them yet."""

from collections.abc import Callable

import pytest

from balarea.audit.models import Event
from balarea.audit.queries import verify
from balarea.cases import queries, services
from balarea.cases.models import BatchAct, Case, HandOff, Task
from balarea.cases.services import Done, Sent
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict, NotAllowed
from balarea.notices.models import Occasion
from balarea.people.queries import Role, User
from balarea.registry import services as registry
from tests.cases.walk import BY, case_of, people

SENT = Sent("phone-key-1")


@pytest.fixture
def who(db: None) -> dict[str, User]:
    made = people()
    for name, agency in (("lapangan", "dbmpr"), ("rekan", "dbmpr"), ("asing", "dsda")):
        made[name] = registry.save_officer(name, "", Role.FIELD, agency_code=agency, by=BY)
    return made


@pytest.fixture
def chosen(who: dict[str, User]) -> list[str]:
    return [case_of(name, days=21 * number).reference for number, name in enumerate(("satu", "dua", "tiga"))]


def actions(name: str) -> int:
    return Event.objects.filter(action=name).count()


def last(by: User) -> int:
    act = queries.undoable(by, now())
    assert act is not None
    return act.pk


def test_one_officer_goes_to_many_places(who: dict[str, User], chosen: list[str]) -> None:
    services.assign_task(chosen[2], "rekan", by=who["dbmpr"])
    Case.objects.filter(reference=chosen[1]).update(state="closed", closed_at=now(), closed_by="x", escalate_at=None)
    done = services.assign_many(
        [*chosen, chosen[0], "JB-0000-0000"], "lapangan", "Ukur, telepon 0812-3456-7890", by=who["dbmpr"]
    )
    assert done.done == [chosen[0]]
    assert {reference: words.split(";")[0] for reference, words in done.refused.items()} == {
        chosen[1]: "Kasus ini sudah ditutup, atau belum ada instansinya.",
        chosen[2]: "Sudah ada tugas lapangan (rekan)",
        "JB-0000-0000": "Kasus itu tidak ada.",
    }
    (task,) = Task.objects.filter(officer="lapangan")
    assert (task.case.reference, task.state) == (chosen[0], "assigned")
    assert "0812" not in task.note
    assert Occasion.objects.filter(event=f"task:{task.pk}:assigned").count() == 1
    assert [each.task.pk for each in queries.tasks_of(who["lapangan"])] == [task.pk]
    assert actions("assign_task") == 2


@pytest.mark.parametrize(
    ("officer", "why"), [("asing", "Pilih petugas lapangan instansi ini"), ("kedua", "Pilih petugas lapangan")]
)
def test_who_cannot_be_sent(who: dict[str, User], chosen: list[str], officer: str, why: str) -> None:
    done = services.assign_many(chosen, officer, by=who["dbmpr"])
    assert (done.done, done.act, len(done.refused)) == ([], None, 3)
    assert all(words.startswith(why) for words in done.refused.values())
    assert not Task.objects.exists()
    assert not BatchAct.objects.exists()


def test_another_desk_and_too_long_a_message(who: dict[str, User], chosen: list[str]) -> None:
    assert list(services.assign_many(chosen, "", by=who["dsda"]).refused) == chosen
    with pytest.raises(BalareaError, match="Terlalu panjang"):
        services.assign_many(chosen, "", "x" * 5001, by=who["dbmpr"])
    assert not Task.objects.exists()


def test_tasks_are_taken_back_as_one_but_not_those_that_somebody_took(who: dict[str, User], chosen: list[str]) -> None:
    done = services.assign_many(chosen, "", "Cek", by=who["dbmpr"])
    assert done.done == chosen
    taken = Task.objects.get(case__reference=chosen[1])
    services.do_task(taken.pk, "accept", SENT, by=who["lapangan"])
    services.wait(chosen[2], "Foto", by=who["dbmpr"])  # what happened to the case meanwhile is no hindrance
    act = last(who["dbmpr"])
    with pytest.raises(NotAllowed):
        services.undo(act, by=who["kedua"])
    undone = services.undo(act, by=who["dbmpr"])
    assert (undone.done, list(undone.refused)) == ([chosen[0], chosen[2]], [chosen[1]])
    assert "sudah diterima" in undone.refused[chosen[1]]
    assert list(Task.objects.order_by("pk").values_list("state", flat=True)) == ["withdrawn", "accepted", "withdrawn"]
    assert Case.objects.get(reference=chosen[2]).state == "waiting"
    assert actions("withdraw_task") == 2
    with pytest.raises(Conflict):
        services.undo(act, by=who["dbmpr"])
    assert queries.undoable(who["dbmpr"], now()) is None
    assert verify().ok


def test_the_officer_hears_that_it_was_taken_back(who: dict[str, User], chosen: list[str]) -> None:
    services.assign_many(chosen[:1], "lapangan", by=who["dbmpr"])
    services.undo(last(who["dbmpr"]), by=who["dbmpr"])
    task = Task.objects.get()
    events = [f"task:{task.pk}:{what}" for what in ("assigned", "withdrawn")]
    assert list(Occasion.objects.filter(event__in=events).order_by("pk").values_list("event", flat=True)) == events


def test_offers_are_taken_back_as_one_but_not_those_that_were_answered(who: dict[str, User], chosen: list[str]) -> None:
    before = list(Case.objects.order_by("pk").values())
    done = services.offer_many([*chosen, "JB-0000-0000"], "kab-bandung", "jalan kabupaten", by=who["dbmpr"])
    assert (done.done, list(done.refused)) == (chosen, ["JB-0000-0000"])
    accepted, refused, _ = HandOff.objects.order_by("pk")
    services.refuse(refused.pk, "jalan provinsi", by=who["kab-bandung"])
    services.accept(accepted.pk, by=who["kab-bandung"])
    undone = services.undo(last(who["dbmpr"]), by=who["dbmpr"])
    assert (undone.done, list(undone.refused)) == ([chosen[2]], chosen[:2])
    assert ["diterima" in undone.refused[chosen[0]], "ditolak" in undone.refused[chosen[1]]] == [True, True]
    assert list(HandOff.objects.order_by("pk").values_list("state", flat=True)) == ["accepted", "refused", "withdrawn"]
    assert list(queries.received(who["kab-bandung"])) == []
    assert Case.objects.filter(reference=chosen[2]).values()[0] == before[2]
    assert actions("withdraw_offer") == 1
    assert verify().ok


@pytest.mark.parametrize(
    "make",
    [
        lambda chosen, by: services.offer_many(chosen, "kab-bandung", "jalan kabupaten", by=by),
        lambda chosen, by: services.assign_many(chosen, "lapangan", by=by),
    ],
)
def test_it_stands_whole_or_not_at_all(
    make: Callable[[list[str], User], Done], who: dict[str, User], chosen: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the record is gone")

    monkeypatch.setattr(BatchAct.objects, "create", broken)
    with pytest.raises(RuntimeError):
        make(chosen, who["dbmpr"])
    assert not HandOff.objects.exists()
    assert not Task.objects.exists()
    assert not Occasion.objects.filter(kind="task").exists()
