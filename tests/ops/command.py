"""The command line as another process, for the tests of its commands."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def open_folder() -> Iterator[Path]:
    """A temporary folder that PostgreSQL's account can walk to. Those of pytest are closed, again at every start of a run."""
    with tempfile.TemporaryDirectory(prefix="balarea-test-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
