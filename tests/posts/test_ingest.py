"""Ingest: nothing twice, nothing lost, bad lines named."""

import json
import threading
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from balarea.audit.queries import verify
from balarea.core.clock import now
from balarea.core.errors import BalareaError
from balarea.networks.values import Author, PostRef, RemotePost
from balarea.observe import queries as observe
from balarea.observe.services import refresh
from balarea.posts import files, services
from balarea.posts.models import Post
from balarea.posts.queries import PostFilter, newest

TEXTS = ["Jalan di Coblong rusak parah", "Hatur nuhun puskesmas Lembang sae pisan", "Banjir di Dayeuhkolot, tolong!"]


def some(count: int, start: int = 0) -> list[RemotePost]:
    end = now()
    times = {number: end.replace(microsecond=0) - timedelta(hours=number * 5) for number in range(start, start + count)}
    return [
        RemotePost(PostRef("fake", f"p{number}"), TEXTS[number % 3], Author(f"a{number % 7}"), at)
        for number, at in times.items()
    ]


@pytest.mark.django_db
def test_twice_adds_nothing() -> None:
    posts = some(40)
    first, second = services.ingest(posts, by="test"), services.ingest([*posts, posts[0]], by="test")
    assert (first.read, first.new, first.known) == (40, 40, 0)
    assert (second.read, second.new, second.known) == (41, 0, 41)
    assert verify().ok


@pytest.mark.django_db(transaction=True)
def test_two_at_once_add_nothing_twice() -> None:
    posts, new = some(300), Counter[str]()

    def run(name: str, mine: list[RemotePost]) -> None:
        new[name] = services.ingest(mine, by="test").new
        connection.close()

    workers = [threading.Thread(target=run, args=(str(n), posts[:: 1 - 2 * n])) for n in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(new.values()) == Post.objects.count() == 300


@pytest.mark.django_db
def test_a_failure_in_the_middle_keeps_whole_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "BATCH", 10)
    posts = some(35)

    def broken() -> list[RemotePost]:
        raise OSError("gone")

    def stream() -> object:
        yield from posts[:25]
        yield from broken()

    with pytest.raises(OSError, match="gone"):
        services.ingest(stream(), by="test")  # type: ignore[arg-type]
    assert Post.objects.count() % 10 == 0
    services.ingest(posts, by="test")
    assert Post.objects.count() == 35


@pytest.mark.django_db
def test_rollups_give_what_the_posts_give() -> None:
    services.ingest(some(120), by="test")
    refresh()
    services.ingest(some(30, 120), by="test")
    assert refresh()
    assert refresh() == []
    hours = {"since": "2026-01-01T03:00", "until": "2027-01-01T05:30"}
    pair = {"lang": "su", "sentiment": "positive"}
    for query in (
        {},
        {"topic": "roads"},
        {"regency": "32.73"},
        {"sentiment": "negative"},
        {"network": "x"},
        hours,
        pair,
    ):
        chosen = PostFilter.from_query(query, now())
        counted, raw = observe.situation(chosen), observe.raw(chosen)
        for name in ("moods", "topics", "regencies", "negative", "urgencies"):
            assert +getattr(counted, name) == +getattr(raw, name), (query, name)
        assert (counted.total, counted.timeline) == (raw.total, raw.timeline)
        assert counted.total == sum(counted.urgencies.values())
        assert counted.negative.total() == counted.moods["negative"]
        assert all(counted.negative[topic] <= number for topic, number in counted.topics.items())
        assert counted.total or "network" in query


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("q", "hits"),
    [
        ("rusak", 2),
        ('"jalan di"', 2),
        ("PUSKESMÁS", 2),
        ("-rusak banjir", 2),
        ("banjir yang di", 2),
        ("'; DROP", 0),
        ("\0", 0),
    ],
)
def test_search(q: str, hits: int) -> None:
    services.ingest(some(6), by="test")
    chosen = PostFilter.from_query({"q": q}, now())
    assert len(newest(chosen)) == (hits if q != "\0" else 0)


@pytest.mark.parametrize(
    "query",
    [
        {"since": "gestern"},
        {"since": "2026-11-24", "until": "2026-11-23"},
        {"topic": "x"},
        {"regency": "32.73.02"},
        {"q": "di"},
        {"q": "nu or ieu"},
    ],
)
def test_a_bad_address_is_refused_in_words(query: dict[str, str]) -> None:
    with pytest.raises(BalareaError):
        PostFilter.from_query(query, now())


def test_an_address_comes_back() -> None:
    chosen = PostFilter.from_query({"topic": "roads", "q": "jalan & jembatan", "since": "2026-11-20T03:00"}, now())
    back = dict(pair.split("=", 1) for pair in chosen.to_query().split("&"))
    assert set(back) == {"since", "until", "topic", "q"}


GOOD = {"id": "1", "text": "halo", "author": {"id": "a"}, "published_at": "2026-11-24T07:00:00+07:00"}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"id": None}, "id: is missing"),
        ({"author": None}, "author: must be an object"),
        ({"author": {}}, "author.id: is missing"),
        ({"text": 5}, "text: must be text"),
        ({"published_at": "kemarin"}, "published_at"),
        ({"lat": "utara"}, "lat: 'utara' is not a number"),
        ({"lat": 95}, "lat: 95.0 is not between"),
        ({"metrics": [1]}, "metrics"),
    ],
)
def test_a_bad_line_is_named(change: dict[str, object], reason: str) -> None:
    lines = [json.dumps(GOOD).encode(), json.dumps(GOOD | change).encode(), b"{broken", b"\xff\xfe", b"", b"[]"]
    items = list(files.json_lines(lines, "x"))
    rejected = [item for item in items if isinstance(item, files.Rejected)]
    assert [item.line for item in rejected] == [2, 3, 4, 6]
    assert reason in rejected[0].reason


def test_csv_with_other_column_names(tmp_path: Path) -> None:
    lines = ["tweet_id,full_text,user,created\n", '7,"halo, dunia",u1,2026-11-24T07:00:00Z\n', "8,,u1,2026-11-24\n"]
    columns = {"id": "tweet_id", "text": "full_text", "author.id": "user", "published_at": "created"}
    good, bad = files.csv_lines(lines, "x", columns)
    assert isinstance(good, RemotePost)
    assert good.text == "halo, dunia"
    assert isinstance(bad, files.Rejected)
    assert (bad.line, bad.reason) == (3, "text: is missing")
    with pytest.raises(files.MapError, match="no column 'nope'"):
        list(files.csv_lines(lines, "x", columns | {"url": "nope"}))


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_csv_of_other_spreadsheets(delimiter: str) -> None:
    rows = [["id", "text", "author.id", "published_at"], ["7", "halo, dunia", "u1", "2026-11-24"]]
    (post,) = files.csv_lines([delimiter.join(row) + "\r\n" for row in rows], "x", {})
    assert isinstance(post, RemotePost)
    assert post.text == "halo, dunia"


def test_a_csv_row_that_breaks_is_kept_whole() -> None:
    lines = ["id,text,author.id,published_at\n", '1,"never closed,a,2026-11-20\n', "2,ok,a,2026-11-20\n"]
    (bad,) = files.csv_lines(lines, "x", {})
    assert isinstance(bad, files.Rejected)
    assert (bad.raw, bad.line) == ("".join(lines[1:]).rstrip(), 2)
    with pytest.raises(files.MapError, match="not UTF-8"):
        list(files.csv_lines(["\ufffd\ufffdi\0d\n"], "x", {}))
