"""What the benchmarks share: a cluster of their own, and synthetic posts made of the labelled ones."""

import contextlib
import json
import os
import random
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

from balarea.ops import django

NETWORK = "bench"
DAYS = 180


@contextlib.contextmanager
def place(data_dir: str | None) -> Iterator[Path]:
    """Django on a database made for the benchmark: in the folder given (kept), else in a temporary one."""
    with contextlib.ExitStack() as stack:
        folder = Path(data_dir).absolute() if data_dir else Path(stack.enter_context(_temporary()))
        os.environ.pop("DATABASE_URL", None)
        stack.enter_context(django.ready(django.data_dir(str(folder))))
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        (folder / "static").mkdir(exist_ok=True)
        yield folder


def fill(folder: Path, count: int) -> None:
    """Ingest so many synthetic posts, unless the folder's database has some of an earlier run."""
    from balarea.posts import services
    from balarea.posts.files import Rejected, json_lines
    from balarea.posts.queries import Post

    if Post.objects.exists():
        return
    file = folder / "bench.jsonl"
    write_posts(file, count)
    with file.open("rb") as lines:
        read = json_lines(lines, NETWORK)
        services.ingest((post for post in read if not isinstance(post, Rejected)), by="cli:bench")
    file.unlink()


@contextlib.contextmanager
def _temporary() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="balarea-bench-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield name


def write_posts(path: Path, count: int, seed: int = 7) -> None:
    """A file of JSON lines with so many posts: texts of the labelled ones, a few words of others added to some, invented
    authors, times of the last DAYS days."""
    from balarea.core.clock import now

    dice = random.Random(seed)
    source = (files("balarea.language.training") / "train.jsonl").read_text(encoding="utf8")
    texts = [json.loads(line)["text"] for line in source.splitlines()]
    end = now()
    with path.open("w", encoding="utf8") as out:
        for number in range(count):
            text = dice.choice(texts)
            if dice.random() < 0.5:
                text = f"{text} {' '.join(dice.choice(texts).split()[:4])}"
            at = end - timedelta(seconds=dice.randrange(DAYS * 86_400))
            person = dice.randrange(count // 4 + 1)
            author = {"id": f"a{person}", "handle": f"warga{person}", "name": f"Warga {person}"}
            post = {"id": f"bench-{number}", "text": text, "author": author, "published_at": at.isoformat()}
            out.write(json.dumps(post, ensure_ascii=False) + "\n")
