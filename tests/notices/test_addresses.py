"""Which addresses are taken, which are refused before anything is called, and that none is shown again."""

import io
import logging
import socket

import pytest
from django.test import override_settings

from balarea.core.errors import BalareaError
from balarea.notices import addresses, transport
from balarea.notices.schemes import schemes
from tests.notices.receivers import Hook, Mail

TELEGRAM = "tgram://123456789:abcdefghijklmnopqrstuvwxyz012345678/987654321"


@pytest.mark.parametrize(
    ("typed", "scheme", "hint"),
    [
        ("siti@jabarprov.go.id", "mail", "s…@jabarprov.go.id"),
        (TELEGRAM, "tgram", "…321"),
        ("mailtos://piket:rahasia@surel.go.id?to=piket@jabarprov.go.id", "mailtos", "p…@jabarprov.go.id"),
        ("whatsapp://kunci@111222333/+6281234567890", "whatsapp", "…890"),
        ("jsons://sirene.go.id/jalan/rahasia?+X-Kunci=rahasia", "jsons", "sirene.go.id"),
    ],
)
def test_an_address_is_read_and_only_hinted_at(typed: str, scheme: str, hint: str) -> None:
    found = addresses.read(typed)
    assert (found.scheme.name, found.hint) == (scheme, hint)
    assert "rahasia" not in found.hint


@pytest.mark.parametrize(
    "typed",
    [
        "", "halo", "x" * 2000, "file:///etc/passwd", "dbus://", "syslog://", "gnome://", "exec://rm", "mail://a@b.id",
        "https://hooks.slack.com/services/T1/B2/C3", "smb://host", "tgram://kurang", "jsons://", "macosx://", "form://h/p",
        "jsons://h.go.id/p?verify=no", "jsons://h.go.id/p?redirect=yes", "jsons://h.go.id/p?:message=x",
        "mailtos://a:b@h.go.id?to=c@d.id&pgpprv=/etc/passwd", "mailtos://a:b@h.go.id?to=c@d.id&verify=no",
        "mailtos://a:b@h.go.id?to=c@d.id&mode=insecure", "json://h.go.id/p", "mailto://h.go.id?to=c@d.id&from=e@f.id",
    ],
)  # fmt: skip
def test_what_could_do_harm_is_refused_without_being_repeated(typed: str) -> None:
    with pytest.raises(BalareaError) as refusal:
        addresses.read(typed)
    assert len(str(refusal.value)) < 300
    assert "passwd" not in str(refusal.value)


def test_every_scheme_says_why_it_is_taken() -> None:
    assert {"file", "dbus", "syslog", "exec"} & set(schemes()) == set()
    assert all(each.reason and each.title and "page" in each.kinds for each in schemes().values())


@pytest.mark.parametrize(
    "inside", ["127.0.0.1", "10.0.0.7", "192.168.1.1", "169.254.169.254", "::1", "fe80::1", "fd00::1", "0.0.0.0"]
)
def test_no_server_behind_the_firewall_is_called(inside: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the name looks like: what it resolves to decides, one inner address among public ones is enough."""

    def resolved(host: str, *args: object, **kwargs: object) -> list[object]:
        return [(2, 1, 6, "", (each, 0)) for each in ("8.8.8.8", inside)]

    def called(*args: object, **kwargs: object) -> None:
        raise AssertionError("a server was called")

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    monkeypatch.setattr("requests.request", called)
    monkeypatch.setattr("smtplib.SMTP", called)
    for typed in ("jsons://baik.example/p", "mailtos://a:b@baik.example?to=c@d.id&from=a@baik.example"):
        outcome = transport.send(typed, "t", "b")
        assert outcome.final
        assert "jaringan dalam" in outcome.error
    with override_settings(
        BALAREA_NOTICE_HOSTS="127.0.0.1, lain.go.id"
    ):  # names that one host, nothing that resembles it
        assert "jaringan dalam" in transport.send("jsons://baik.example/p", "t", "b").error


def test_the_server_that_smtp_names_is_looked_at_not_the_one_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *_: [(2, 1, 6, "", ("10.0.0.7" if host == "dalam" else "8.8.8.8", 0))]
    )
    typed = "mailtos://a:b@baik.example?to=c@d.id&smtp=dalam&from=a@baik.example"
    assert "jaringan dalam" in transport.send(typed, "t", "b").error


@pytest.mark.parametrize(
    ("answer", "said", "final"),
    [(401, "kunci", True), (404, "tujuan tidak ada", True), (429, "terlalu banyak", False), (503, "503", False)],
)  # fmt: skip
def test_a_refusal_is_said_in_words(hook: Hook, answer: int, said: str, final: bool) -> None:
    hook.answers = [answer]
    outcome = transport.send(f"json://{hook.address}/rahasia", "t", "b")
    assert said in outcome.error
    assert outcome.final is final
    assert "127.0.0.1" not in outcome.error


def test_a_redirect_is_not_followed(hook: Hook) -> None:
    hook.answers = [302]
    assert transport.send(f"json://{hook.address}/a", "t", "b").error
    assert len(hook.got) == 1


def test_nobody_there_is_said_in_words(hook: Hook) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    assert transport.send(f"json://127.0.0.1:{free}/a", "t", "b").error == "server penerima tidak dapat dihubungi"


def test_mail_goes_through_the_provinces_server(mail: Mail) -> None:
    assert transport.send("siti@jabarprov.go.id", "Judul", "Isi baris satu\nbaris dua").error == ""
    assert mail.got[0][:2] == (["siti@jabarprov.go.id"], "Judul")
    assert "baris dua" in mail.got[0][2]
    mail.refuses = True
    refused = transport.send("siti@jabarprov.go.id", "Judul", "Isi")
    assert refused.error
    assert "siti" not in refused.error


def test_without_a_mail_server_the_administrator_is_named() -> None:
    assert "BALAREA_MAIL" in transport.send("siti@jabarprov.go.id", "Judul", "Isi").error


def test_telegram_is_written_to_in_its_own_shape(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apprise.plugins.telegram.NotifyTelegram.notify_url", f"http://{hook.address}/bot")
    assert transport.send(TELEGRAM, "DARURAT <b>", "Isi & lain", alarm=True).error == ""
    path, body = hook.got[0]
    assert path == "/bot123456789:abcdefghijklmnopqrstuvwxyz012345678/sendMessage"
    assert body["chat_id"] == 987654321
    assert "DARURAT" in body["text"]


def test_no_address_reaches_the_log(
    hook: Hook, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)  # of the root
    written = io.StringIO()
    for handler in logging.getLogger().handlers:  # those of the settings write to stderr
        if type(handler) is logging.StreamHandler:
            monkeypatch.setattr(handler, "stream", written)
    logging.getLogger("somebody").debug("this is written")
    hook.answers = [500]
    transport.send(f"json://{hook.address}/rahasia-sekali?+X-Kunci=rahasia-sekali", "t", "b")
    transport.send("mailtos://a:rahasia-sekali@tidak.ada.invalid?to=c@d.id&from=a@b.id", "t", "b")
    assert "this is written" in written.getvalue()
    assert "rahasia-sekali" not in written.getvalue()
