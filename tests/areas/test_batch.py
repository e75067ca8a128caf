"""Places of batches: figures on posts held for them, Arrow's forms, misspelt names."""

import json
import random
from pathlib import Path

import pyarrow as pa
import pytest

from balarea.areas import known, resolve, resolve_batch
from balarea.areas.batch import PLACES
from balarea.areas.names import bare
from balarea.areas.table import Area, get, table
from balarea.language.training.measure import area_figures

POSTS = [json.loads(line) for line in (Path(__file__).parent / "places.jsonl").read_text("utf8").splitlines()]
TEXTS = [post["text"] for post in POSTS]


def test_the_posts_name_every_regency_and_only_known_areas() -> None:
    codes = [place["code"] for post in POSTS for place in post["places"] if place["code"]]
    assert all(known(code) for code in codes)
    assert len({code[:5] for code in codes if len(code) > 2}) == 27
    assert all(place["text"] in post["text"] for post in POSTS for place in post["places"])


def test_figures_on_the_posts_of_this_room() -> None:
    said = resolve_batch(pa.array(TEXTS)).to_pylist()
    figures = area_figures(
        [post["area"] for post in POSTS], [row["area"] for row in said],
        [[place["code"] for place in post["places"]] for post in POSTS],
        [[place["code"] for place in row["places"] if place["code"]] for row in said],
    )  # fmt: skip
    assert figures.exact >= 0.97
    assert figures.regency >= 0.97
    assert figures.district >= 0.97
    assert figures.false_places <= 0.02


def test_a_batch_is_its_posts_one_by_one() -> None:
    found = resolve_batch(pa.array(TEXTS))
    assert found.type == PLACES
    for text, row in zip(TEXTS, found.to_pylist(), strict=True):
        one = resolve(text)
        assert (one.area, one.confidence) == (row["area"], row["area_confidence"])
        assert [vars(place) for place in one.places] == [
            place | {"candidates": tuple(place["candidates"])} for place in row["places"]
        ]


def test_start_and_end_count_characters() -> None:
    for text in ["😀 é “banjir” di Cimahi 😀", "Cimahi", "jl. Braga 😀, Jl. Ahmad Yani — Cicaléngka…", *TEXTS]:
        places = resolve(text).places
        assert [text[place.start : place.end] for place in places] == [place.text for place in places]
    assert resolve("di Cicaléngka").area == "32.04.25"


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_forms_of_arrow(kind: pa.DataType) -> None:
    texts = pa.array(["x", None, "di Cimahi", "", "jalan di Bandung"], kind)
    assert resolve_batch(texts).field("area").to_pylist() == [None, None, "32.77", None, None]
    assert resolve_batch(texts.slice(2, 2)).field("area").to_pylist() == ["32.77", None]
    assert len(resolve_batch(texts.slice(0, 0))) == 0


def test_hints_of_one_code_or_several() -> None:
    texts = pa.array(["di Bandung"] * 4)
    one = resolve_batch(texts, pa.array(["32.73", None, "32.04.05", "x"]))
    assert one.field("area").to_pylist() == ["32.73", None, "32.04", None]
    several_hints = pa.array([["32.73"], [], None, ["x", "32.04"]], pa.list_(pa.string()))
    several = resolve_batch(texts, several_hints)
    assert several.field("area").to_pylist() == ["32.73", None, None, "32.04"]
    assert resolve_batch(texts, pa.array([None] * 4)).field("area").to_pylist() == [None] * 4
    for kind in (pa.large_list(pa.string()), pa.list_(pa.large_string())):
        assert resolve_batch(texts, several_hints.cast(kind)).field("area").to_pylist() == [
            "32.73",
            None,
            None,
            "32.04",
        ]
    pairs = pa.array([["32.73", "x"], [None, None], None, ["x", "32.04"]], pa.list_(pa.string(), 2))
    assert resolve_batch(texts, pairs).field("area").to_pylist() == ["32.73", None, None, "32.04"]
    sliced = pa.array([["32.04"], ["32.73"], None, ["32.04"], []], pa.list_(pa.string())).slice(1)
    assert resolve_batch(texts, sliced).field("area").to_pylist() == ["32.73", None, "32.04", None]


def test_a_hundred_places_of_a_text_are_taken() -> None:
    assert len(resolve("Cimahi, " * 300).places) == 100


def _doubled(name: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(name))
    return name[:at] + name[at] + name[at:]


def _dropped(name: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(name))
    return name[:at] + name[at + 1 :]


def _exchanged(name: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(name) - 1)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def _apart(name: str, rng: random.Random) -> str:
    at = rng.randrange(3, len(name) - 2)
    return f"{name[:at]} {name[at:].capitalize()}"


@pytest.mark.parametrize("province", ["32", "33"])
@pytest.mark.parametrize(
    ("mistake", "least"), [(_doubled, 0.95), (_dropped, 0.9), (_exchanged, 0.93), (_apart, 0.94)]
)  # fmt: skip
def test_misspelt_districts_beside_their_regency(mistake: object, least: float, province: str) -> None:
    assert callable(mistake)
    rng = random.Random(5)
    areas = [area for area in table(province).values() if area.level == "district" and len(area.name) >= 7]
    areas = [area for area in areas if " " not in area.name and area.name != bare(get(area.code[:5]))]
    texts = [f"jalan rusak di {mistake(area.name, rng)} {_said(area)}, tolong diperbaiki" for area in areas]
    said = resolve_batch(pa.array(texts), province=province).field("area").to_pylist()
    right = [area.code == code for area, code in zip(areas, said, strict=True)]
    assert sum(right) / len(right) >= least


def _said(area: Area) -> str:
    around = get(area.code[:5])
    return ("kota " if around.name.startswith("Kota ") else "kab ") + bare(around)
