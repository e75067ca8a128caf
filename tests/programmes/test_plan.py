"""The plan: what may be changed by whom, and claims that find their indicator later."""

from datetime import timedelta
from decimal import Decimal

import pytest

from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict, NotAllowed
from balarea.networks.values import Author, PostRef, RemotePost
from balarea.people.queries import Role, User
from balarea.posts import services as posts
from balarea.programmes import reading, services
from balarea.programmes.claims import attained
from balarea.programmes.models import Claim, Programme
from balarea.registry import services as registry

BY = "test"


@pytest.fixture
def programme(db: None) -> Programme:
    registry.save_agency("dbmpr", "Dinas Bina Marga", "dinas", by=BY)
    registry.add_account("dbmpr", "x", "dbmpr", external_id="77", by=BY)
    return services.add_programme("1.03.10", 2026, "Jalan provinsi", "dbmpr", topic="roads", by=BY)


def officer(agency: str) -> User:
    return registry.save_officer(f"humas.{agency}", "", Role.COMMUNICATIONS, agency_code=agency, by=BY)


def post(number: int, text: str, author: str = "77") -> None:
    at = now() - timedelta(hours=number)
    posts.ingest([RemotePost(PostRef("x", f"p{number}"), text, Author(author), at)], by=BY)


def test_a_code_stands_once(programme: Programme) -> None:
    with pytest.raises(Conflict, match="Kode 1"):
        services.add_programme("1.03.10", 2026, "Lain", "dbmpr", by=BY)
    other = services.add_programme("1.03.11", 2026, "Lain", "dbmpr", by=BY)
    services.save_indicator(programme, "a", "Panjang jalan", "km", Decimal(1), by=BY)
    with pytest.raises(BalareaError, match="sudah dipakai program lain"):
        services.save_indicator(other, "a", "Panjang jalan", "km", Decimal(1), by=BY)
    with pytest.raises(Conflict):
        services.change_programme(other.pk, code="1.03.10", year=2026, name="Lain", topic="", by=BY)


def test_only_its_agency_changes_it(programme: Programme) -> None:
    changes = {"code": "1.03.10", "year": 2026, "name": "Baru", "topic": ""}
    with pytest.raises(NotAllowed):
        services.change_programme(programme.pk, **changes, by=officer("dinkes"))  # type: ignore[arg-type]
    changed = services.change_programme(programme.pk, **changes, by=officer("dbmpr"))  # type: ignore[arg-type]
    assert changed.name == "Baru"


def test_a_claim_finds_an_indicator_that_comes_later(programme: Programme) -> None:
    post(1, "Kami telah memperbaiki 84 km jalan provinsi.")
    post(2, "Jalan provinsi sepanjang 50 km mulus kembali", author="warga")
    assert reading.note_claims(by=BY) == 1
    assert reading.note_claims(by=BY) == 0
    assert Claim.objects.get().indicator is None
    indicator = services.save_indicator(programme, "a", "Panjang jalan diperbaiki", "km", Decimal(120), by=BY)
    assert Claim.objects.get().indicator == indicator
    post(3, "Panjang jalan diperbaiki kini 90 km")
    assert reading.note_claims(by=BY) == 1
    services.remove_indicator(programme.pk, "a", by=BY)
    assert list(Claim.objects.values_list("indicator", flat=True)) == [None, None]


@pytest.mark.parametrize(
    ("value", "target", "direction", "percent"),
    [(84, 120, "up", "70.0"), (150, 120, "up", "125.0"), (500, 600, "down", "116.7"), (1, 0, "up", None)],
)  # fmt: skip
def test_attainment(value: int, target: int, direction: str, percent: str | None) -> None:
    found = attained(Decimal(value), Decimal(target), direction)
    assert found == (Decimal(percent) if percent else None)
