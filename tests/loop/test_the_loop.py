"""One post travels the whole loop: on the demo network, and on the Bluesky reference server."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client

from balarea.audit.queries import verify
from balarea.cases import queries as cases
from balarea.cases import services as case_services
from balarea.cases.jobs import pull_account
from balarea.cases.models import Case
from balarea.core.clock import now
from balarea.networks import get
from balarea.networks.fake.connector import write
from balarea.networks.values import AccountKey, Author, Draft, PostRef
from balarea.observe import services as observe
from balarea.people.queries import Role, User
from balarea.programmes import queries as programmes
from balarea.programmes import reading
from balarea.programmes import services as programme_services
from balarea.publishing import delivery
from balarea.publishing import services as publishing
from balarea.registry import services as registry
from balarea.registry.models import Account

BY = "test"


@dataclass
class Stage:
    """A network with one agency account and one citizen."""

    network: str
    key: AccountKey
    handle: str
    say: Callable[[str, PostRef | None, PostRef | None], PostRef]


@pytest.fixture
def fake(tmp_path: Path) -> Stage:
    server = str(tmp_path / "fake.sqlite")
    citizen = Author("warga-1", "warga.satu", "Warga")

    def say(text: str, reply: PostRef | None, _root: PostRef | None) -> PostRef:
        return write(server, citizen, text, in_reply_to=reply.external_id if reply else "")

    return Stage("fake", AccountKey(server, "dbmpr.demo", "demo-dbmpr.demo"), "dbmpr.demo", say)


@pytest.fixture
def bluesky(pds: object) -> Stage:
    agency, handle = pds.account("dbmpr")  # type: ignore[attr-defined]
    citizen, _ = pds.account("warga")  # type: ignore[attr-defined]

    def say(text: str, reply: PostRef | None, root: PostRef | None) -> PostRef:
        draft = Draft(text, uuid.uuid4().hex, created_at=now(), in_reply_to=reply, root=root)
        return get("bluesky").send(citizen, draft).ref

    return Stage("bluesky", agency, handle, say)


@pytest.fixture(params=["fake", pytest.param("bluesky", marks=pytest.mark.pds)])
def stage(request: pytest.FixtureRequest) -> Stage:
    found: Stage = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def officers(db: None) -> dict[str, User]:
    agency = registry.save_agency("dbmpr", "Dinas Bina Marga dan Penataan Ruang", "dinas", by=BY)
    registry.set_duties(agency, [("roads", "")], by=BY)
    people = {"operator": Role.OPERATOR, "humas": Role.COMMUNICATIONS, "humas2": Role.COMMUNICATIONS}
    return {name: registry.save_officer(name, "", role, agency_code="dbmpr", by=BY) for name, role in people.items()}


def connect(stage: Stage) -> Account:
    account = registry.add_account("dbmpr", stage.network, stage.handle, external_id=stage.key.identifier, by=BY)
    registry.set_credential(account.pk, stage.key.server, stage.key.identifier, stage.key.secret, by=BY)
    return account


def deliver() -> None:
    for waiting in delivery.due():
        delivery.work(waiting)


def test_from_complaint_to_not_yet(stage: Stage, officers: dict[str, User], client: Client) -> None:
    account = connect(stage)
    complaint = stage.say(f"@{stage.handle} jalan rusak parah di Dago Coblong, kapan diperbaiki?", None, None)
    pull_account(account)
    pull_account(account)
    case = Case.objects.get()
    assert (case.agency_id, case.state, case.root_external_id) == ("dbmpr", "open", complaint.external_id)
    assert case.topic == "roads"

    case_services.reply(case.reference, "Terima kasih. Tim kami ke lokasi besok.", by=officers["operator"])
    deliver()
    case_services.settle_replies(by=BY)
    case.refresh_from_db()
    assert case.state == "answered"
    answer = PostRef(stage.network, case.entries.get(kind="reply").external_id)
    pull_account(account)
    assert case.entries.filter(kind="reply").count() == 1

    stage.say("belum, masih rusak sampai sekarang", answer, complaint)
    pull_account(account)
    case.refresh_from_db()
    assert case.state == "open"
    case_services.reply(case.reference, "Mohon maaf, tim berangkat hari ini.", by=officers["operator"])
    deliver()
    case_services.settle_replies(by=BY)
    stage.say("sudah, terima kasih", answer, complaint)
    pull_account(account)
    case.refresh_from_db()
    assert (case.state, case.confirmed) == ("closed", True)

    client.force_login(officers["operator"])
    page = client.get(f"/kasus/{case.reference}/")
    assert page.status_code == 200
    assert "warga.satu" not in page.content.decode()
    observe.refresh()
    assert verify().ok


def test_a_report_goes_out_and_stands_on_the_programme(stage: Stage, officers: dict[str, User]) -> None:
    account = connect(stage)
    programme = programme_services.save_programme("1.03.10", 2026, "Jalan provinsi", "dbmpr", topic="roads", by=BY)
    programme_services.save_indicator(programme, "1.03.10-a", "Panjang jalan diperbaiki", "km", Decimal(120), by=BY)
    content = publishing.Content(
        "Sampai November, 84 km jalan provinsi telah diperbaiki.", [account.pk], "1.03.10-a", Decimal(84), "2026-11"
    )
    message = publishing.draft("dbmpr", content, by=officers["humas"])
    publishing.submit(message.pk, by=officers["humas"])
    publishing.approve(message.pk, by=officers["humas2"])
    deliver()
    deliver()
    pull_account(account)
    assert reading.note_reports(by=BY) == 1
    assert reading.note_reports(by=BY) == 0
    assert reading.note_claims(by=BY) == 1
    (standing,) = programmes.programme(programme.pk).standings
    assert standing.latest
    assert (standing.latest.value, standing.attained) == (Decimal(84), Decimal("70.0"))
    assert [(held.claim.value, held.verdict) for held in standing.claims] == [(Decimal(84), "agrees")]
    posts = get(stage.network).fetch(stage.key, None).posts
    assert [post.text for post in posts] == [content.text]


def test_another_agency_sees_nothing(fake: Stage, officers: dict[str, User]) -> None:
    account = connect(fake)
    fake.say(f"@{fake.handle} jalan berlubang di Coblong", None, None)
    pull_account(account)
    registry.save_agency("dinkes", "Dinas Kesehatan", "dinas", by=BY)
    stranger = registry.save_officer("lain", "", Role.OPERATOR, agency_code="dinkes", by=BY)
    assert list(cases.desk(stranger)) == []
    assert cases.desk(officers["operator"]).count() == 1
