"""Connecting an account on its page: what the network asks for, tried before it is kept, and what is shown afterwards."""

import re
from html import unescape

import pytest
from django.test import Client
from pytest_httpserver import HTTPServer

from balarea.cases.jobs import pull_account
from balarea.people.queries import Role
from balarea.registry import services as registry
from balarea.registry.models import Account, Credential
from balarea.registry.queries import credential
from tests.networks.graph import NUMBER, TOKEN, Graph
from tests.networks.mail.rig import ADDRESS, PASSWORD, USER, Post
from tests.networks.sky import US, Sky
from tests.networks.test_telegram import Api

BY = "test"


@pytest.fixture
def client(db: None) -> Client:
    registry.save_agency("dbmpr", "Dinas Bina Marga", "dinas", by=BY)
    made = Client()
    made.force_login(registry.save_officer("admin", "", Role.ADMINISTRATOR, by=BY))
    return made


def account(network: str, handle: str) -> Account:
    return registry.add_account("dbmpr", network, handle, by=BY)


def test_a_mailbox(client: Client, post_office: Post) -> None:
    made = account("email", ADDRESS)
    path = f"/daftar/{made.pk}/hubungkan/"
    page = client.get(path).content.decode()
    assert "Server surat keluar (SMTP)" in page
    assert f'value="{ADDRESS}"' in page
    values = {"identifier": ADDRESS.upper(), "server": post_office.key.server, "smtp": post_office.key.option("smtp"),
              "login": USER, "secret": "salah"}  # fmt: skip
    refused = client.post(path, values)
    assert refused.status_code == 400
    assert "sandi ditolak server IMAP" in refused.content.decode()
    assert f'value="{post_office.key.server}"' in refused.content.decode()
    assert not Credential.objects.exists()
    assert client.post(path, values | {"secret": PASSWORD}).status_code == 302
    key = credential(made)
    assert key
    assert (key.identifier, key.secret, key.option("login")) == (ADDRESS, PASSWORD, USER)
    again = client.get(path).content.decode()
    assert PASSWORD not in again
    assert client.post(path, values | {"secret": "", "name": "Dinas"}).status_code == 302  # the password stays
    key = credential(made)
    assert key
    assert (key.secret, key.option("name")) == (PASSWORD, "Dinas")


def test_a_number_of_whatsapp_shows_what_to_copy(client: Client, httpserver: HTTPServer) -> None:
    graph, made = Graph(httpserver), account("whatsapp", "+62 22 1234567")
    path = f"/daftar/{made.pk}/hubungkan/"
    assert "Alamat webhook" not in client.get(path).content.decode()
    values = {"identifier": NUMBER, "secret": TOKEN, "app_secret": "rahasia-x", "server": graph.key.server}
    assert "wajib" in client.post(path, values | {"app_secret": ""}).content.decode()
    assert client.post(path, values).status_code == 302
    key = credential(made)
    assert key
    token = key.option("verify_token")
    page = client.get(path)
    assert f"/masuk/whatsapp/{made.pk}/" in page.content.decode()
    assert token in page.content.decode()
    assert len(token) > 20
    assert "rahasia-x" not in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    query = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": "42"}
    assert Client().get(f"/masuk/whatsapp/{made.pk}/", query).content == b"42"
    client.post(path, values | {"templates": "lanjutan_aduan"})
    key = credential(made)
    assert key
    assert key.option("verify_token") == token


def test_others_and_unknown_accounts(client: Client) -> None:
    made, far = account("email", ADDRESS), account("x", "dbmpr")
    assert client.get(f"/daftar/{far.pk}/hubungkan/").status_code == 404
    assert client.get("/daftar/999999/hubungkan/").status_code == 404
    registry.save_agency("dinkes", "Dinas Kesehatan", "dinas", by=BY)
    client.force_login(registry.save_officer("operator", "", Role.OPERATOR, agency_code="dinkes", by=BY))
    assert client.get(f"/daftar/{made.pk}/hubungkan/").status_code == 403


def test_one_account_of_a_network_belongs_to_one_agency(client: Client, post_office: Post) -> None:
    first, second = account("email", ADDRESS), account("email", "lain@jabarprov.test")
    values = {"identifier": ADDRESS, "server": post_office.key.server, "smtp": post_office.key.option("smtp"),
              "login": USER, "secret": PASSWORD}  # fmt: skip
    assert client.post(f"/daftar/{first.pk}/hubungkan/", values).status_code == 302
    refused = client.post(f"/daftar/{second.pk}/hubungkan/", values)
    assert "sudah terdaftar" in refused.content.decode()


def refusal(client: Client, made: Account, **values: str) -> str:
    """What the page says to values that do not connect: nothing is kept, and what is no secret stays typed."""
    answer = client.post(f"/daftar/{made.pk}/hubungkan/", values)
    assert answer.status_code == 400, values
    page = answer.content.decode()
    assert not Credential.objects.filter(account=made).exists()
    assert "rahasia-x" not in page
    found = re.search(r'role="alert">(.*?)</div>', page, re.DOTALL)
    return unescape(found[1]) if found else ""


def test_every_slip_of_an_operator_is_answered_with_what_to_do(
    client: Client, httpserver: HTTPServer, post_office: Post
) -> None:
    sky, graph, api = Sky(httpserver), Graph(httpserver), Api(httpserver)
    for path in ("/page", "/page/xrpc/com.atproto.server.createSession"):
        httpserver.expect_request(path).respond_with_data("<html>hai</html>")
    no = {"ok": False, "error_code": 401, "description": "Unauthorized"}
    httpserver.expect_request("/botrahasia-x/getMe").respond_with_json(no, status=401)
    home = httpserver.url_for("")
    mail = {"identifier": ADDRESS, "server": post_office.key.server, "smtp": post_office.key.option("smtp"), "login": USER,
            "secret": PASSWORD}  # fmt: skip
    good = {
        "bluesky": {"server": sky.key.server, "identifier": "dbmpr.test", "secret": "only-for-tests"},
        "telegram": {"server": home, "secret": api.key.secret},
        "whatsapp": {"server": graph.key.server, "identifier": NUMBER, "secret": TOKEN, "app_secret": "rahasia-x"},
        "email": mail, "feed": {"identifier": httpserver.url_for("/page")},
    }  # fmt: skip
    made = {network: account(network, f"akun.{network}") for network in good}
    slips: tuple[tuple[str, dict[str, str], str], ...] = (
        ("bluesky", {"secret": "rahasia-x"}, "Buat sandi aplikasi baru"),
        ("bluesky", {"server": "bsky.social"}, "misalnya https://bsky.social"),
        ("bluesky", {"server": f"{home}page"}, "tidak ada server Bluesky"),
        ("bluesky", {"server": "http://localhost:9"}, "periksa alamatnya"),
        ("bluesky", {"server": ""}, "Server: wajib diisi"),
        ("bluesky", {"server": "https://" + "a" * 400}, "Server: terlalu panjang"),
        ("telegram", {"secret": "rahasia-x"}, "buat token baru di @BotFather"),
        ("telegram", {"secret": "dua kata"}, "salin kembali dari @BotFather"),
        ("telegram", {"server": "api.telegram.org"}, "diawali https://"),
        ("telegram", {"server": "http://localhost:9"}, "periksa alamat server"),
        ("whatsapp", {"secret": "rahasia-x"}, "buat token permanen di Meta"),
        ("whatsapp", {"identifier": "+62 22 123"}, "hanya angka"),
        ("whatsapp", {"app_secret": ""}, "Rahasia aplikasi (App secret): wajib diisi"),
        ("email", {"secret": "rahasia-x"}, "pakai sandi aplikasi"),
        ("email", {"server": "https://mail.contoh.go.id"}, "imaps://mail.contoh.go.id:993"),
        ("email", {"server": "imaps://[mail"}, "imaps://mail.contoh.go.id:993"),
        ("email", {"server": "imap://localhost:9"}, "periksa alamatnya"),
        ("email", {"smtp": "smtp://localhost:9"}, "periksa alamatnya"),
        ("feed", {"identifier": "jabarprov.go.id/rss"}, "diawali http:// atau https://"),
        ("feed", {}, "jaringan dalam"),
    )
    for network, slip, said in slips:
        assert said in refusal(client, made[network], **good[network] | slip), (network, slip)


def test_an_account_of_another_is_named_and_a_name_is_as_good_as_an_id(client: Client, httpserver: HTTPServer) -> None:
    sky = Sky(httpserver)
    first, second = account("bluesky", "dbmpr.test"), account("bluesky", "siti.test")
    values = {"server": sky.key.server, "identifier": "@Dbmpr.test", "secret": "only-for-tests"}
    assert client.post(f"/daftar/{first.pk}/hubungkan/", values).status_code == 302
    key = credential(first)
    assert key
    assert (key.identifier, Account.objects.get(pk=first.pk).external_id) == (US, US)
    said = refusal(client, second, **values | {"identifier": "dbmpr.test"})
    assert "sudah terdaftar sebagai @dbmpr.test (Dinas Bina Marga). Cabut dahulu di sana" in said
    taken = account("telegram", "bot_lain")
    api = Api(httpserver)
    assert (
        client.post(f"/daftar/{taken.pk}/hubungkan/", {"server": api.key.server, "secret": api.key.secret}).status_code
        == 302
    )


def test_a_password_that_opens_no_messages_is_kept_and_said(client: Client, httpserver: HTTPServer) -> None:
    sky = Sky(httpserver)
    made = account("bluesky", "dbmpr.test")
    path = f"/daftar/{made.pk}/hubungkan/"
    values = {"server": sky.key.server, "identifier": US, "secret": "mentions"}
    page = client.post(path, values, follow=True).content.decode()
    assert "Akun terhubung." in page
    assert "dengan izin pesan langsung dicentang" in page
    pull_account(made)
    for where in ("/daftar/", path):
        assert "dengan izin pesan langsung dicentang" in client.get(where).content.decode()
    page = client.post(path, values | {"secret": "only-for-tests"}, follow=True).content.decode()
    pull_account(made)
    assert "izin pesan langsung dicentang" not in client.get("/daftar/").content.decode()
