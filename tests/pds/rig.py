"""A real Bluesky server for tests: started once a run, accounts made on demand."""

import json
import os
import subprocess
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from balarea.networks.bluesky import session
from balarea.networks.values import AccountKey

HOME = Path(__file__).parents[2] / ".cache" / "pds"
PASSWORD = "only-for-tests"


@dataclass(frozen=True)
class Pds:
    """A running server; handles are made unique, so that tests do not meet each other's accounts."""

    server: str

    def account(self, name: str) -> tuple[AccountKey, str]:
        """A new account: its key and its handle."""
        handle = f"{name}-{uuid.uuid4().hex[:6]}.test"
        body = {"handle": handle, "email": f"{handle}@example.test", "password": PASSWORD}
        made = httpx.post(f"{self.server}/xrpc/com.atproto.server.createAccount", json=body, timeout=30)
        assert made.is_success, made.text
        return AccountKey(self.server, made.json()["did"], PASSWORD, (("chat", "tidak"),)), handle

    def app_password(self, key: AccountKey, *, messages: bool) -> str:
        """An app password of an account, which opens direct messages or does not."""
        said = {"identifier": key.identifier, "password": PASSWORD}
        login = httpx.post(f"{self.server}/xrpc/com.atproto.server.createSession", json=said, timeout=30).json()
        wanted = {"name": uuid.uuid4().hex[:8], "privileged": messages}
        made = httpx.post(
            f"{self.server}/xrpc/com.atproto.server.createAppPassword", json=wanted, timeout=30,
            headers={"Authorization": f"Bearer {login['accessJwt']}"},
        )  # fmt: skip
        assert made.is_success, made.text
        return str(made.json()["password"])


@pytest.fixture(scope="session")
def pds() -> Iterator[Pds]:
    """The server; skipped with a reason where Node is absent, an error where BALAREA_REQUIRE_PDS says it must run."""
    if not (HOME / "installed").exists():
        if os.environ.get("BALAREA_REQUIRE_PDS") == "1":
            pytest.fail("the Bluesky reference server is not installed: run .ci/pds")
        pytest.skip("needs the Bluesky reference server: install Node and npm, then run .ci/pds")
    process = subprocess.Popen(
        ["node", "start.cjs"], cwd=HOME, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )  # fmt: skip
    assert process.stdout
    assert process.stdin
    line = process.stdout.readline()
    assert line, f"the server ended with {process.wait()}"
    yield Pds(json.loads(line)["server"])
    session.forget()
    process.stdin.close()
    process.stdout.close()
    process.wait(timeout=30)
