"""Ways by which people are reached: entered, proven by a code that arrived, chosen, removed; by whom."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from balarea.audit.models import Event
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict, NotAllowed, NotFound
from balarea.notices import services
from balarea.notices.kinds import Kind
from balarea.notices.models import Way
from balarea.notices.schemes import schemes
from balarea.people.queries import Role, User
from balarea.registry import services as registry
from tests.notices.receivers import Hook, Mail, code_in


@pytest.fixture
def put_back() -> Iterator[None]:
    yield
    call_command("migrate", "notices", verbosity=0)


def test_an_address_is_used_only_after_its_code_was_typed_back(people: dict[str, User], mail: Mail) -> None:
    way = services.add_way("operator@jabarprov.go.id", person="operator", by=people["operator"])
    services.tell(["operator"], "before", "Teks", "/meja/", Kind.CLIMBED, by="test")
    assert not way.notices.exists()
    with pytest.raises(BalareaError, match="pesan uji dahulu"):
        services.verify_way(way.pk, "000000", by=people["operator"])
    services.test_way(way.pk, by=people["operator"])
    code = code_in(mail.got[0][2])
    wrong = "000000" if code != "000000" else "111111"
    with pytest.raises(BalareaError, match="tidak cocok"):
        services.verify_way(way.pk, wrong, by=people["operator"])
    assert services.verify_way(way.pk, f" {code[:3]} {code[3:]}", by=people["operator"]).verified_by == "operator"
    services.tell(["operator"], "after", "Teks", "/meja/", Kind.CLIMBED, by="test")
    assert way.notices.count() == 1


def test_a_code_cannot_be_guessed_and_ends(people: dict[str, User], mail: Mail) -> None:
    way = services.add_way("operator@jabarprov.go.id", person="operator", by=people["operator"])
    services.test_way(way.pk, by=people["operator"])
    with pytest.raises(Conflict, match="setengah menit"):
        services.test_way(way.pk, by=people["operator"])
    code = code_in(mail.got[0][2])
    for guess in range(5):
        with pytest.raises(BalareaError, match="tidak cocok"):
            services.verify_way(way.pk, f"{(int(code) + 1 + guess) % 10**6:06}", by=people["operator"])
    with pytest.raises(BalareaError, match="pesan uji dahulu"):
        services.verify_way(way.pk, code, by=people["operator"])
    Way.objects.update(code_sent_at=now() - timedelta(minutes=31), code_tries=0)
    with pytest.raises(BalareaError, match="pesan uji dahulu"):
        services.verify_way(way.pk, code, by=people["operator"])


def test_strangers_are_spared_many_test_messages(people: dict[str, User], mail: Mail) -> None:
    for number in range(10):
        way = services.add_way(f"orang{number}@jabarprov.go.id", person="operator", by=people["operator"])
        services.test_way(way.pk, by=people["operator"])
        services.remove_way(way.pk, by=people["operator"])
    way = services.add_way("orang@jabarprov.go.id", person="operator", by=people["operator"])
    with pytest.raises(Conflict, match="satu jam"):
        services.test_way(way.pk, by=people["operator"])
    assert len(mail.got) == 10


def test_a_test_that_fails_says_why(people: dict[str, User], hook: Hook) -> None:
    way = services.add_way(f"json://{hook.address}/x", person="operator", by=people["operator"])
    hook.answers = [403]
    with pytest.raises(BalareaError, match=r"tidak diizinkan \(403\)"):
        services.test_way(way.pk, by=people["operator"])


def test_oneself_or_an_administrator_and_nobody_else(people: dict[str, User]) -> None:
    way = services.add_way("operator@jabarprov.go.id", person="operator", by=people["admin"])
    acts: list[Callable[[], object]] = [
        lambda: services.test_way(way.pk, by=people["lain"]),
        lambda: services.verify_way(way.pk, "1", by=people["lain"]),
        lambda: services.choose_kinds(way.pk, [], by=people["lain"]),
        lambda: services.remove_way(way.pk, by=people["lain"]),
    ]
    for act in acts:
        with pytest.raises(NotFound):
            act()
    with pytest.raises(NotAllowed):
        services.add_way("x@jabarprov.go.id", person="operator", by=people["lain"])
    with pytest.raises(NotAllowed):
        services.add_way("x@jabarprov.go.id", agency="bpbd", by=people["operator"])
    assert services.add_way("piket@jabarprov.go.id", agency="bpbd", by=people["admin"]).owner == "bpbd"
    for owner in ({"person": "siapa"}, {"agency": "mana"}):
        with pytest.raises(NotFound):
            services.add_way("x@jabarprov.go.id", by="test", **owner)


def test_the_address_is_sealed_and_in_no_record(people: dict[str, User]) -> None:
    secret = "jsons://rahasia:rahasia@sirene.go.id/rahasia"
    way = services.add_way(secret, person="operator", by=people["operator"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(w)::text FROM notices_way w")
        stored = cursor.fetchone()[0]
    assert "rahasia" not in stored
    assert b"rahasia".hex() not in stored
    assert "rahasia" not in str(list(Event.objects.values()))
    with pytest.raises(Conflict, match="sudah ada"):
        services.add_way(secret, person="operator", by=people["operator"])
    services.remove_way(way.pk, by=people["operator"])
    way.refresh_from_db()
    assert bytes(way.sealed_address) == b""
    services.add_way(secret, person="operator", by=people["operator"])  # may come back


def test_who_is_on_duty_keeps_one_way_for_pages(people: dict[str, User]) -> None:
    first = services.add_way("operator@jabarprov.go.id", person="operator", by=people["operator"])
    with pytest.raises(BalareaError, match="sisakan satu"):
        services.choose_kinds(first.pk, ["routed"], by=people["operator"])
    second = services.add_way("piket@jabarprov.go.id", person="operator", by=people["operator"])
    assert services.choose_kinds(first.pk, ["routed"], by=people["operator"]).kinds == {"routed"}
    with pytest.raises(BalareaError, match="sisakan satu"):
        services.choose_kinds(second.pk, [], by=people["operator"])
    off_duty = services.add_way("humas@jabarprov.go.id", person="humas", by=people["humas"])
    assert services.choose_kinds(off_duty.pk, [], by=people["humas"]).kinds == set()
    with pytest.raises(BalareaError, match="dalam daftar"):
        services.choose_kinds(first.pk, ["mata-mata"], by=people["operator"])


def test_a_later_kind_reaches_the_ways_that_are_for_everything(
    people: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = services.add_way("operator@jabarprov.go.id", person="operator", by=people["operator"])
    siren = services.add_way("jsons://sirene.go.id/x", person="operator", by=people["operator"])
    services.choose_kinds(mail.pk, ["page", "routed"], by=people["operator"])
    services.choose_kinds(siren.pk, ["page", "task"], by=people["operator"])
    table = {each: replace(schemes()[each], kinds=schemes()[each].kinds | {"later"}) for each in ("mail",)}
    monkeypatch.setattr("balarea.notices.models.schemes", lambda: schemes() | table)
    assert {way.scheme: set(way.kinds) for way in Way.objects.all()} == {
        "mail": {"page", "routed", "later"}, "jsons": {"page", "task"},
    }  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_ways_made_earlier_get_what_their_owner_never_refused(put_back: None) -> None:
    agency = registry.save_agency("a", "A", "dinas", by="t")
    registry.save_officer("operator", "", Role.OPERATOR, agency_code=agency.code, by="t")
    for scheme in ("mail", "mailto", "tgram", "jsons"):
        Way.objects.create(
            person=User.objects.get(), scheme=scheme, hint="x", sealed_address=b"", fingerprint=scheme, added_at=now(),
            added_by="t",
        )  # fmt: skip
    call_command("migrate", "notices", "0002", verbosity=0)
    earlier = {
        "mail": ["page", "unreached", "climbed", "routed", "mentioned", "approval"], "mailto": ["page", "approval"],
        "tgram": ["page", "unreached"], "jsons": ["page", "routed"],
    }  # fmt: skip
    with connection.cursor() as cursor:
        for scheme, kinds in earlier.items():
            cursor.execute("UPDATE notices_way SET kinds = %s WHERE scheme = %s", [kinds, scheme])
    call_command("migrate", "notices", verbosity=0)
    assert {way.scheme: set(way.kinds) for way in Way.objects.all()} == {
        "mail": set(Kind), "mailto": {"page", "approval", "task", "handoff"}, "tgram": {"page", "unreached"},
        "jsons": {"page", "routed"},
    }  # fmt: skip
    call_command("migrate", "notices", "0002", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT scheme, kinds FROM notices_way")
        assert {scheme: set(kinds) for scheme, kinds in cursor.fetchall()} == {
            "mail": {*earlier["mail"], "task"}, "mailto": {"page", "approval", "task"}, "tgram": {"page", "unreached"},
            "jsons": {"page", "routed"},
        }  # fmt: skip


def test_the_database_refuses_nonsense(people: dict[str, User]) -> None:
    way = services.add_way("operator@jabarprov.go.id", person="operator", by=people["operator"])
    for values in (
        {"person": None},
        {"agency_id": "bpbd"},
        {"verified_by": "x"},
        {"removed_by": "x"},
        {"added_by": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Way.objects.filter(pk=way.pk).update(**values)


def test_nothing_is_changed_without_its_record(people: dict[str, User], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("no record")

    monkeypatch.setattr("balarea.notices.ways.audit.record", broken)
    with pytest.raises(RuntimeError, match="no record"):
        services.add_way("operator@jabarprov.go.id", person="operator", by=people["operator"])
    assert not Way.objects.exists()
