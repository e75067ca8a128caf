"""One pass over a batch of posts: every label with its confidence, the places, and the area."""

from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from balarea.areas import PLACE, resolve_batch
from balarea.language.labels import HEADS, Urgency
from balarea.language.model import Floats, Model, shipped

EMERGENCY = HEADS["urgency"].index(Urgency.EMERGENCY)
SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("lang", pa.string()), ("lang_confidence", pa.float32()),
        ("mixed", pa.bool_()), ("mixed_confidence", pa.float32()),
        ("sentiment", pa.string()), ("sentiment_confidence", pa.float32()),
        ("intent", pa.string()), ("intent_confidence", pa.float32()),
        ("urgency", pa.string()), ("urgency_confidence", pa.float32()),
        ("topic", pa.string()), ("topic_confidence", pa.float32()),
        ("places", pa.list_(PLACE)),
        ("area", pa.string()), ("area_confidence", pa.float32()),
        ("model_version", pa.string()),
    ]
)  # fmt: skip


def understand(batch: pa.RecordBatch, model: Model | None = None) -> pa.RecordBatch:
    """Label posts. In: `id` and `text` (strings), optionally `hint_code` (an official code that the network gave).
    Out: SCHEMA, one row a post in the same order, by `model` or the shipped one; confidences lie
    between 0 and 1.

    Pure and deterministic; a missing text counts as an empty one, which has no places and the commonest labels. An
    emergency is said from a lower confidence than other labels (`Model.alarm`): a missed one costs more."""
    model = model or shipped()
    texts = batch.column("text")
    chances = model.probabilities(texts)
    out: dict[str, pa.Array] = {"id": batch.column("id").cast(pa.string())}
    for head in HEADS:
        winner = chances[head].argmax(axis=1)
        if head == "urgency":
            winner[chances[head][:, EMERGENCY] >= model.alarm] = EMERGENCY
        out[head], out[f"{head}_confidence"] = _chosen(head, chances[head], winner)
    out["mixed"] = pc.equal(out["mixed"], "yes")
    found = resolve_batch(texts, batch.column("hint_code") if "hint_code" in batch.schema.names else None)
    out |= {name: found.field(name) for name in ("places", "area", "area_confidence")}
    out["model_version"] = pa.array([model.version] * len(batch), pa.string())
    return pa.RecordBatch.from_arrays([out[name] for name in SCHEMA.names], schema=SCHEMA)


@cache
def _names(head: str) -> pa.Array:
    return pa.array([str(label) for label in HEADS[head]], pa.string())


def _chosen(head: str, chances: Floats, winner: npt.NDArray[np.int64]) -> tuple[pa.Array, pa.Array]:
    confidence = chances[np.arange(len(winner)), winner]
    return _names(head).take(pa.array(winner)), pa.array(confidence, pa.float32())
