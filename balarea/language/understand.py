"""One pass over a batch of posts: every label with its confidence, the places, and the area."""

from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from balarea.areas import Resolution, resolve
from balarea.language.labels import HEADS, Urgency
from balarea.language.model import Floats, Model, shipped

EMERGENCY = HEADS["urgency"].index(Urgency.EMERGENCY)
PLACE = pa.struct(
    [
        ("text", pa.string()), ("start", pa.int32()), ("end", pa.int32()),
        ("code", pa.string()), ("confidence", pa.float32()),
    ]
)  # fmt: skip
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
    hints = batch.column("hint_code").to_pylist() if "hint_code" in batch.schema.names else [None] * len(batch)
    found = [resolve(text or "", [hint] if hint else []) for text, hint in zip(texts.to_pylist(), hints, strict=True)]
    out["places"] = _places(found)
    out["area"] = pa.array([each.area for each in found], pa.string())
    out["area_confidence"] = pa.array([each.confidence for each in found], pa.float32())
    out["model_version"] = pa.array([model.version] * len(batch), pa.string())
    return pa.RecordBatch.from_arrays([out[name] for name in SCHEMA.names], schema=SCHEMA)


@cache
def _names(head: str) -> pa.Array:
    return pa.array([str(label) for label in HEADS[head]], pa.string())


def _chosen(head: str, chances: Floats, winner: npt.NDArray[np.int64]) -> tuple[pa.Array, pa.Array]:
    confidence = chances[np.arange(len(winner)), winner]
    return _names(head).take(pa.array(winner)), pa.array(confidence, pa.float32())


def _places(found: list[Resolution]) -> pa.Array:
    rows = [
        [
            {"text": m.text, "start": m.start, "end": m.end, "code": m.code, "confidence": m.confidence}
            for m in each.places
        ]
        for each in found
    ]
    return pa.array(rows, pa.list_(PLACE))
