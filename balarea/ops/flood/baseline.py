"""What the way of a message costs by itself: a worker alone on the database that the day has left, beside one at a time."""

from collections.abc import Callable, Sequence
from time import perf_counter

from balarea.cases import services as cases
from balarea.core.clock import now
from balarea.networks.fake.connector import mentions
from balarea.networks.values import Author, PostRef, RemotePost
from balarea.ops.flood.plan import plan
from balarea.posts import services as posts

BY = "cli:bench"
BATCH = 80  # what two seconds of the flood bring


def speeds(messages: int, seed: int) -> dict[str, float]:
    """Messages per second by way; each way gets as many messages of its own."""
    ways: dict[str, tuple[Callable[[Sequence[RemotePost]], None], int]] = {
        "taken in as a batch": (_take_in, BATCH),
        "taken in one at a time": (_take_in, 1),
        "only understood and stored, as a batch": (_store, BATCH),
        "only understood and stored, one at a time": (_store, 1),
    }
    found = {}
    for number, (name, (act, size)) in enumerate(ways.items()):
        some = _messages(messages, seed + 1000 * (number + 1))
        start = perf_counter()
        for at in range(0, len(some), size):
            act(some[at : at + size])
        found[name] = len(some) / (perf_counter() - start)
    return found


def _take_in(some: Sequence[RemotePost]) -> None:
    posts.ingest(some, by=BY)
    cases.intake([each.ref for each in some], by=BY, group=False)  # incidents are a job of their own


def _store(some: Sequence[RemotePost]) -> None:
    posts.ingest(some, by=BY)


def _messages(count: int, seed: int) -> list[RemotePost]:
    made = []
    for each in plan(count, count / 2400, seed):
        if not each.again:
            ref, root = (PostRef("fake", f"baseline-{name}") if name else None for name in (each.id, each.reply_to))
            assert ref, "every message has an id"
            made.append(
                RemotePost(ref, each.text, Author(each.author, each.author), now(), in_reply_to=root, root=root,
                           mentions=mentions(each.text))
            )  # fmt: skip
    return made
