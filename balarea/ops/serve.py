"""Running the product: database, migrations, demo data, web server and worker, until told to stop."""

import contextlib
import fcntl
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import django as django_itself
import httpx
import psycopg
from django.core.management import call_command
from rich.console import Console

from balarea.ops.children import Child
from balarea.ops.errors import OpsError
from balarea.ops.postgres import Cluster

HOST = "127.0.0.1"
READY_SECONDS = 60.0
WATCH_SECONDS = 0.5
STARTS = 5  # failing ones of PostgreSQL in a row, before it is given up
EXCUSED_SECONDS = 30.0  # after the database came back


def run(data_dir: Path, port: int, *, demo: bool, console: Console) -> None:
    """Serve until SIGINT, SIGTERM or a closed terminal; everything that was started is stopped, whatever happens."""
    _free(port)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup wants it to go on
            signal.signal(number, lambda *_: stop.set())
    with _alone(data_dir), _database(data_dir, console) as cluster:
        (data_dir / "bundle").mkdir(exist_ok=True)
        _prepare(console)
        logins = _demo(console) if demo else []
        children = [
            Child("web server", _web(port)),
            Child("worker", _worker()),
            Child("alarm worker", _worker("alarm")),
        ]
        try:
            for child in children:
                child.start()
            _announce(port, logins, stop, console)
            _watch(children, cluster, stop, console)
        finally:
            _say(console, "\nStopping …")
            for child in reversed(children):
                child.stop()
    _say(console, f"Stopped. The data is kept in {data_dir}")


def _watch(children: list[Child], cluster: Cluster | None, stop: threading.Event, console: Console) -> None:
    """Start again what has died, until told to stop. A part that ends because the database was gone is not blamed for it."""
    back, failures = -EXCUSED_SECONDS, 0
    while not stop.wait(WATCH_SECONDS):
        if cluster is not None and not cluster.alive():
            back = time.monotonic()
            try:
                started = cluster.start()
            except (OpsError, psycopg.OperationalError) as error:  # it may have been killed while it started
                failures += 1
                if failures >= STARTS:
                    raise
                _say(console, f"{error}\nPostgreSQL is started once more.")
                continue
            failures = 0
            if started:
                console.print("PostgreSQL ended and was started again.", style="yellow")
        for child in children:
            if child.watch(excused=time.monotonic() - back < EXCUSED_SECONDS):
                console.print(f"The {child.name} ended and was started again.", style="yellow")


def _say(console: Console, line: str) -> None:
    with contextlib.suppress(OSError):  # the terminal may be gone, and what runs has to be stopped all the same
        console.print(line, highlight=False, markup=False, soft_wrap=True)


def _free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise OpsError(f"Port {port} is taken by another program. Choose one: make up PORT={port + 1}") from None


@contextlib.contextmanager
def _alone(data_dir: Path) -> Iterator[None]:
    """Hold the data folder: the lock goes with the process, also after kill -9."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "up.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OpsError(
                f"Balarea already runs on {data_dir}. Stop it with Ctrl-C there, or give --data-dir."
            ) from None
        yield


@contextlib.contextmanager
def _database(data_dir: Path, console: Console) -> Iterator[Cluster | None]:
    if os.environ.get("DATABASE_URL"):
        yield None
        return
    cluster = Cluster(data_dir)
    console.print("Starting PostgreSQL …")
    with cluster.used():
        os.environ["DATABASE_URL"] = cluster.url()
        yield cluster


def _prepare(console: Console) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "balarea.ops.settings"
    django_itself.setup()
    console.print("Preparing the database …")
    call_command("migrate", verbosity=0, interactive=False)
    from balarea.web import bundle

    bundle.build()
    call_command("collectstatic", verbosity=0, interactive=False)


def _demo(console: Console) -> list[tuple[str, str, str]]:
    from balarea.ops import demo

    console.print("Loading the demo data …")
    return demo.load().logins


def _web(port: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port),
        "--workers", "1", "--blocking-threads", "4", "--log-level", "warning", "balarea.ops.wsgi:application",
    ]  # fmt: skip


def _worker(*queues: str) -> list[str]:
    return [sys.executable, "-m", "balarea.ops.worker", *queues]


def _announce(port: int, logins: list[tuple[str, str, str]], stop: threading.Event, console: Console) -> None:
    address = f"http://localhost:{port}"
    deadline = time.monotonic() + READY_SECONDS
    while not stop.is_set():
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"http://{HOST}:{port}/healthz", timeout=5).is_success:
                break
        if time.monotonic() > deadline:
            raise OpsError("The web server does not answer. Run `balarea doctor`.")
        stop.wait(0.1)
    console.print(f"\nBalarea runs at [bold]{address}[/bold]   (Ctrl-C stops it)")
    for username, password, role in logins:
        console.print(f"  {username:<18} {password:<14} {role}")
