"""`balarea registry import`: what it refuses before it reads anything, and which tables it reads."""

from pathlib import Path

import pytest

from balarea.ops.commands.registry_import import _read, registry_import
from balarea.ops.errors import OpsError
from tests.ops.command import ALONE, open_folder, run


def test_either_our_tables_or_your_own(tmp_path: Path) -> None:
    for given in ({"west_java": True, "agencies": tmp_path / "a.csv"}, {}):
        with pytest.raises(OpsError, match="--west-java"):
            registry_import(**given)  # type: ignore[arg-type]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(OpsError, match=r"tidak-ada\.csv"):
        registry_import(agencies=tmp_path / "tidak-ada.csv")
    (tmp_path / "x.csv").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(OpsError, match="UTF-8"):
        _read(tmp_path / "x.csv")


@pytest.mark.slow
def test_tables_are_read_or_refused_by_line(tmp_path: Path) -> None:
    with open_folder() as folder:
        env = ALONE | {"BALAREA_DATA_DIR": str(folder)}
        assert run("manage", "migrate", "-v0", env=env).returncode == 0
        done = run("registry", "import", "--west-java", env=env)
        assert (done.returncode, done.stdout.strip()) == (0, "96 agencies and 169 duties are in the register."), (
            done.stderr
        )
        file = tmp_path / "urusan.csv"
        file.write_text("agency,topic,part,area\ndbmpr,roads,moon,\n", encoding="utf8")
        bad = run("registry", "import", "--duties", file, env=env)
        assert bad.returncode == 2
        assert "urusan.csv baris 2: Bagian 'moon'" in bad.stderr
        assert run("audit", "verify", env=env).returncode == 0
