"""`balarea areas import-boundaries`."""

from pathlib import Path

from balarea.areas import area_at, boundaries
from tests.areas.test_boundaries import collection, feature
from tests.ops.command import run


def test_a_file_is_imported(tmp_path: Path) -> None:
    file = tmp_path / "regencies.geojson"
    file.write_bytes(collection(feature("32.73"), feature("32.77", 107.6)))
    done = run("areas", "import-boundaries", str(file), "--data-dir", str(tmp_path / "data"))
    assert (done.returncode, done.stdout.split(" kept")[0]) == (
        0,
        "2 boundaries of level regency (the province has 27)",
    )
    assert area_at(-6.95, 107.55, tmp_path / "data" / boundaries.FOLDER) == "32.73"


def test_what_is_wrong_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "wrong.geojson"
    file.write_bytes(collection(feature("77.77")))
    for name, said in ((file, "feature 1: 77.77 is not a Kemendagri code"), (tmp_path / "none", "No such file")):
        done = run("areas", "import-boundaries", str(name), "--data-dir", str(tmp_path))
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
        assert said in done.stderr
