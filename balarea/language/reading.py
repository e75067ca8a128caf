"""What was read word by word, as Arrow columns: the language of each word, and the words that decided each label."""

import numpy as np
import pyarrow as pa

from balarea.core.arrays import Bytes, Flags, Floats, Ints, Longs
from balarea.core.arrow import buffers
from balarea.language import features, tokens
from balarea.language.labels import BETAWI, HEADS, PROSE, Lang
from balarea.language.model import Model, columns

TOKEN = pa.struct([("start", pa.int32()), ("end", pa.int32()), ("lang", pa.string())])
LANGS = tuple(lang for lang in Lang if lang is not Lang.OTHER)


def reasons(
    texts: pa.Array, model: Model, winners: dict[str, Longs], rivals: dict[str, Longs], prose: Flags
) -> dict[str, pa.Array]:
    """The words that spoke most for the winning label against its rival, by head: a list of strings a text.

    `winners` and `rivals` are places in HEADS; `prose` marks the texts that were read as prose."""
    data, offsets = buffers(texts)
    first = {head: np.where(prose, columns(PROSE.get(head, head)).start, columns(head).start) for head in HEADS}
    betawi = prose & (winners["lang"] == HEADS["lang"].index(Lang.BETAWI))
    first["sentiment"] = np.where(betawi, columns(BETAWI).start, first["sentiment"])
    pairs = [np.stack([first[head] + chosen[head] for head in HEADS], axis=1) for chosen in (winners, rivals)]
    spans = tokens.deciding(
        data, offsets, features.lexicon(model.dictionary), model.coefficients, model.scale,
        pairs[0].astype(np.int32), pairs[1].astype(np.int32),
    )  # fmt: skip
    return {head: _slices(data, offsets, spans[:, number]) for number, head in enumerate(HEADS)}


def languages(texts: pa.Array, model: Model, lang: Floats) -> pa.Array:
    """The words of each text as a list of TOKEN, from the chances of its languages; marks, numbers and the names of
    accounts are `other`."""
    data, offsets = buffers(texts)
    whole = np.log(lang[:, : len(LANGS)] + 1e-6)
    spans, begins = tokens.languages(
        data,
        offsets,
        model.coefficients,
        model.scale,
        model.intercept,
        model.rarity,
        whole,
        columns("prose lang").start,
    )
    named = pa.array([*LANGS, Lang.OTHER], pa.string()).take(pa.array(spans[:, 2] % (len(LANGS) + 1)))
    ends = [pa.array(np.ascontiguousarray(spans[:, edge])) for edge in (0, 1)]
    return pa.ListArray.from_arrays(pa.array(begins), pa.StructArray.from_arrays([*ends, named], fields=list(TOKEN)))


def _slices(data: Bytes, offsets: Ints, spans: tokens.Spans) -> pa.Array:
    """Stretches of the texts' bytes (text, rank, begin and end; -1 where there is none) as lists of strings."""
    there = spans[:, :, 0] >= 0
    begins = (offsets[:-1, None] + spans[:, :, 0])[there].astype(np.int32)
    ends = (offsets[:-1, None] + spans[:, :, 1])[there].astype(np.int32)
    letters, starts = tokens.gather(data, begins, ends)
    strings = pa.StringArray.from_buffers(len(begins), pa.py_buffer(starts), pa.py_buffer(letters))
    counts = np.concatenate([[0], np.cumsum(there.sum(axis=1))]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(counts), strings)
