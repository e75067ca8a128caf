"""Connecting an account on its page: what the network asks for, tried before it is kept, and what is shown afterwards."""

import pytest
from django.test import Client
from pytest_httpserver import HTTPServer

from balarea.people.queries import Role
from balarea.registry import services as registry
from balarea.registry.models import Account, Credential
from balarea.registry.queries import credential
from tests.networks.graph import NUMBER, TOKEN, Graph
from tests.networks.mail.rig import ADDRESS, PASSWORD, USER, Post

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
