"""Incidents: what belongs together, open ones stay as they are, the order of rows means nothing, reasons in words."""

import json
import random
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balarea.language.incidents import incidents, links, load, reason, shipped
from balarea.language.training.planted import planted

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
SLIDE: list[dict[str, Any]] = [
    {"text": text, "area": "32.17.11", "topic": "disaster", "intent": "incident"}
    for text in (
        "LONGSOR di Cililin, 3 rumah ketimbun, mohon BPBD segera", "Gawir urug di Cililin, imah dulur kaurug",
    )
]  # fmt: skip
FLOOD = {"text": "Banjir di Dayeuhkolot sudah sedada", "area": "32.04.12", "topic": "water_flood", "intent": "incident"}
OTHER = {"text": "Harga cabai naik lagi di pasar Garut", "area": "32.05", "topic": "trade", "intent": "complaint"}
POSTS = [
    {name: post[name] for name in ("text", "area", "topic", "intent")}
    for post in map(
        json.loads, (files("balarea.language.training") / "train.jsonl").read_text(encoding="utf8").splitlines()
    )
]


def batch(posts: list[dict[str, Any]]) -> pa.RecordBatch:
    names = ("text", "area", "topic", "intent")
    columns = {name: pa.array([post.get(name) for post in posts], pa.string()) for name in names}
    times = pa.array([post.get("published_at") for post in posts], pa.timestamp("us", "UTC"))
    return pa.RecordBatch.from_pydict({**columns, "published_at": times})


def at(post: dict[str, Any], hours: float) -> dict[str, Any]:
    return {**post, "published_at": NOON + timedelta(hours=hours)}


def partition(keys: list[str], found: list[int]) -> set[frozenset[str]]:
    return {frozenset(key for key, other in zip(keys, found, strict=True) if other == group) for group in found}


def test_one_slide_in_two_languages_is_one_incident() -> None:
    assert incidents(batch([OTHER, *SLIDE, FLOOD])).tolist() == [0, 1, 1, 3]


def test_posts_far_apart_in_time_are_two_incidents() -> None:
    one, two = SLIDE
    assert incidents(batch([at(one, 0), at(two, 2)])).tolist() == [0, 0]
    assert incidents(batch([at(one, 0), at(two, 24 * 30)])).tolist() == [0, 1]


def test_the_chance_falls_with_time() -> None:
    near = links(batch([at(SLIDE[0], 0), at(SLIDE[1], 1)])).chance
    far = links(batch([at(SLIDE[0], 0), at(SLIDE[1], 24 * 7)])).chance
    unknown = links(batch(SLIDE)).chance
    assert unknown[0] >= near[0] > far[0] > 0


def test_open_incidents_stay_and_are_joined() -> None:
    opened = [at(SLIDE[0], 0), at(SLIDE[1], 1), at(FLOOD, 0)]
    fresh = [at({**SLIDE[1], "text": "Longsor Cililin, jalan ketutup urugan"}, 3), at(OTHER, 1)]
    parted = np.array([0, 1, 2])  # a person has parted the first two: they stay parted
    found = incidents(batch([*opened, *fresh]), parted)
    assert found[:3].tolist() == [0, 1, 2]
    assert found[3] in {0, 1}
    assert found[4] == 4


@pytest.mark.parametrize("wrong", [[0, 1, 2, 3, 4], [3, 0], [-1, 0]])
def test_open_groups_name_open_rows(wrong: list[int]) -> None:
    with pytest.raises(ValueError, match="open_groups"):
        incidents(batch([*SLIDE, OTHER, FLOOD]), np.array(wrong))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_the_order_of_rows_changes_no_group(seed: int, timed: bool) -> None:
    dice = random.Random(seed)
    posts = [at(post, dice.randint(0, 300)) if timed else post for post in dice.sample(POSTS, 120)]
    shuffled = dice.sample(posts, len(posts))
    texts = [[post["text"] for post in each] for each in (posts, shuffled)]
    assert partition(texts[0], incidents(batch(posts)).tolist()) == partition(
        texts[1], incidents(batch(shuffled)).tolist()
    )


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_groups_are_named_by_their_first_row_and_are_the_same_every_time(seed: int) -> None:
    posts = batch(random.Random(seed).sample(POSTS, 100))
    found = incidents(posts)
    assert (found[found] == found).all()
    assert (found <= np.arange(100)).all()
    assert (incidents(posts) == found).all()


def test_only_the_text_is_needed() -> None:
    only = pa.RecordBatch.from_pydict({"text": pa.array([SLIDE[0]["text"], None, ""])})
    assert incidents(only).tolist() == [0, 1, 2]
    assert incidents(only.slice(0, 0)).tolist() == []


def test_the_reason_is_said_in_words() -> None:
    assert reason(batch([at(SLIDE[0], 0), at(SLIDE[1], 2)]), 0, 1) == "sama: longsor, Cililin, selisih 2 jam"
    assert reason(batch([at(SLIDE[0], 0), at(FLOOD, 72)]), 0, 1) == "sama: selisih 3 hari"
    assert reason(batch([SLIDE[0], OTHER]), 0, 1) == "kata-kata yang jarang dipakai sama"
    fires = [{"text": "Kebakaran di TPA Sarimukti"}, {"text": "Asap TPA Sarimukti, seuneu can pareum"}]
    assert reason(batch(fires), 0, 1) == "sama: kebakaran, sampah, Sarimukti"
    assert "selisih 20 menit" in reason(batch([at(SLIDE[0], 0), at(SLIDE[1], 1 / 3)]), 1, 0)


@pytest.mark.parametrize("piece", ["banjir ", "di garut ", "a1 ", "😀"])
def test_hostile_texts_are_read_in_linear_time(piece: str) -> None:
    posts = [{**FLOOD, "text": piece * (100_000 // len(piece)) + str(row)} for row in range(40)]
    assert len(incidents(batch(posts))) == 40


def test_many_posts_of_one_flood_are_compared_with_few() -> None:
    """Three thousand posts with the same area, topic and event: pairs grow with their number, not with its square."""
    texts = planted(3000, 5).texts[:3000]
    flood = batch([{**FLOOD, "text": f"banjir {text}"} for text in texts])
    assert len(links(flood).first) < 3000 * 24 * 24


def test_a_scorer_is_stored_to_the_bit(tmp_path: Path) -> None:
    one, two = tmp_path / "one.npz", tmp_path / "two.npz"
    shipped().save(one)
    load(one).save(two)
    assert one.read_bytes() == two.read_bytes()
    posts = batch(POSTS[:200])
    assert (incidents(posts, scorer=load(two)) == incidents(posts)).all()
