"""Features against a plain Python twin."""

import math
from collections import Counter
from itertools import pairwise

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from balarea.core.arrow import buffers
from balarea.language import features

MASK = (1 << 64) - 1
PRIME, BASIS = 1099511628211, 14695981039346656037


def plain_clean(raw: bytes) -> bytes:
    out, run, previous = bytearray(b" "), 0, 32
    for byte in raw[: features.LONGEST]:
        if 65 <= byte <= 90:
            byte += 32
        if not (97 <= byte <= 122 or 48 <= byte <= 57 or byte >= 128):
            byte = 63 if byte in b"?!" else 32
        run = run + 1 if byte == previous else 1
        if (byte == 32 and previous == 32) or (run > 2 and byte < 128):
            continue
        out.append(byte)
        previous = byte
    return bytes(out) if out[-1] == 32 else bytes(out) + b" "


def plain_buckets(text: bytes) -> Counter[int]:
    found: Counter[int] = Counter()
    last = BASIS
    for word in text.split(b" ")[1:-1]:
        own = BASIS
        for byte in word:
            own = ((own ^ byte) * PRIME) & MASK
        found[((own * 31) & MASK) >> 47] += 1
        found[(((last ^ (own * 7 & MASK)) * PRIME) & MASK) >> 47] += 1
        last = own
    for start in range(len(text)):
        gram = BASIS
        for size, byte in enumerate(text[start : start + 5]):
            gram = ((gram ^ byte) * PRIME) & MASK
            if size:
                found[(((gram ^ (gram >> 29)) * PRIME) & MASK) >> 47] += 1
                if byte == 32:
                    break
    return found


def rows(texts: list[str | None]) -> list[dict[int, float]]:
    data, offsets = buffers(pa.array(texts, pa.string()))
    buckets, weights, starts = features.rows(data, offsets)
    return [dict(zip(buckets[a:b].tolist(), weights[a:b].tolist(), strict=True)) for a, b in pairwise(starts)]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_features_equal_the_plain_twin(text: str) -> None:
    counts = plain_buckets(plain_clean(text.encode()))
    weights = {bucket: 1 + math.log(count) for bucket, count in counts.items()}
    length = math.sqrt(sum(weight**2 for weight in weights.values()))
    found = rows([text])[0]
    assert found.keys() == weights.keys()
    assert np.allclose([found[bucket] for bucket in weights], [each / length for each in weights.values()], atol=1e-5)


def test_only_the_beginning_of_a_very_long_text_counts() -> None:
    short, long = rows(["a b " * 1024, "a b " * 100_000])
    assert short == long


def test_missing_and_empty_are_the_same() -> None:
    assert rows([None]) == rows([""])
