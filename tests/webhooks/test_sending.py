"""Calls as they arrive: signed, at least once with the same id, tried again, given up, and never to a neighbour."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from datetime import timedelta

import httpcore
import pytest
from django.db import connection
from pytest_django import Settings
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from balarea.audit.models import Event
from balarea.cases import services as cases
from balarea.cases.models import Case
from balarea.core.clock import now
from balarea.core.errors import Conflict
from balarea.webhooks import calling, outbox, retries, sending, services, signing
from balarea.webhooks.models import Attempt, Call, CallState, Endpoint
from tests.cases.proofs import WHY, shown
from tests.webhooks.conftest import BY, Listener, due_now, hook, make_case


@pytest.fixture
def called(case: Case, private: None, listener: Listener) -> tuple[Endpoint, str]:
    """An endpoint for which one call waits."""
    endpoint, secret = hook(listener)
    cases.close(case.reference, shown("Foto"), WHY, by=BY)
    outbox.fill()
    return endpoint, secret


def test_a_call_is_signed_and_logged(called: tuple[Endpoint, str], listener: Listener) -> None:
    listener.answer(202, "terima kasih " * 100)
    assert sending.run(5) == 1
    (said,) = listener.got
    assert listener.kinds(called[1]) == ["case.closed"]
    assert json.loads(said.body)["data"]["state"] == "closed"
    assert (said.headers["content-type"], said.path) == ("application/json", "/hook")
    call, attempt = Call.objects.get(), Attempt.objects.get()
    assert (call.state, call.webhook_id) == (CallState.DELIVERED, said.headers["webhook-id"])
    assert (attempt.status, attempt.error, len(attempt.answer)) == (202, "", 500)
    assert sending.run(1) == 0


def test_another_secret_or_another_body_proves_nothing(called: tuple[Endpoint, str], listener: Listener) -> None:
    sending.run(5)
    (said,) = listener.got
    for secret, body in ((called[1], said.body + b" "), (signing.new_secret(), said.body)):
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(body, said.headers)


def test_a_failure_is_tried_again_later_with_the_same_id(called: tuple[Endpoint, str], listener: Listener) -> None:
    listener.answer(500, "rusak")
    assert sending.run(5) == 1
    call = Call.objects.get()
    assert (call.state, call.tries) == (CallState.QUEUED, 1)
    assert call.due_at > now() + timedelta(seconds=2)
    due_now()
    sending.run(5)
    assert [said.headers["webhook-id"] for said in listener.got] == [call.webhook_id] * 2
    assert [each.status for each in Attempt.objects.all()] == [500, 200]
    endpoint = Endpoint.objects.get()
    assert (endpoint.failures, endpoint.failing_since, endpoint.resume_at) == (0, None, None)


def test_retry_after_is_kept_to(called: tuple[Endpoint, str], listener: Listener) -> None:
    listener.answer(429, Retry_After="1200")
    sending.run(5)
    assert Call.objects.get().due_at > now() + timedelta(minutes=19)
    assert (Endpoint.objects.get().resume_at or now()) > now() + timedelta(minutes=19)


def test_a_failing_endpoint_is_left_in_peace_and_another_is_not(case: Case, private: None, listener: Listener) -> None:
    dead, _ = services.make_endpoint("Mati", "http://127.0.0.1:1/", ["case.closed", "case.reopened"], by=BY)
    alive, secret = hook(listener)
    for _ in range(3):
        cases.close(case.reference, shown("Foto"), WHY, by=BY)
        cases.reopen(case.reference, "belum", by=BY)
    outbox.fill()
    sending.run(5)
    assert listener.kinds(secret) == ["case.closed", "case.reopened"] * 3  # in the order of events
    assert Attempt.objects.filter(call__endpoint=dead).count() == 1
    assert "Tidak tersambung" in Attempt.objects.get(call__endpoint=dead).error
    assert alive.calls.filter(state=CallState.DELIVERED).count() == 6


def test_a_call_that_is_refused_does_not_hold_the_later_ones(case: Case, private: None, listener: Listener) -> None:
    hook(listener)
    cases.close(case.reference, shown("Foto"), WHY, by=BY)
    cases.reopen(case.reference, "belum", by=BY)
    outbox.fill()
    listener.answer(400)
    sending.run(5)
    Endpoint.objects.update(resume_at=None)
    sending.run(5)
    assert [call.state for call in Call.objects.order_by("pk")] == [CallState.QUEUED, CallState.DELIVERED]


def test_after_a_day_of_failures_the_endpoint_is_disabled_and_says_why(
    called: tuple[Endpoint, str], listener: Listener
) -> None:
    for _ in range(retries.TRIES):
        listener.answer(503)
        due_now()
        assert sending.run(5) == 1
        Endpoint.objects.update(failing_since=now() - timedelta(hours=25))
    endpoint, call = Endpoint.objects.get(), Call.objects.get()
    assert (call.state, call.tries) == (CallState.FAILED, retries.TRIES)
    assert endpoint.disabled_by == sending.BY
    assert "Ditolak dengan kode 503" in endpoint.disabled_why
    assert Event.objects.filter(action="disable_webhook").count() == 1
    with pytest.raises(Conflict):
        services.resend(call.pk, by=BY)
    services.enable(endpoint.pk, by=BY)
    assert services.resend_failed(endpoint.pk, by=BY) == 1
    sending.run(5)
    assert Call.objects.get().state == CallState.DELIVERED
    assert len({said.headers["webhook-id"] for said in listener.got}) == 1


def test_a_short_trouble_disables_nothing(called: tuple[Endpoint, str], listener: Listener) -> None:
    Call.objects.update(tries=retries.TRIES - 1)
    listener.answer(503)
    sending.run(5)
    assert (Call.objects.get().state, Endpoint.objects.get().disabled_at) == (CallState.FAILED, None)


def test_gone_disables_at_once_and_what_waits_stays(called: tuple[Endpoint, str], listener: Listener) -> None:
    listener.answer(410)
    sending.run(5)
    assert "410" in Endpoint.objects.get().disabled_why
    due_now()
    assert (sending.run(1), Call.objects.get().state) == (0, CallState.QUEUED)


def test_a_redirect_is_not_followed(called: tuple[Endpoint, str], listener: Listener) -> None:
    listener.answer(307, Location=listener.url + "/lain")
    sending.run(5)
    assert [said.path for said in listener.got] == ["/hook"]
    assert "tidak diikuti" in Attempt.objects.get().error


def test_both_secrets_sign_for_a_day_after_a_rotation(called: tuple[Endpoint, str], listener: Listener) -> None:
    endpoint, old = called
    new = services.rotate_secret(endpoint.pk, by=BY)
    sending.run(5)
    assert listener.kinds(old) == listener.kinds(new) == ["case.closed"]
    Endpoint.objects.update(previous_until=now() - timedelta(seconds=1))
    services.resend(Call.objects.get().pk, by=BY)
    sending.run(5)
    Webhook(new).verify(listener.got[-1].body, listener.got[-1].headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(old).verify(listener.got[-1].body, listener.got[-1].headers)


def test_a_secret_is_stored_sealed_and_recorded_nowhere(called: tuple[Endpoint, str]) -> None:
    endpoint = Endpoint.objects.get()
    assert called[1].encode() not in bytes(endpoint.secret)
    assert called[1] not in str(list(Event.objects.values_list("before", "after")))


def test_a_test_call_arrives(called: tuple[Endpoint, str], listener: Listener) -> None:
    sending.run(5)
    services.send_test(called[0].pk, by=BY)
    sending.run(5)
    assert listener.kinds(called[1]) == ["case.closed", "webhook.test"]


def test_two_workers_send_a_call_once(called: tuple[Endpoint, str], listener: Listener) -> None:
    (call,) = Call.objects.all()
    assert sending._claim(call.pk) is not None
    assert sending.work(call.pk)
    assert (sending.run(1), listener.got) == (0, [])


def test_the_log_forgets_after_a_month(called: tuple[Endpoint, str]) -> None:
    assert services.forget() == 0
    Call.objects.update(made_at=now() - timedelta(days=31))
    assert (services.forget(), Call.objects.count()) == (1, 0)


def test_an_endpoint_removed_during_its_call_is_no_error(called: tuple[Endpoint, str], listener: Listener) -> None:
    call = sending._claim(Call.objects.get().pk)
    assert call is not None
    services.remove(called[0].pk, by=BY)
    attempt = Attempt(call=call, at=now(), status=200, milliseconds=1)
    assert not sending._keep(call, attempt, 0)
    assert Attempt.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_sends_again_with_the_same_id(private: None, listener: Listener) -> None:
    case = make_case()
    _, secret = hook(listener)
    cases.close(case.reference, shown("Foto"), WHY, by=BY)
    outbox.fill()
    listener.held.clear()
    worker = subprocess.Popen([sys.executable, "-c", WORKER], env=os.environ | {"DATABASE_URL": database(),
                              "BALAREA_WEBHOOK_PRIVATE": "1"})  # fmt: skip
    assert listener.arrived.wait(60), "the worker never called"
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    listener.held.set()
    call = Call.objects.get()
    assert (call.state, Attempt.objects.count()) == (CallState.SENDING, 0)
    assert sending.run(1) == 0  # it may still be on its way
    Call.objects.update(sending_since=now() - sending.ABANDONED - timedelta(seconds=1))
    assert sending.run(5) == 1
    assert [said.headers["webhook-id"] for said in listener.got] == [call.webhook_id] * 2
    assert listener.kinds(secret) == ["case.closed"] * 2
    assert Call.objects.get().state == CallState.DELIVERED


WORKER = """
import django
django.setup()
from balarea.webhooks import sending
sending.run(30)
"""


def database() -> str:
    """The address of the test's own database."""
    held = connection.settings_dict
    return f"postgresql:///{held['NAME']}?host={held['HOST']}&user={held['USER']}&port={held['PORT'] or 5432}"


def test_an_inner_address_behind_a_name_is_not_called(
    case: Case, private: None, listener: Listener, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name was open when it was entered and points inside when it is called."""
    hook(listener)
    cases.close(case.reference, shown("Foto"), WHY, by=BY)
    outbox.fill()
    settings.BALAREA_WEBHOOK_PRIVATE = False
    port = listener.url.rpartition(":")[2].partition("/")[0]
    Endpoint.objects.update(url=f"http://luar.contoh.test:{port}/hook")
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", int(port)))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    sending.run(5)
    assert listener.got == []
    assert "jaringan dalam" in Attempt.objects.get().error


def test_a_name_with_one_inner_address_among_open_ones_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    with pytest.raises(calling.Unreachable, match="jaringan dalam"):
        calling.post("https://luar.contoh.test/", b"{}", {}, private=False)


def test_the_connection_goes_to_the_address_that_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers otherwise the second time does not matter: there is no second time."""
    asked: list[str] = []
    connected: list[str] = []

    def resolve(host: str, port: int, **_: object) -> list[object]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8" if len(asked) == 1 else "127.0.0.1", port))]

    def connect(self: object, host: str, *args: object) -> httpcore.NetworkStream:
        connected.append(host)
        raise httpcore.ConnectError("cut here")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    with pytest.raises(calling.Unreachable):
        calling.post("https://luar.contoh.test/", b"{}", {}, private=False)
    assert (asked, connected) == (["luar.contoh.test"], ["8.8.8.8"])


def test_a_call_ends_in_time_however_slowly_the_answer_drips(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes long before a single read would time out; the whole never ends."""
    monkeypatch.setattr(calling, "SECONDS", 1.0)
    over = threading.Event()

    def drip(server: socket.socket) -> None:
        taken, _ = server.accept()
        with taken:
            taken.recv(1000)
            taken.sendall(b"HTTP/1.1 200 OK\r\nX: ")
            while not over.wait(0.05):
                try:
                    taken.sendall(b"x")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip, args=(server,))
        thread.start()
        try:
            with pytest.raises(calling.Unreachable, match="Tidak menjawab"):
                calling.post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {}, private=True)
        finally:
            over.set()
            thread.join()
