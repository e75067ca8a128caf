"""Mail and Telegram through the whole house, feeds that only tell, and streams in any order: no case too many."""

from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer

from balarea.audit.queries import verify
from balarea.cases import services
from balarea.cases.jobs import pull_account
from balarea.cases.models import Case, Entry
from balarea.core.clock import now
from balarea.networks import report
from balarea.networks.values import NEARBY, AccountKey, Author, PostRef, RemotePost
from balarea.people.queries import Role, User
from balarea.posts import services as store
from balarea.posts.models import Post
from balarea.publishing import delivery
from balarea.publishing import services as publishing
from balarea.publishing.models import Delivery
from balarea.registry import queries as registered
from balarea.registry import services as registry
from balarea.registry.models import Account
from tests.networks.mail.rig import ADDRESS
from tests.networks.mail.rig import Post as PostOffice
from tests.networks.sky import SITI, US, Sky
from tests.networks.test_feed import RSS, serve
from tests.networks.test_telegram import Api

BY = "test"
COMPLAINT = "jalan provinsi di Dago Coblong rusak parah, kapan diperbaiki?"


@pytest.fixture
def operator(db: None) -> User:
    agency = registry.save_agency("dbmpr", "Dinas Bina Marga", "dinas", by=BY)
    registry.set_duties(agency, [("roads", "")], by=BY)
    return registry.save_officer("operator", "", Role.OPERATOR, agency_code="dbmpr", by=BY)


def connect(network: str, handle: str, key: AccountKey) -> Account:
    made = registry.add_account("dbmpr", network, handle, by=BY)
    registry.set_credential(made.pk, key.server, key.identifier, key.secret, options=dict(key.options), by=BY)
    made.refresh_from_db()
    return made


def deliver() -> None:
    Delivery.objects.filter(state__in=["queued", "unknown"]).update(due_at=now())
    for each in delivery.due():
        delivery.work(each)
    services.settle_replies(by=BY)


def mail(office: PostOffice, identity: str, text: str, **fields: str) -> None:
    head = {"From": "siti@contoh.test", "To": ADDRESS, "Subject": "Jalan rusak", "Message-ID": f"<{identity}>",
            "Date": format_datetime(now())} | {name.replace("_", "-"): value for name, value in fields.items()}  # fmt: skip
    office.put("".join(f"{name}: {value}\r\n" for name, value in head.items()) + f"\r\n{text}\r\n")


def test_a_letter_is_answered_and_the_answer_disputed(post_office: PostOffice, operator: User) -> None:
    account = connect("email", ADDRESS, post_office.key)
    mail(post_office, "a1@contoh.test", COMPLAINT)
    mail(post_office, "cuti@contoh.test", "Saya sedang cuti.", Auto_Submitted="auto-replied")
    pull_account(account)
    pull_account(account)
    case = Case.objects.get()
    assert (case.private, case.agency_id, case.state) == (True, "dbmpr", "open")
    services.reply(case.reference, "Terima kasih. Tim kami ke lokasi besok.", by=operator)
    deliver()
    deliver()
    case.refresh_from_db()
    assert (case.state, len(post_office.postman.letters)) == ("answered", 1)
    ours = post_office.sent()[0]
    mail(post_office, "a2@contoh.test", "belum, masih rusak\r\n\r\nPada Sel, 24 Nov 2026 Dinas <x@y> menulis:\r\n> Tim",
         Subject="Re: Jalan rusak", In_Reply_To=str(ours["Message-ID"]))  # fmt: skip
    pull_account(account)
    case.refresh_from_db()
    assert (case.state, case.reopened) == ("open", 1)
    assert [entry.text for entry in case.entries.filter(kind="citizen")][1] == "belum, masih rusak"
    # and one whose program forgot the thread finds it by the address
    mail(post_office, "a3@contoh.test", "ada tiga lubang", Subject="lubang", To=str(ours["Reply-To"]))
    pull_account(account)
    assert Case.objects.get().entries.filter(kind="citizen").count() == 3
    assert verify().ok


def test_a_bounce_opens_the_case_again(post_office: PostOffice, operator: User) -> None:
    account = connect("email", ADDRESS, post_office.key)
    mail(post_office, "a1@contoh.test", COMPLAINT)
    pull_account(account)
    case = Case.objects.get()
    services.reply(case.reference, "Terima kasih. Tim berangkat.", by=operator)
    deliver()
    ours = str(post_office.sent()[0]["Message-ID"])
    report = (
        "--r\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nAction: failed\r\n\r\n"
        f"--r\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {ours}\r\n\r\n--r--"
    )
    mail(post_office, "b1@contoh.test", report, Content_Type='multipart/report; boundary="r"')
    pull_account(account)
    services.settle_replies(by=BY)
    case.refresh_from_db()
    assert (case.state, Delivery.objects.get().state, Case.objects.count()) == ("open", "failed", 1)


def test_telegram_and_an_answer_that_nobody_can_find(httpserver: HTTPServer, operator: User) -> None:
    api = Api(httpserver)
    account = connect("telegram", "dbmpr_bot", api.key)
    api.say(COMPLAINT, 10, date=int(now().timestamp()) - 60)
    pull_account(account)
    case = Case.objects.get()
    services.reply(case.reference, "Terima kasih, tim berangkat.", by=operator)
    api.fail = [(502, None)]
    for _ in range(4):
        deliver()
    sent = Delivery.objects.get()
    assert (sent.state, len(api.sent)) == ("held", 1)
    assert delivery.due() == []
    publishing.confirm(sent.pk, by=operator)
    services.settle_replies(by=BY)
    api.say("masih rusak pak", 12, date=int(now().timestamp()))
    pull_account(account)
    case.refresh_from_db()
    assert (case.state, Case.objects.count()) == ("open", 1)


def test_a_direct_message_is_answered_disputed_and_answered_by_hand(httpserver: HTTPServer, operator: User) -> None:
    sky = Sky(httpserver)
    account = connect("bluesky", "dbmpr.test", sky.key)
    sky.say(SITI, COMPLAINT, at=now() - timedelta(minutes=9))
    pull_account(account)
    pull_account(account)
    case = Case.objects.get()
    assert (case.private, case.agency_id, case.state, case.citizen_handle) == (True, "dbmpr", "open", "siti.test")
    services.reply(case.reference, "Terima kasih. Tim kami ke lokasi besok.", by=operator)
    sky.fail["sendMessage"] = [(504, None)]  # it went out, and nobody said so
    for _ in range(3):
        deliver()
    pull_account(account)
    case.refresh_from_db()
    assert (case.state, Delivery.objects.get().state, case.entries.filter(kind="reply").count()) == (
        "answered",
        "sent",
        1,
    )
    assert [view["text"] for view in sky.convos["c1"]["messages"]] == [
        COMPLAINT,
        "Terima kasih. Tim kami ke lokasi besok.",
    ]
    sky.say(SITI, "belum, masih rusak", at=now())
    pull_account(account)
    case.refresh_from_db()
    assert (case.state, case.reopened) == ("open", 1)
    sky.say(US, "Mohon maaf, tim berangkat siang ini.", at=now())  # typed in the app of the network
    pull_account(account)
    case.refresh_from_db()
    assert (case.state, case.entries.filter(kind="reply").count(), Case.objects.count()) == ("answered", 2, 1)
    page = Client().get(f"/kasus/{case.reference}/").content.decode()
    assert "rusak parah" not in page
    assert "tim berangkat" not in page
    assert verify().ok


def test_the_same_words_to_us_alone_and_to_everybody_never_stand_together(
    httpserver: HTTPServer, operator: User
) -> None:
    sky = Sky(httpserver)
    account = connect("bluesky", "dbmpr.test", sky.key)
    text = f"@dbmpr.test {COMPLAINT}"
    sky.write(SITI, text, at=now() - timedelta(minutes=9))
    sky.say(SITI, text, at=now() - timedelta(minutes=8))
    sky.say(SITI, "rumah saya di ujung gang itu, nomor 7", at=now() - timedelta(minutes=7))
    pull_account(account)
    open_to_all, alone = Case.objects.order_by("private")
    assert (open_to_all.private, alone.private, Case.objects.count()) == (False, True, 2)
    assert (open_to_all.entries.count(), alone.entries.count()) == (1, 2)


def test_news_is_observed_and_makes_no_case(httpserver: HTTPServer, operator: User) -> None:
    key = serve(httpserver, RSS)
    account = connect("feed", "kabar.test", AccountKey("", key.identifier, "", ((NEARBY, "1"),)))
    pull_account(account)
    pull_account(account)
    assert Post.objects.filter(network="feed", private=False).count() == 2
    assert not Case.objects.exists()
    assert not registered.official().filter(pk=account.pk).exists()
    assert "kabar.test" not in Client().get("/api/agencies").content.decode()
    assert registered.lookup("kabar.test").official == []


START = now().replace(microsecond=0) - timedelta(hours=6)


def said(
    network: str, name: str, text: str, minute: int, *, root: str = "", reply: str = "", author: str = "siti",
    private: bool = True,
) -> RemotePost:  # fmt: skip
    return RemotePost(
        PostRef(network, name), text, Author(author, author), START + timedelta(minutes=minute),
        mentions=() if author == "dbmpr" else ("dbmpr",), private=private,
        root=PostRef(network, root) if root else None, in_reply_to=PostRef(network, reply) if reply else None,
    )  # fmt: skip


def handed(token: str, text: str, minute: int, root: str = "") -> RemotePost:
    return report.post(report.Report(token, text, "hash-siti", START + timedelta(minutes=minute), root=root))


CHAT = "chat:dbmpr/siti"
THREAD: dict[str, Any] = {"root": "at://siti/1", "private": False}
WORLD = [
    said("whatsapp", "siti/w1", COMPLAINT, 1, root=CHAT),
    said("whatsapp", "siti/w2", "di depan SMA 1 ya", 2, root=CHAT),
    said("whatsapp", "siti/w3", "dekat pasar juga rusak", 4, root=CHAT, reply="siti/w1"),
    said("whatsapp", "asep/w4", "air PDAM mati tiga hari di Cimahi tolong", 3, root="chat:dbmpr/asep", author="asep"),
    said("telegram", "7/1", COMPLAINT, 5, root="chat:dbmpr/7", author="7"),
    said("telegram", "7/2", "kapan diperbaiki min", 6, root="chat:dbmpr/7", author="7"),
    said("email", "m1@x", COMPLAINT, 7),
    said("email", "m3@x", "kutipan: jalan rusak", 9, root="m1@x", reply="m2@x"),
    said("email", "m2@x", "mohon ditindaklanjuti", 8, root="m1@x", reply="m1@x"),
    said("email", "ours@x", "Terima kasih, kami cek.", 10, root="m1@x", reply="m2@x", author="dbmpr"),
    # one citizen says the same in public and, twice, to us alone; our own answers come back from both
    said("bluesky", "at://siti/1", COMPLAINT, 11, private=False),
    said("bluesky", "at://dbmpr/1", "Tim kami ke sana.", 13, **THREAD, reply="at://siti/1", author="dbmpr"),
    said("bluesky", "at://asep/1", "sama, di sini juga", 14, **THREAD, reply="at://dbmpr/1", author="asep"),
    said("bluesky", "dm:c1/1", COMPLAINT, 12, root="chat:dbmpr/c1"),
    said("bluesky", "dm:c1/2", COMPLAINT, 15, root="chat:dbmpr/c1"),
    said("bluesky", "dm:c1/3", "Baik, kami catat.", 16, root="chat:dbmpr/c1", author="dbmpr"),
    said("bluesky", "dm:c1/4", "rumah saya di ujung gang", 17, root="chat:dbmpr/c1", reply="dm:c1/3"),
    # a group that everybody can read has threads, not a chat
    said("telegram", "-100/1", "@dbmpr lampu jalan di Lembang mati", 18, author="9", private=False),
    said("telegram", "-100/2", "di sini juga mati", 19, reply="-100/1", author="10", private=False),
    handed("r1", COMPLAINT, 20), handed("r2", "masih rusak, ada yang jatuh tadi", 21, root="r1"),
    handed("r3", "lampu jalan di Cimahi mati", 22),
]  # fmt: skip
EXPECTED = {
    frozenset({"siti/w1", "siti/w2", "siti/w3"}), frozenset({"asep/w4"}), frozenset({"7/1", "7/2"}),
    frozenset({"m1@x", "m2@x", "m3@x", "ours@x"}), frozenset({"at://siti/1", "at://dbmpr/1", "at://asep/1"}),
    frozenset({"dm:c1/1", "dm:c1/2", "dm:c1/3", "dm:c1/4"}), frozenset({"-100/1", "-100/2"}), frozenset({"r1", "r2"}),
    frozenset({"r3"}),
}  # fmt: skip


@pytest.fixture
def world(operator: User) -> None:
    for network in ("whatsapp", "telegram", "email", "bluesky"):
        registry.add_account("dbmpr", network, "dbmpr", external_id="dbmpr", by=BY)
    store.ingest(WORLD, by=BY)
    Post.objects.update(intent="complaint", intent_confidence=1.0)


def partition() -> set[frozenset[str]]:
    found: dict[int, set[str]] = {}
    for case, name in Entry.objects.exclude(external_id="").values_list("case_id", "external_id"):
        found.setdefault(case, set()).add(name)
    return {frozenset(names) for names in found.values()}


NAMES = [each.ref for each in WORLD]


@settings(
    deadline=None, max_examples=12, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(st.permutations(NAMES), st.lists(st.sampled_from(NAMES), max_size=12), st.integers(1, 9))
def test_any_stream_gives_the_same_cases(world: None, order: list[PostRef], again: list[PostRef], size: int) -> None:
    with transaction.atomic():
        stream = [*order, *again]
        for at in range(0, len(stream), size):
            services.intake(stream[at : at + size], by=BY)
        assert partition() == EXPECTED
        assert Case.objects.count() == len(EXPECTED)
        open_to_all = Case.objects.filter(private=False).values_list("root_external_id", flat=True)
        assert set(open_to_all) == {"at://siti/1", "-100/1", "r1", "r3"}
        replies = Entry.objects.filter(kind="reply").values_list("external_id", flat=True)
        assert set(replies) == {"ours@x", "at://dbmpr/1", "dm:c1/3"}
        transaction.set_rollback(True)


def test_the_same_text_to_two_numbers_is_one_case(world: None) -> None:
    registry.save_agency("dinkes", "Dinas Kesehatan", "dinas", by=BY)
    registry.add_account("dinkes", "whatsapp", "dinkes", external_id="dinkes", by=BY)
    text = "antrean puskesmas Coblong panjang sekali dari subuh, mohon ditambah petugas"
    first, second, third = (
        RemotePost(
            PostRef("whatsapp", f"budi/{number}"), words, Author("budi"), START + timedelta(minutes=number), mentions=(to,),
            root=PostRef("whatsapp", f"chat:{to}/budi"), private=True,
        )
        for number, words, to in ((1, text, "dbmpr"), (2, text, "dinkes"), (3, "tolong ya", "dinkes"))
    )  # fmt: skip
    store.ingest([first, second, third], by=BY)
    Post.objects.update(intent="complaint", intent_confidence=1.0)
    for each in (first, second, third):
        services.intake([each.ref], by=BY)
    assert frozenset({"budi/1", "budi/2", "budi/3"}) in partition()
