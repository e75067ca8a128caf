"""The record of writes: a write and its event stand or fall together, and what is altered is found."""

import pytest
from django.db import connection, transaction

from balarea.audit import services
from balarea.audit.models import Event
from balarea.audit.queries import Fault, verify
from balarea.registry import services as registry
from balarea.registry.models import Agency

pytestmark = pytest.mark.django_db


def write(count: int) -> None:
    for number in range(count):
        with transaction.atomic():
            services.record("test", "thing", str(number), by="test", before=None, after={"n": number, "share": 0.1})


def test_an_untouched_chain_holds() -> None:
    write(5)
    assert verify() == type(verify())(5)


@pytest.mark.parametrize(
    ("statement", "fault", "proven"),
    [
        ("UPDATE audit_event SET after = '{\"n\": 99}' WHERE object_id = '2'", Fault.ALTERED, 2),
        ("UPDATE audit_event SET actor = 'somebody' WHERE object_id = '2'", Fault.ALTERED, 2),
        ("DELETE FROM audit_event WHERE object_id = '2'", Fault.MOVED, 2),
        ("DELETE FROM audit_event WHERE object_id = '4'", Fault.SHORTENED, 4),
        ("DELETE FROM audit_event", Fault.SHORTENED, 0),
        ("UPDATE audit_event SET at = at + interval '1 hour' WHERE object_id = '0'", Fault.ALTERED, 0),
    ],
)
def test_plain_sql_is_found_out(statement: str, fault: Fault, proven: int) -> None:
    write(5)
    with connection.cursor() as cursor:
        cursor.execute(statement)
    found = verify()
    assert (found.ok, found.fault, found.count) == (False, fault, proven)
    assert str(found.first_bad_id or "the end") in found.where


def test_a_write_without_its_event_is_no_write(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(services, "record", broken)
    with pytest.raises(OSError, match="no room"):
        registry.save_agency("dinkes", "Dinas Kesehatan", "dinas", by="test")
    assert not Agency.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_belongs_into_a_transaction() -> None:
    with pytest.raises(RuntimeError):
        services.record("test", "thing", "1", by="test")


def test_events_of_many_objects_are_one_chain_with_the_others() -> None:
    write(2)
    with transaction.atomic():
        services.record_each("test", "thing", [(f"many-{number}", {"n": number}) for number in range(3)], by="test")
        services.record_each("test", "thing", [], by="test")
    write(1)
    assert verify() == type(verify())(6)
    assert list(Event.objects.order_by("id").values_list("object_id", flat=True)) == [
        "0",
        "1",
        "many-0",
        "many-1",
        "many-2",
        "0",
    ]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_event SET after = '{}' WHERE object_id = 'many-1'")
    assert (verify().fault, verify().count) == (Fault.ALTERED, 3)
