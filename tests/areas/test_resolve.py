"""Posts and the area they mean, as a table."""

import pytest

from balarea.areas import regencies, resolve, tiles

CASES = [
    ("banjir di Coblong Bandung", "32.73.02"),  # the district decides the city
    ("jalan rusak di Bandung", None),  # city or regency: nobody can know
    ("macet di kota Bandung", "32.73"),
    ("macet di kab. Bandung", "32.04"),
    ("sampah di KBB numpuk", "32.17"),
    ("ti Tasik ka kota", None),
    ("Cimahi macet", "32.77"),
    ("pasar Lembang becek", "32.17.01"),
    ("hujan terus di Jabar", "32"),
    ("hari ini langitnya bagus", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "area"), CASES)
def test_area(text: str, area: str | None) -> None:
    assert resolve(text).area == area


def test_an_ambiguous_name_gives_its_candidates() -> None:
    (mention,) = resolve("jalan rusak di Bandung").places
    assert (mention.text, mention.code) == ("Bandung", None)
    assert set(mention.candidates) >= {"32.04", "32.73"}


def test_a_hint_decides_between_candidates_only() -> None:
    assert resolve("jalan rusak di Bandung", ["32.73"]).area == "32.73"
    assert resolve("jalan rusak", ["32.73"]).area is None


def test_a_handle_is_no_place() -> None:
    assert resolve("halo @cimahi").places == ()


def test_tiles_hold_every_regency_once() -> None:
    grid = tiles()
    assert set(grid) == {area.code for area in regencies()}
    assert len(grid) == len(set(grid.values())) == 27
