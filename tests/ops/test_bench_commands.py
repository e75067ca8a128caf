"""The benchmarks on few posts: that they run whole, measure what they say, and that both ways of counting agree."""

import json
from typing import Any

import pytest

from tests.ops.command import ALONE, run


def figures(*arguments: str) -> Any:
    done = run("bench", *arguments, "--json", env=ALONE)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_understanding_beside_its_baselines() -> None:
    found = figures("understand", "--posts", "200")
    assert found["ratio"]["whole pass"] == found["ratio_of_labels"]["of these, the labels alone"] == 1
    ours = found["posts_per_second"]["of these, the labels alone"]
    sklearn = found["posts_per_second"]["scikit-learn, words and characters"]
    assert found["ratio_of_labels"]["scikit-learn, words and characters"] == pytest.approx(ours / sklearn, rel=0.01)
    assert {"places", "signatures", "scikit-learn, words and characters"} < set(found["posts_per_second"])
    assert len(found["posts_per_second"]) == 10 - len(found["missing"])
    assert all(speed > 0 for speed in found["posts_per_second"].values())


def test_planted_duplicates_beside_other_tools() -> None:
    found = figures("duplicates", "--posts", "400", "--baseline-posts", "100")
    assert found["stages"]["grouping"]["recall"] >= 0.9
    assert found["stages"]["grouping"]["precision"] >= 0.9
    assert all(stage["posts_per_second"] > 0 for stage in found["stages"].values())
    assert ("rensa RMinHash, signing" in found["stages"]) == ("rensa" not in found["missing"])


@pytest.mark.slow
def test_ingest_stores_each_post_once() -> None:
    found = figures("ingest", "--posts", "1500")
    assert (found["stored"], found["new on the second run"]) == (1500, 0)
    assert found["peak_memory_mb"] < 1500


@pytest.mark.slow
def test_every_view_is_measured_beside_the_posts_themselves() -> None:
    found = figures("screens", "--posts", "1500")
    assert len(found) > 15
    assert found["180 days"]["posts"] > 1400
    assert all(row["page_ms"] > 0 and row["raw_ms"] > 0 for row in found.values())


def test_masking_beside_a_plain_rule() -> None:
    found = figures("masking", "--posts", "280", "--seed", "77")
    assert found["masking"]["all"]["recall"] > found["baseline"]["all"]["recall"] + 0.2
    assert found["masking"]["all"]["planted"] >= 280
    assert all(row["planted"] > 0 for row in found["masking"].values())


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_flood_with_kills_loses_nothing_and_doubles_nothing() -> None:
    asked = ("--messages", "240", "--minutes", "0.4", "--kills", "6", "--seed", "11", "--baseline-messages", "20")
    found = figures("desk", *asked)
    assert found["wrong"] == {}
    assert sum(found["killed"].values()) == 6
    assert found["wrote"]["written"] == found["counts"]["messages on the networks"] == 240
    assert found["counts"]["in cases"] + found["counts"]["set aside"] == 240
    assert found["times"]["arrival to routed, s"]["number"] == 240
    assert found["times"]["desk pages, ms"]["number"] > 0
    assert all(speed > 0 for speed in found["baseline"].values())
