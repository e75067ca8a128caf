"""The unprivileged account PostgreSQL runs under: it refuses root, and must be able to reach its files."""

import hashlib
import os
import pwd
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

from balarea.ops.errors import OpsError
from balarea.ops.postgres.binaries import Binaries

SHARED = Path("/var/lib/balarea")  # where root keeps what the account cannot reach elsewhere


@dataclass(frozen=True)
class Account:
    """Who runs the server: `name` is None for the user of this process."""

    name: str | None
    uid: int
    gid: int

    def options(self) -> dict[str, object]:
        """The arguments of subprocess that drop to this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.name else {}

    def own(self, folder: Path) -> None:
        """Make the folder private to the account; a folder of somebody else raises OpsError."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.name:
            os.chown(folder, self.uid, self.gid)
        if folder.stat().st_uid != self.uid:
            owner = pwd.getpwuid(folder.stat().st_uid).pw_name
            raise OpsError(f"{folder} belongs to {owner}: start Balarea as {owner}, or choose another --data-dir.")
        folder.chmod(0o700)

    def give(self, file: Path) -> None:
        """Let the account write the file."""
        if self.name:
            os.chown(file, self.uid, self.gid)

    def home(self, data_dir: Path) -> Path:
        """The folder of the cluster: inside the data folder, unless the account cannot walk there."""
        if not self.name or _walkable(data_dir):
            return data_dir / "postgres"
        SHARED.mkdir(parents=True, exist_ok=True, mode=0o755)
        return SHARED / hashlib.sha256(str(data_dir).encode()).hexdigest()[:12]

    def reachable(self, binaries: Binaries) -> Binaries:
        """The same binaries where the account can run them: a copy when they lie below a closed folder."""
        if not self.name or _walkable(binaries.folder):
            return binaries
        copy = SHARED / f"postgresql-{binaries.major}"
        if not (copy / "bin" / "postgres").exists():
            draft = SHARED / f"postgresql-{binaries.major}.{os.getpid()}"
            shutil.copytree(binaries.folder.parent, draft, symlinks=True)
            _rename(draft, copy)
        return Binaries(copy / "bin", binaries.major, binaries.source)


def choose() -> Account:
    """The account for this process: itself, or for root `postgres`, else `nobody`."""
    if os.geteuid() != 0:
        return Account(None, os.geteuid(), os.getegid())
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise OpsError("PostgreSQL cannot run as root and there is no account postgres or nobody: start as another user.")


def _rename(draft: Path, copy: Path) -> None:
    try:
        draft.rename(copy)
    except OSError:  # another start was first
        shutil.rmtree(draft)


def _walkable(folder: Path) -> bool:
    """Whether others may walk down to the folder (its own mode does not matter when it is still to be made)."""
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in [*folder.parents, folder] if parent.exists())
