"""The store's columns come and go on a table that is full, and posts stay."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection

from balarea.core.clock import now
from balarea.language import signature
from balarea.language.labels import HEADS
from balarea.networks.values import Author, PostRef, RemotePost
from balarea.posts import services
from balarea.posts.models import Correction, Post

REF = PostRef("fake", "1")


@pytest.fixture
def put_back() -> Iterator[None]:
    yield
    call_command("migrate", "posts", verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_abuse_and_signature_on_a_filled_store(put_back: None) -> None:
    services.ingest([RemotePost(REF, "Jalan di Coblong rusak parah", Author("a"), now())], by="test")
    stored = Post.objects.get()
    assert stored.abuse in HEADS["abuse"]
    assert 0 < stored.abuse_confidence <= 1
    assert len(bytes(stored.signature)) == signature.WIDTH
    services.correct(REF, "abuse", "hate", by="test")
    services.correct(REF, "topic", "health", by="test")
    call_command("migrate", "posts", "0003", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text, topic FROM posts_post")
        assert cursor.fetchall() == [("Jalan di Coblong rusak parah", "health")]
    call_command("migrate", "posts", verbosity=0)
    again = Post.objects.get()
    assert (again.abuse, again.abuse_confidence, bytes(again.signature)) == ("", 0, b"")
    assert [each.label for each in Correction.objects.all()] == ["topic"]
    services.correct(REF, "abuse", "none", by="test")
    assert Post.objects.get().abuse == "none"
