"""Accounts that may be one person's: proposed with the reason, joined by a person alone, refused for good, undone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from balarea.audit.queries import verify
from balarea.cases import queries, services
from balarea.cases.inbox.reports import Handed
from balarea.cases.models import Case, PersonLink, Receipt
from balarea.cases.partners.statistics import choose, statistics
from balarea.cases.sealed import privacy
from balarea.core.clock import now
from balarea.core.errors import Conflict, NotAllowed, NotFound
from balarea.networks.values import Author, PostRef, RemotePost
from balarea.people.queries import Role, User
from balarea.posts import services as store
from balarea.posts.models import Post
from balarea.registry import services as registry

TEXT = "jalan provinsi di Cililin longsor, mobil tidak bisa lewat dari tadi pagi"
OTHER = "lampu jalan di Lembang mati sejak minggu lalu"
START = now().replace(microsecond=0) - timedelta(hours=3)


def said(network: str, author: str, text: str, *, name: str = "", at: int = 0) -> RemotePost:
    own = "dbmpr.demo"
    return RemotePost(
        PostRef(network, f"{network}-{author}-{at}"), f"@{own} {text}", Author(f"id-{author}", author, name),
        START + timedelta(minutes=at), mentions=(f"{network}-{own}",),
    )  # fmt: skip


@pytest.fixture
def operator(db: None) -> User:
    registry.save_agency("dbmpr", "Dinas Bina Marga", "dinas", by="test")
    for network in ("fake", "bluesky", "mastodon"):
        registry.add_account("dbmpr", network, "dbmpr.demo", external_id=f"{network}-dbmpr.demo", by="test")
    return registry.save_officer("op", "", Role.OPERATOR, agency_code="dbmpr", by="test")


def take(*posts: RemotePost) -> list[Case]:
    store.ingest(posts, by="test")
    Post.objects.update(intent="complaint", intent_confidence=1.0)
    services.intake([post.ref for post in posts], by="test")
    return list(Case.objects.order_by("opened_at", "pk"))


@pytest.mark.parametrize(
    ("one", "two", "reason"),
    [
        (said("fake", "siti.aminah", TEXT), said("bluesky", "siti_aminah.bsky.social", TEXT, at=5), "nama yang sama"),
        (said("fake", "st1", TEXT, name="Siti Aminah"), said("mastodon", "am@m.id", TEXT, name="siti aminah", at=5), "teks"),
        (said("fake", "siti.aminah", TEXT), said("bluesky", "sitiaminah", OTHER, at=5), ""),
        (said("fake", "siti.aminah", TEXT), said("bluesky", "asep.s", TEXT, at=5), ""),
        (said("fake", "siti.aminah", TEXT), said("fake", "siti_aminah", TEXT, at=5), ""),
        (said("fake", "budi", TEXT), said("bluesky", "budi", TEXT, at=5), ""),  # four letters name nobody
        (said("fake", "st1", TEXT, name="Siti"), said("mastodon", "st2", TEXT, name="Siti", at=5), ""),
    ],
)  # fmt: skip
def test_what_is_proposed(operator: User, one: RemotePost, two: RemotePost, reason: str) -> None:
    take(one, two)
    Case.objects.update(incident=None)
    assert services.propose_links(by="test") == (1 if reason else 0)
    assert services.propose_links(by="test") == 0
    if reason:
        link = PersonLink.objects.get()
        assert reason in link.reason
        assert link.joined is None
    assert all(not each.link.joined for case in Case.objects.all() for each in queries.linked(case, operator))


def test_who_wrote_to_us_alone_is_not_named_in_the_reason(operator: User) -> None:
    alone = replace(said("fake", "siti.aminah@surel.example", TEXT), private=True)
    take(alone, said("bluesky", "siti_aminah", TEXT, at=5))
    Case.objects.update(incident=None)
    assert Case.objects.filter(private=True).exists()
    assert services.propose_links(by="test") == 1
    reason = PersonLink.objects.get().reason
    assert "percakapan pribadi" in reason
    assert "surel.example" not in reason


def test_the_same_incident_is_a_reason_and_days_apart_are_not(operator: User) -> None:
    first, second = take(said("fake", "siti.aminah", TEXT), said("bluesky", "sitiaminah", OTHER, at=5))
    services.join([first.reference, second.reference], "sama", by=operator)
    assert services.propose_links(by="test", moment=now() + timedelta(days=8)) == 0
    assert services.propose_links(by="test") == 1
    assert "kejadian yang sama" in PersonLink.objects.get().reason


def test_the_same_contact_in_two_reports(operator: User) -> None:
    one = Handed(TEXT, topic="roads", contact={"email": "siti@contoh.id", "phone": "0812 3456 7890"})
    two = Handed(OTHER, topic="roads", contact={"phone": "+62 812-3456-7890"})
    third = Handed("air keruh di Cimahi sejak kemarin", topic="clean_water", contact={"phone": "0813 0000 0000"})
    for each in (one, two, third):
        services.receive(each, by="test")
    assert services.propose_links(by="test") == 1
    assert "kontak yang sama" in PersonLink.objects.get().reason
    assert "3456" not in str(list(Receipt.objects.values_list("marks", flat=True)))


@pytest.fixture
def pair(operator: User) -> tuple[Case, Case]:
    first, second = take(said("fake", "siti.aminah", TEXT), said("bluesky", "sitiaminah", TEXT, at=5))
    services.propose_links(by="test")
    return first, second


def test_a_person_joins_and_undoes(operator: User, pair: tuple[Case, Case]) -> None:
    before = statistics(choose({}, now()))
    link = PersonLink.objects.get()
    services.decide(link.pk, True, by=operator)
    (shown,) = queries.linked(pair[0], operator)
    assert (shown.link.decided_by, [case.pk for case in shown.cases]) == ("op", [pair[1].pk])
    with pytest.raises(Conflict):
        services.decide(link.pk, False, by=operator)
    assert statistics(choose({}, now())) == before
    services.undecide(link.pk, by=operator)
    (shown,) = queries.linked(pair[0], operator)
    assert shown.link.joined is None
    with pytest.raises(Conflict):
        services.undecide(link.pk, by=operator)
    assert verify().ok


def test_a_refused_pair_is_not_proposed_again(operator: User, pair: tuple[Case, Case]) -> None:
    services.decide(PersonLink.objects.get().pk, False, by=operator)
    take(said("fake", "siti.aminah", OTHER, at=20), said("bluesky", "sitiaminah", OTHER, at=25))
    assert services.propose_links(by="test") == 0
    assert PersonLink.objects.get().joined is False


def test_joined_accounts_lead_on_to_each_other(operator: User, pair: tuple[Case, Case]) -> None:
    take(said("mastodon", "siti.aminah@m.id", TEXT, at=9))
    services.propose_links(by="test")
    assert PersonLink.objects.count() == 3
    for link in PersonLink.objects.exclude(one_network="fake", two_network="mastodon"):
        services.decide(link.pk, True, by=operator)
    joined = [each.network for each in queries.linked(pair[0], operator) if each.link.joined]
    assert sorted(joined) == ["bluesky", "mastodon"]


def test_nobody_decides_about_cases_that_are_not_his(operator: User, pair: tuple[Case, Case]) -> None:
    dinkes = registry.save_agency("dinkes", "Dinkes", "dinas", by="test")
    other = registry.save_officer("lain", "", Role.OPERATOR, agency_code="dinkes", by="test")
    analyst = registry.save_officer("analis", "", Role.ANALYST, by="test")
    link = PersonLink.objects.get()
    with pytest.raises(NotFound):
        services.decide(link.pk, True, by=other)
    with pytest.raises(NotAllowed):
        services.decide(link.pk, True, by=analyst)
    Case.objects.filter(pk=pair[1].pk).update(agency=dinkes)
    assert queries.linked(pair[0], operator) == []
    with pytest.raises(NotFound):
        services.decide(link.pk, True, by=operator)


def test_erasure_and_retention_forget_who_belongs_to_whom(operator: User, pair: tuple[Case, Case]) -> None:
    link = PersonLink.objects.get()
    services.decide(link.pk, True, by=operator)
    who = privacy.subject(reference=pair[0].reference)
    assert privacy.export(who, by="test")["links"][0]["joined"] is True
    privacy.erase(who, "diminta di utas", by="test")
    assert not PersonLink.objects.exists()
    services.propose_links(by="test")
    assert not PersonLink.objects.exists()


def test_retention_forgets_them_too(operator: User, pair: tuple[Case, Case]) -> None:
    Case.objects.filter(pk=pair[0].pk).update(
        state="closed", closed_at=now(), closed_by="op", escalate_at=None, next_rung=""
    )
    privacy.forget_citizens(now() + timedelta(seconds=1), by="test")
    assert not PersonLink.objects.exists()


def test_the_page_proposes_joins_and_undoes(operator: User, pair: tuple[Case, Case]) -> None:
    reader = Client()
    reader.force_login(operator)
    address = f"/meja/{pair[0].reference}/"
    assert "Mungkin orang yang sama:" in reader.get(address).content.decode()
    link = PersonLink.objects.get()
    where = f"{address}orang/{link.pk}/"
    joined = reader.post(where, {"decision": "join"}, follow=True).content.decode()
    assert "Orang yang sama, menurut op:" in joined
    assert pair[1].reference in joined
    assert "Mungkin orang yang sama:" in reader.post(where, {"decision": "undo"}, follow=True).content.decode()
    refused = reader.post(where, {"decision": "refuse"}, follow=True).content.decode()
    assert "Bukan orang yang sama, menurut op:" in refused
    assert reader.post(where, {"decision": "maybe"}).status_code == 400
