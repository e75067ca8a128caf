"""What a person has to give so that an account can be connected, as data (`<network>/connect.toml`).

`server`, `identifier` and `secret` are those of AccountKey; every other field is one of its options."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent
_USUAL = ("server", "identifier", "secret")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form: `secret` ones are never shown again, `example` is what a good value looks like. `made`: we make
    the value when the account is connected, and show it to be entered at the network."""

    name: str
    secret: bool = False
    required: bool = True
    example: str = ""
    made: bool = False


@cache
def fields(network: str) -> tuple[Field, ...]:
    """The fields of a network in the order of its form; server, identifier and secret where it says nothing."""
    file = _FOLDER / network / "connect.toml"
    if not file.is_file():
        return tuple(
            Field(name, secret=name == "secret", example="https://…" if name == "server" else "") for name in _USUAL
        )
    return tuple(Field(**each) for each in tomllib.loads(file.read_text(encoding="utf8"))["field"])
