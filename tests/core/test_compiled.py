"""Folders of compiled functions: the present one is taken up, stale ones beside it go, all else stays."""

import os
from pathlib import Path

from balarea.core.compiled import STALE, take_up


def aged(path: Path, seconds: float) -> Path:
    path.mkdir()
    (path / "kept.nbi").write_bytes(b"x")
    since = path.stat().st_mtime - seconds
    os.utime(path, (since, since))
    return path


def test_stale_folders_are_removed_and_fresh_ones_are_not(tmp_path: Path) -> None:
    stale, fresh = aged(tmp_path / "compiled-aaaa", STALE + 60), aged(tmp_path / "compiled-bbbb", STALE - 60)
    other, present = aged(tmp_path / "cpython", STALE + 60), aged(tmp_path / "compiled-cccc", STALE + 60)
    elsewhere = aged(tmp_path / "elsewhere", STALE + 60)
    (tmp_path / "compiled-link").symlink_to(elsewhere)
    assert take_up(present) == present
    assert not stale.exists()
    for kept in (fresh, present, other, elsewhere):
        assert (kept / "kept.nbi").exists()
    assert present.stat().st_mtime > fresh.stat().st_mtime  # in use today, so another version leaves it


def test_a_folder_is_made_and_one_that_may_not_be_made_is_no_error(tmp_path: Path) -> None:
    assert take_up(tmp_path / "new" / "compiled-dddd").is_dir()
    (tmp_path / "file").write_text("")
    assert take_up(tmp_path / "file" / "compiled-eeee") == tmp_path / "file" / "compiled-eeee"
