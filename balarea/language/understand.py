"""One pass over a batch of posts: every label with its confidence and the words that decided it, the places, the area."""

from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from balarea.areas import PLACE, resolve_batch
from balarea.core.arrays import Flags, Floats, Longs
from balarea.language import reading, signature
from balarea.language.labels import COLUMNS, HEADS, UNSURE, Style, Urgency
from balarea.language.model import Model, shipped

EMERGENCY = HEADS["urgency"].index(Urgency.EMERGENCY)
PROSE_STYLE = COLUMNS["style"].index(Style.PROSE)


def _label(head: str, kind: pa.DataType) -> list[tuple[str, pa.DataType]]:
    return [(head, kind), (f"{head}_confidence", pa.float32()), (f"{head}_words", pa.list_(pa.string()))]


SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        *(field for head in HEADS for field in _label(head, pa.bool_() if head == "mixed" else pa.string())),
        ("tokens", pa.list_(reading.TOKEN)),
        ("places", pa.list_(PLACE)),
        ("area", pa.string()), ("area_confidence", pa.float32()),
        ("signature", signature.TYPE),
        ("model_version", pa.string()),
    ]
)  # fmt: skip
WHY = frozenset({"tokens", *(f"{head}_words" for head in HEADS)})  # columns for who wants to know why
BRIEF = pa.schema([field for field in SCHEMA if field.name not in WHY])


def understand(batch: pa.RecordBatch, model: Model | None = None, *, why: bool = True) -> pa.RecordBatch:
    """Label posts. In: `id` and `text` (strings), optionally `hint_code` (an official code that the network gave).
    Out: SCHEMA, or BRIEF without `why`; one row a post in the same order, by `model` or the shipped one. Confidences lie
    between 0 and 1, offsets count characters, `signature` is for `duplicates.near_duplicates`.

    Pure and deterministic; a missing text counts as an empty one, which has no places and the commonest labels. Below the
    model's `doubt` a label is `unsure`; `mixed` is always said. An emergency is said from a lower confidence than other
    labels (`Model.alarm`): a missed one costs more."""
    model = model or shipped()
    texts = batch.column("text")
    out = {"id": batch.column("id").cast(pa.string())} | labels(texts, model, why=why)
    found = resolve_batch(texts, batch.column("hint_code") if "hint_code" in batch.schema.names else None)
    out |= {name: found.field(name) for name in ("places", "area", "area_confidence")}
    out["signature"] = signature.signatures(texts)
    out["model_version"] = pa.array([model.version] * len(batch), pa.string())
    schema = SCHEMA if why else BRIEF
    return pa.RecordBatch.from_arrays([out[name] for name in schema.names], schema=schema)


def labels(texts: pa.Array, model: Model, *, why: bool = True) -> dict[str, pa.Array]:
    """The columns that the model gives: all labels and, where asked why, their words and the language of each word."""
    chances = model.probabilities(texts)
    out: dict[str, pa.Array] = {}
    winners, rivals = {}, {}
    for head in HEADS:
        winner, sure = _winner(head, chances[head], model)
        confidence = chances[head][np.arange(len(winner)), winner]
        out[head] = _names(head).take(pa.array(np.where(sure, winner, len(HEADS[head]))))
        out[f"{head}_confidence"] = pa.array(confidence, pa.float32())
        winners[head], rivals[head] = winner, _second(chances[head], winner)
    out["mixed"] = pc.equal(out["mixed"], "yes")
    if not why:
        return out
    prose = chances["style"][:, PROSE_STYLE] > 0.5
    words = reading.reasons(texts, model, winners, rivals, prose)
    out |= {f"{head}_words": each for head, each in words.items()}
    out["tokens"] = reading.languages(texts, model, chances["lang"])
    return out


def _winner(head: str, chances: Floats, model: Model) -> tuple[Longs, Flags]:
    """The label of each row, and whether it may be said."""
    winner = chances.argmax(axis=1)
    sure = (chances.max(axis=1) >= model.doubt) | (head == "mixed")
    if head == "urgency":
        alarming = chances[:, EMERGENCY] >= model.alarm
        winner[alarming] = EMERGENCY
        sure |= alarming
    return winner, sure


def _second(chances: Floats, winner: Longs) -> Longs:
    """The likeliest label of each row but the winner."""
    others = chances.copy()
    others[np.arange(len(winner)), winner] = -1
    return np.asarray(others.argmax(axis=1))


@cache
def _names(head: str) -> pa.Array:
    return pa.array([*(str(label) for label in HEADS[head]), UNSURE], pa.string())
