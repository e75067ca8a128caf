"""The schemes by which notices may go out, from the data file beside this one."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from balarea.notices.kinds import AT_ONCE, Kind

TELLS = {"all": frozenset(Kind.values), "alarms": frozenset(AT_ONCE)}


@dataclass(frozen=True)
class Scheme:
    """One way of sending; `host_in_address`: the server is the writer's choice and is checked before each sending; `kinds`:
    what goes there until somebody chooses otherwise."""

    name: str
    title: str
    reason: str
    host_in_address: bool
    plain: bool
    options: frozenset[str]
    prefixes: tuple[str, ...]
    kinds: frozenset[str]


@cache
def schemes() -> dict[str, Scheme]:
    """All schemes that may be used, by name."""
    table = tomllib.loads((files("balarea.notices") / "schemes.toml").read_text(encoding="utf8"))
    return {
        name: Scheme(
            name, row["title"], row["reason"], row["host"] == "address", row.get("plain", False),
            frozenset(row.get("options", ())), tuple(row.get("prefixes", ())), TELLS[row["tells"]],
        )
        for name, row in table.items()
    }  # fmt: skip
