"""The command line as another process, for the tests of its commands."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

BALAREA = [sys.executable, "-c", "from balarea.ops.cli import main; main()"]
# the environment of a person: no database or folder of the test run
ALONE = {
    name: value
    for name, value in os.environ.items()
    if name not in {"DATABASE_URL", "BALAREA_DATA_DIR", "BALAREA_PLAIN_STATIC"}
}


def command(*arguments: object) -> list[str]:
    return [*BALAREA, *map(str, arguments)]


def run(*arguments: object, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*arguments), capture_output=True, text=True, check=False, env=env)


def walkable(folder: Path) -> Path:
    """The folder, opened as far as the temporary folder of the machine, so that PostgreSQL's account can walk there."""
    top = Path(tempfile.gettempdir()).resolve()
    for parent in (folder, *folder.parents):
        if parent == top:
            break
        parent.chmod(parent.stat().st_mode | 0o055)
    return folder
