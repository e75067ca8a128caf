"""Typed readers of the environment: a wrong value stops the start with a sentence that names the variable."""

import contextlib
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


class SettingError(Exception):
    """A variable of the environment has a value that cannot be used; the message says which and why."""


def text(name: str, *, default: str) -> str:
    """The variable's text, or `default` when it is unset or empty."""
    return os.environ.get(name) or default


def integer(name: str, *, default: int) -> int:
    """A whole number; anything else raises SettingError."""
    raw = os.environ.get(name)
    if not raw:
        return default
    try:
        return int(raw)
    except ValueError:
        raise SettingError(f"{name} must be a whole number, not {raw!r}.") from None


def integers(name: str, *, default: tuple[int, ...]) -> tuple[int, ...]:
    """As many whole numbers above zero as `default` has, with commas between; anything else raises SettingError."""
    raw = os.environ.get(name)
    if not raw:
        return default
    parts = [part.strip() for part in raw.split(",")]
    if len(parts) != len(default) or not all(part.isdecimal() and int(part) for part in parts):
        raise SettingError(f"{name} must be {len(default)} numbers above zero with commas, not {raw!r}.")
    return tuple(int(part) for part in parts)


def boolean(name: str, *, default: bool) -> bool:
    """1, true, yes, on or 0, false, no, off, in any case; anything else raises SettingError."""
    raw = os.environ.get(name, "").strip().lower()
    if not raw:
        return default
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"0", "false", "no", "off"}:
        return False
    raise SettingError(f"{name} must be 1 or 0, not {raw!r}.")


def path(name: str, *, default: Path) -> Path:
    """A file or folder as an absolute path; it need not exist."""
    raw = os.environ.get(name)
    return Path(raw).expanduser().absolute() if raw else default


def secret(name: str, *, directory: Path) -> str:
    """The secret from the variable, else from `directory/secret.key`, which is made (mode 0600) when it is absent."""
    if value := os.environ.get(name):
        if len(value) < 32:
            raise SettingError(f"{name} must have at least 32 characters.")
        return value
    file = directory / "secret.key"
    if not file.exists():
        directory.mkdir(parents=True, exist_ok=True)
        # written aside and linked: of two first starts at once only one makes the key
        draft = directory / f".secret.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
    return file.read_text().strip()


def database(name: str, *, pool: bool) -> dict[str, Any]:
    """A postgresql:// address as a Django database; unset means the database `balarea` of the local server."""
    raw = os.environ.get(name, "postgresql:///balarea")
    parts = urlsplit(raw)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SettingError(f"{name} must be a postgresql:// address: Balarea runs on PostgreSQL only.")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "balarea",
        "USER": unquote(parts.username or query.pop("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or (parts.hostname or ""),
        "PORT": str(parts.port or query.pop("port", "")),
        "CONN_HEALTH_CHECKS": pool,  # connections that wait in a pool do not notice that the server was started again
        "OPTIONS": {**query, "pool": {"min_size": 1, "max_size": 8}} if pool else query,
    }
