"""Arrow's buffers: every type and every cut of a column of texts gives the same bytes."""

import pyarrow as pa
import pytest

from balarea.core.arrow import buffers

TEXTS = ["banjir", "", "di", "Coblong", "éta", "😭"]


def read(texts: pa.Array) -> list[str]:
    data, offsets = buffers(texts)
    return [bytes(data[offsets[row] : offsets[row + 1]]).decode() for row in range(len(offsets) - 1)]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()])
@pytest.mark.parametrize(("start", "length"), [(0, 6), (2, 3), (4, 0), (6, 0)])
def test_a_slice_of_any_type(kind: pa.DataType, start: int, length: int) -> None:
    assert read(pa.array(TEXTS, kind).slice(start, length)) == TEXTS[start : start + length]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()])
def test_missing_texts_are_empty(kind: pa.DataType) -> None:
    assert read(pa.array(["a", None, "b", None], kind).slice(1, 2)) == ["", "b"]
    assert read(pa.nulls(2)) == ["", ""]
