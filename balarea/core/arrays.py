"""Types of arrays that compiled code reads and writes: one name for one kind of number, in every module.

Ints are offsets and positions as Arrow has them, Longs row numbers and counts as numpy has them."""

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Quantised = npt.NDArray[np.int8]
