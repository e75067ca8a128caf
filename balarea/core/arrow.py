"""Arrow's buffers as arrays that compiled code reads."""

import numpy as np
import pyarrow as pa

from balarea.core.arrays import Bytes, Ints


def buffers(texts: pa.Array) -> tuple[Bytes, Ints]:
    """The bytes and offsets of a string array, without copying where it is one of `pa.string()`; missing texts count as
    empty. Any type that casts to strings may come, whole or a slice."""
    plain = texts.cast(pa.string())
    plain = plain.fill_null("") if plain.null_count else plain
    _, offsets, data = plain.buffers()
    starts = np.frombuffer(offsets or bytes(4), np.int32)[plain.offset : plain.offset + len(plain) + 1]
    return np.frombuffer(data if data is not None and data.size else b"\0", np.uint8), starts
