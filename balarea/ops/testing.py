"""pytest plugin: one temporary PostgreSQL for a whole test run, before Django reads its settings."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from balarea.ops.postgres import Cluster

FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "60"}  # safe to lose


class _Folder:
    """The data folder of the run."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="balarea-tests-"))
        self.folder.chmod(0o755)
        for name in ("static", "bundle"):
            (self.folder / name).mkdir()
        os.environ["BALAREA_DATA_DIR"] = str(self.folder)

    def pytest_unconfigure(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


class _Server:
    """The database of the run."""

    def __init__(self, folder: Path) -> None:
        self.cluster = Cluster(folder, options=FAST)
        self.cluster.start()
        os.environ["DATABASE_URL"] = self.cluster.url()

    def pytest_unconfigure(self) -> None:
        self.cluster.stop()
        shutil.rmtree(self.cluster.socket, ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Start the server in the controlling process; the workers of a parallel run inherit its address."""
    os.environ["BALAREA_DATABASE_POOL"] = "0"
    os.environ["BALAREA_PLAIN_STATIC"] = "1"
    os.environ["BALAREA_SECRET_KEY"] = "only-for-tests-" + "x" * 32
    if os.environ.get("PYTEST_XDIST_WORKER"):
        return
    folder = _Folder()
    if not os.environ.get("DATABASE_URL"):
        early_config.pluginmanager.register(_Server(folder.folder), "balarea-postgres")
    early_config.pluginmanager.register(folder, "balarea-folder")
