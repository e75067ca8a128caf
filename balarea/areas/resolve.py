"""From names in a post to official codes: all mentions of the post are decided together, or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from balarea.areas.batch import resolve_batch
from balarea.areas.names import HOME


@dataclass(frozen=True)
class Mention:
    """A name in the text (`start`, `end` count characters): its code, or None with the candidates it lies between."""

    text: str
    start: int
    end: int
    code: str | None
    confidence: float
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Resolution:
    """All mentions in order, and the one area an agency would be chosen by, or None."""

    places: tuple[Mention, ...]
    area: str | None
    confidence: float


def resolve(text: str, hints: Sequence[str] = (), province: str = HOME) -> Resolution:
    """The batch of one: `resolve_batch` says what is promised. Of a text that names more than a hundred places the first
    hundred are taken: all are weighed against all."""
    (found,) = resolve_batch(
        pa.array([text], pa.string()), pa.array([list(hints)], pa.list_(pa.string())), province
    ).to_pylist()
    places = tuple(Mention(**place | {"candidates": tuple(place["candidates"])}) for place in found["places"])
    return Resolution(places, found["area"], found["area_confidence"])
