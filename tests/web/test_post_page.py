"""The page of one post: what it shows to whom, correcting and undoing there, and every way in."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from balarea.cases import services as cases
from balarea.cases.models import Case
from balarea.core.clock import now
from balarea.language.labels import HEADS
from balarea.networks.values import Author, PostRef, RemotePost
from balarea.observe.services import refresh
from balarea.people.queries import Role
from balarea.posts import queries
from balarea.posts import services as posts
from balarea.posts.models import Correction, Post
from balarea.programmes.models import Claim
from balarea.registry import services as registry

REF = PostRef("fake", "at://did:plc:abc/app.post/1?x=1#y")
TEXT = 'Jalan di Cibeureum butut pisan <b>"&\nKota Bandung'
BY = "test"


@pytest.fixture
def case(db: None) -> Case:
    """A case of dbmpr with its post in the store; what the model would have said is set, so that tests know it."""
    for code in ("dbmpr", "dinkes"):
        registry.save_agency(code, f"Dinas {code}", "dinas", by=BY)
    registry.add_account("dbmpr", "fake", "dbmpr.demo", external_id="dbmpr.demo", by=BY)
    moment = now() - timedelta(hours=2)
    posts.ingest([RemotePost(REF, TEXT, Author("w", "warga", "<i>"), moment, mentions=("dbmpr.demo",))], by=BY)
    Post.objects.update(
        topic="roads", topic_confidence=0.8, intent="complaint", intent_confidence=1, urgency="normal", mixed=False
    )
    cases.intake([REF], by=BY)
    return Case.objects.get()


def client(role: Role, agency: str = "dbmpr") -> Client:
    found = Client()
    found.force_login(registry.save_officer(f"{role}.{agency}", "", role, agency_code=agency, by=BY))
    return found


def address(name: str = "post", ref: PostRef = REF) -> str:
    return reverse(name, args=[ref.network, ref.external_id])


def stored() -> Post:
    found = queries.post(REF)
    assert found is not None
    return found


def test_everything_about_the_post_is_there(case: Case) -> None:
    answer = client(Role.ANALYST).get(address())
    page = answer.content.decode()
    assert answer.status_code == 200
    for said in (
        "butut", "&gt;&quot;&amp;\n", "&lt;i&gt;", "Jalan dan jembatan", "80%", case.reference, "Cibeureum<sup>1?</sup>",
        "Kota Bandung, Jawa Barat", "Sistem tidak menebak", REF.external_id, stored().model_version,
    ):  # fmt: skip
        assert said in page, said
    assert "<b>&quot;" not in page
    assert re.sub(r"<[^>]+>", "", page.split('apart">')[1].split("</p>")[0]).startswith(
        "Jalan di Cibeureum1? butut pisan &lt;b&gt;"
    )
    assert re.search(r'data-lang="su" title="Sunda" data-decides="[a-z ]+">butut</span>', page)
    assert page.count('data-label="abuse"') == 1
    assert [label.name for label in answer.context["labels"]] == list(queries.CORRECTABLE)


@pytest.mark.parametrize(
    ("role", "agency", "sees", "corrects"),
    [
        (Role.ANALYST, "", 200, True),
        (Role.ADMINISTRATOR, "", 200, True),
        (Role.INSPECTOR, "", 200, False),
        (Role.OPERATOR, "dbmpr", 200, True),
        (Role.OPERATOR, "dinkes", 404, False),
        (Role.COMMUNICATIONS, "dbmpr", 403, False),
    ],
)
def test_who_sees_and_corrects(case: Case, role: Role, agency: str, sees: int, corrects: bool) -> None:
    reader = client(role, agency)
    answer = reader.get(address())
    assert answer.status_code == sees
    assert ("Klik nilai yang benar" in answer.content.decode()) is corrects
    sent = reader.post(address("post_correct"), {"label": "topic", "value": "health"})
    assert (sent.status_code == 302) is corrects
    assert (stored().topic == "health") is corrects
    made = posts.correct(REF, "intent", "praise", by=BY)
    undone = reader.post(reverse("post_withdraw", args=[made.pk]))
    assert (stored().intent == "complaint") is corrects
    assert undone.status_code in ({302} if corrects else {302, 403, 404})
    if sees == 404:
        assert "Unggahan tidak ditemukan" in answer.content.decode()


def test_a_correction_and_its_undoing(case: Case) -> None:
    analyst = client(Role.ANALYST)
    after = analyst.post(address("post_correct"), {"label": "topic", "value": "health"}, follow=True)
    page = " ".join(after.content.decode().split())
    assert after.redirect_chain == [(address(), 302)]
    assert "Dikoreksi oleh analyst." in page
    assert "Jalan dan jembatan (80%)" in page
    assert "bahan belajar" in page
    assert Case.objects.get().topic == "health"
    undone = analyst.post(reverse("post_withdraw", args=[Correction.objects.get().pk]), follow=True)
    assert "Dikoreksi oleh" not in undone.content.decode()
    assert "Riwayat koreksi (1)" in undone.content.decode()
    assert (stored().topic, Case.objects.get().topic) == ("roads", "roads")
    again = analyst.post(reverse("post_withdraw", args=[Correction.objects.get().pk]), follow=True)
    assert "sudah tidak berlaku" in again.content.decode()


def test_a_reloaded_act_shows_the_post(case: Case) -> None:
    made = posts.correct(REF, "topic", "health", by=BY)
    operator = client(Role.OPERATOR)
    for name in (address("post_correct"), reverse("post_withdraw", args=[made.pk])):
        answer = operator.get(name)
        assert (answer.status_code, answer.headers["Location"]) == (302, address())
    assert stored().topic == "health"


def test_confirming_is_one_click_on_the_chosen_value(case: Case) -> None:
    analyst = client(Role.ANALYST)
    page = analyst.post(address("post_correct"), {"label": "urgency", "value": "normal"}, follow=True).content.decode()
    assert "Dibenarkan oleh analyst." in page
    assert Correction.objects.get().confirms


@pytest.mark.parametrize(("htmx", "status"), [(False, 400), (True, 422)])
def test_a_refused_value_stays_in_its_field(case: Case, htmx: bool, status: int) -> None:
    headers = {"HX-Request": "true"} if htmx else {}
    form = {"label": "area_code", "value": "99.99"}
    answer = client(Role.ANALYST).post(address("post_correct"), form, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == status
    assert 'value="99.99"' in page
    assert page.count('role="alert"') == 1
    assert "Kode wilayah" in page
    assert not Correction.objects.exists()


def test_an_unknown_label_is_refused_above_the_page(case: Case) -> None:
    answer = client(Role.ANALYST).post(address("post_correct"), {"label": "text", "value": "x"})
    assert (answer.status_code, answer.content.decode().count('role="alert"')) == (400, 1)


@pytest.mark.parametrize("identity", ["tidak-ada", "a\0b", "../../..", "%", "ü/é"])
def test_a_missing_post_says_what_to_do(case: Case, identity: str) -> None:
    analyst, ref = client(Role.ANALYST), PostRef("fake", identity)
    for answer in (
        analyst.get(address(ref=ref)),
        analyst.post(address("post_correct", ref), {"label": "topic", "value": "health"}),
        analyst.post(reverse("post_withdraw", args=[999])),
    ):
        assert answer.status_code == 404
        assert "Cari kata-katanya" in answer.content.decode()


def test_what_a_newer_model_says_is_shown(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    row: dict[str, Any] = queries.read_again(stored()) | {f"{head}_words": [] for head in HEADS} | {
        "topic": "unsure", "topic_confidence": 0.3, "topic_words": ["butut"], "model_version": "besok",
        "abuse": "abuse", "abuse_confidence": 0.7, "abuse_words": ["pisan"],
        "tokens": [{"start": 19, "end": 24, "lang": "su"}, {"start": 25, "end": 30, "lang": "su"}],
    }  # fmt: skip
    monkeypatch.setattr(queries, "read_again", lambda post: row)
    page = client(Role.ANALYST).get(address()).content.decode()
    assert "Model sekarang membaca: Ragu" in page
    assert "besok" in page
    assert "Makian" in page
    assert 'data-lang="su" title="Sunda" data-decides="topic">butut</span>' in page
    assert 'lang="su"' in page


def test_a_label_that_the_model_is_unsure_of_has_no_chosen_value(case: Case) -> None:
    Post.objects.update(topic="unsure", sentiment="unsure")
    answer = client(Role.ANALYST).get(address())
    page = answer.content.decode()
    assert '<option value="" selected>Ragu</option>' in page
    assert "model ragu" in page
    sentiment = page[page.index('data-label="sentiment"') : page.index('data-label="intent"')]
    assert 'aria-pressed="true"' not in sentiment


def test_every_list_of_posts_leads_here(case: Case) -> None:
    link = f'href="{address()}"'
    analyst = client(Role.ANALYST)
    refresh()
    assert link in analyst.get("/situasi/").content.decode()
    assert link in analyst.get("/situasi/unggahan/").content.decode()
    assert link in client(Role.OPERATOR).get(f"/meja/{case.reference}/").content.decode()
    for reader, page in ((Role.COMMUNICATIONS, "/situasi/"), (Role.COMMUNICATIONS, f"/meja/{case.reference}/")):
        assert link not in client(reader).get(page).content.decode()


def test_a_programmes_claims_lead_here(case: Case) -> None:
    from balarea.programmes import services as programmes

    programme = programmes.add_programme("1", 2026, "Jalan", "dbmpr", by=BY)
    Claim.objects.create(
        network="fake", external_id="klaim", start=0, agency_id="dbmpr", value=84, unit="km", text="84 km",
        published_at=now(),
    )  # fmt: skip
    page = f"/program/{programme.pk}/"
    link = 'href="/situasi/unggahan/fake/klaim/"'
    assert link in client(Role.ANALYST).get(page).content.decode()
    assert link not in client(Role.OPERATOR).get(page).content.decode()


def test_an_id_that_fits_into_no_address_breaks_no_list(case: Case) -> None:
    posts.ingest([RemotePost(PostRef("fake", "a\nb"), "Jalan rusak", Author("w"), now())], by=BY)
    answer = client(Role.ANALYST).get("/situasi/unggahan/")
    assert (answer.status_code, answer.content.decode().count("<article")) == (200, 2)


def test_the_desk_corrects_the_topic(case: Case) -> None:
    operator = client(Role.OPERATOR)
    wrong = operator.post(f"/meja/{case.reference}/topik/", {"topic": "x"}, follow=True)
    assert "tidak dikenal" in wrong.content.decode()
    operator.post(f"/meja/{case.reference}/topik/", {"topic": "energy"})
    assert (Case.objects.get().topic, stored().topic) == ("energy", "energy")
    form = {"agency": "dinkes", "reason": "soal kesehatan", "topic": "health"}
    assert operator.post(f"/meja/{case.reference}/alihkan/", form).status_code == 302
    assert (Case.objects.get().agency_id, stored().topic) == ("dinkes", "health")
    assert Correction.objects.filter(ended_at__isnull=True).get().after == "health"


def test_a_refused_rerouting_keeps_the_chosen_topic(case: Case) -> None:
    form = {"agency": "dinkes", "reason": " ", "topic": "health"}
    answer = client(Role.OPERATOR).post(f"/meja/{case.reference}/alihkan/", form)
    assert answer.status_code == 400
    assert '<option value="health" selected>' in answer.content.decode()
    assert not Correction.objects.exists()
