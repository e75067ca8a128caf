"""The register: whose an account is, what looks like it, and that its key is never shown."""

import pytest

from balarea.audit.models import Event
from balarea.core.errors import BalareaError, Conflict, NotAllowed, NotFound
from balarea.networks.errors import Expired
from balarea.networks.values import AccountKey, Author
from balarea.people.queries import Role
from balarea.registry import queries, services
from balarea.registry.models import Agency, Credential

BY = "test"


@pytest.fixture
def agency(db: None) -> Agency:
    services.save_agency("dinkes", "Dinas Kesehatan", "dinas", by=BY)
    return services.save_agency("dbmpr", "Dinas Bina Marga", "dinas", by=BY)


def test_an_account_belongs_to_one_agency(agency: Agency) -> None:
    account = services.add_account("dbmpr", "x", "@BinaMarga", by=BY)
    with pytest.raises(Conflict, match="Dinas Bina Marga"):
        services.add_account("dinkes", "x", "binamarga", by=BY)
    services.remove_account(account.pk, by=BY)
    again = services.add_account("dinkes", "x", "binamarga", by=BY)
    assert (again.pk, again.agency_id, again.state) == (account.pk, "dinkes", "unverified")


@pytest.mark.parametrize(("code", "handle"), [("dbmpr", " @ "), ("nowhere", "akun"), ("dbmpr", "\0")])
def test_what_cannot_be_entered(agency: Agency, code: str, handle: str) -> None:
    with pytest.raises(BalareaError, match="Tulis nama akun"):
        services.add_account(code, "x", handle, by=BY)


@pytest.mark.parametrize(
    ("typed", "official", "similar"),
    [
        ("dbmprjabar", 1, 0),
        ("@DBMPRJabar", 1, 0),
        ("https://x.com/dbmprjabar", 1, 0),
        ("dbmpr_jabar", 0, 1),
        ("dbrnprjabar", 0, 1),
        ("dbmprjabаr", 0, 1),  # a Cyrillic а
        ("presiden", 0, 0),
        ("", 0, 0),
    ],
)
def test_is_this_account_official(agency: Agency, typed: str, official: int, similar: int) -> None:
    services.verify_account(services.add_account("dbmpr", "x", "dbmprjabar", by=BY).pk, by=BY)
    found = queries.lookup(typed)
    assert (len(found.official), len(found.similar)) == (official, similar)


def test_a_key_is_tried_and_sealed(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    class Network:
        def profile(self, key: AccountKey) -> Author:
            if key.secret != "benar":
                raise Expired("kunci ditolak")
            return Author("did:plc:1", "dbmpr", "")

    monkeypatch.setattr("balarea.networks.get", lambda name: Network())
    account = services.add_account("dbmpr", "bluesky", "dbmpr", by=BY)
    for identifier, secret, said in (("did:plc:1", "salah", "kunci ditolak"), ("did:plc:2", "benar", "akun lain")):
        with pytest.raises(BalareaError, match=said):
            services.connect_account(account.pk, "https://pds.test/", identifier, secret, by=BY)
    assert queries.credential(account) is None
    services.connect_account(account.pk, "https://pds.test/", "did:plc:1", "benar", by=BY)
    account.refresh_from_db()
    assert queries.credential(account) == AccountKey("https://pds.test", "did:plc:1", "benar")
    assert account.external_id == "did:plc:1"
    assert b"benar" not in bytes(Credential.objects.get().sealed_secret)
    assert "benar" not in str(list(Event.objects.values()))
    services.remove_account(account.pk, by=BY)
    assert not Credential.objects.exists()


def test_who_may_change_it(agency: Agency) -> None:
    account = services.add_account("dbmpr", "x", "dbmpr", by=BY)
    for role in set(Role) - {Role.ADMINISTRATOR}:
        person = services.save_officer(f"orang-{role}", "", role, agency_code="dbmpr", by=BY)
        with pytest.raises(NotAllowed):
            services.verify_account(account.pk, by=person)
    with pytest.raises(NotFound):
        services.verify_account(0, by=BY)


def test_the_most_specific_duty_comes_first(agency: Agency) -> None:
    services.set_duties(agency, [("roads", "")], by=BY)
    services.set_duties(Agency.objects.get(pk="dinkes"), [("roads", "32.73")], by=BY)
    assert [each.agency_code for each in queries.responsible("roads", "32.73.02")] == ["dinkes", "dbmpr"]
    assert [each.agency_code for each in queries.responsible("roads", "32.04")] == ["dbmpr"]
    assert queries.responsible("health", None) == []
