"""Signatures: equal for equal normal forms, similar as the n-grams are, the same every time."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balarea.language.signature import BINS, GRAM, TYPE, signatures, similarity
from balarea.language.training.planted import planted

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=120)


def alike(one: str | None, two: str | None) -> float:
    return float(similarity(signatures(pa.array([one], pa.string())), signatures(pa.array([two], pa.string())))[0])


def jaccard(one: str, two: str) -> float:
    a, b = ({f" {text} "[at : at + GRAM] for at in range(len(text) + 3 - GRAM)} for text in (one, two))
    return len(a & b) / len(a | b)


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXT | st.none(), max_size=12), st.randoms())
def test_a_row_depends_on_its_text_alone(texts: list[str | None], dice: object) -> None:
    whole = signatures(pa.array(texts, pa.string()))
    assert whole.type == TYPE
    assert whole.null_count == 0
    single = [signatures(pa.array([text], pa.string()))[0] for text in texts]
    assert whole.to_pylist() == [each.as_py() for each in single]


def test_a_slice_is_signed_as_its_rows() -> None:
    texts = pa.array(["satu dua tiga empat", "", None, "lima enam tujuh delapan"])
    assert signatures(texts.slice(1)).to_pylist() == signatures(texts).slice(1).to_pylist()
    assert similarity(signatures(texts).slice(3), signatures(texts.slice(3))).tolist() == [1.0]


def test_likeness_is_that_of_the_n_grams() -> None:
    """Of 200 pairs that share a part, the mean error is what BINS draws allow."""
    texts = [text.lower() for text in planted(400).texts if text.isascii() and text.replace(" ", "").isalpha()]
    errors = []
    for one, two in zip(texts[::2], texts[1::2], strict=False):
        mixed = f"{one} {two}"
        if min(len(one.split()), len(two.split())) >= 4:
            errors.append(alike(one, mixed) - jaccard(one, mixed))
    assert len(errors) > 5
    assert abs(np.mean(errors)) < 0.05
    assert np.std(errors) < 2 / np.sqrt(BINS)


def test_short_posts_are_like_their_equals_only() -> None:
    assert alike("Banjir Garut!", "banjir garut") == 1
    assert alike("banjir garut", "banjir garut lagi") < 0.1


def test_nothing_is_like_nothing() -> None:
    assert alike("", "") == alike(None, None) == alike("  ", "") == 0
    assert alike("😀", "😀") == 1
    assert alike("😀", "🔥") < 0.1


def test_other_arrays_are_refused() -> None:
    with pytest.raises(TypeError, match="make them with signatures"):
        similarity(pa.array(["a"]), pa.array(["a"]))
