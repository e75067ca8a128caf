"""A citizen writes on WhatsApp: kept first, taken in once, answered within the window, and told whether it arrived."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_httpserver import HTTPServer

from balarea.audit.queries import verify
from balarea.cases import queries, services
from balarea.cases.models import Case, Entry
from balarea.cases.sealed import privacy
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict, NotAllowed
from balarea.people.queries import Role, User
from balarea.posts.models import HookCall, Post
from balarea.publishing import delivery
from balarea.publishing import services as publishing
from balarea.publishing.models import Delivery
from balarea.registry import services as registry
from balarea.registry.models import Account
from tests.networks.graph import SITI, Graph, call, message, signature, status

BY = "test"
COMPLAINT = "jalan provinsi di Dago Coblong rusak parah, kapan diperbaiki?"


@pytest.fixture
def graph(httpserver: HTTPServer) -> Graph:
    return Graph(httpserver)


@pytest.fixture
def account(db: None, graph: Graph) -> Account:
    agency = registry.save_agency("dbmpr", "Dinas Bina Marga", "dinas", by=BY)
    registry.set_duties(agency, [("roads", "")], by=BY)
    made = registry.add_account("dbmpr", "whatsapp", "+62 22 1234567", by=BY)
    key = graph.key
    options = dict(key.options)
    registry.set_credential(made.pk, key.server, key.identifier, key.secret, options=options, by=BY)
    made.refresh_from_db()
    return made


@pytest.fixture
def operator(account: Account) -> User:
    return registry.save_officer("operator", "", Role.OPERATOR, agency_code="dbmpr", by=BY)


def ago(**span: int) -> int:
    return int((now() - timedelta(**span)).timestamp())


def ring(account: Account, body: bytes, signed: str | None = None) -> int:
    path = f"/masuk/whatsapp/{account.pk}/"
    sign = signature(body) if signed is None else signed
    answer = Client().post(path, body, content_type="application/json", headers={"X-Hub-Signature-256": sign})
    return answer.status_code


def deliver() -> None:
    Delivery.objects.filter(state__in=["queued", "unknown"]).update(due_at=now())
    for each in delivery.due():
        delivery.work(each)
    services.settle_replies(by=BY)


def told(account: Account, *statuses: dict[str, Any]) -> None:
    ring(account, call(statuses=list(statuses)))
    services.take_calls(by=BY)
    services.settle_replies(by=BY)


@pytest.fixture
def case(account: Account, operator: User) -> Case:
    ring(account, call(messages=[message("IN1", COMPLAINT, ago(minutes=5))]))
    services.take_calls(by=BY)
    return Case.objects.get()


def test_the_network_greets_us(account: Account) -> None:
    path = f"/masuk/whatsapp/{account.pk}/"
    query = {"hub.mode": "subscribe", "hub.verify_token": "v-1", "hub.challenge": "42"}
    answer = Client().get(path, query)
    assert (answer.status_code, answer.content) == (200, b"42")
    assert Client().get(path, query | {"hub.verify_token": "x"}).status_code == 403
    assert Client().get("/masuk/whatsapp/999999/", query).status_code == 404
    assert Client().get(f"/masuk/bluesky/{account.pk}/", query).status_code == 404


def test_a_call_is_kept_before_anything_and_sealed(account: Account) -> None:
    body = call(messages=[message("IN1", COMPLAINT, ago(minutes=5))])
    assert ring(account, body) == ring(account, body) == 200
    kept = HookCall.objects.get()
    assert b"Dago" not in bytes(kept.sealed_body)
    assert Post.objects.count() == 0
    assert services.take_calls(by=BY) == 1
    assert services.take_calls(by=BY) == 0
    kept.refresh_from_db()
    assert (bytes(kept.sealed_body), kept.taken_at is not None) == (b"", True)
    assert ring(account, body) == 200
    assert services.take_calls(by=BY) == 0
    assert Case.objects.get().entries.count() == 1


@pytest.mark.parametrize("signed", ["", "sha256=00", signature(b"lain")])
def test_a_forged_call_is_not_kept(account: Account, signed: str) -> None:
    assert ring(account, call(messages=[message("IN1", COMPLAINT, ago(minutes=5))]), signed) == 403
    assert not HookCall.objects.exists()


def test_a_worker_that_died_in_the_middle_takes_it_in_again(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    ring(account, call(messages=[message("IN1", COMPLAINT, ago(minutes=5))]))
    with monkeypatch.context() as broken:
        broken.setattr("balarea.cases.inbox.called.stored.call_taken", _die)
        with pytest.raises(KeyboardInterrupt):
            services.take_calls(by=BY)
    assert services.take_calls(by=BY) == 1
    assert Case.objects.get().entries.count() == 1


def _die(call: object) -> None:
    raise KeyboardInterrupt


def test_two_numbers_of_one_app_share_its_address(account: Account) -> None:
    registry.save_agency("dinkes", "Dinas Kesehatan", "dinas", by=BY)
    other = registry.add_account("dinkes", "whatsapp", "+62 22 7654321", by=BY)
    registry.set_credential(other.pk, "", "777", "x", options={"app_secret": "rahasia-aplikasi"}, by=BY)
    stranger = registry.add_account("dinkes", "whatsapp", "+62 22 111", by=BY)
    registry.set_credential(stranger.pk, "", "888", "x", options={"app_secret": "aplikasi lain"}, by=BY)
    ring(account, call(messages=[message("A", COMPLAINT, ago(minutes=5))], number="777"))
    ring(account, call(messages=[message("B", COMPLAINT, ago(minutes=4))], number="888"))
    services.take_calls(by=BY)
    assert [post.mentions for post in Post.objects.all()] == [["777"]]


def test_the_case_is_private_and_the_answer_arrives(case: Case, account: Account, operator: User, graph: Graph) -> None:
    assert (case.private, case.agency_id, case.state) == (True, "dbmpr", "open")
    services.reply(case.reference, "Terima kasih, tim berangkat.", by=operator)
    deliver()
    case.refresh_from_db()
    assert (case.state, len(graph.sent)) == ("answered", 1)
    told(account, status("OUT1", "read", ago(seconds=5)), status("OUT1", "delivered", ago(seconds=9)))
    sent = Delivery.objects.get()
    assert {each.what for each in sent.arrivals.all()} == {"read", "delivered"}
    client = Client()
    client.force_login(operator)
    assert "Dibaca" in client.get(f"/meja/{case.reference}/").content.decode()
    assert verify().ok


def test_an_answer_that_did_not_arrive_opens_the_case_again(
    case: Case, account: Account, operator: User, graph: Graph
) -> None:
    services.reply(case.reference, "Terima kasih, tim berangkat.", by=operator)
    deliver()
    told(account, status("OUT1", "failed", ago(seconds=5), errors=[{"code": 131026, "title": "Undeliverable"}]))
    told(account, status("OUT1", "sent", ago(seconds=9)))  # late, and says less
    case.refresh_from_db()
    sent = Delivery.objects.get()
    assert (case.state, sent.state) == ("open", "failed")
    assert "Undeliverable" in case.entries.filter(kind="event").last().text  # type: ignore[union-attr]
    publishing.retry(sent.pk, by=operator)
    deliver()
    case.refresh_from_db()
    assert (case.state, len(graph.sent)) == ("answered", 2)
    assert graph.sent[0]["biz_opaque_callback_data"] != graph.sent[1]["biz_opaque_callback_data"]


def test_a_lost_answer_waits_for_news_and_is_not_sent_twice(
    case: Case, account: Account, operator: User, graph: Graph
) -> None:
    services.reply(case.reference, "Terima kasih, tim berangkat.", by=operator)
    graph.fail = [(502, None)]
    deliver()
    deliver()
    deliver()
    sent = Delivery.objects.get()
    assert (sent.state, len(graph.sent)) == ("held", 1)
    told(account, status("OUT1", "sent", ago(seconds=5), biz_opaque_callback_data=sent.idempotency_key.hex))
    sent.refresh_from_db()
    case.refresh_from_db()
    assert (sent.state, sent.external_id, case.state) == ("sent", f"{SITI}/wamid.OUT1", "answered")


def test_a_person_decides_what_nobody_knows(case: Case, operator: User, graph: Graph) -> None:
    services.reply(case.reference, "Terima kasih, tim berangkat.", by=operator)
    graph.fail = [(502, None)]
    deliver()
    deliver()
    sent, client = Delivery.objects.get(), Client()
    client.force_login(operator)
    page = client.get(f"/meja/{case.reference}/").content.decode()
    assert "Belum sampai: kirim lagi" in page
    assert "kabarnya masuk sendiri" in page
    stranger = registry.save_officer("lain", "", Role.OPERATOR, agency_code="dinkes", by=BY)
    with pytest.raises(NotAllowed):
        publishing.confirm(sent.pk, by=stranger)
    assert client.post(f"/meja/{case.reference}/kirim/{sent.pk}/sampai/").status_code == 302
    services.settle_replies(by=BY)
    sent.refresh_from_db()
    case.refresh_from_db()
    assert (sent.state, case.state, len(graph.sent)) == ("sent", "answered", 1)
    with pytest.raises(Conflict):
        publishing.confirm(sent.pk, by=operator)


def test_who_got_the_case_answers_by_the_number_that_the_citizen_wrote_to(
    case: Case, operator: User, graph: Graph
) -> None:
    registry.save_agency("dinkes", "Dinas Kesehatan", "dinas", by=BY)
    other = registry.add_account("dinkes", "whatsapp", "+62 22 7654321", by=BY)
    registry.set_credential(other.pk, "http://127.0.0.1:1", "777", "x", by=BY)
    colleague = registry.save_officer("dinkes", "", Role.OPERATOR, agency_code="dinkes", by=BY)
    services.route(case.reference, "dinkes", "urusan kesehatan", by=operator)
    services.reply(case.reference, "Petugas kami ke lokasi.", by=colleague)
    graph.fail = [(502, None)]
    deliver()
    deliver()
    client = Client()
    client.force_login(colleague)
    assert client.post(f"/meja/{case.reference}/kirim/{Delivery.objects.get().pk}/ulang/").status_code == 302
    deliver()
    assert [each["to"] for each in graph.sent] == [SITI, SITI]
    assert Delivery.objects.get().state == "sent"


def test_who_did_not_find_it_sends_it_again(case: Case, operator: User, graph: Graph) -> None:
    services.reply(case.reference, "Terima kasih, tim berangkat.", by=operator)
    graph.fail = [(502, None)]
    deliver()
    deliver()
    client = Client()
    client.force_login(operator)
    assert client.post(f"/meja/{case.reference}/kirim/{Delivery.objects.get().pk}/ulang/").status_code == 302
    deliver()
    assert (Delivery.objects.get().state, len(graph.sent)) == ("sent", 2)


@pytest.fixture
def late(account: Account, operator: User) -> Case:
    ring(account, call(messages=[message("IN1", COMPLAINT, ago(hours=25))]))
    services.take_calls(by=BY)
    return Case.objects.get()


def test_outside_the_window_it_is_refused_before_sending(late: Case, operator: User, graph: Graph) -> None:
    with pytest.raises(BalareaError, match=r"24 jam.*lanjutan_aduan, aduan_selesai"):
        services.reply(late.reference, "Terima kasih.", by=operator)
    with pytest.raises(BalareaError, match="Templat itu tidak ada"):
        services.reply(late.reference, "Terima kasih.", by=operator, template="lain")
    assert not Delivery.objects.exists()
    window = queries.free_until(late, now())
    assert window
    assert (window.open, window.templates) == (False, ("lanjutan_aduan", "aduan_selesai"))
    assert now() - timedelta(hours=2) < window.closes_at < now()
    client = Client()
    client.force_login(operator)
    page = client.get(f"/meja/{late.reference}/").content.decode()
    assert "Jendela jawaban ditutup" in page
    values = {"text": "Tim sudah di lokasi.", "template": "lanjutan_aduan"}
    assert client.post(f"/meja/{late.reference}/jawab/", values).status_code == 302
    deliver()
    assert graph.sent[0]["template"]["name"] == "lanjutan_aduan"


def test_within_the_window_the_desk_shows_its_end(case: Case, operator: User) -> None:
    window = queries.free_until(case, now())
    assert window
    assert window.open
    client = Client()
    client.force_login(operator)
    assert "Jawaban bebas diterima sampai" in client.get(f"/meja/{case.reference}/").content.decode()


def test_two_answers_to_one_person_keep_their_distance(case: Case, operator: User, graph: Graph) -> None:
    for text in ("Terima kasih.", "Tim berangkat sekarang."):
        services.reply(case.reference, text, by=operator)
    for each in delivery.due():
        delivery.work(each)
    assert len(graph.sent) == 1
    second = Delivery.objects.get(state="queued")
    assert timedelta(seconds=3) < second.due_at - now() <= timedelta(seconds=6)
    Delivery.objects.filter(state="sent").update(sent_at=now() - timedelta(seconds=7))
    deliver()
    assert len(graph.sent) == 2


def say(account: Account, name: str, text: str, at: datetime, **more: Any) -> None:
    ring(account, call(messages=[message(name, text, int(at.timestamp()), **more)]))
    services.take_calls(by=BY)


def test_a_chat_holds_one_case_after_another(case: Case, account: Account, operator: User) -> None:
    say(account, "IN2", "di depan SMA 1, sudah seminggu begitu", now() - timedelta(minutes=4))
    assert Case.objects.count() == 1
    Case.objects.update(state="answered", answered_at=now() - timedelta(minutes=3), escalate_at=None)
    say(account, "IN3", "sudah diperbaiki pak", now() - timedelta(minutes=2))
    case.refresh_from_db()
    assert (case.state, case.confirmed) == ("closed", True)
    say(account, "IN4", "terima kasih banyak", now() - timedelta(seconds=100))
    assert Case.objects.count() == 1
    say(account, "IN5", "sampah menumpuk di pasar Cicadas, tolong diangkut", now() - timedelta(seconds=50))
    assert Case.objects.count() == 2
    say(account, "IN6", "baunya sampai ke rumah warga", now() - timedelta(seconds=40))
    newer = Case.objects.order_by("pk").last()
    assert newer
    assert [entry.external_id.split(".")[1] for entry in newer.entries.filter(kind="citizen")] == ["IN5", "IN6"]
    say(account, "IN7", "belum, masih rusak", now() - timedelta(seconds=30), context={"id": "wamid.IN1"})
    case.refresh_from_db()
    assert case.state == "open"


def test_a_question_after_our_answer_is_not_overlooked(case: Case, account: Account, operator: User) -> None:
    Case.objects.update(state="answered", answered_at=now() - timedelta(minutes=3), escalate_at=None)
    say(account, "IN2", "ok terima kasih min", now() - timedelta(minutes=2))
    case.refresh_from_db()
    assert case.state == "answered"
    say(account, "IN3", "lampu jalan di Cibiru juga mati, kapan diperbaiki?", now() - timedelta(minutes=1))
    case.refresh_from_db()
    assert (case.state, case.reopened) == ("open", 0)
    assert Entry.objects.filter(kind="event", text__contains="menulis lagi").count() == 1


def test_erasing_leaves_no_number(case: Case, operator: User, graph: Graph) -> None:
    """The ids of messages hold the number, also coded: removal hides both."""
    administrator = registry.save_officer("admin", "", Role.ADMINISTRATOR, by=BY)
    services.reply(case.reference, "Terima kasih.", by=operator)
    deliver()
    privacy.erase(privacy.subject(reference=case.reference), "permintaan warga", by=administrator)
    kept = [*Post.objects.values(), *Case.objects.values(), *Entry.objects.values(), *Delivery.objects.values()]
    rows = json.dumps(kept, default=str)
    assert SITI not in rows
    assert "wamid" not in rows
