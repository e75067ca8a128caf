"""The stream of a server's repositories (com.atproto.sync.subscribeRepos), read up to the present.

A bare server has no notifications, and gaps between sequence numbers are normal."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from atproto import CAR, CID
from atproto_core.exceptions import AtProtocolError
from libipld import decode_dag_cbor_multi
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from balarea.networks.bluesky.parse import COLLECTION
from balarea.networks.errors import Retry

QUIET = 1.0  # seconds without a message: the present is reached
MOST = 5000  # messages of one reading; the next one goes on from there
SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Change:
    """One post written (`record`; `edited`: over an earlier one) or deleted (None), with the sequence number after it."""

    seq: int
    did: str
    key: str
    seen_at: datetime
    record: dict[str, Any] | None
    edited: bool = False


def read(server: str, cursor: int) -> Iterator[Change | int]:
    """Changes after the cursor; a bare number is the sequence of a message without posts. Raises Retry."""
    address = server.replace("http", "ws", 1).rstrip("/") + f"/xrpc/com.atproto.sync.subscribeRepos?cursor={cursor}"
    try:
        with connect(address, open_timeout=SECONDS, close_timeout=1, max_size=8 * 2**20) as socket:
            for _ in range(MOST):
                try:
                    frame = socket.recv(timeout=QUIET)
                except TimeoutError:
                    return
                yield from changes(frame if isinstance(frame, bytes) else frame.encode())
    except (OSError, TimeoutError, WebSocketException) as error:
        raise Retry(f"Aliran server tidak terbaca: {error}") from None


def changes(frame: bytes) -> Iterator[Change | int]:
    """The changes of one message; one that cannot be read is passed over, not the whole stream."""
    try:
        header, body = decode_dag_cbor_multi(frame)
    except ValueError:
        return
    if not isinstance(body, dict) or "seq" not in body:
        return
    if isinstance(header, dict) and header.get("t") == "#commit":
        yield from _commit(body)
    yield int(body["seq"])


def _commit(body: dict[str, Any]) -> Iterator[Change]:
    seen_at = datetime.fromisoformat(body["time"])
    try:
        blocks = CAR.from_bytes(body["blocks"]).blocks if body.get("blocks") else {}
    except (AtProtocolError, ValueError):
        return
    for op in body.get("ops") or []:
        collection, _, key = op["path"].partition("/")
        if collection != COLLECTION:
            continue
        record = blocks.get(CID.decode(op["cid"])) if op.get("cid") else None
        if record is not None or op["action"] == "delete":
            written = record if isinstance(record, dict) else None
            yield Change(int(body["seq"]), body["repo"], key, seen_at, written, op["action"] == "update")
