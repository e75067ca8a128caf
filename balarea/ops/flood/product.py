"""The real product under test: `balarea up` in a process of its own, its parts by pid, and its register filled."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from balarea.ops.children import die_with_parent
from balarea.ops.errors import OpsError
from balarea.ops.flood.crowd import server
from balarea.ops.flood.plan import ACCOUNTS, handle, server_of
from balarea.ops.postgres import Cluster

PULL_SECONDS = 1
DATABASE = "PostgreSQL"
START_SECONDS = 180
PASSWORD = "banjir-bandang-24000"
BY = "cli:bench"
PEOPLE = ("admin", *(f"operator.{agency}" for agency in ACCOUNTS))
STOP_SECONDS = 60


@dataclass
class Product:
    """A running `balarea up`."""

    process: subprocess.Popen[bytes]
    folder: Path
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def healthy(self) -> bool:
        """Whether the web server answers, and the database behind it."""
        with contextlib.suppress(httpx.HTTPError):
            return httpx.get(f"{self.address}/healthz", timeout=5).is_success
        return False

    def wait(self) -> None:
        """Return once it is healthy; OpsError when it ended or takes too long."""
        deadline = time.monotonic() + START_SECONDS
        while not self.healthy():
            self.check()
            if time.monotonic() > deadline:
                raise OpsError(f"The product does not answer; see {self.log}.")
            time.sleep(0.1)

    def check(self) -> None:
        """OpsError when it has ended."""
        if self.process.poll() is not None:
            raise OpsError(f"The product ended in the middle of the day; its last words are in {self.log}.")

    @property
    def log(self) -> Path:
        return self.folder / "up.log"

    def parts(self) -> list[str]:
        """The names of what runs: the ends of the children's command lines, and the database."""
        children = psutil.Process(self.process.pid).children()
        return [*sorted({_name(each) for each in children}), DATABASE]

    def cpu_seconds(self) -> dict[str, float]:
        """Processor time that each part has used since it was started, with its processes that have ended."""
        found = {}
        for part in self.parts():
            used = [each.cpu_times() for each in self._processes(part)]
            ended = used[0].children_user + used[0].children_system if used else 0.0
            found[part] = round(ended + sum(each.user + each.system for each in used), 1)
        return found

    def kill(self, part: str) -> bool:
        """SIGKILL to a part as it is now, all its processes; False when it is not running at this moment."""
        processes = self._processes(part)
        for each in processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                each.kill()
        return bool(processes)

    def _processes(self, part: str) -> list[psutil.Process]:
        with contextlib.suppress(psutil.NoSuchProcess, OSError, ValueError, IndexError):
            if part == DATABASE:
                main = psutil.Process(int((Cluster(self.folder).home / "postmaster.pid").read_text().split()[0]))
                return [main, *main.children(recursive=True)] if "postgres" in main.name() else []
            for main in psutil.Process(self.process.pid).children():
                if _name(main) == part:
                    return [main, *main.children(recursive=True)]
        return []


def _name(process: psutil.Process) -> str:
    return (process.cmdline() or [""])[-1]


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Product]:
    """The product on a data folder and a free port, stopped at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment["BALAREA_PULL_SECONDS"] = str(PULL_SECONDS)
    command = [sys.executable, "-c", "from balarea.ops.cli import main; main()", "up", "--no-demo"]
    with (folder / "up.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--port", str(port), "--data-dir", str(folder)],
            env=environment, stdout=log, stderr=log, preexec_fn=die_with_parent,
        )  # fmt: skip
    product = Product(process, folder, port)
    try:
        product.wait()
        yield product
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def fill(folder: Path) -> None:
    """Enter agencies with their duties, official accounts on the demo networks, and people who may log in."""
    from balarea.people.queries import Role, Rung
    from balarea.registry import queries
    from balarea.registry import services as registry

    registry.import_tables(*registry.west_java(), by=BY)
    for agency in ACCOUNTS:
        name = handle(agency)
        if queries.official_account("fake", name) is None:
            account = registry.add_account(agency, "fake", name, external_id=name, by=BY)
            registry.verify_account(account.pk, by=BY)
            registry.set_credential(account.pk, server(folder, server_of(agency)), name, f"demo-{name}", by=BY)
    registry.save_officer("admin", PASSWORD, Role.ADMINISTRATOR, by=BY)
    for agency in ACCOUNTS:
        registry.save_officer(f"operator.{agency}", PASSWORD, Role.OPERATOR, agency_code=agency, by=BY)
        registry.set_rung(f"operator.{agency}", Rung.OPERATOR, by=BY)
