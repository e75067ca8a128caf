"""The officer's page of requests about personal data, and the public statistics."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from balarea.audit.models import Event
from balarea.core.clock import now
from balarea.networks.values import Author, PostRef, RemotePost
from balarea.people.queries import Role
from balarea.posts import services as store
from balarea.posts.models import Post
from balarea.registry import services as registry


@pytest.fixture
def officer(db: None) -> Client:
    store.ingest(
        [RemotePost(PostRef("fake", "p1"), "halo dari saya", Author("w1", "warga.satu"), now() - timedelta(days=1))],
        by="test",
    )
    client = Client()
    client.force_login(registry.save_officer("admin1", "", Role.ADMINISTRATOR, by="test"))
    return client


def text_of(answer: object) -> str:
    return str(answer.content.decode())  # type: ignore[attr-defined]


WHO = {"network": "fake", "author": "@warga.satu"}


def test_a_request_from_search_to_removal(officer: Client) -> None:
    assert "Nomor aduan" in text_of(officer.get("/privasi/"))
    assert officer.post("/privasi/cari/", {"network": "fake", "author": "@nobody"}).status_code == 404
    assert officer.post("/privasi/cari/", {}).status_code == 400
    found = text_of(officer.post("/privasi/cari/", WHO))
    assert "Hapus data orang ini" in found
    copy = officer.post("/privasi/salinan/", WHO)
    assert (copy["Content-Type"], copy["Cache-Control"]) == ("application/json; charset=utf-8", "no-store")
    assert json.loads(copy.content)["posts"][0]["text"] == "halo dari saya"
    unsure = officer.post("/privasi/hapus/", {**WHO, "reason": "diminta"})
    assert (unsure.status_code, Post.objects.get().text) == (400, "halo dari saya")
    assert "Centang" in text_of(unsure)
    done = officer.post("/privasi/hapus/", {**WHO, "reason": "diminta di utas", "sure": "1"})
    assert "1 unggahan" in text_of(done)
    assert Post.objects.get().text.startswith("[dihapus")
    assert set(Event.objects.filter(object_type="author").values_list("action", flat=True)) == {
        "export_author", "erase_author",
    }  # fmt: skip


def test_a_link_into_it_leads_to_the_form(officer: Client) -> None:
    for step in ("cari", "salinan", "hapus"):
        assert officer.get(f"/privasi/{step}/")["Location"] == "/privasi/"


@pytest.mark.django_db
def test_statistics_are_for_everybody() -> None:
    page = text_of(Client().get("/statistik/"))
    assert "Statistik aduan" in page
    assert page.count('class="tile') >= 27
    file = b"".join(Client().get("/statistik.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert file.splitlines()[0].endswith("kelompok,nilai,nama,received,answered,fixed,reopened,silent,unasked")
    assert file.count("\r\nbulan,") == 12
    for wrong in ("?bulan=kapan", "?topik=apa", "?wilayah=32", "?wilayah=99.99"):
        assert Client().get(f"/statistik/{wrong}").status_code == 400
        assert Client().get(f"/statistik.csv{wrong}").status_code == 400
