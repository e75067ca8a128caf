"""The pass over a batch: order, determinism, independence of how posts are cut into batches."""

import pickle
from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balarea.areas import known
from balarea.language import SCHEMA, understand
from balarea.language.labels import HEADS, UNSURE, Lang
from balarea.language.model import shipped
from balarea.language.normal import LONGEST
from balarea.language.training.data import own_posts
from balarea.language.understand import BRIEF

TEXTS = [row.text for row in own_posts(None, "dev")]

# what people type between the words that are known, and what breaks a reader that counts bytes
PIECES = [
    "banjir", "Kab. Bandung Barat", "#BandungBarat", "caah", "@dlh_jabar", "👨‍👩‍👧", "\u202eعربى", "\u200b", "a\u0301",
    "hati2", "x" * 90,
]  # fmt: skip
ODD = st.builds(
    str.join, st.sampled_from(["", " "]), st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=12)
)


def batch(texts: Sequence[str | None]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict({"id": [str(n) for n in range(len(texts))], "text": pa.array(texts, pa.string())})


def labels(found: pa.RecordBatch) -> list[dict[str, object]]:
    return [{name: value for name, value in row.items() if name != "id"} for row in found.to_pylist()]


def test_schema_order_and_values() -> None:
    found = understand(batch([*TEXTS]))
    assert found.schema == SCHEMA
    assert found.column("id").to_pylist() == [str(n) for n in range(len(TEXTS))]
    for text, row in zip(TEXTS, found.to_pylist(), strict=True):
        for head in HEADS:
            assert head == "mixed" or row[head] in {*HEADS[head], UNSURE}
            assert 0 <= row[f"{head}_confidence"] <= 1
            assert len(row[f"{head}_words"]) <= 3
            assert all(word in text for word in row[f"{head}_words"])
        for place in row["places"]:
            assert text[place["start"] : place["end"]] == place["text"]
            assert place["code"] is None or known(place["code"])


def test_the_same_every_time_and_in_any_cut() -> None:
    whole = labels(understand(batch([*TEXTS])))
    assert labels(understand(batch([*TEXTS]))) == whole
    single = [row for text in TEXTS[:40] for row in labels(understand(batch([text])))]
    assert single == whole[:40]
    assert labels(understand(batch(TEXTS[::-1]))) == whole[::-1]


@pytest.mark.parametrize(("start", "length"), [(0, 5), (7, 20), (249, 1), (3, 0)])
def test_a_slice_of_a_batch(start: int, length: int) -> None:
    whole = understand(batch([*TEXTS]))
    assert understand(batch([*TEXTS]).slice(start, length)).equals(whole.slice(start, length))


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(st.none() | ODD, max_size=6), cut=st.tuples(st.integers(0, 6), st.integers(0, 6)))
def test_whatever_is_typed(texts: list[str | None], cut: tuple[int, int]) -> None:
    found = understand(batch(texts))
    found.validate(full=True)
    for text, row in zip(texts, found.to_pylist(), strict=True):
        typed, end = text or "", 0
        for place in row["places"]:
            assert typed[place["start"] : place["end"]] == place["text"]
        for token in row["tokens"]:
            assert end <= token["start"] < token["end"] <= len(typed)
            end = token["end"]
        assert all(word and word in typed for head in HEADS for word in row[f"{head}_words"])
    assert understand(batch(texts).slice(*cut)).equals(found.slice(*cut))


def test_large_strings_and_nulls() -> None:
    texts = pa.array(["banjir di Coblong", None, ""], pa.large_string())
    found = understand(pa.RecordBatch.from_arrays([pa.array(["a", "b", "c"]), texts], names=["id", "text"]))
    assert found.column("area").to_pylist() == ["32.73.02", None, None]
    assert labels(found)[1] == labels(found)[2]


def test_a_very_long_text() -> None:
    found = understand(batch(["jalan rusak " * 50_000]))
    assert found.column("topic").to_pylist() == ["roads"]


@pytest.mark.parametrize("letter", ["é", "日", "😭", "\u200b"])
@pytest.mark.parametrize("before", range(LONGEST - 5, LONGEST + 2))
def test_a_character_across_the_end_of_what_is_read(letter: str, before: int) -> None:
    text = ("banjir di Coblong " * LONGEST)[:before] + letter * 3 + " jalan"
    found = understand(batch([text, "x" * before + letter * 3]))
    found.validate(full=True)
    row = found.to_pylist()[0]
    assert all(text[: token["end"]].encode()[LONGEST + 4 :] == b"" for token in row["tokens"])
    assert all(word in text for head in HEADS for word in row[f"{head}_words"])


def test_it_travels_to_other_processes() -> None:
    again = pickle.loads(pickle.dumps(understand))
    assert again(batch(TEXTS[:3])).equals(understand(batch(TEXTS[:3])))


def test_a_hint_decides_an_ambiguous_name() -> None:
    posts = batch(["macet di Bandung", "macet di Bandung"])
    hinted = posts.append_column("hint_code", pa.array(["32.73", None], pa.string()))
    assert understand(hinted).column("area").to_pylist() == ["32.73", None]


def test_words_say_in_which_language_they_are() -> None:
    text = "Runtah di pasar geus sabulan teu diangkut 3x, tapi petugasnya malah bilang tidak ada masalah @dlh_jabar!"
    row = understand(batch([text])).to_pylist()[0]
    said = {text[token["start"] : token["end"]]: token["lang"] for token in row["tokens"]}
    assert {said[word] for word in ("geus", "sabulan", "teu")} == {Lang.SUNDANESE}
    assert {said[word] for word in ("petugasnya", "bilang", "tidak", "masalah")} == {Lang.INDONESIAN}
    assert {said[word] for word in ("3x", "dlh", "!")} == {Lang.OTHER}


def test_offsets_count_characters_not_bytes() -> None:
    text = "😭😭 “Éta” jalan ruksak"
    tokens = understand(batch(["", text])).column("tokens").to_pylist()
    assert tokens[0] == []
    assert [text[each["start"] : each["end"]] for each in tokens[1]] == ["😭", "😭", "Éta", "jalan", "ruksak"]


def test_the_words_that_decided() -> None:
    row = understand(batch(["jalan berlubang di depan sekolah belum ditambal"])).to_pylist()[0]
    assert row["topic"] == "roads"
    assert {"jalan", "berlubang"} <= set(row["topic_words"])


def test_below_the_doubt_a_label_is_unsure_but_an_emergency_is_said() -> None:
    doubting = replace(shipped(), doubt=1.1)
    row = understand(batch(["tolong rumah kebakaran ada orang terjebak di dalam"]), doubting).to_pylist()[0]
    assert row["urgency"] == "emergency"
    assert row["mixed"] is False
    assert {row[head] for head in HEADS if head not in {"urgency", "mixed"}} == {UNSURE}


def test_an_insult_is_flagged() -> None:
    found = understand(batch(["dasar pegawai goblok anjing, kerja ga becus", "terima kasih pelayanannya bagus"]))
    assert found.column("abuse").to_pylist() == ["abuse", "none"]


def test_without_why_the_labels_are_the_same() -> None:
    whole, brief = understand(batch([*TEXTS])), understand(batch([*TEXTS]), why=False)
    assert brief.schema == BRIEF
    assert brief.equals(whole.select(BRIEF.names))
    assert set(SCHEMA.names) - set(BRIEF.names) >= {"tokens", "topic_words"}


@pytest.mark.parametrize(
    "text", ["Jalan di Lembang rusak parah, min!", "sampah menumpuk ga diangkut", "Jalan ruksak parah min"]
)
def test_a_plain_complaint_is_one(text: str) -> None:
    assert understand(batch([text])).column("intent").to_pylist() == ["complaint"]
