"""The cells of the tile-grid map."""

from balarea import areas
from balarea.web import tilemap


def test_every_regency_has_a_cell_and_a_short_name() -> None:
    cells = tilemap.cells({"32.73": 100, "32.04": 25}, lambda code: f"?regency={code}", "32.73")
    by_code = {cell.code: cell for cell in cells}
    assert set(by_code) == set(tilemap.SHORT) == {area.code for area in areas.regencies()}
    assert len({(cell.row, cell.column) for cell in cells}) == 27
    bandung = by_code["32.73"]
    assert (bandung.plain, bandung.city, bandung.value, bandung.selected) == ("Bandung", True, 1.0, True)
    assert (by_code["32.04"].value, by_code["32.04"].href) == (0.5, "?regency=32.04")
    assert by_code["32.18"].count == 0


def test_short_names_are_distinct_among_regencies_and_among_cities() -> None:
    for cities in (True, False):
        names = [name for code, name in tilemap.SHORT.items() if (code >= "32.71") is cities]
        assert len(set(names)) == len(names)


def test_no_posts_is_no_division_by_zero() -> None:
    assert {cell.value for cell in tilemap.cells({}, str)} == {0.0}
