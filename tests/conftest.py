"""What every test gets: no socket leaves the loopback."""

import pytest
from pytest_socket import socket_allow_hosts

pytest_plugins = ["tests.pds.rig", "tests.networks.mail.rig"]


@pytest.fixture(autouse=True)
def only_loopback() -> None:
    """Refuse connections to any host but this one; unix sockets stay open for PostgreSQL."""
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
