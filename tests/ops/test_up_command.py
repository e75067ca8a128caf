"""`balarea up` as a person runs it: it starts, comes back after kill -9 of any part, keeps the data, and stops cleanly."""

import os
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx
import psycopg
import pytest

from balarea.ops.postgres import Cluster
from tests.ops.command import ALONE, command, open_folder, run

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


@pytest.fixture
def folder() -> Iterator[Path]:
    with open_folder() as path:
        place = path / "a folder"
        place.mkdir(mode=0o755)
        yield place


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(done: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Ask again and again; the test's timeout ends it, and so does the end of the product."""
    while not done():
        assert process.poll() is None, process.stderr and process.stderr.read()


def healthy(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=5).is_success
    except httpx.HTTPError:
        return False


def children(pid: int) -> set[int]:
    return {int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


@contextmanager
def up(folder: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    started = command("up", "--no-demo", "--port", port, "--data-dir", folder)
    heeds = partial(signal.signal, signal.SIGHUP, signal.SIG_DFL)  # also where the tests run under nohup
    with subprocess.Popen(started, stderr=subprocess.PIPE, text=True, env=ALONE, preexec_fn=heeds) as process:
        try:
            until(lambda: healthy(port), process)
            yield process
        finally:
            process.send_signal(signal.SIGINT)


def postmaster(folder: Path) -> int:
    return int((Cluster(folder).home / "postmaster.pid").read_text().split()[0])


def execute(folder: Path, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(Cluster(folder).url()) as connection:
        found = connection.execute(query)
        return list(found.fetchall()) if found.description else []


def test_killed_parts_come_back_and_nothing_is_lost(folder: Path) -> None:
    port = free_port()
    with up(folder, port) as process:
        execute(folder, "CREATE TABLE kept (value int); INSERT INTO kept VALUES (7)")
        parts = children(process.pid)
        assert len(parts) == 3  # the web server, the worker, and the one that alarms
        for child in parts:
            os.kill(child, signal.SIGKILL)
            until(lambda dead=child: dead not in children(process.pid) and len(children(process.pid)) == 3, process)  # type: ignore[misc]
        until(lambda: healthy(port), process)
        server = postmaster(folder)
        os.kill(server, signal.SIGKILL)
        until(lambda: Cluster(folder).alive() and postmaster(folder) != server and healthy(port), process)
        assert execute(folder, "SELECT value FROM kept") == [(7,)]
        process.kill()
        process.wait()
    with up(folder, port):
        assert execute(folder, "SELECT value FROM kept") == [(7,)]
        shown = httpx.get(f"http://127.0.0.1:{port}/pengembang/").text
        assert f"http://localhost:{port}/" in shown, "links lead to the port that was chosen"
    assert not Cluster(folder).alive()
    assert not healthy(port)


def test_a_job_cut_off_by_kill_9_does_not_hold_up_its_kind(folder: Path) -> None:
    cut_off = """
        INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args, status)
        VALUES ('default', 'balarea.publishing.jobs.deliver', 'publishing.deliver', 'publishing.deliver',
                '{"timestamp": 0}', 'doing')
        RETURNING id
    """
    with up(folder, free_port()) as process:
        ((job,),) = execute(folder, cut_off)
        until(
            lambda: not execute(folder, f"SELECT FROM procrastinate_jobs WHERE id = {job} AND status = 'doing'"),
            process,
        )
        waiting = "SELECT FROM procrastinate_jobs WHERE lock = 'publishing.deliver'"
        until(lambda: not execute(folder, waiting), process)  # the later ones ran, and leave nothing behind


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_every_way_to_end_it_stops_everything(folder: Path, number: signal.Signals) -> None:
    port = free_port()
    with up(folder, port) as process:
        parts = children(process.pid)
        process.send_signal(number)
        assert process.wait() == 0
    assert not Cluster(folder).alive()
    assert not healthy(port)
    assert not [part for part in parts if Path(f"/proc/{part}").exists()]


def test_a_taken_port_is_named(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = run("up", "--port", port, "--data-dir", folder, env=ALONE)
    assert done.returncode == 2
    assert f"Port {port} is taken" in done.stderr
    assert "PORT=" in done.stderr
