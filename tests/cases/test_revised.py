"""What a citizen does with his words later, from the demo network to the desk, the public page and the ladder."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from balarea.audit.queries import verify
from balarea.cases import queries, services
from balarea.cases.jobs import pull_account
from balarea.cases.models import Case, Entry, Escalation
from balarea.cases.sealed import privacy
from balarea.core.clock import now
from balarea.core.errors import NotAllowed
from balarea.networks.fake.connector import delete, edit, write
from balarea.networks.values import Author, PostRef
from balarea.people.queries import Role, Rung, User
from balarea.posts.queries import GONE
from balarea.registry import services as registry
from balarea.registry.models import Account

CITIZEN = Author("warga-1", "warga.satu", "Warga")
PHONE = "0812-3456-7890"
LAMP = f"@dbmpr.demo lampu jalan di Jalan Dago mati sejak kemarin, kapan diperbaiki? hubungi {PHONE}"
ROOF = "@dbmpr.demo tolong ada orang terjebak di Jalan Dago sekarang, tiang lampu roboh, darurat"


class Street:
    """One account of an agency on a network of its own, and a citizen who writes to it."""

    def __init__(self, folder: Path) -> None:
        self.server = str(folder / "fake.sqlite")
        agency = registry.save_agency("dbmpr", "Dinas Bina Marga", "dinas", by="test")
        registry.set_duties(agency, [("roads", "")], by="test")
        made = registry.add_account("dbmpr", "fake", "dbmpr.demo", external_id="dbmpr.demo", by="test")
        registry.set_credential(made.pk, self.server, "dbmpr.demo", "demo-dbmpr.demo", by="test")
        self.account: Account = made
        self.operator: User = registry.save_officer("op", "", Role.OPERATOR, agency_code="dbmpr", by="test")
        registry.set_rung("op", Rung.OPERATOR, by="test")

    def say(self, text: str, reply_to: str = "") -> PostRef:
        said = write(self.server, CITIZEN, text, in_reply_to=reply_to)
        self.read()
        return said

    def read(self) -> None:
        pull_account(self.account)


@pytest.fixture
def street(db: None, tmp_path: Path) -> Street:
    return Street(tmp_path)


def test_an_edit_stands_at_the_desk_with_what_was_there_before(street: Street) -> None:
    said = street.say(LAMP)
    edit(street.server, said, "@dbmpr.demo lampu jalan di Jalan Dago mati, tiangnya miring")
    street.read()
    street.read()
    case = Case.objects.get()
    entry = case.entries.get(external_id=said.external_id)
    assert case.text == entry.text == "@dbmpr.demo lampu jalan di Jalan Dago mati, tiangnya miring"
    (before,) = queries.earlier(case)[said.external_id]
    assert before.text.endswith("hubungi ████-████-████")
    assert services.look_earlier(case.reference, before.pk, "menelepon pelapor", by=street.operator) == LAMP
    stranger = registry.save_officer("lain", "", Role.OPERATOR, agency_code="dinkes", by="test")
    with pytest.raises(NotAllowed):
        services.look_earlier(case.reference, before.pk, "menelepon pelapor", by=stranger)
    assert queries.revised(case) == [entry]
    assert verify().ok


def test_an_edit_to_an_emergency_pages_again(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    said = street.say(LAMP)
    case = Case.objects.get()
    services.reply(case.reference, "Kami periksa besok.", by=street.operator)
    Case.objects.update(state="closed", closed_at=now(), closed_by="op", escalate_at=None, next_rung="")
    services.escalate(by="test")
    edit(street.server, said, ROOF)
    rung: list[str] = []
    monkeypatch.setattr("balarea.cases.ladder.paging.ring_bell", lambda task, lock: rung.append(task))
    street.read()
    assert rung == ["balarea.cases.jobs.escalate"], "at once, not at the next turn"
    case.refresh_from_db()
    assert (case.urgency, case.state, case.reopened, case.cycle) == ("emergency", "open", 1, 2)
    assert case.acknowledge_due_at is not None
    assert case.acknowledged_at is None
    told = [notice.people for notice in services.escalate(by="test")]
    assert told == [("op",)]
    assert Escalation.objects.get(cycle=2).rung == Rung.OPERATOR
    assert case.entries.filter(kind="event", text__contains="sekarang darurat").count() == 1
    services.acknowledge(case.reference, by=street.operator)
    street.read()
    services.intake([said], by="test")
    assert services.escalate(by="test") == []


def test_urgency_falls_only_by_a_person(street: Street) -> None:
    said = street.say(ROOF)
    edit(street.server, said, LAMP)
    street.read()
    case = Case.objects.get()
    assert (case.urgency, case.cycle) == ("emergency", 1)
    services.correct_post(said, "urgency", "normal", by="test")
    services.intake([said], by="test")
    case.refresh_from_db()
    assert case.urgency == "normal"


def test_a_further_post_of_the_citizen_can_make_it_urgent(street: Street) -> None:
    said = street.say(LAMP)
    write(street.server, Author("lain", "lain"), ROOF, in_reply_to=said.external_id)
    street.read()
    assert Case.objects.get().urgency == "normal"
    street.say(ROOF, said.external_id)
    assert Case.objects.get().urgency == "emergency"
    assert Case.objects.count() == 1


def test_a_deleted_text_is_gone_and_the_case_is_not(street: Street) -> None:
    said = street.say(LAMP)
    more = street.say("belum ada yang datang min", said.external_id)
    edit(street.server, said, "@dbmpr.demo lampu jalan di Jalan Dago mati total")
    street.read()
    delete(street.server, said)
    street.read()
    case = Case.objects.get()
    entry = case.entries.get(external_id=said.external_id)
    assert (entry.text, entry.sealed) == (GONE, None)
    assert entry.withdrawn_at is not None
    assert case.text == "belum ada yang datang min"
    assert all(each.text == "" and each.sealed is None for each in queries.earlier(case)[said.external_id])
    page = Client().get(f"/kasus/{case.reference}/").content.decode()
    assert "lampu jalan" not in page
    assert GONE in page
    last = services.reply(case.reference, "Kami periksa.", by=street.operator)
    assert queries.deliveries(case)[last.delivery_id or 0].reply_to == more.external_id


def test_where_everything_was_deleted_the_desk_says_why_it_cannot_answer(street: Street) -> None:
    said = street.say(LAMP)
    delete(street.server, said)
    street.read()
    case = Case.objects.get()
    assert case.text == GONE
    assert "sudah menghapus" in queries.answerable(case).reason
    reader = Client()
    reader.force_login(street.operator)
    page = reader.get(f"/meja/{case.reference}/").content.decode()
    assert "sudah menghapus tulisannya" in page
    assert 'id="reply"' not in page
    assert "dihapus penulisnya" in page


def test_deleted_cases_are_not_taken_for_one_incident(street: Street) -> None:
    for author, text in (("a", LAMP), ("b", "@dbmpr.demo antrean puskesmas Coblong sampai sore, kenapa?")):
        said = write(street.server, Author(author, author), text)
        street.read()
        delete(street.server, said)
        street.read()
    services.propose(by="test")
    assert list(Case.objects.values_list("text", flat=True)) == [GONE] * 2
    assert not Case.objects.exclude(incident=None).exists()


def test_an_erased_person_leaves_no_earlier_text(street: Street) -> None:
    said = street.say(LAMP)
    edit(street.server, said, "@dbmpr.demo lampu jalan mati")
    street.read()
    who = privacy.subject(reference=Case.objects.get().reference)
    assert PHONE in str(privacy.export(who, by="test")["versions"])
    privacy.erase(who, "diminta di utas", by="test")
    case = Case.objects.get()
    assert queries.earlier(case) == {}
    edit(street.server, said, ROOF, now() + timedelta(minutes=1))
    delete(street.server, said)
    street.read()
    assert Entry.objects.filter(text__contains="terjebak").count() == 0
