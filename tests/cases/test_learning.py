"""What persons teach by taking cases elsewhere: when it decides, when it does not, and that it can be taken back."""

import pytest

from balarea.audit.models import Event
from balarea.cases import queries, services
from balarea.cases.holders import lessons
from balarea.cases.holders.learning import Lesson, Standing, learn
from balarea.cases.holders.placing import place
from balarea.cases.models import Case, Transfer
from balarea.core.errors import NotAllowed, NotFound
from balarea.people.queries import User
from balarea.posts.queries import post
from tests.cases.walk import BY, case_of, people, post_of

KEY = ("roads", "", "32.04")


@pytest.mark.parametrize(
    ("taught", "kept", "standing"),
    [
        ([("a", "x", "1"), ("a", "x", "2"), ("a", "y", "3")], [], [Standing.HOLDS]),
        ([("a", "x", "1"), ("a", "y", "2")], [], [Standing.TOO_FEW]),
        ([("a", "x", "1"), ("a", "x", "2"), ("a", "x", "3")], [], [Standing.TOO_FEW]),  # one person alone
        ([("a", "x", "1"), ("a", "y", "1"), ("a", "z", "1")], [], [Standing.TOO_FEW]),  # one incident
        ([("a", "x", "1"), ("a", "x", "2"), ("a", "y", "3"), ("b", "z", "4")], [], [Standing.CONTRADICTED] * 2),
        ([("a", "x", "1"), ("a", "x", "2"), ("a", "y", "3")], ["b"], [Standing.CONTRADICTED]),
        ([("a", "x", "1"), ("a", "x", "2"), ("a", "y", "3")], ["a"], [Standing.HOLDS]),
        ([], ["a"], []),
    ],
)
def test_several_agree_and_none_contradicts(
    taught: list[tuple[str, str, str]], kept: list[str], standing: list[Standing]
) -> None:
    assert [each.standing for each in learn([Lesson(*each) for each in taught], kept)] == standing


@pytest.fixture
def who(db: None) -> dict[str, User]:
    return people()


def taught(who: dict[str, User], number: int = 3, target: str = "dlh") -> list[Case]:
    made = [
        case_of(f"p{target}{each}", f"jalan rusak parah nomor {each} sekali", days=20 * each) for each in range(number)
    ]
    for each, case in enumerate(made):
        services.route(case.reference, target, "urusan mereka", by=who["dbmpr" if each else "kedua"])
    return made


def where(name: str, text: str = "jalan rusak lagi", *, topic: str = "roads", area: str = "32.04") -> str | None:
    found = post(post_of(name, text, topic=topic, area=area))
    assert found
    return place(found, []).route.agency_code


def test_a_correction_is_learnt_and_says_why(who: dict[str, User]) -> None:
    taught(who, 2)
    assert where("a") == "dbmpr"
    services.route(
        case_of("p9", "jalan rusak di depan pasar", days=90).reference, "dlh", "urusan mereka", by=who["dbmpr"]
    )
    found = post(post_of("b", "jalan rusak lagi"))
    assert found
    chosen = place(found, [])
    assert chosen.route.agency_code == chosen.holder == "dlh"
    assert "karena 3 kali dialihkan ke sana oleh 2 petugas" in chosen.reason
    assert where("c", area="32.73") == "dbmpr"  # elsewhere nothing was taught
    assert where("d", text="jalan desa rusak") == "kab-bandung"  # nor of a part that is named
    assert where("e", topic="water_flood") == "dsda"
    case = case_of("f", "jalan rusak lagi di sini")
    assert (case.agency_id, case.state) == ("dlh", "open")


def test_what_the_rules_did_teaches_nothing(who: dict[str, User]) -> None:
    for number in range(5):
        case = case_of(f"p{number}", f"jalan desa hancur nomor {number} di kampung", days=20 * number)
        services.accept(case.handoffs.get().pk, by=who["kab-bandung"])
    assert Transfer.objects.filter(target="kab-bandung").count() == 5
    assert lessons.table() == []
    for number in range(5):  # parts of the system are no persons
        services.route(
            case_of(f"q{number}", f"jalan rusak ke-{number} di sini", days=20 * number + 200).reference,
            "dlh",
            "x",
            by=BY,
        )
    assert lessons.table() == []


def test_an_accepted_offer_teaches_from_who_offered(who: dict[str, User]) -> None:
    for number, name in enumerate(["dbmpr", "dbmpr", "kedua"]):
        case = case_of(f"p{number}", f"jalan rusak ke-{number} sekali", days=20 * number)
        made = services.offer(case.reference, "kab-bandung", "jalan kabupaten", by=who[name])
        services.accept(made.pk, by=who["kab-bandung"])
    assert [each.learnt.teachers for each in lessons.table()] == [("kedua", "op.dbmpr")]
    assert where("a") == "kab-bandung"


def test_one_who_keeps_such_a_case_speaks_against_it(who: dict[str, User]) -> None:
    taught(who)
    assert lessons.learnt(*KEY)
    kept = Case.objects.create(
        reference="JB-KEPT-KEPT", agency_id="dbmpr", network="fake", root_external_id="kept", citizen_external_id="w",
        text="jalan rusak", topic="roads", area_code="32.04.05", urgency="normal", state="answered",
        opened_at=Transfer.objects.latest("moved_at").moved_at, due_at=Transfer.objects.latest("moved_at").moved_at,
    )  # fmt: skip
    assert lessons.learnt(*KEY) is None
    assert [each.learnt.standing for each in lessons.table()] == [Standing.CONTRADICTED]
    Case.objects.filter(pk=kept.pk).update(text="jalan provinsi rusak")  # that is another part
    assert lessons.learnt(*KEY)


def test_nothing_is_learnt_of_integrity(who: dict[str, User]) -> None:
    taught(who)
    Transfer.objects.update(topic="integrity")
    assert lessons.learnt("integrity", "", "32.04") is None
    assert lessons.table() == []


def test_an_administrator_forgets_and_restores(who: dict[str, User]) -> None:
    taught(who)
    with pytest.raises(NotAllowed):
        services.forget(*KEY, "dlh", by=who["dbmpr"])
    assert services.forget(*KEY, "dlh", by=who["admin"]) == 3
    assert where("a") == "dbmpr"
    assert [each.forgotten for each in queries.lessons()] == [True]
    with pytest.raises(NotFound):
        services.forget(*KEY, "dlh", by=who["admin"])
    assert services.restore_lessons(*KEY, "dlh", by=who["admin"]) == 3
    assert where("b") == "dlh"
    assert list(Event.objects.filter(object_type="agency", object_id="dlh").values_list("action", flat=True))[-2:] == [
        "forget_lessons", "restore_lessons",
    ]  # fmt: skip


def test_an_undone_rerouting_teaches_nothing(who: dict[str, User]) -> None:
    made = [case_of(f"p{number}", f"jalan rusak berat nomor {number}", days=20 * number) for number in range(3)]
    services.route(made[0].reference, "dlh", "x", by=who["kedua"])
    done = services.route_many([each.reference for each in made[1:]], "dlh", "x", by=who["dbmpr"])
    assert lessons.learnt(*KEY)
    assert done.act
    services.undo(done.act, by=who["dbmpr"])
    assert lessons.learnt(*KEY) is None
    assert Transfer.objects.exclude(undone_at=None).count() == 2
