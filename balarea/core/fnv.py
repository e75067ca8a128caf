"""FNV-1a with 64 bits, in compiled code: how words and names are hashed. Source: Fowler, Noll and Vo, RFC 9923."""

import numba
import numpy as np

from balarea.core.arrays import Bytes

BASIS = np.uint64(14695981039346656037)
PRIME = np.uint64(1099511628211)


@numba.njit(cache=True, nogil=True, inline="always")
def add_byte(hashed: np.uint64, byte: int) -> np.uint64:
    """The hash of some bytes and one more."""
    return np.uint64((hashed ^ np.uint64(byte)) * PRIME)


@numba.njit(cache=True, nogil=True)
def fnv(data: Bytes, start: int, end: int) -> np.uint64:
    """The hash of data[start:end]."""
    hashed = BASIS
    for position in range(start, end):
        hashed = add_byte(hashed, data[position])
    return hashed
