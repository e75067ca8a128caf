"""A long text as a thread: each part fits, they are numbered, and together they say what the text said."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balarea import networks
from balarea.networks.errors import Unsupported
from balarea.networks.parts import MOST

MARK = re.compile(r" \((\d+)/(\d+)\)$")
SENTENCE = "Petugas kami sudah memeriksa saluran air di depan pasar dan menemukan penyumbatan."


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(["Kata ", "jalan. ", "🚧👨‍👩‍👧 ", "é́ ", "http://a.id/b ", "x" * 90, "\n\n", "(1/2) "]),
        max_size=120,
    ),
    st.sampled_from(networks.known()),
)
def test_parts_fit_and_lose_nothing(pieces: list[str], network: str) -> None:
    text = "".join(pieces).strip()
    try:
        found = networks.parts(text, network)
    except Unsupported:
        assert networks.preview(text, network).length > networks.limits(network).characters
        return
    if len(found) == 1:
        assert found[0] == text
        return
    assert len(found) <= MOST
    assert all(networks.preview(part, network).fits for part in found)
    assert [MARK.search(part).groups() for part in found] == [  # type: ignore[union-attr]
        (str(place), str(len(found))) for place in range(1, len(found) + 1)
    ]
    assert squeezed("".join(MARK.sub("", part) for part in found)) == squeezed(text)


def test_cut_at_the_end_of_a_sentence() -> None:
    found = networks.parts(" ".join([SENTENCE] * 8), "bluesky")
    assert len(found) == 3
    assert all(MARK.sub("", part).endswith("penyumbatan.") for part in found)


def test_a_short_text_is_one_post_without_a_number() -> None:
    assert networks.parts("  Sudah kami terima. ", "x") == ("Sudah kami terima.",)


def test_ten_parts_make_room_for_two_digits() -> None:
    found = networks.parts("kata " * 590, "bluesky")
    assert len(found) >= 10
    assert found[9].endswith(f"(10/{len(found)})")


def test_more_than_anybody_reads_is_refused_in_words() -> None:
    with pytest.raises(Unsupported, match="lebih dari 12 bagian di Bluesky"):
        networks.parts("kata " * 3000, "bluesky")
