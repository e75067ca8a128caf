"""Reading the accounts: all at once, each with a cursor of its own, and none held up by another."""

from pathlib import Path

import pytest

from balarea.cases import jobs
from balarea.cases.inbox import pulling
from balarea.cases.models import Entry, SetAside
from balarea.networks.errors import Retry
from balarea.networks.fake import connector
from balarea.networks.fake.connector import Fake, write
from balarea.networks.values import AccountKey, Author, Page
from balarea.posts.models import Source
from balarea.posts.services import read
from balarea.registry import services as registry
from balarea.registry.models import Account

AGENCIES = ("bpbd", "dbmpr", "dinkes")


@pytest.fixture
def accounts(db: None, tmp_path: Path) -> list[Account]:
    found = []
    for code in AGENCIES:
        registry.save_agency(code, code, "dinas", by="test")
        account = registry.add_account(code, "fake", f"{code}.demo", external_id=f"{code}.demo", by="test")
        registry.set_credential(
            account.pk, str(tmp_path / "net.sqlite"), f"{code}.demo", f"demo-{code}.demo", by="test"
        )
        found.append(account)
    for number, code in enumerate(AGENCIES):
        write(
            str(tmp_path / "net.sqlite"),
            Author(f"w{number}"),
            f"@{code}.demo air PDAM mati di Cimahi {number}",
            external_id=f"n{number}",
        )
    write(
        str(tmp_path / "net.sqlite"),
        Author("w9"),
        "@bpbd.demo @dinkes.demo banjir di Majalaya sepinggang",
        external_id="both",
    )
    return found


def taken() -> set[str]:
    return {
        *Entry.objects.exclude(external_id="").values_list("external_id", flat=True),
        *SetAside.objects.values_list("external_id", flat=True),
    }


def cursors() -> dict[str, str]:
    return dict(Source.objects.exclude(cursor="").values_list("account__agency_id", "cursor"))


def broken(monkeypatch: pytest.MonkeyPatch, agency: str, error: Exception) -> None:
    whole = Fake.fetch

    def fetch(self: Fake, key: AccountKey, cursor: str | None) -> Page:
        if key.identifier == f"{agency}.demo":
            raise error
        return whole(self, key, cursor)

    monkeypatch.setattr(connector.Fake, "fetch", fetch)


def test_all_accounts_are_read_and_a_post_that_names_two_is_one_case(accounts: list[Account]) -> None:
    pulling.pull(accounts, by="test")
    assert taken() == {"n0", "n1", "n2", "both"}
    assert Entry.objects.filter(external_id="both").count() == 1
    assert set(cursors()) == set(AGENCIES)
    assert pulling.pull(accounts, by="test") == []


def test_one_account_that_fails_does_not_stop_the_others(
    accounts: list[Account], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(monkeypatch, "bpbd", Retry("not now"))
    pulling.pull(accounts, by="test")
    assert taken() == {"n1", "n2", "both"}
    assert set(cursors()) == {"dbmpr", "dinkes"}
    assert Source.objects.get(account=accounts[0]).last_error == "not now"
    monkeypatch.undo()
    pulling.pull(accounts, by="test")
    assert taken() == {"n0", "n1", "n2", "both"}
    assert Source.objects.get(account=accounts[0]).last_error == ""


def test_a_mistake_of_ours_is_raised_after_the_others_were_taken_in(
    accounts: list[Account], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(monkeypatch, "bpbd", ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        pulling.pull(accounts, by="test")
    assert taken() == {"n1", "n2", "both"}


def test_killed_before_the_cursor_moved_the_same_posts_change_nothing(
    accounts: list[Account], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("balarea.posts.services.remember", lambda *_: None)
    pulling.pull(accounts, by="test")
    before = (taken(), Entry.objects.count())
    monkeypatch.undo()
    pulling.pull(accounts, by="test")
    assert (taken(), Entry.objects.count()) == before
    assert set(cursors()) == set(AGENCIES)


def test_an_account_without_a_key_is_in_trouble_alone(accounts: list[Account]) -> None:
    accounts[1].credential.delete()
    readings = {each.account.agency_id: each.page for each in read(list(Account.objects.order_by("agency_id")))}
    assert "not connected" in str(readings["dbmpr"])
    assert isinstance(readings["bpbd"], Page)


def test_new_cases_are_grouped_by_a_job_that_waits_for_more(
    accounts: list[Account], monkeypatch: pytest.MonkeyPatch
) -> None:
    deferred: list[int] = []
    monkeypatch.setattr(jobs, "_group_soon", deferred.append)
    jobs.pull.func(timestamp=0)
    first = Entry.objects.order_by("case_id").values_list("case_id", flat=True).first()
    assert deferred == [first]
    jobs.pull.func(timestamp=0)
    assert deferred == [first]
