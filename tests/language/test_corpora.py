"""What is read of the corpora: unknown labels are named, translations stay together, domains are left out whole."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from balarea.language import features
from balarea.language.dictionary import build
from balarea.language.labels import BETAWI, COLUMNS
from balarea.language.training import domains
from balarea.language.training.betawi import FELT, betawi_moods
from balarea.language.training.data import NUSA_WRITES, NUSAX, STRANGERS, Row, indonesian, mood_words, third_party
from balarea.language.training.domains import held_out_domains
from balarea.language.training.linear import WORD, Reader, fit_columns, fit_head, matrix, rarity
from balarea.language.training.measure import Alarms, interval, of_the_corpus
from balarea.language.training.mingled import SOURCE

SENTENCE = "kue yang disajikan di sini enak sekali dan harganya juga murah"
NOTHING = build({"zz": "yy"})


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    """The corpora's files with one or two rows each."""
    for name in (*NUSAX, *STRANGERS):
        write(tmp_path / "nusax" / "sentiment" / name / "train.csv", f"id,text,label\n7,{SENTENCE} {name},positive\n")
    for name in NUSA_WRITES:
        folder = tmp_path / "nusa-writes"
        write(folder / f"nusa_kalimat-senti-{name}-train.csv", f"id,text,label\nlem-1,cakep {name},positive\n")
        write(folder / f"nusa_kalimat-emot-{name}-train.csv", f"id,text,label\nemot-1,takut {name},fear\n")
        write(folder / f"nusa_kalimat-mt-{name}-train.csv", f"id,ind_text,tgt_text\nlem-1,bagus,cakep {name}\n")
    write(tmp_path / "indonlu" / "emot" / "train.csv", "label,tweet\nhappy,senang banget aku\n")
    write(tmp_path / "indonlu" / "smsa" / "train.tsv", f"{SENTENCE} indonesian\tpositive\nlain sama sekali\tneutral\n")
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf8")


def test_an_unknown_mood_of_smsa_is_named(corpora: Path) -> None:
    path = corpora / "indonlu" / "smsa" / "train.tsv"
    path.write_text("baik\tpositive\nentah\tmixed\n", encoding="utf8")
    with pytest.raises(
        ValueError, match=r"train\.tsv, line 2: sentiment 'mixed' is not one of positive, neutral, negative"
    ):
        list(third_party(corpora))


def test_what_says_the_same_shares_a_group(corpora: Path) -> None:
    rows = [row for row in third_party(corpora) if "sentiment" in row.labels]
    assert {row.group for row in rows if row.source == "nusax"} == {"nusax 7"}
    assert [row.group for row in rows if row.source == "smsa"] == ["nusax 7", ""]
    assert {row.group for row in rows if row.source == "nusa-writes"} == {"lem-1"}


def test_indonesian_of_the_corpora_tells_languages_apart_and_nothing_else(corpora: Path) -> None:
    write(corpora / "nusa-writes" / "nusa_kalimat-mt-bew-train.csv", "id,ind_text,tgt_text\n1,bagus,a\n2,bagus,b\n")
    rows = list(indonesian(corpora))
    assert [(row.text, row.labels, row.source) for row in rows] == [
        ("senang banget aku", {"lang": "id"}, "emot"), ("bagus", {"lang": "id"}, "nusa-writes"),
    ]  # fmt: skip
    (corpora / "indonlu" / "emot" / "train.csv").unlink()
    with pytest.raises(FileNotFoundError, match="emot"):
        list(indonesian(corpora))


def test_betawi_moods_bring_translations_originals_and_feelings(corpora: Path) -> None:
    betawi, others = betawi_moods(corpora)
    assert betawi == [Row("cakep bew", {BETAWI: "positive"}, 1.0, "nusa-writes", "lem-1")]
    assert {(row.text, row.labels[BETAWI], row.weight) for row in others} == {
        ("cakep sun", "positive", 1.0), ("cakep jav", "positive", 1.0), ("bagus", "positive", 1.0),
        ("takut sun", "negative", FELT), ("takut jav", "negative", FELT), ("takut bew", "negative", FELT),
    }  # fmt: skip
    write(corpora / "nusa-writes" / "nusa_kalimat-emot-jav-train.csv", "id,text,label\ne-9,heran,surprise\n")
    with pytest.raises(ValueError, match=r"emot-jav-train\.csv, e-9: label 'surprise' is not known"):
        betawi_moods(corpora)


def test_a_group_is_never_learnt_from_while_it_is_measured() -> None:
    # every group's two texts have a word that only they know: without grouping each would tell the other's label
    rng = np.random.default_rng(5)
    names = ["".join(rng.choice(list("abcdefghijklmnopqrstuvwxyz"), 7)) for _ in range(60)]
    labels = rng.permutation(["positive", "negative"] * 30).tolist()
    rows = [Row(f"{name} {more}", {"sentiment": label}, group=name) for name, label in zip(names, labels, strict=True)
            for more in ("satu", "dua")]  # fmt: skip
    reader = Reader(NOTHING, rarity(matrix([row.text for row in rows], NOTHING)))
    grouped = fit_head("sentiment", rows, [], reader, seed=3).macro
    alone = fit_head("sentiment", [Row(row.text, row.labels) for row in rows], [], reader, seed=3).macro
    lent = fit_head("sentiment", rows[::2], rows[1::2], reader, seed=3).macro
    assert alone > 0.8 > 0.65 > max(grouped, lent)


def test_words_weigh_more_than_their_letters() -> None:
    found = rarity(matrix(["banjir"], NOTHING))
    seen = np.unique(matrix(["banjir"], NOTHING).indices)
    words = seen[seen < features.WORD_BUCKETS]
    assert len(words) == 1
    assert found[words[0]] == pytest.approx(WORD, rel=1e-3)
    assert found[seen[seen >= features.WORD_BUCKETS]] == pytest.approx(1.0)


def test_mood_words_have_one_mood_each() -> None:
    rows = mood_words()
    assert len({row.text for row in rows}) == len(rows) > 800
    assert {row.labels["sentiment"] for row in rows} == set(COLUMNS["sentiment"])


def test_a_domain_is_left_out_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    posts = [Row(f"jalan rusak pak {n}", {"lang": "id"}) for n in range(6)]
    posts += [Row(f"jalan ruksak atuh {n}", {"lang": "su"}) for n in range(6)]
    prose = [
        Row(f"{text} {n}", {"lang": lang}, source=source)
        for source in ("nusax", "nusa-writes")
        for text, lang in (("ieu mah atuh nu urang", "su"), ("ini adalah yang kita", "id"))
        for n in range(6)
    ]
    prose += [Row("awak indak", {"lang": "min"}, source="nusax")] * 3
    plain = [
        Row("ini yang kita", {"lang": "id"}, source="emot"),
        Row("adalah ini", {"lang": "id"}, source="nusa-writes"),
    ]
    learnt: list[set[str]] = []
    mixed: dict[str, set[str]] = {}

    def remembered(head: str, rows: Sequence[Row], reader: Reader, seed: int) -> Any:
        learnt.append({row.source for row in rows})
        mixed.update({row.text: learnt[-1] for row in rows if row.source == SOURCE})
        return fit_columns(head, rows, reader, seed)

    monkeypatch.setattr(domains, "fit_columns", remembered)
    found = dict(held_out_domains(posts, [], prose, plain, {"lang": 0.3, "style": 0.3, "prose lang": 0.3}, seed=1))
    assert learnt == [
        {"nusax", "nusa-writes", "emot", SOURCE},  # posts are read as prose
        *[{"posts", "nusa-writes", "emot", SOURCE}, {"posts", "nusa-writes"}, {"posts", "nusa-writes", "emot", SOURCE}],
        *[{"posts", "nusax", "emot", SOURCE}, {"posts", "nusax"}, {"posts", "nusax", "emot", SOURCE}],
    ]  # fmt: skip
    assert mixed
    assert all(
        "posts" in others or "pak" not in text for text, others in mixed.items()
    )  # no text made of a post either
    assert {name: figures.n for name, figures in found.items()} == {"posts": 12, "NusaX": 12, "NusaWrites": 12}
    assert found["NusaX"].macro_f1 == 1.0  # Minangkabau is nowhere else and not asked


def test_a_label_that_a_corpus_has_not_is_only_a_mistake() -> None:
    assert of_the_corpus(["a", "b"], ["a", "c"]) == ["a", "unsure"]


def test_interval_of_a_share() -> None:
    assert interval(70, 72) == pytest.approx((0.904, 0.992), abs=0.001)
    assert interval(0, 0) == (0.0, 1.0)
    assert Alarms.of(np.array([True, True, False]), np.array([True, False, True])) == Alarms(2, 2, 1)
