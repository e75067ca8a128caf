"""Features against a plain Python twin."""

import math
import re
from collections import Counter
from itertools import pairwise

import numpy as np
import pyarrow as pa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from balarea.core.arrow import buffers
from balarea.language import features
from balarea.language.dictionary import build

MASK = (1 << 64) - 1
PRIME, BASIS = 1099511628211, 14695981039346656037
PIECE = re.compile(r"[?!]+|[\U00010000-\U0010ffff]|[^?!\U00010000-\U0010ffff]+")
SIGNS = re.compile(r"[\x00-\x7f\u2000-\u203f\ufe00-\ufe3f]")
MEANINGS = {"ruksak": "rusak", "caah": "banjir bandang"}


def plain_clean(text: str) -> bytes:
    """The normal form of a text of whole characters, written with what Python has."""
    text = re.sub(r"[éèêÉÈÊ]", "e", "".join(chr(ord(each) | 32) if "A" <= each <= "Z" else each for each in text))
    text = SIGNS.sub(lambda sign: sign[0] if sign[0].isalnum() or sign[0] in "?!" else " ", text)
    words = [_squeezed(piece) for word in text.split(" ") for piece in PIECE.findall(word)]
    return b" " + b"".join(word + b" " for word in words)


def _squeezed(word: str) -> bytes:
    if ord(word[0]) > 0xFFFF:  # a picture: its two telling bytes
        raw = word.encode()
        return bytes([raw[3], raw[2]])
    return re.sub(r"([\x00-\x7f])\1\1+", r"\1\1", word).encode()


def plain_meanings(normal: bytes) -> bytes:
    found = [MEANINGS[word] for word in normal.decode(errors="replace").split() if word in MEANINGS]
    return normal + "".join(f"{meaning} " for meaning in found).encode()


def plain_buckets(text: bytes) -> Counter[int]:
    found: Counter[int] = Counter()
    last = BASIS
    for word in text.split(b" ")[1:-1]:
        own = BASIS
        for byte in word:
            own = ((own ^ byte) * PRIME) & MASK
        found[((own * 31) & MASK) >> 48] += 1
        found[(1 << 16) + ((((last ^ (own * 7 & MASK)) * PRIME) & MASK) >> 48)] += 1
        last = own
    for start in range(len(text)):
        gram = BASIS
        for size, byte in enumerate(text[start : start + 5]):
            gram = ((gram ^ byte) * PRIME) & MASK
            if size:
                found[(1 << 17) + ((((gram ^ (gram >> 29)) * PRIME) & MASK) >> 47)] += 1
                if byte == 32:
                    break
    return found


def rows(texts: list[str | None]) -> list[dict[int, float]]:
    data, offsets = buffers(pa.array(texts, pa.string()))
    buckets, weights, starts = features.rows(data, offsets, features.lexicon(build(MEANINGS)))
    return [dict(zip(buckets[a:b].tolist(), weights[a:b].tolist(), strict=True)) for a, b in pairwise(starts)]


LETTERS = st.characters(exclude_categories=["Cs"]) | st.sampled_from("aeé?! 😭")


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=LETTERS, max_size=200))
@example("Caah di Lembang, bébas atuhhhh!!! “gak” bisa?lewat 😭😭❤️@bpbd RUKSAK")
def test_features_equal_the_plain_twin(text: str) -> None:
    counts = plain_buckets(plain_meanings(plain_clean(text)))
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
