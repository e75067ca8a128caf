"""One folder a social network: bytes to values and back. What a network is called here is the name of its folder.

A new network is one folder and two lines below (docs/add-a-network.md)."""

from balarea.networks.base import Connector
from balarea.networks.bluesky.connector import Bluesky
from balarea.networks.errors import Unsupported
from balarea.networks.fake.connector import Fake
from balarea.networks.limits import Preview, known, limits, preview, title

CONNECTORS: dict[str, Connector] = {"bluesky": Bluesky(), "fake": Fake()}


def get(name: str) -> Connector:
    """The connector of a network; Unsupported when there is none yet."""
    if name not in CONNECTORS:
        raise Unsupported(f"Belum ada penghubung untuk jejaring {name!r}.")
    return CONNECTORS[name]


def names() -> tuple[str, ...]:
    """Networks that can be read and written."""
    return tuple(CONNECTORS)


__all__ = ["Connector", "Preview", "get", "known", "limits", "names", "preview", "title"]
