"""Posts and numbers: the filter of the pages, pages that stay where they are."""

from datetime import timedelta

import pytest
from django.test import Client

from balarea.cases.models import Case
from balarea.core.clock import now
from balarea.networks.values import Author, PostRef, RemotePost
from balarea.observe import services as observe
from balarea.posts import services as posts
from tests.api.conftest import BY, partner

MOMENT = now() - timedelta(hours=3)


def ingest(*numbers: int, moment: object = None) -> None:
    made = [
        RemotePost(PostRef("fake", f"p{number}"), f"Jalan rusak di Lembang {number}, 0812-3456-7890", Author("w", "w77", "W"),
                   MOMENT if moment is None else now())
        for number in numbers
    ]  # fmt: skip
    posts.ingest(made, by=BY)


def test_posts_of_the_same_moment_come_once_each_while_others_arrive(db: None) -> None:
    ingest(1, 2, 3, 4, 5)
    held = partner("read_posts")
    seen: list[str] = []
    cursor: str | None = ""
    for step in range(3):
        page = held.get(f"/posts?limit=2&cursor={cursor}").json()
        seen += [each["external_id"] for each in page["posts"]]
        ingest(10 + step, moment="now")
        cursor = page["next"]
    assert (seen, cursor) == (["p1", "p2", "p3", "p4", "p5"], None)


def test_posts_are_masked_and_name_nobody(db: None) -> None:
    ingest(1)
    (post,) = partner("read_posts").get("/posts?q=lembang").json()["posts"]
    assert "Lembang" in post["text"]
    assert not any(secret in str(post) for secret in ("3456-7890", "w77"))


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("", 2),
        ("?topic=health", 0),
        ("?regency=32.17", 2),
        ("?network=x", 0),
        ("?until=2020-01-02&since=2020-01-01", 0),
    ],
)
def test_filters(query: str, number: int, db: None) -> None:
    ingest(1, 2)
    observe.refresh()
    held = partner("read_posts", "read_statistics")
    assert len(held.get(f"/posts{query}").json()["posts"]) == number
    assert held.get(f"/situation{query}").json()["total"] == number


def test_a_parameter_that_is_not_known_is_refused(db: None) -> None:
    """A mistyped filter would give everything."""
    answer = partner("read_posts").get("/posts?topik=roads")
    assert (answer.status_code, "topik" in answer.json()["detail"], "topic" in answer.json()["detail"]) == (
        422,
        True,
        True,
    )


def test_days_in_the_wrong_order_are_refused_with_the_reason(db: None) -> None:
    answer = partner("read_posts").get("/posts?since=2026-11-02&until=2026-11-01")
    assert (answer.status_code, "Awal masa" in answer.json()["detail"]) == (400, True)


def test_the_statistics_are_those_of_the_page(house: Case) -> None:
    found = partner("read_statistics").get("/statistics").json()
    assert found["total"]["received"] == {"value": None, "text": "<5"}
    assert set(found["groups"]) == {"month", "topic", "regency"}
    page = Client().get("/statistik/").content.decode()
    assert found["total"]["received"]["text"].replace("<", "&lt;") in page
