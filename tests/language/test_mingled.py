"""Indonesian texts with some words exchanged: which words, how many, and that nothing but the language is told of them."""

from random import Random

import pytest

from balarea.language.labels import Lang
from balarea.language.training.data import Row
from balarea.language.training.mingled import LEAST, SOURCE, Vocabulary, mingled, vocabularies

POSTS = [
    Row("Kenapa jalan di sini rusak terus, kapan diperbaiki?", {"lang": "id", "topic": "roads"}),
    Row("saya tidak tahu siapa yang harus dihubungi", {"lang": "id"}),
    Row("Budak sakola can balik", {"lang": "su"}),
    Row("🙏🙏", {"lang": "id"}),
]


@pytest.mark.parametrize(
    ("language", "word", "said"),
    [
        (Lang.BETAWI, "Tidak", "Kagak"), (Lang.BETAWI, "GA", "KAGAK"), (Lang.BETAWI, "rumahnya", "rumahnye"),
        (Lang.BETAWI, "dibersihkan", "dibersihin"), (Lang.BETAWI, "cuma", "cume"), (Lang.BETAWI, "cuaca", "cuace"),
        (Lang.BETAWI, "dia", "dia"), (Lang.BETAWI, "nya", "nya"), (Lang.JAVANESE, "rumahnya", "rumahne"),
        (Lang.SUNDANESE, "rumahnya", "rumahna"), (Lang.SUNDANESE, "dibersihkan", "dibersihkeun"),
        (Lang.SUNDANESE, "cuma", "cuma"), (Lang.SUNDANESE, "iPhone", "iPhone"),
    ],
)  # fmt: skip
def test_words_and_endings(language: Lang, word: str, said: str) -> None:
    vocabulary = Vocabulary(language, {"tidak": ["kagak"]}, {"ga": "tidak"})
    assert vocabulary.exchange(word, 1.0, Random(1)) == said
    assert vocabulary.exchange(word, 0.0, Random(1)) == word


def test_our_list_gives_local_words_only() -> None:
    found = {each.language: each for each in vocabularies()}
    assert set(found) == {Lang.BETAWI, Lang.JAVANESE, Lang.SUNDANESE}
    assert "teu" in found[Lang.SUNDANESE].local["tidak"]
    assert "ora" in found[Lang.JAVANESE].local["tidak"]
    assert "kagak" in found[Lang.BETAWI].local["tidak"]
    assert found[Lang.BETAWI].plain["ga"] == "tidak"
    assert not {"ga", "gak", "tdk"} & set(found[Lang.BETAWI].local["tidak"])


def test_texts_keep_their_shape_and_lose_their_labels() -> None:
    found = mingled(POSTS * 50, seed=3)
    assert found == mingled(POSTS * 50, seed=3) != mingled(POSTS * 50, seed=4)
    assert {row.source for row in found} == {SOURCE}
    assert {tuple(row.labels) for row in found} == {("lang",)}
    assert {row.labels["lang"] for row in found} == {"bew", "jv", "su"}
    sources = [row.text.split() for row in POSTS[:2]]
    for row in found:
        words = row.text.split()
        (source,) = (each for each in sources if len(each) == len(words))  # not the Sundanese one, nor the pictures
        assert sum(a != b for a, b in zip(words, source, strict=True)) >= LEAST * len(words)
