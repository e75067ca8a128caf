"""Arrow's buffers as arrays that compiled code reads."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa


def buffers(texts: pa.Array) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int32]]:
    """The bytes and offsets of a string array without copying; missing texts count as empty."""
    plain = texts.fill_null("") if texts.null_count else texts
    _, offsets, data = plain.cast(pa.string()).buffers()
    starts = np.frombuffer(offsets, np.int32)[plain.offset : plain.offset + len(plain) + 1]
    return np.frombuffer(data if data is not None and data.size else b"\0", np.uint8), starts
