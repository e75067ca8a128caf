"""`balarea understand`: JSON lines in, the same lines with labels out. No database, no Django."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Annotated, Any, NoReturn

import pyarrow as pa
import typer

from balarea.language import understand as label
from balarea.language.labels import HEADS
from balarea.ops.errors import OpsError

BATCH = 2000  # posts labelled and written at a time
LONGEST_LINE = 4 << 20  # bytes; what is longer is no post, and would have to fit into memory


class LineError(ValueError):
    """Why a line cannot be labelled."""


def understand(
    file: Annotated[str, typer.Argument(help="JSON lines with id and text; - for stdin.")] = "-",
    why: Annotated[
        bool, typer.Option("--why", help="Also the words that decided, the language of each word, the signature.")
    ] = False,
) -> None:
    """Label posts: language, mood, intent, urgency, topic, abuse, places and area, each with a confidence from 0 to 1.

    A label is `unsure` where the model does not dare to guess. All fields and the order of the lines are kept. A broken
    line is named on stderr and left out; the exit code is then 1. Memory does not grow with the input.

    Examples:

      balarea understand posts.jsonl > labelled.jsonl

      balarea understand --why posts.jsonl

      cat posts.jsonl | balarea understand - | head"""
    broken = 0
    with _open(file) as stream:
        batch: list[dict[str, Any]] = []
        try:
            for number, raw in _lines(stream):
                try:
                    batch.append(record(raw))
                except LineError as reason:
                    broken += 1
                    sys.stderr.write(f"line {number}: {reason}\n")
                if len(batch) == BATCH:
                    _write(batch, why)
                    batch = []
            _write(batch, why)
        except BrokenPipeError:  # the reader has seen enough (`| head`)
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if broken:
        raise typer.Exit(1)


def record(raw: bytes | None) -> dict[str, Any]:
    """The post of one line. LineError when it is no JSON object with an id and a text that can be written again."""
    if raw is None:
        raise LineError(f"longer than {LONGEST_LINE >> 20} MB")
    try:
        found = json.loads(raw.decode("utf8"), parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise LineError(f"not UTF-8 (byte {error.start})") from None
    except RecursionError:
        raise LineError("not JSON (nested too deep)") from None
    except ValueError as error:
        raise LineError(f"not JSON ({error})") from None
    if not isinstance(found, dict):
        raise LineError("not a JSON object")
    for name in ("id", "text"):
        if found.get(name) is None:
            raise LineError(f"no {name}")
    if isinstance(found["id"], bool | list | dict | float):
        raise LineError("id is neither a string nor a whole number")
    if not isinstance(found["text"], str):
        raise LineError("text is not a string")
    if "\0" in found["text"]:
        raise LineError("text contains NUL")
    _writable(found)
    return found


def labelled(posts: list[dict[str, Any]], why: bool = False) -> list[dict[str, Any]]:
    """The posts with their labels added, in the same order; with `why` also what they were decided by."""
    texts = pa.array([post["text"] for post in posts], pa.string())
    ids = pa.array([str(post["id"]) for post in posts], pa.string())
    rows = label(pa.RecordBatch.from_arrays([ids, texts], names=["id", "text"])).to_pylist()
    return [post | _labels(row) | (_reasons(row) if why else {}) for post, row in zip(posts, rows, strict=True)]


def _labels(row: dict[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for head in HEADS:
        out[head], out[f"{head}_confidence"] = row[head], round(row[f"{head}_confidence"], 4)
    out["places"] = [place | {"confidence": round(place["confidence"], 4)} for place in row["places"]]
    out["area"], out["area_confidence"] = row["area"], round(row["area_confidence"], 4)
    return out


def _reasons(row: dict[str, Any]) -> dict[str, Any]:
    words = {f"{head}_words": row[f"{head}_words"] for head in HEADS}
    return words | {"tokens": row["tokens"], "signature": row["signature"].hex()}


def _write(posts: list[dict[str, Any]], why: bool) -> None:
    if posts:
        text = "".join(json.dumps(post, ensure_ascii=False) + "\n" for post in labelled(posts, why))
        sys.stdout.buffer.write(text.encode("utf8"))
    sys.stdout.buffer.flush()


def _lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Lines with their number from 1, without blank ones and the byte order mark; None for one that is too long."""
    number = 0
    while raw := stream.readline(LONGEST_LINE):
        number += 1
        if not raw.endswith(b"\n") and len(raw) == LONGEST_LINE:
            while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
            yield number, None
            continue
        if number == 1:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        if raw.strip():
            yield number, raw


def _writable(found: dict[str, Any]) -> None:
    try:
        json.dumps(found, ensure_ascii=False, allow_nan=False).encode("utf8")
    except UnicodeEncodeError:
        raise LineError("a lone surrogate, which no UTF-8 text can hold") from None
    except ValueError:
        raise LineError("not JSON (a number beyond all bounds)") from None


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def _open(file: str) -> IO[bytes]:
    if file == "-":
        return sys.stdin.buffer
    try:
        return Path(file).open("rb")
    except OSError as error:
        raise OpsError(f"{file}: {error.strerror or error}; give a file of JSON lines, or - for stdin.") from None
