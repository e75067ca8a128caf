"""One folder a social network: bytes to values and back. What a network is called here is the name of its folder.

A new network is one folder and one line below (docs/add-a-network.md)."""

from functools import cache
from importlib import import_module

from balarea.networks.base import Connector
from balarea.networks.errors import Unsupported
from balarea.networks.limits import Preview, known, limits, preview, title
from balarea.networks.parts import parts

CONNECTORS = {"bluesky": "Bluesky", "fake": "Fake"}  # imported when first used: a client library takes a second


@cache
def get(name: str) -> Connector:
    """The connector of a network; Unsupported when there is none yet."""
    if name not in CONNECTORS:
        raise Unsupported(f"Belum ada penghubung untuk jejaring {name!r}.")
    connector: Connector = getattr(import_module(f"balarea.networks.{name}.connector"), CONNECTORS[name])()
    return connector


def names() -> tuple[str, ...]:
    """Networks that can be read and written."""
    return tuple(CONNECTORS)


__all__ = ["Connector", "Preview", "get", "known", "limits", "names", "parts", "preview", "title"]
