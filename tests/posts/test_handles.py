"""Whom somebody writes to is no word of what he writes: the model does not read the names of accounts."""

from datetime import timedelta

import pytest

from balarea.core.clock import now
from balarea.networks.values import Author, PostRef, RemotePost
from balarea.posts import ingest
from balarea.posts import services as store
from balarea.posts.models import Post
from balarea.posts.queries import read_again

NOISE = ("selamat pagi semangat kerja ya", "wkwk iseng doang min", "promo panci murah, cek bio")
AGENCIES = ("dinkes", "dinsos", "bpbd", "dlh", "disdik")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("@dinsos.demo selamat pagi", "             selamat pagi"),
        ("pagi @dinsos.demo, sehat?", "pagi             , sehat?"),
        ("tanya@kantor.go.id bukan akun", "tanya@kantor.go.id bukan akun"),
        ("harga @ 5000", "harga @ 5000"),
        ("(@dlh) #BandungBersih", "(    ) #BandungBersih"),
        ("😀 @dlh di Lembang", "😀      di Lembang"),
    ],
)
def test_a_named_account_is_blank_and_everything_else_stays_where_it_is(text: str, read: str) -> None:
    assert ingest.told(text) == read
    assert len(ingest.told(text)) == len(text)


def said(texts: list[str]) -> list[RemotePost]:
    at = now() - timedelta(hours=1)
    return [RemotePost(PostRef("fake", f"p{number}"), text, Author("a"), at) for number, text in enumerate(texts)]


@pytest.mark.django_db
def test_the_account_that_noise_is_sent_to_changes_no_label() -> None:
    store.ingest(
        said([text for text in NOISE for _ in AGENCIES] + [f"@{to}.demo {text}" for text in NOISE for to in AGENCIES]),
        by="test",
    )
    plain = [Post.objects.get(external_id=f"p{at}") for at in range(15)]
    sent = [Post.objects.get(external_id=f"p{at + 15}") for at in range(15)]
    labels = ("intent", "topic", "urgency", "sentiment", "lang")
    assert [[getattr(each, name) for name in labels] for each in plain] == [
        [getattr(each, name) for name in labels] for each in sent
    ]
    assert {each.intent for each in sent} == {"other"}
    assert [bytes(each.signature) for each in plain] == [bytes(each.signature) for each in sent]


@pytest.mark.django_db
def test_places_stand_where_they_are_in_the_text_and_the_page_reads_it_the_same() -> None:
    text = "@dbmpr.demo jalan berlubang di Lembang @bpbd.demo"
    store.ingest(said([text]), by="test")
    post = Post.objects.get()
    (place,) = post.places
    assert text.encode()[place["start"] : place["end"]].decode() == "Lembang"
    assert read_again(post)["topic"] == post.topic
