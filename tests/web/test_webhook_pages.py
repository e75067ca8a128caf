"""Administrators make and mend webhooks on pages; a guide says how other systems use them and the API."""

import re

import pytest
from django.test import Client
from pytest_django import Settings

from balarea.core.clock import now
from balarea.people.queries import Role
from balarea.registry import services as registry
from balarea.registry.models import ApiKey
from balarea.web.api import api
from balarea.webhooks.models import Attempt, Call, Endpoint

FORM = {"name": "SIAP", "url": "https://siap.contoh.go.id/hook", "events": ["case.closed"], "agency": ""}
PAGE = "/pengaturan/webhook/"


@pytest.fixture
def admin(db: None) -> Client:
    registry.save_agency("dbmpr", "Dinas Bina Marga", "dinas", by="test")
    client = Client()
    client.force_login(registry.save_officer("admin", "", Role.ADMINISTRATOR, by="test"))
    return client


@pytest.fixture
def endpoint(admin: Client) -> Endpoint:
    admin.post(f"{PAGE}buat/", FORM)
    return Endpoint.objects.get()


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_secret_is_shown_once(admin: Client) -> None:
    made = admin.post(f"{PAGE}buat/", FORM)
    (secret,) = re.findall(r"whsec_[\w+/=]{44}", made.content.decode())
    assert made["Cache-Control"] == "no-store"
    endpoint = Endpoint.objects.get()
    assert (endpoint.name, endpoint.events, endpoint.agency) == ("SIAP", ["case.closed"], None)
    assert secret not in page(admin, f"{PAGE}{endpoint.pk}/") + page(admin, PAGE)
    replaced = admin.post(f"{PAGE}{endpoint.pk}/rahasia/").content.decode()
    assert "whsec_" in replaced
    assert secret not in replaced


@pytest.mark.parametrize(
    ("wrong", "why", "status"),
    [({"url": "http://siap.contoh.go.id/"}, "https://", 400), ({"url": "https://10.0.0.1/"}, "jaringan dalam", 400),
     ({"events": []}, "peristiwa", 400), ({"name": " "}, "nama sistem", 400), ({"agency": "tidakada"}, "tidak ada", 404)],
)  # fmt: skip
def test_what_is_refused_stays_in_the_form_with_the_reason(
    wrong: dict[str, object], why: str, status: int, admin: Client, endpoint: Endpoint
) -> None:
    typed = FORM | {"name": "Sistem baru"} | wrong
    for address in (f"{PAGE}buat/", f"{PAGE}{endpoint.pk}/ubah/"):
        answer = admin.post(address, typed)
        text = answer.content.decode()
        assert (answer.status_code, why in text) == (status, True)
        assert f'value="{typed["url"]}"' in text
    assert Endpoint.objects.get().name == "SIAP"


def test_an_endpoint_is_changed_stopped_run_and_removed(admin: Client, endpoint: Endpoint) -> None:
    address = f"{PAGE}{endpoint.pk}/"
    admin.post(f"{address}ubah/", FORM | {"agency": "dbmpr", "events": ["case.opened", "case.closed"]})
    endpoint.refresh_from_db()
    assert (endpoint.agency_id, endpoint.events) == ("dbmpr", ["case.opened", "case.closed"])
    admin.post(f"{address}henti/")
    assert "berhenti" in page(admin, PAGE)
    refused = admin.post(f"{address}uji/", follow=True).content.decode()
    assert "jalankan kembali dahulu" in refused
    admin.post(f"{address}jalan/")
    admin.post(f"{address}uji/")
    assert Call.objects.get().kind == "webhook.test"
    assert admin.post(f"{address}hapus/", follow=True).status_code == 200
    assert not Endpoint.objects.exists()


def test_the_log_shows_each_attempt_and_sends_again(admin: Client, endpoint: Endpoint) -> None:
    admin.post(f"{PAGE}{endpoint.pk}/uji/")
    call = Call.objects.get()
    Call.objects.update(state="failed", tries=9)
    Attempt.objects.create(call=call, at=now(), status=503, milliseconds=123, answer="<b>rusak</b>", error="Ditolak.")
    text = page(admin, f"{PAGE}{endpoint.pk}/")
    assert all(part in text for part in ("503", "123 ms", "&lt;b&gt;rusak&lt;/b&gt;", "Ditolak.", call.webhook_id))
    assert call.webhook_id not in page(admin, f"{PAGE}{endpoint.pk}/?state=delivered")
    admin.post(f"{PAGE}{endpoint.pk}/ulang/{call.pk}/")
    assert (Call.objects.get().state, Call.objects.get().tries) == ("queued", 0)
    Call.objects.update(state="failed")
    admin.post(f"{PAGE}{endpoint.pk}/ulang/")
    assert Call.objects.get().state == "queued"


def test_a_call_is_sent_again_only_under_its_own_endpoint(admin: Client, endpoint: Endpoint) -> None:
    admin.post(f"{PAGE}{endpoint.pk}/uji/")
    Call.objects.update(state="failed")
    admin.post(f"{PAGE}buat/", FORM)
    other = Endpoint.objects.exclude(pk=endpoint.pk).get()
    assert admin.post(f"{PAGE}{other.pk}/ulang/{Call.objects.get().pk}/").status_code == 404
    assert Call.objects.get().state == "failed"


def test_a_disabled_endpoint_is_noticed_on_the_page(admin: Client, endpoint: Endpoint) -> None:
    Endpoint.objects.update(
        disabled_at=now(), disabled_by="system:worker", disabled_why="Tidak diterima sejak kemarin."
    )
    assert "Tidak diterima sejak kemarin." in page(admin, PAGE)
    assert "Tidak diterima sejak kemarin." in page(admin, f"{PAGE}{endpoint.pk}/")


def test_the_guide_names_every_operation_and_needs_nothing_from_elsewhere(db: None, settings: Settings) -> None:
    settings.BALAREA_PUBLIC_URL = "https://aduan.contoh.test"
    text = page(Client(), "/pengembang/")
    for path, methods in api.get_openapi_schema()["paths"].items():
        assert path in text
        for operation in methods.values():
            assert operation["operationId"] in text
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", text)


def test_a_key_is_bound_to_an_agency_on_the_page(admin: Client) -> None:
    form = {"name": "SIAP", "scopes": ["read_cases"], "agency": "dbmpr"}
    assert admin.post("/daftar/kunci/buat/", form).status_code == 200
    assert ApiKey.objects.get().agency_id == "dbmpr"
    assert "Dinas Bina Marga" in page(admin, "/daftar/kunci/")
    assert 'value="write_replies" checked' not in page(admin, "/daftar/kunci/")
