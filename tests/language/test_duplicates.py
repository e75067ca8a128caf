"""Near-duplicates: planted ones are found, look-alikes are not, and the order of rows means nothing."""

import random

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balarea.language.duplicates import near_duplicates
from balarea.language.signature import signatures
from balarea.language.training.planted import edited, planted
from balarea.ops.commands.bench_duplicates import agreement

POST = "Air PDAM di Cimahi mati sudah 3 hari, warga beli air galon terus, mohon segera ditangani"
OTHERS = planted(300, 3).texts[:40]


def groups(texts: list[str | None]) -> list[int]:
    column = pa.array(texts, pa.string())
    found: list[int] = near_duplicates(signatures(column), column).tolist()
    return found


def parts(texts: list[str], found: list[int]) -> set[frozenset[str]]:
    return {frozenset(text for text, other in zip(texts, found, strict=True) if other == group) for group in found}


@pytest.mark.parametrize(
    "copy",
    [
        f"RT @infojabar: {POST}", POST.upper(), f"{POST} 🙏🙏 tolong share", f"{POST} #jabar #viral cc @dinas",
        POST.replace("ditangani", "ditagnani").replace("warga", "wrga"), POST.replace("3 hari", "5 hari"),
        POST[: int(len(POST) * 0.7)] + "…", POST.replace(",", "").replace("mohon", "mhn"),
    ],
)  # fmt: skip
def test_what_is_passed_on_is_the_same_post(copy: str) -> None:
    assert groups([*OTHERS, POST, copy])[-1] == len(OTHERS)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Jalan rusak di Lembang", "Jalan rusak di Garut"),
        (POST, POST.replace("Cimahi", "Cianjur")),
        (POST, POST.replace("Cimahi", "Situ Udik")),
        ("Parkir liar Jl Sudirman 12 bikin macet tiap sore", "Parkir liar Jl Sudirman 15 bikin macet tiap sore"),
        ("Tiang listrik di RT 03 RW 05 miring takut roboh", "Tiang listrik di RT 04 RW 05 miring takut roboh"),
        ("Lampu jalan mati di Cikole", "Air PDAM mati di Cikole"),
        ("banjir garut", "banjir garut lagi"),
        ("Banjir di Tegal tolong pak gubernur", "Banjir di Tegal Sembadra tolong pak gubernur"),
    ],
)
def test_look_alikes_are_not(one: str, two: str) -> None:
    assert len(set(groups([one, two]))) == 2


def test_short_posts_by_their_exact_normal_form() -> None:
    assert groups(["Banjir!!", "banjir 😭", "banjer", "", "", None, "😀", "😀"]) == [0, 0, 2, 3, 4, 5, 6, 6]


def test_planted_duplicates_are_found() -> None:
    made = planted(6000, 11)
    found = agreement(made.truth, groups([*made.texts]))
    assert found["recall"] >= 0.98
    assert found["precision"] >= 0.98


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_rows_changes_no_group(seed: int) -> None:
    dice = random.Random(seed)
    texts = [copy for text in dice.sample(OTHERS, 8) for copy in (text, edited(text, dice), edited(text, dice))]
    shuffled = dice.sample(texts, len(texts))
    assert parts(texts, groups([*texts])) == parts(shuffled, groups([*shuffled]))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(OTHERS) | st.text(max_size=40).filter(str.isprintable), max_size=20))
def test_groups_are_named_by_their_first_row_and_stand_when_rows_are_repeated(texts: list[str]) -> None:
    found = groups([*texts])
    assert all(found[group] == group <= row for row, group in enumerate(found))
    twice = groups([*texts, *texts])
    assert twice[: len(texts)] == found
    blank = [not text.strip() for text in texts]
    assert all(again == first or gone for again, first, gone in zip(twice[len(texts) :], found, blank, strict=True))


def test_duplicates_of_duplicates_are_in_one_group() -> None:
    """Two copies that say little in common are joined by the post both were made from."""
    start = f"parah banget min {POST}"
    end = f"{POST} bapak ibu sekalian yang terhormat"
    assert len(set(groups([start, end, POST]))) == 1


def test_texts_and_signatures_must_fit() -> None:
    column = pa.array(["a", "b"])
    with pytest.raises(ValueError, match="2 signatures for 1 texts"):
        near_duplicates(signatures(column), column.slice(1))


@pytest.mark.parametrize("piece", ["a ", "ab12 ", "#a", "@a ", "aa2 ", "😀", "di ", "1.", "http://", "RT @a "])
def test_hostile_texts_are_grouped_in_linear_time(piece: str) -> None:
    """Reading two hundred thousand characters takes a moment; comparing all of them with all would take minutes."""
    texts: list[str | None] = [f"{'x' * row} {piece * (200_000 // len(piece))}" for row in range(1, 13)]
    assert len(groups(texts)) == 12


def test_no_post_at_all() -> None:
    assert near_duplicates(signatures(pa.array([], pa.string())), pa.array([], pa.string())).dtype == np.int64
