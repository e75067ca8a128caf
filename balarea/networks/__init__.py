"""One folder a social network: bytes to values and back. What a network is called here is the name of its folder.

A new network is one folder and one line below (docs/add-a-network.md)."""

from functools import cache
from importlib import import_module

from balarea.networks.base import Connector
from balarea.networks.errors import Unsupported
from balarea.networks.fields import Field, fields
from balarea.networks.limits import Preview, known, limits, preview, title, window
from balarea.networks.parts import parts
from balarea.networks.values import NEARBY

# imported when first used: a client library takes a second
CONNECTORS = {
    "bluesky": "Bluesky",
    "email": "Email",
    "fake": "Fake",
    "feed": "Feed",
    "telegram": "Telegram",
    "whatsapp": "Whatsapp",
}


@cache
def get(name: str) -> Connector:
    """The connector of a network; Unsupported when there is none yet."""
    if name not in CONNECTORS:
        raise Unsupported(f"Belum ada penghubung untuk jejaring {name!r}.")
    connector: Connector = getattr(import_module(f"balarea.networks.{name}.connector"), CONNECTORS[name])()
    return connector


@cache
def only_read() -> frozenset[str]:
    """Networks on which nobody speaks for us and nobody is answered."""
    return frozenset(name for name in known() if limits(name).speaks == "nothing")


def names() -> tuple[str, ...]:
    """Networks that can be read and written."""
    return tuple(CONNECTORS)


__all__ = [
    "NEARBY", "Connector", "Field", "Preview", "fields", "get", "known", "limits", "names", "only_read", "parts", "preview",
    "title", "window",
]  # fmt: skip
