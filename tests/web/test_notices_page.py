"""Pengaturan → Pemberitahuan: one's own ways, an administrator's view of everybody's, and what an empty page says."""

import pytest
from django.test import Client

from balarea.core.clock import now
from balarea.notices import services
from balarea.notices.models import Way
from balarea.people.queries import User
from tests.notices.conftest import BY, Reached, hook, mail, people, reached
from tests.notices.receivers import Hook, Mail, code_in

__all__ = ["hook", "mail", "people", "reached"]
PAGE = "/pengaturan/pemberitahuan/"


def client(user: User) -> Client:
    found = Client()
    found.force_login(user)
    return found


def test_an_empty_page_says_what_to_do(people: dict[str, User]) -> None:
    shown = client(people["operator"]).get(PAGE).content.decode()
    assert "Belum ada cara dihubungi" in shown
    assert "Tambahkan surel atau Telegram di bawah" in shown
    assert "BALAREA_MAIL" in shown  # no mail server: said before somebody tries
    assert "Siapa yang dapat dipanggil" not in shown


def test_from_the_address_to_the_proof(people: dict[str, User], mail: Mail) -> None:
    browser = client(people["operator"])
    added = browser.post(f"{PAGE}tambah/", {"address": "operator@jabarprov.go.id"}, follow=True)
    shown = added.content.decode()
    assert "o…@jabarprov.go.id" in shown
    assert "operator@jabarprov.go.id" not in shown
    assert "belum diuji" in shown
    way = Way.objects.get()
    wrong = browser.post(f"{PAGE}{way.pk}/buktikan/", {"code": "x"})
    assert (wrong.status_code, "tidak cocok" in wrong.content.decode()) == (400, True)
    proven = browser.post(f"{PAGE}{way.pk}/buktikan/", {"code": code_in(mail.got[0][2])}, follow=True)
    assert "terbukti sampai" in proven.content.decode()
    assert proven["Cache-Control"] == "no-store"
    refused = browser.post(f"{PAGE}{way.pk}/jenis/", {"kinds": ["routed"]})
    assert "tidak dapat dimatikan" in refused.content.decode()
    browser.post(f"{PAGE}{way.pk}/jenis/", {"kinds": ["page"]})
    way.refresh_from_db()
    assert (set(way.kinds), way.digest) == ({"page"}, False)
    browser.post(f"{PAGE}{way.pk}/jenis/", {"kinds": ["page"], "pace": "digest"})
    way.refresh_from_db()
    assert (way.digest, 'value="digest" checked' in browser.get(PAGE).content.decode()) == (True, True)
    browser.post(f"{PAGE}{way.pk}/hapus/")
    assert "Belum ada cara dihubungi" in browser.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("address", "said"), [("file:///etc/passwd", "tidak diizinkan"), ("operator@jabarprov.go.id", "BALAREA_MAIL")]
)
def test_what_is_wrong_is_said_in_words(people: dict[str, User], address: str, said: str) -> None:
    answer = client(people["operator"]).post(f"{PAGE}tambah/", {"address": address})
    assert answer.status_code == 400
    assert said in answer.content.decode()


def test_others_are_the_administrators_business(people: dict[str, User], reached: Reached) -> None:
    way = reached("operator")
    stranger, admin = client(people["lain"]), client(people["admin"])
    assert stranger.get(f"{PAGE}?orang=operator").status_code == 403
    assert stranger.get(f"{PAGE}?instansi=bpbd").status_code == 403
    assert stranger.post(f"{PAGE}{way.pk}/hapus/").status_code == 404
    assert stranger.post(f"{PAGE}tambah/", {"address": "x@y.go.id", "orang": "operator"}).status_code == 403
    assert "Webhook" in admin.get(f"{PAGE}?orang=operator").content.decode()
    assert admin.get(f"{PAGE}?orang=siapa").status_code == 404
    there = admin.post(f"{PAGE}{way.pk}/jenis/", {"kinds": ["page"], "orang": "operator"})
    assert there["Location"] == f"{PAGE}?orang=operator"


def test_administrators_see_who_is_out_of_reach_and_what_failed(
    people: dict[str, User], reached: Reached, hook: Hook
) -> None:
    reached("sekda")
    services.tell(["operator"], "e", "DARURAT\nTeks", "/meja/", services.Kind.PAGE, by=BY, about="JB-2222-2222")
    shown = client(people["admin"]).get(PAGE).content.decode()
    rows = {row.split(">")[1].split("<")[0]: row for row in shown.split("?orang=")[1:]}
    assert "belum dapat dipanggil" in rows["operator"]
    assert "belum dapat dipanggil" not in rows["sekda"]
    assert "belum punya cara dihubungi" in shown.split('id="gangguan"')[1]


def test_the_address_of_a_desk_that_an_administrator_adds(people: dict[str, User], mail: Mail) -> None:
    admin = client(people["admin"])
    admin.post(f"{PAGE}tambah/", {"address": "piket@jabarprov.go.id", "instansi": "bpbd"})
    way = Way.objects.get()
    assert (way.agency_id, way.person) == ("bpbd", None)
    admin.post(f"{PAGE}{way.pk}/buktikan/", {"code": code_in(mail.got[0][2]), "instansi": "bpbd"})
    way.refresh_from_db()
    assert way.verified_at is not None
    assert way.verified_at <= now()
