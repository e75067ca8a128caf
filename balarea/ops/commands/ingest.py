"""`balarea ingest`: posts from a file into the post store."""

import contextlib
import io
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from balarea.ops import django
from balarea.ops.errors import OpsError

if TYPE_CHECKING:
    from balarea.networks.values import RemotePost
    from balarea.posts.files import Rejected


def ingest(
    file: Annotated[Path, typer.Argument(help="JSON lines, or CSV when the name ends with .csv; - for stdin.")],
    network: Annotated[str, typer.Option(help="Network the posts come from: bluesky, x, instagram …")],
    columns: Annotated[list[str] | None, typer.Option("--map", help="CSV only: field=column, again for each.")] = None,
    rejected: Annotated[Path | None, typer.Option(help="File for rejected lines; default FILE.rejected.jsonl.")] = None,
    data_dir: Annotated[str | None, typer.Option(help="Folder of the data; default ./data.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON.")] = False,
) -> None:
    """Read posts, understand and store them. Running it again, twice at once, or after it was killed, adds nothing twice.

    Exit code 1 when lines were rejected: they are in the rejected file with line number and reason.

    Examples:

      balarea ingest posts.jsonl --network bluesky

      balarea ingest export.csv --network x --map id=tweet_id --map text=full_text --map author.id=user"""
    if str(file) != "-" and not file.is_file():
        raise OpsError(f"{file}: no such file")
    network = network.strip().lower()
    sink = rejected or Path("stdin.rejected.jsonl" if str(file) == "-" else f"{file}.rejected.jsonl")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", network):
        raise OpsError(f"--network {network!r}: write a name such as bluesky")
    if sink.absolute() == file.absolute():
        raise OpsError(f"{sink}: rejected lines cannot be written to the file that is read")
    with django.migrated(django.data_dir(data_dir)):
        counts = _run(file, network, dict(_pair(each) for each in columns or []), sink)
    if as_json:
        print(json.dumps(counts))
    else:
        print("  ".join(f"{name} {number:,}" for name, number in counts.items()))
    if counts["rejected"]:
        Console(stderr=True).print(f"Rejected lines with their reasons: {sink}", markup=False, soft_wrap=True)
        raise typer.Exit(1)


def _pair(typed: str) -> tuple[str, str]:
    field, equals, column = typed.partition("=")
    if not equals or not field or not column:
        raise OpsError(f"--map {typed}: write field=column")
    return field, column


def _run(file: Path, network: str, columns: dict[str, str], sink: Path) -> dict[str, int]:
    from balarea.observe.services import refresh
    from balarea.posts import services
    from balarea.posts.files import MapError

    refused = Refused(sink)
    with _bar(file) as (bar, task), _open(file) as stream:
        posts = refused.sift(stream, network, columns, file.suffix.lower() == ".csv")
        try:
            done = services.ingest(
                posts, by="cli:ingest", tell=lambda _: bar.update(task, completed=refused.position(stream))
            )  # fmt: skip
        except MapError as error:
            raise OpsError(f"{file}: {error}") from None
        except KeyboardInterrupt:
            Console(stderr=True).print("Stopped. Whole batches are stored; run it again to add the rest.")
            raise
        finally:
            refused.close()
    refresh()
    lost = len(done.rejected) + refused.count
    return {"read": done.read + refused.count, "new": done.new, "already known": done.known, "rejected": lost}


class Refused:
    """The lines that are not stored: counted, and written to a file that is only made when there is one."""

    def __init__(self, path: Path) -> None:
        self.path, self.count = path, 0
        self.file: IO[str] | None = None
        self.text: IO[str] | None = None
        with contextlib.suppress(OSError):
            path.unlink()  # of an earlier run

    def sift(self, stream: IO[bytes], network: str, columns: dict[str, str], as_csv: bool) -> "Iterator[RemotePost]":
        """The posts of the stream that can be stored."""
        from balarea.core.clock import now
        from balarea.posts.files import Rejected, csv_lines, json_lines
        from balarea.posts.services import reject

        moment = now()
        if as_csv:
            # the wrapper would close the stream behind our back when it is thrown away
            self.text = io.TextIOWrapper(stream, encoding="utf8", errors="replace", newline="")
            items = csv_lines(self.text, network, columns, lambda post: reject(post, moment))
        else:
            items = json_lines(stream, network, lambda post: reject(post, moment))
        for item in items:
            if isinstance(item, Rejected):
                self.write(item)
            else:
                yield item

    def write(self, line: "Rejected") -> None:
        """Keep one line with its number and reason."""
        if self.file is None:
            try:
                self.file = self.path.open("w", encoding="utf8")
            except OSError as error:
                raise OpsError(f"{self.path}: {error.strerror}; give --rejected FILE") from None
        self.file.write(json.dumps(asdict(line), ensure_ascii=False) + "\n")
        self.count += 1

    def position(self, stream: IO[bytes]) -> int:
        """How many bytes are read."""
        return stream.tell() if stream.seekable() else 0

    def close(self) -> None:
        """Close the file if there is one."""
        if self.file is not None:
            self.file.close()


def _open(file: Path) -> IO[bytes]:
    return sys.stdin.buffer if str(file) == "-" else file.open("rb")


@contextlib.contextmanager
def _bar(file: Path) -> Iterator[tuple[Progress, TaskID]]:
    """A progress bar in bytes on stderr; silent where nobody looks."""
    total = file.stat().st_size if str(file) != "-" else None
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as progress:
        yield progress, progress.add_task(file.name, total=total)
