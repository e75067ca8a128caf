"""Edits and deletions in the post store: in any order, and again, the same rows; what was deleted is nowhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from balarea.core.clock import now
from balarea.networks.values import Author, PostRef, RemotePost
from balarea.posts import privacy, queries, services
from balarea.posts.models import Deletion, Post, Version
from balarea.posts.revising import GONE

pytestmark = pytest.mark.django_db
START = now().replace(microsecond=0) - timedelta(hours=5)
REF = PostRef("bluesky", "at://did:plc:warga/app.bsky.feed.post/1")
PHONE = "0812-3456-7890"
TEXTS = [
    f"jalan di Coblong berlubang, hubungi {PHONE}",
    "tolong, ada orang terjebak banjir di Coblong sekarang juga, darurat",
    "jalan di Coblong berlubang, sudah ditambal sebagian",
]


def version(number: int) -> RemotePost:
    """The post as it was after so many edits."""
    edited = START + timedelta(minutes=10 * number) if number else None
    return RemotePost(
        REF, TEXTS[number], Author("did:plc:warga", "warga"), START, url="https://x.test/1", edited_at=edited
    )


def gone() -> RemotePost:
    return RemotePost(REF, "", Author("did:plc:warga"), now(), deleted=True)


def happen(event: object) -> None:
    if event == "deleted":
        services.delete([gone()], by="test")
    else:
        services.ingest([version(int(str(event)))], by="test")


def state() -> dict[str, Any]:
    row = Post.objects.get()
    kept = list(Version.objects.values_list("written_at", "text", "urgency", "intent", "topic"))
    labels = (row.urgency, row.intent, row.topic, row.area_code, bytes(row.signature))
    return {
        "text": row.text,
        "edited": row.edited_at,
        "gone": row.deleted_at is not None,
        "labels": labels,
        "kept": kept,
    }


@contextmanager
def undone() -> Iterator[None]:
    before = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(before)


@settings(
    max_examples=25, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(st.booleans(), st.permutations([0, 1, 2]), st.lists(st.sampled_from([0, 1, 2]), max_size=3), st.integers(0, 5))
@example(True, [0, 1, 2], [], 0)
def test_any_order_of_edits_and_deletion_gives_one_row(
    db: None, deleted: bool, order: list[int], again: list[int], place: int
) -> None:
    events: list[object] = [*order, *again]
    if deleted:
        events.insert(min(place, len(events)), "deleted")
    with undone():
        for event in events:
            happen(event)
        mixed = state()
    with undone():
        for event in [0, 1, 2, *(["deleted"] if deleted else [])]:
            happen(event)
        assert mixed == state()
    assert mixed["text"] == (GONE if deleted else TEXTS[2])
    assert [urgency for _, _, urgency, _, _ in mixed["kept"]][1] == "emergency"


def test_all_versions_in_one_batch(db: None) -> None:
    services.ingest([version(2), version(0), version(1), version(0)], by="test")
    assert Post.objects.get().text == TEXTS[2]
    assert [each.text for each in Version.objects.all()] == [
        "jalan di Coblong berlubang, hubungi ████-████-████", TEXTS[1],
    ]  # fmt: skip


def test_what_was_deleted_is_nowhere(db: None) -> None:
    services.ingest([version(0)], by="test")
    services.ingest([version(1)], by="test")
    assert services.delete([gone(), gone()], by="test") == 1
    assert services.delete([gone()], by="test") == 0
    services.ingest([version(0), version(2)], by="test")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_jsonb(p)::text FROM posts_post p UNION ALL SELECT to_jsonb(v)::text FROM posts_version v"
        )
        held = "\n".join(text for (text,) in cursor.fetchall())
    for word in ("berlubang", "terjebak", "3456", "ditambal"):
        assert word not in held
    assert Version.objects.exclude(sealed=None).count() == 0
    assert Post.objects.get().intent != ""
    assert queries.holding("berlubang") == []


def test_counts_follow_the_text_that_stands(db: None) -> None:
    services.ingest([version(0)], by="test")
    queries.changed_days()
    services.ingest([version(1)], by="test")
    assert len(queries.changed_days()) == 1
    services.ingest([version(1)], by="test")
    assert queries.changed_days() == []


def test_a_persons_label_stays_but_for_an_urgency_that_the_new_text_exceeds(db: None) -> None:
    services.ingest([version(0)], by="test")
    services.correct(REF, "topic", "health", by="test")
    services.correct(REF, "urgency", "normal", by="test")
    services.ingest([version(1)], by="test")
    row = Post.objects.get()
    assert (row.topic, row.urgency) == ("health", "emergency")
    assert [each.label for each in queries.corrections([REF])[REF]] == ["topic"]


def test_an_author_takes_his_earlier_texts_with_him(db: None) -> None:
    services.ingest([version(0)], by="test")
    services.ingest([version(2)], by="test")
    assert PHONE in str(privacy.held("bluesky", "did:plc:warga")["versions"])
    services.erase_author(privacy.traces("bluesky", "did:plc:warga"), by="test")
    assert not Version.objects.exists()
    services.delete([gone()], by="test")
    assert not Deletion.objects.exists()


def test_old_deletions_are_forgotten_and_the_text_stays_away(db: None) -> None:
    services.ingest([version(0)], by="test")
    services.delete([gone()], by="test")
    assert services.forget_deletions(now() - services.DELETED_FOR) == 0
    assert services.forget_deletions(now()) == 1
    services.ingest([version(0)], by="test")
    assert Post.objects.get().text == GONE
