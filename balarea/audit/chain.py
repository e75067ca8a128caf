"""How an event is hashed. Pure."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64


def digest(previous: str, at: datetime, fields: dict[str, Any]) -> str:
    """SHA-256 over the hash before, the time in UTC, and the fields as canonical JSON."""
    body = json.dumps(
        {**fields, "at": at.astimezone(UTC).isoformat(timespec="microseconds"), "previous": previous},
        sort_keys=True, separators=(",", ":"), ensure_ascii=False,
    )  # fmt: skip
    return hashlib.sha256(body.encode("utf8")).hexdigest()
