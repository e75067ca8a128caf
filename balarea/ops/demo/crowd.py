"""Posts of an invented crowd: the project's labelled posts, spread over the last weeks by a fixed seed."""

import json
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib.resources import files

from balarea.core.clock import midnight
from balarea.networks.values import Author, PostRef, RemotePost

NETWORK = "fake"
DAYS = 28
COPIES = 3  # each text stands for some people who wrote the same


def texts() -> list[str]:
    """The texts of our labelled posts."""
    source = (files("balarea.language.training") / "train.jsonl").read_text(encoding="utf8")
    return [json.loads(line)["text"] for line in source.splitlines()]


def posts(until: datetime) -> Iterator[RemotePost]:
    """The crowd's posts up to a moment; the same moment gives the same ids and times, so that loading again adds nothing."""
    dice = random.Random(7)
    today = midnight(until)
    for copy in range(COPIES):
        for number, text in enumerate(texts()):
            day = today - timedelta(days=int(DAYS * dice.random() ** 1.4))
            at = day + timedelta(minutes=int(60 * dice.triangular(5, 23.9, 19)), seconds=dice.randrange(60))
            yield _post(f"crowd-{copy}-{number}", text, at if at < until else at - timedelta(days=1), dice)


def _post(identity: str, text: str, at: datetime, dice: random.Random) -> RemotePost:
    person = dice.randrange(400)
    author = Author(f"crowd-{person}", f"warga.demo.{person}", f"Warga Demo {person}")
    metrics = {"likes": dice.randrange(40), "replies": dice.randrange(9)}
    return RemotePost(PostRef(NETWORK, identity), text, author, at, metrics=metrics)
