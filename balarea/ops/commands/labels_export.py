"""`balarea labels export`: what persons corrected, as training rows."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Annotated

import typer

from balarea.core.clock import JAKARTA
from balarea.ops import django
from balarea.ops.errors import OpsError


@dataclass
class Exported:
    """How many posts were written, the corrections in them, and corrected posts that the store no longer holds."""

    posts: int = 0
    corrections: int = 0
    gone: int = 0


def labels_export(
    since: Annotated[str | None, typer.Option(help="Only posts corrected since that day, such as 2026-11-24.")] = None,
    out: Annotated[str, typer.Option(help="File to write; - for stdout.")] = "-",
    data_dir: Annotated[str | None, typer.Option(help="Folder of the data; default ./data.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON on stderr.")] = False,
) -> None:
    """Write corrected posts as training rows: the format of train.jsonl, and in `corrected` the fields a person set.

    Personal data is masked, handles are replaced, and ids are keyed hashes: the same post has the same id in every export.
    Only the newest value of each label is written; withdrawn corrections are not.

    Examples:

      balarea labels export --out corrections.jsonl

      balarea labels export --since 2026-11-01 | wc -l"""
    start = _day(since) if since else None
    with django.migrated(django.data_dir(data_dir)), sink(out) as write:
        done = _export(start, write)
    if as_json:
        print(json.dumps(asdict(done)), file=sys.stderr)
    else:
        gone = f"; {done.gone:,} corrected posts are no longer in the store" if done.gone else ""
        print(f"{done.posts:,} posts with {done.corrections:,} corrections{gone}.", file=sys.stderr)


def _export(since: datetime | None, write: Callable[[str], object]) -> Exported:
    from django.utils.crypto import salted_hmac

    from balarea.posts.labelled import training_row
    from balarea.posts.queries import corrected

    done = Exported()
    for ref, post, made in corrected(since):
        if post is None:
            done.gone += 1
            continue
        digest = salted_hmac("balarea.labels.export", f"{ref.network}\n{ref.external_id}", algorithm="sha256")
        row = training_row(post, made, f"post-{digest.hexdigest()[:16]}")
        write(json.dumps(row, ensure_ascii=False) + "\n")
        done.posts += 1
        done.corrections += len(made)
    return done


def _day(typed: str) -> datetime:
    try:
        return datetime.strptime(typed, "%Y-%m-%d").replace(tzinfo=JAKARTA)
    except ValueError:
        raise OpsError(f"--since {typed}: not a day; write it as 2026-11-24.") from None


@contextmanager
def sink(out: str) -> Iterator[Callable[[str], object]]:
    """Writes text: to stdout, or to a file that has its name only once it is complete."""
    if out == "-":
        try:
            yield _stdout(sys.stdout.buffer)
            sys.stdout.buffer.flush()
        except BrokenPipeError:  # the reader has seen enough (`| head`)
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return
    target = Path(out)
    part = target.with_name(f"{target.name}.part")
    try:
        with part.open("w", encoding="utf8") as stream:
            yield stream.write
        part.replace(target)
    except OSError as error:
        raise OpsError(f"{out}: {error.strerror or error}; give a file that may be written.") from None


def _stdout(stream: IO[bytes]) -> Callable[[str], object]:
    return lambda text: stream.write(text.encode("utf8"))
