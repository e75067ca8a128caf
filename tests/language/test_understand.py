"""The pass over a batch: order, determinism, independence of how posts are cut into batches."""

import pickle
from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa
import pytest

from balarea.areas import known
from balarea.language import SCHEMA, understand
from balarea.language.labels import HEADS, UNSURE, Lang
from balarea.language.model import shipped
from balarea.language.training.data import own_posts
from balarea.language.understand import BRIEF

TEXTS = [row.text for row in own_posts(None, "dev")]


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


def test_large_strings_and_nulls() -> None:
    texts = pa.array(["banjir di Coblong", None, ""], pa.large_string())
    found = understand(pa.RecordBatch.from_arrays([pa.array(["a", "b", "c"]), texts], names=["id", "text"]))
    assert found.column("area").to_pylist() == ["32.73.02", None, None]
    assert labels(found)[1] == labels(found)[2]


def test_a_very_long_text() -> None:
    found = understand(batch(["jalan rusak " * 50_000]))
    assert found.column("topic").to_pylist() == ["roads"]


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
    row = understand(batch(["min jalan depan rumah saya berlubang sudah setahun"])).to_pylist()[0]
    assert row["topic"] == "roads"
    assert "berlubang" in row["topic_words"]


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
