"""When a case is thrown to and fro: the rules, and what must hold of any way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balarea.cases.holders.pingpong import Leg, detect

NO = False
agency = st.sampled_from(["", "a", "b", "c", "d", "e"])
legs = st.lists(st.builds(Leg, agency, agency, st.booleans()), max_size=12)


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ([], ""),
        ([Leg("", "a")], ""),  # sorted by a person
        ([Leg("", "a"), Leg("a", "b")], ""),
        ([Leg("a", "b"), Leg("b", "a")], "kembali"),
        ([Leg("a", "b"), Leg("b", "c"), Leg("c", "a")], "kembali"),
        ([Leg("a", "b"), Leg("b", "c")], ""),
        ([Leg("a", "b"), Leg("b", "c"), Leg("c", "d")], "3 kali"),
        ([Leg("a", "b", NO)], ""),  # one refusal
        ([Leg("a", "b", NO), Leg("a", "b", NO)], "dua kali"),  # offered again, refused again
        ([Leg("a", "b", NO), Leg("a", "b")], "dua kali"),
        ([Leg("a", "b", NO), Leg("a", "c", NO), Leg("a", "d", NO)], ""),  # it never moved, and each was asked once
        ([Leg("", "a"), Leg("", "b")], ""),  # the triage desk holds nothing
        ([Leg("a", "b"), Leg("b", "a", NO)], "dua kali"),
    ],
)
def test_the_rules(way: list[Leg], said: str) -> None:
    found = detect(way)
    assert (said in found.reason) if found and said else (found is None and not said)


@given(legs, legs)
def test_what_was_seen_once_stays_seen(way: list[Leg], more: list[Leg]) -> None:
    if detect(way):
        assert detect(way + more) == detect(way)


@given(legs)
def test_more_than_two_changes_or_a_return_is_always_seen(way: list[Leg]) -> None:
    real = [leg for leg in way if leg.origin and leg.target and leg.origin != leg.target]
    moves = [leg for leg in real if leg.moved]
    held: set[str] = set()
    returned = False
    for leg in real:
        held.add(leg.origin)
        returned = returned or (leg.moved and leg.target in held)
        held |= {leg.target} if leg.moved else set()
    pairs = [frozenset({leg.origin, leg.target}) for leg in real]
    assert bool(detect(way)) == (len(moves) >= 3 or returned or len(set(pairs)) < len(pairs))


@given(legs, st.integers(0, 12))
def test_sorting_by_persons_is_no_ping_pong(way: list[Leg], at: int) -> None:
    assert detect([*way[:at], Leg("", "z"), *way[at:]]) == detect(way)
