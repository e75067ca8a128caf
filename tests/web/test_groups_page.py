"""The desk with incidents, many cases at once, undoing, and the list of what is no complaint."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from balarea.cases import services
from balarea.cases.models import Case, Incident
from balarea.core.clock import now
from balarea.networks.values import Author, PostRef, RemotePost
from balarea.people.queries import Role
from balarea.posts import services as store
from balarea.posts.models import Post
from balarea.registry import services as registry
from tests.cases.proofs import WHY
from tests.files.pictures import photo

SAID = "longsor di Cililin menutup jalan provinsi <b>"


@pytest.fixture
def client(db: None) -> Client:
    for code in ("dbmpr", "dinkes"):
        registry.save_agency(code, f"Dinas {code}", "dinas", by="test")
        registry.add_account(code, "fake", f"{code}.demo", external_id=f"{code}.demo", by="test")
    at = now() - timedelta(hours=2)
    found = [
        RemotePost(PostRef("fake", f"p{number}"), f"@dbmpr.demo {text}", Author(f"w{number}", f"warga{number}"),
                   at + timedelta(minutes=number), mentions=("dbmpr.demo",))
        for number, text in enumerate([SAID, SAID + "!", "lampu jalan di Cirebon mati", "met pagi min semangat ya"])
    ]  # fmt: skip
    store.ingest(found, by="test")
    Post.objects.update(intent="complaint", intent_confidence=1.0, topic="roads", topic_confidence=0.9)
    Post.objects.filter(external_id="p3").update(intent="other", topic="none")
    services.intake([post.ref for post in found], by="test")
    return login(Role.OPERATOR, "dbmpr")


def login(role: Role, agency: str) -> Client:
    found = Client()
    found.force_login(registry.save_officer(f"{role}.{agency}", "", role, agency_code=agency, by="test"))
    return found


def page(client: Client, address: str = "/meja/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def act(client: Client, what: str, *pick: str, **more: str | SimpleUploadedFile) -> str:
    answer = client.post(reverse("desk_batch"), {"act": what, "pick": list(pick), **more}, follow=True)
    assert answer.status_code in {200, 400}
    return answer.content.decode()


def test_a_group_is_one_row_and_has_a_page(client: Client) -> None:
    desk = page(client)
    incident = Incident.objects.get()
    assert desk.count("data-item") == 2
    assert "2 kasus dari satu kejadian" in desk
    assert f'value="kejadian-{incident.pk}"' in desk
    shown = page(client, f"/meja/kejadian/{incident.pk}/")
    assert "Satu kejadian, 2 kasus" in shown
    assert "laporan pertama" in shown
    assert "&lt;b&gt;" in shown
    member = incident.cases.first()
    assert member is not None
    case = page(client, f"/meja/{member.reference}/")
    assert 'data-key="g"' in case


def test_who_sees_and_acts(client: Client) -> None:
    incident = Incident.objects.get()
    other, reader = login(Role.OPERATOR, "dinkes"), login(Role.ANALYST, "")
    assert other.get(f"/meja/kejadian/{incident.pk}/").status_code == 404
    assert other.post(f"/meja/kejadian/{incident.pk}/bubarkan/").status_code == 404
    assert act(other, "close", *Case.objects.values_list("reference", flat=True), text="selesai").count("cakup") > 0
    assert not Case.objects.filter(state="closed").exists()
    shown = page(reader, f"/meja/kejadian/{incident.pk}/")
    assert "Bubarkan" not in shown
    assert "case-pick" not in page(reader)


def test_closing_a_group_and_undoing_it_on_the_desk(client: Client) -> None:
    incident = Incident.objects.get()
    photos = {
        part: SimpleUploadedFile("a.jpg", photo(colour), "image/jpeg")
        for part, colour in (("before", "brown"), ("after", "grey"))
    }
    after = act(client, "close", f"kejadian-{incident.pk}", text="Sudah dibersihkan", then="now", why=WHY, **photos)
    assert "2 kasus dikerjakan" in after
    assert "Ditutup: 2 kasus" in after
    assert Case.objects.filter(state="closed").count() == 2
    undone = client.post(
        after.split('action="/meja/tindakan/')[1].join(["/meja/tindakan/", ""]).split('"')[0], follow=True
    )
    assert "Ditutup: 2 kasus" not in undone.content.decode()
    assert not Case.objects.filter(state="closed").exists()


def test_nothing_ticked_or_typed_says_what_to_do(client: Client) -> None:
    assert "Centang dahulu" in act(client, "close")
    assert "Tulis dahulu" in act(client, "close", Case.objects.all()[0].reference)
    assert "belum punya akun" in act(client, "answer", Case.objects.all()[0].reference, text="Baik")


def test_splitting_dissolving_and_their_undoing(client: Client) -> None:
    incident = Incident.objects.get()
    member = incident.cases.order_by("-pk")[0]
    apart = client.post(f"/meja/{member.reference}/pisahkan/", follow=True).content.decode()
    assert "Satukan kembali" in apart
    back = client.post(f"/meja/{member.reference}/satukan/", follow=True).content.decode()
    assert "Satu kejadian dengan 2 kasus" in back
    gone = client.post(f"/meja/kejadian/{incident.pk}/bubarkan/", follow=True).content.decode()
    assert f'action="/meja/kejadian/{incident.pk}/pulihkan/"' in gone
    again = client.post(f"/meja/kejadian/{incident.pk}/pulihkan/", follow=True).content.decode()
    assert "2 kasus dari satu kejadian" in again


def test_what_is_no_complaint_is_listed_and_made_a_case(client: Client) -> None:
    assert "Bukan aduan · 1" in page(client)
    assert "met pagi" in page(client, "/meja/bukan-aduan/")
    assert "met pagi" not in page(client, "/meja/bukan-aduan/?q=longsor")
    assert "met pagi" not in page(login(Role.OPERATOR, "dinkes"), "/meja/bukan-aduan/")
    form = {"network": "fake", "external_id": "p3", "intent": "complaint"}
    assert client.post(reverse("desk_make_case"), form | {"intent": ""}).status_code == 400
    made = client.post(reverse("desk_make_case"), form, follow=True)
    assert "met pagi" in made.content.decode()
    assert Case.objects.filter(root_external_id="p3", agency="dbmpr").exists()
