"""Corrections: one in force for each label, laid over the row, counted again, undone, and never lost to a new reading."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from balarea.audit.models import Event
from balarea.audit.queries import verify
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict, NotAllowed, NotFound
from balarea.language.labels import HEADS
from balarea.networks.values import Author, PostRef, RemotePost
from balarea.observe import queries as observe
from balarea.observe.services import refresh
from balarea.people.queries import Role, User
from balarea.posts import queries, services
from balarea.posts.models import ChangedDay, Correction, Post
from balarea.posts.queries import PostFilter

REF = PostRef("fake", "at://did:plc:abc/app.post/1")
pytestmark = pytest.mark.django_db


def remote(ref: PostRef = REF, hours: float = 30, text: str = "Jalan di Coblong rusak parah") -> RemotePost:
    return RemotePost(ref, text, Author("a", "warga"), now() - timedelta(hours=hours))


@pytest.fixture
def post() -> Post:
    services.ingest([remote()], by="test")
    refresh()
    return stored()


def stored(ref: PostRef = REF) -> Post:
    found = queries.post(ref)
    assert found is not None
    return found


def other(post: Post, label: str) -> str:
    """A value that the model did not give."""
    if label == "area_code":
        return "32.04.10" if post.area_code != "32.04.10" else ""
    if label == "mixed":
        return "no" if post.mixed else "yes"
    return next(value for value in HEADS[label] if value != getattr(post, label))


@pytest.mark.parametrize("label", queries.CORRECTABLE)
def test_a_label_is_set_and_given_back(post: Post, label: str) -> None:
    value = other(post, label)
    made = services.correct(REF, label, value, by="test")
    after = stored()
    assert str(getattr(after, label)) == {"yes": "True", "no": "False"}.get(value, value)
    if label != "mixed":
        assert getattr(after, "area_confidence" if label == "area_code" else f"{label}_confidence") == 1
    services.withdraw(made.pk, by="test")
    assert Post.objects.values().get() == Post.objects.values().get() | {
        name: value for name, value in vars(post).items() if name in {label, f"{label}_confidence", "regency_code"}
    }
    assert [event.action for event in Event.objects.order_by("pk")][-2:] == ["correct_post", "withdraw_correction"]
    assert verify().ok


def test_the_regency_goes_with_the_area(post: Post) -> None:
    services.correct(REF, "area_code", "32.04.10.2001", by="test")
    assert (stored().area_code, stored().regency_code) == ("32.04.10.2001", "32.04")
    services.correct(REF, "area_code", "32", by="test")
    assert (stored().area_code, stored().regency_code) == ("32", "")
    services.correct(REF, "area_code", "", by="test")
    assert (stored().area_code, stored().regency_code) == ("", "")


def test_a_later_one_takes_the_place_of_an_earlier(post: Post) -> None:
    first = services.correct(REF, "topic", "health", by="satu")
    second = services.correct(REF, "topic", "energy", by="dua")
    assert services.correct(REF, "topic", "energy", by="tiga") == second
    first.refresh_from_db()
    assert (first.ended_by, first.ended_at is not None, second.ended_at) == ("dua", True, None)
    assert second.before == post.topic
    assert second.before_confidence == pytest.approx(post.topic_confidence)
    with pytest.raises(Conflict):
        services.withdraw(first.pk, by="test")
    services.withdraw(second.pk, by="test")
    assert stored().topic == post.topic
    assert stored().topic_confidence == pytest.approx(post.topic_confidence)
    with pytest.raises(Conflict):
        services.withdraw(second.pk, by="test")
    assert [each.pk for each in queries.history(REF)] == [second.pk, first.pk]


def test_the_models_own_value_confirms_it(post: Post) -> None:
    made = services.correct(REF, "topic", post.topic, by="test")
    assert made.confirms
    assert stored().topic_confidence == 1
    services.withdraw(made.pk, by="test")
    assert stored().topic_confidence == pytest.approx(post.topic_confidence)


def test_the_day_is_counted_again(post: Post) -> None:
    chosen = PostFilter.from_query({}, now())
    assert not ChangedDay.objects.exists()
    assert observe.situation(chosen).topics == {post.topic: 1}
    made = services.correct(REF, "topic", "health", by="test")
    refresh()
    assert observe.situation(chosen).topics == {"health": 1}
    services.withdraw(made.pk, by="test")
    refresh()
    assert observe.situation(chosen).topics == {post.topic: 1}


def test_reading_the_post_again_overwrites_nothing(post: Post) -> None:
    services.correct(REF, "topic", "health", by="test")
    services.correct(REF, "area_code", "32.04", by="test")
    services.ingest([remote()], by="test")
    assert (stored().topic, stored().area_code) == ("health", "32.04")
    Post.objects.all().delete()
    services.ingest([remote(hours=50), remote(PostRef("fake", "else"), hours=50)], by="test")
    assert (stored().topic, stored().topic_confidence, stored().regency_code) == ("health", 1, "32.04")
    assert stored(PostRef("fake", "else")).topic == post.topic


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("topic", "space_travel"),
        ("topic", ""),
        ("mixed", "True"),
        ("area_code", "99.99"),
        ("area_code", "Bandung"),
        ("text", "x"),
        ("model_version", "x"),
    ],
)
def test_what_does_not_exist_is_refused(post: Post, label: str, value: str) -> None:
    with pytest.raises(BalareaError, match="Kode wilayah" if label == "area_code" else label):
        services.correct(REF, label, value, by="test")
    assert not Correction.objects.exists()


def test_an_unknown_post_or_correction_is_not_found(post: Post) -> None:
    with pytest.raises(NotFound):
        services.correct(PostRef("fake", "nowhere"), "topic", "health", by="test")
    with pytest.raises(NotFound):
        services.withdraw(1, by="test")


@pytest.mark.parametrize(
    ("role", "desk", "allowed"),
    [
        (Role.ANALYST, "", True),
        (Role.ADMINISTRATOR, "", True),
        (Role.OPERATOR, "", False),
        (Role.OPERATOR, "dinkes", False),
        (Role.OPERATOR, "dbmpr", True),
        (Role.COMMUNICATIONS, "dbmpr", False),
        (Role.INSPECTOR, "", False),
    ],
)
def test_who_may_correct(post: Post, role: Role, desk: str, allowed: bool) -> None:
    person = User.objects.create(username="p", role=role, agency_code="dbmpr")
    made = services.correct(REF, "sentiment", "positive", by="test")
    acts: list[Callable[[], Correction]] = [
        lambda: services.correct(REF, "topic", "health", by=person, desk=desk),
        lambda: services.withdraw(made.pk, by=person, desk=desk),
    ]
    for act in acts:
        if allowed:
            act()
        else:
            with pytest.raises(NotAllowed):
                act()
    assert (stored().topic == "health") is allowed


def test_nothing_is_kept_when_the_record_fails(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("no record")

    monkeypatch.setattr("balarea.audit.services.record", fail)
    with pytest.raises(RuntimeError, match="no record"):
        services.correct(REF, "topic", "health", by="test")
    assert not Correction.objects.exists()
    assert stored().topic == post.topic
    assert not ChangedDay.objects.exists()


def test_the_database_refuses_two_in_force_and_half_an_end(post: Post) -> None:
    made = services.correct(REF, "topic", "health", by="test")
    values = {
        "network": made.network, "external_id": made.external_id, "before": "x", "before_confidence": 0.5, "after": "y",
        "corrected_at": now(), "corrected_by": "test",
    }  # fmt: skip
    for wrong in (
        {"label": "topic"},
        {"label": "intent", "ended_at": now()},
        {"label": "text"},
        {"label": "intent", "corrected_by": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Correction.objects.create(**(values | wrong))


@pytest.mark.django_db(transaction=True)
def test_two_persons_at_once_leave_one_in_force(post: Post) -> None:
    def run(value: str) -> None:
        services.correct(REF, "topic", value, by=value)
        connection.close()

    values = ["health", "energy", "sme", "labour"]
    workers = [threading.Thread(target=run, args=(value,)) for value in values]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    made = Correction.objects.get(ended_at__isnull=True)
    assert Correction.objects.count() == len(values)
    assert (stored().topic, made.before) == (made.after, post.topic)
    assert verify().ok


def test_corrected_posts_stream_in_order_with_all_their_corrections(post: Post) -> None:
    refs = [PostRef("fake", f"p{number}") for number in range(7)]
    services.ingest([remote(ref) for ref in refs], by="test")
    start = now()
    for ref in refs:
        services.correct(ref, "topic", "health", by="test")
    withdrawn = services.correct(refs[3], "intent", "praise", by="test")
    services.withdraw(withdrawn.pk, by="test")
    Correction.objects.filter(external_id="p2").update(corrected_at=start - timedelta(days=2))
    services.correct(refs[4], "intent", "praise", by="test")
    Post.objects.filter(external_id="p5").delete()
    found = list(queries.corrected(chunk=2))
    assert [ref for ref, _, _ in found] == refs
    assert [held is None for _, held, _ in found] == [ref.external_id == "p5" for ref in refs]
    assert [[each.label for each in made] for _, _, made in found][3:5] == [["topic"], ["topic", "intent"]]
    assert PostRef("fake", "p2") not in {ref for ref, _, _ in queries.corrected(start)}
