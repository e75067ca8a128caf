"""One PostgreSQL cluster in a folder: made, started, recovered and stopped, reached over a private unix socket."""

import contextlib
import fcntl
import hashlib
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg

from balarea.ops.errors import OpsError
from balarea.ops.postgres import account
from balarea.ops.postgres.binaries import Binaries, find

ROLE = DATABASE = "balarea"
START_SECONDS = 120  # crash recovery of a large cluster takes its time
TUNING = {  # for one product on one machine with an SSD; measured in docs/adr/0003
    "shared_buffers": "512MB", "work_mem": "32MB", "random_page_cost": "1.1", "effective_cache_size": "2GB", "jit": "off",
    "parallel_setup_cost": "10", "parallel_tuple_cost": "0.001",
}  # fmt: skip


class Cluster:
    """The cluster of a data folder. `start` is safe to call at any time, also after kill -9 and by two at once."""

    def __init__(self, data_dir: Path, *, options: dict[str, str] | None = None) -> None:
        self.account = account.choose()
        data_dir.mkdir(parents=True, exist_ok=True)
        self.lock, self.users = data_dir / "postgres.lock", data_dir / "postgres.users"
        self.home = self.account.home(data_dir.resolve())
        self.log = self.home.parent / f"{self.home.name}.log"
        # a socket's path has at most 107 bytes, so it does not live in the data folder
        name = hashlib.sha256(str(self.home).encode()).hexdigest()[:12]
        self.socket = Path(tempfile.gettempdir()) / f"balarea-{self.account.uid}-{name}"
        self.options = {"listen_addresses": "", "unix_socket_directories": str(self.socket)}
        self.options |= TUNING | (options or {})

    def url(self, database: str = DATABASE) -> str:
        """The address of a database of this cluster, as DATABASE_URL takes it."""
        return f"postgresql://{ROLE}@/{database}?host={quote(str(self.socket), safe='')}"

    def alive(self) -> bool:
        """Whether it answers a connection now: the only proof of life that is trusted, never a pid file."""
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def start(self) -> bool:
        """Make the cluster if needed and start it; True when this call started it, False when it ran already."""
        with self.lock.open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            if self.alive():
                return False
            binaries = self._binaries()
            self.account.own(self.socket)
            if not (self.home / "PG_VERSION").exists():
                self._create(binaries)
            self._forget_zombie()
            flags = " ".join(f"-c {key}={shlex.quote(value)}" for key, value in self.options.items())
            wait = ["-w", "-t", str(START_SECONDS)]
            self._run(binaries, "pg_ctl", *wait, "-l", str(self._logfile()), "-o", flags, "start")
            self._database()
            return True

    @contextlib.contextmanager
    def used(self) -> Iterator[None]:
        """Run it while the block runs. Others, also other processes, may use it meanwhile: the last to leave stops it."""
        with self.users.open("w") as lease:
            fcntl.flock(lease, fcntl.LOCK_SH)
            self.start()
            try:
                yield
            finally:
                with contextlib.suppress(BlockingIOError):
                    fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self.stop()

    def stop(self) -> None:
        """Stop it, ending open connections; committed work is kept. Nothing happens when it does not run."""
        if (self.home / "postmaster.pid").exists() and self.alive():
            self._run(self._binaries(), "pg_ctl", "-m", "fast", "-w", "-t", str(START_SECONDS), "stop")

    def _forget_zombie(self) -> None:
        """Remove the pid file of a killed server that its parent has not reaped.

        PostgreSQL itself sees through a stale pid file, except when the pid still exists as a zombie (containers whose
        first process reaps nothing). Its shared memory is keyed by the folder, so a surviving backend still blocks."""
        file = self.home / "postmaster.pid"
        with contextlib.suppress(OSError, ValueError, IndexError):
            pid = int(file.read_text().split()[0])
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
            if state == "Z":
                file.unlink()
                for left in self.socket.glob(".s.PGSQL.*"):
                    left.unlink()

    def _binaries(self) -> Binaries:
        version = self.home / "PG_VERSION"
        return self.account.reachable(find(int(version.read_text()) if version.exists() else None))

    def _create(self, binaries: Binaries) -> None:
        # made aside and renamed when whole, so that an initdb that was killed never passes for a cluster
        draft = self.home.with_name(f"{self.home.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        self.account.own(draft)
        auth = ["--auth-local", "trust", "--auth-host", "reject"]
        self._run(
            binaries, "initdb", "--username", ROLE, "--encoding", "UTF8", "--locale", "C.UTF-8", *auth, home=draft
        )
        draft.rename(self.home)

    def _logfile(self) -> Path:
        self.log.touch(mode=0o600)
        self.account.give(self.log)
        return self.log

    def _run(self, binaries: Binaries, name: str, *arguments: str, home: Path | None = None) -> None:
        with tempfile.TemporaryFile("w+") as output:  # pipes would stay open in the server and block
            done = subprocess.run(
                [binaries.program(name), "-D", str(home or self.home), *arguments],
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd="/", check=False,
                **self.account.options(),  # type: ignore[call-overload]
            )  # fmt: skip
            output.seek(0)
            said = output.read().strip()
        if done.returncode:
            last = self.log.read_text(errors="replace").strip().splitlines()[-3:] if self.log.exists() else []
            raise OpsError("\n".join([f"PostgreSQL's {name} failed: {said}", *last]))

    def _database(self) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if not known:
                connection.execute(f"CREATE DATABASE {DATABASE}")


@contextlib.contextmanager
def running(data_dir: Path, *, options: dict[str, str] | None = None) -> Iterator[str]:
    """The cluster's DATABASE_URL while the block runs; stopped afterwards by the last who used it."""
    cluster = Cluster(data_dir, options=options)
    with cluster.used():
        yield cluster.url()
