"""Steps of a hand-off reach the people concerned; what may wait comes as the office opens, emergencies never do."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from balarea.cases import services
from balarea.cases.models import Case, HandOff
from balarea.core.clock import now
from balarea.notices import sending
from balarea.notices import services as notices
from balarea.notices.models import Notice, Occasion, Way
from balarea.people.queries import User
from balarea.registry import services as registry
from tests.cases.service_levels import moment
from tests.cases.walk import BY, case_of, people

Told = set[tuple[str, str]]
LINK = "tautan:pln"


@pytest.fixture
def who(db: None) -> dict[str, User]:
    found = people()
    names = {"person": ("op.dbmpr", "kedua", "op.kab-bandung", "op.dsda", "sekda"), "agency": ("kab-bandung", "pln")}
    for kind, owners in names.items():
        for owner in owners:
            notices.add_way(f"{owner}@jabarprov.go.id", by=BY, **{kind: owner})
    Way.objects.update(verified_at=now(), verified_by=BY)
    return found


def told(case: Case) -> list[tuple[str, Told, str]]:
    """Of each occasion of a hand-off: what is said, whom it reaches by which way, and where it leads."""
    found = Occasion.objects.filter(about=case.reference, kind__in=["handoff", "page"]).order_by("pk")
    return [
        (
            each.text.split("\n")[1].split(". Tenggat")[0],
            {(notice.person, notice.way.owner) for notice in each.notices.all() if notice.way},
            each.path.replace(case.reference, "REF"),
        )
        for each in found
    ]


BOTH: Told = {("op.dbmpr", "op.dbmpr"), ("kedua", "kedua")}
OTHER: Told = {("op.kab-bandung", "op.kab-bandung"), ("", "kab-bandung")}
Act = Callable[[HandOff, dict[str, User]], object]


@pytest.mark.parametrize(
    ("target", "act", "said", "whom", "path"),
    [
        ("kab-bandung", lambda made, who: services.accept(made.pk, by=who["kab-bandung"]),
         "Diterima oleh Dinas kab-bandung", BOTH, "/kasus/REF/"),
        ("kab-bandung", lambda made, who: services.refuse(made.pk, "bukan 0812-3456-7890", by=who["kab-bandung"]),
         "Ditolak oleh Dinas kab-bandung", BOTH, "/meja/REF/"),
        ("kab-bandung", lambda made, who: services.withdraw(made.pk, by=who["dbmpr"]),
         "Tawaran kepada meja Anda ditarik kembali", OTHER, "/meja/tawaran/"),
        ("kab-bandung", lambda made, who: services.expire_offers(by=BY, moment=now() + timedelta(days=40)),
         "Tawaran kepada Dinas kab-bandung tidak dijawab", BOTH, "/meja/REF/"),
        ("pln", lambda made, who: services.accept(made.pk, "tiket", by=who["dbmpr"]),
         "Diterima oleh Dinas pln", {("kedua", "kedua")}, "/meja/REF/"),  # who wrote it down knows
        ("pln", lambda made, who: (services.accept(made.pk, by=LINK), services.tell(made.pk, "besok", by=LINK)),
         "Perkembangan dari Dinas pln", BOTH, "/meja/REF/"),
        ("pln", lambda made, who: (services.accept(made.pk, by=LINK), services.give_back(made.pk, "x", by=LINK)),
         "Dikembalikan oleh Dinas pln", BOTH, "/meja/REF/"),
    ],
)  # fmt: skip
def test_each_step_reaches_the_desk_concerned(
    who: dict[str, User], target: str, act: Act, said: str, whom: Told, path: str
) -> None:
    case = case_of("satu")
    made = services.offer(case.reference, target, "milik Pak Asep, 0812-3456-7890", by=who["dbmpr"])
    act(made, who)
    first, *later = told(case)
    if target == "kab-bandung":
        assert first[0].startswith("Ditawarkan kepada meja Anda, dijawab sampai ")
        assert first[1:] == (OTHER, "/meja/tawaran/")
    assert [first, *later][-1] == (said, whom, path)
    assert not any(word in each.text for each in Occasion.objects.all() for word in ("Asep", "0812", "tiket", "besok"))


@pytest.mark.parametrize(
    ("off_duty", "whom"), [(["op.dbmpr"], {("kedua", "kedua")}), (["op.dbmpr", "kedua"], BOTH)]
)  # where nobody is on duty, all who work there
def test_of_a_desk_who_is_on_duty(who: dict[str, User], off_duty: list[str], whom: Told) -> None:
    for name in off_duty:
        registry.set_rung(name, "", by=BY)
    case = case_of("satu")
    made = services.offer(case.reference, "kab-bandung", "jalan kabupaten", by=who["dbmpr"])
    services.refuse(made.pk, "jalan provinsi", by=who["kab-bandung"])
    assert told(case)[-1][1] == whom


def test_thrown_to_and_fro_the_secretary_hears_and_of_his_word_both_desks(who: dict[str, User]) -> None:
    case = case_of("satu")
    for _ in range(2):
        made = services.offer(case.reference, "kab-bandung", "jalan kabupaten", by=who["dbmpr"])
        services.refuse(made.pk, "jalan provinsi", by=who["kab-bandung"])
    services.escalate(by=BY, moment=now() + timedelta(days=7))
    climbed = Notice.objects.filter(person="sekda", occasion__about=case.reference, occasion__kind="climbed")
    assert any("dilempar-lempar" in each.occasion.text.lower() for each in climbed)
    services.determine(case.reference, "dsda", "milik DSDA", by=who["sekda"])
    assert told(case)[-2:] == [
        ("Pemegangnya ditetapkan: meja Anda", {("op.dsda", "op.dsda")}, "/meja/REF/"),
        ("Pemegangnya ditetapkan: Dinas dsda", BOTH, "/kasus/REF/"),
    ]


def test_of_a_case_determined_away_from_outside_the_desk_that_accompanied_it_hears(who: dict[str, User]) -> None:
    case = case_of("satu")
    for _ in range(2):
        made = services.offer(case.reference, "pln", "listrik", by=who["dbmpr"])
        services.accept(made.pk, by=LINK)
        services.give_back(made.pk, "bukan", by=LINK)
    services.accept(services.offer(case.reference, "pln", "listrik", by=who["dbmpr"]).pk, by=LINK)
    services.determine(case.reference, "dsda", "milik DSDA", by=who["sekda"])
    assert told(case)[-1] == ("Pemegangnya ditetapkan: Dinas dsda", BOTH, "/kasus/REF/")


def test_what_may_wait_comes_when_the_office_opens_and_emergencies_at_once(
    who: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    way = Way.objects.get(person__username="op.kab-bandung")
    notices.choose_kinds(way.pk, list(notices.Kind), digest=True, by=who["kab-bandung"])
    evening = moment("2026-11-27 20:00")  # a Friday
    monkeypatch.setattr("balarea.notices.telling.now", lambda: evening)
    calm, alarm = case_of("satu"), case_of("dua", days=40)
    Case.objects.filter(pk=alarm.pk).update(urgency="emergency", acknowledged_at=now(), acknowledged_by=BY)
    for case in (calm, alarm):
        services.offer(case.reference, "kab-bandung", "jalan kabupaten", by=who["dbmpr"])
    notices.tell(["op.kab-bandung"], "p", "DARURAT\nx", "/meja/", notices.Kind.PAGE, by=BY)
    held = {each.occasion.about: each.digest for each in Notice.objects.filter(way=way)}
    assert held == {calm.reference: True, alarm.reference: False, "": False}
    table = [
        ("2026-11-27 21:00", 0), ("2026-11-28 10:00", 0),  # night, Saturday
        ("2026-11-30 07:00", 0), ("2026-11-30 08:00", 1), ("2026-11-30 08:01", 0),
    ]  # fmt: skip
    assert [services.send_digests(moment=moment(at)) for at, _ in table] == [number for _, number in table]
    evening = moment("2026-11-30 09:00")  # told after the opening: the next one's
    notices.tell(["op.kab-bandung"], "later", "x", "/meja/", notices.Kind.TASK, by=BY)
    assert services.send_digests(moment=moment("2026-11-30 15:00")) == 0
    assert services.send_digests(moment=moment("2026-12-01 08:00")) == 1


def test_nothing_held_is_sent_and_who_changes_his_mind_gets_it(who: dict[str, User]) -> None:
    way = Way.objects.get(person__username="sekda")
    notices.choose_kinds(way.pk, ["page", "task"], digest=True, by=who["sekda"])
    notices.tell(["sekda"], "e", "x", "/meja/", notices.Kind.TASK, by=BY)
    Notice.objects.update(due_at=now())
    assert sending.send(at_once=False) == 0
    notices.choose_kinds(way.pk, ["page", "task"], by=who["sekda"])
    assert sending.send(at_once=False) == 1
