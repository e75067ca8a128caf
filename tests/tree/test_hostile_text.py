"""No text makes a reader of text slow: the work grows with its length, not with its square.

Reading this much takes a moment; where a pattern tried every end for every start it took minutes."""

from collections.abc import Callable

import pytest

from balarea import conduct, networks
from balarea.areas import resolve
from balarea.core.numbers import quantities
from balarea.core.text import normalise
from balarea.posts.labelled import anonymous
from balarea.posts.search import web_search
from balarea.registry.lookup import handle_of, skeleton

PIECES = [
    "1", "1.", "081-", "a@", "jl. ", "rt 1 rw ", "no. ", "rek bca ", "jalan a ", "kota ", "#", "bandung ", "Tasik ", "2 ",
    "\u0301", "/", '"', "kata ", "😀", "3,5 miliar ", "@", ".",
]  # fmt: skip
READERS: list[Callable[[str], object]] = [
    conduct.check, conduct.mask, normalise, resolve, quantities, web_search, handle_of, skeleton,
    lambda text: anonymous(text, []),
    lambda text: [networks.preview(text, network) for network in networks.known()],
]  # fmt: skip


@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", PIECES)
def test_two_hundred_thousand_characters_are_read(piece: str) -> None:
    for read in READERS:
        read(piece * (200_000 // len(piece)))
