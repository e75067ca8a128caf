"""A post taken apart: no letter lost, marks where they belong, and reasons in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balarea import areas
from balarea.web.anatomy import Span, full_name, places, reason, spans, spoken

TEXT = "Jalan di Coblong butut pisan, road is broken"
ROW = {
    "tokens": [
        {"start": start, "end": end, "lang": lang}
        for start, end, lang in [
            (0, 5, "id"), (6, 8, "id"), (9, 16, "other"), (17, 22, "su"), (23, 28, "su"), (30, 34, "en"),
        ]
    ],
    "places": [{"text": "Coblong", "start": 9, "end": 16, "code": "32.73.02", "confidence": 0.9}],
}  # fmt: skip


def text_of(found: list[Span]) -> str:
    return "".join(piece.text for span in found for piece in span.pieces)


def test_languages_places_and_deciding_words_are_marked() -> None:
    found = spans(TEXT, ROW, {"topic": ["JALAN"], "sentiment": ["butut pisan", "jalan"], "intent": ["is", "oke"]})
    assert text_of(found) == TEXT
    pieces = {piece.text: (piece.lang, piece.decides) for span in found for piece in span.pieces}
    assert pieces["Jalan"] == ("id", "topic sentiment")
    assert (pieces["butut"], pieces["pisan"]) == (("su", "sentiment"), ("su", "sentiment"))
    assert (pieces["road"], pieces["is"]) == (("en", ""), ("", "intent"))
    assert pieces["Coblong"] == ("", "")
    assert [("".join(piece.text for piece in span.pieces), span.place, span.decided) for span in found] == [
        ("Jalan di ", 0, False),
        ("Coblong", 1, True),
        (TEXT[16:], 0, False),
    ]


def test_pictures_and_marks_that_decided_are_marked() -> None:
    found = spans("banjir!!! 😭😭 parah", {}, {"urgency": ["!!!"], "sentiment": ["😭"]})
    pieces = [(piece.text, piece.decides) for span in found for piece in span.pieces if piece.decides]
    assert pieces == [("!!!", "urgency"), ("😭😭", "sentiment")]


def test_without_tokens_the_text_stands_as_it_is() -> None:
    assert [[piece.text for piece in span.pieces] for span in spans(TEXT, {}, {})] == [[TEXT]]
    assert spans("", {}, {"topic": ["x"]}) == []
    assert spoken({}) == []


def test_words_are_found_whole() -> None:
    found = spans("jalanan jalan berjalan", {}, {"topic": ["jalan"]})
    assert [piece.text for span in found for piece in span.pieces if piece.decides] == ["jalan"]


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70), st.sampled_from(["id", "su", "other"])), max_size=8),
    st.lists(st.text(max_size=6), max_size=4),
)
def test_no_letter_is_lost(text: str, marks: list[tuple[int, int, str]], words: list[str]) -> None:
    row = {
        "tokens": [{"start": a, "end": b, "lang": lang} for a, b, lang in marks],
        "places": [{"start": a, "end": b, "code": None} for a, b, _lang in marks[:3]],
    }
    assert text_of(spans(text, row, {"topic": words, "intent": words[:1]})) == text


def test_the_commonest_language_first() -> None:
    assert spoken(ROW | {"tokens": [*ROW["tokens"], {"start": 35, "end": 37, "lang": "su"}]}) == [
        ("su", 3), ("id", 2), ("en", 1),
    ]  # fmt: skip


def test_an_abstained_mention_says_between_what() -> None:
    text = "Jalan di Cibeureum rusak"
    found = areas.resolve(text).places[0]
    assert found.code is None, "many villages bear this name"
    row = {"places": [{"text": found.text, "start": found.start, "end": found.end, "code": None, "confidence": 0.3}]}
    shown = places(text, row)[0]
    assert (shown.number, shown.code, shown.path) == (1, None, "")
    assert [code for code, _path in shown.candidates] == list(found.candidates)
    assert str(len(found.candidates)) in shown.why
    assert all(path.endswith("Jawa Barat") for _code, path in shown.candidates)
    given_row = {"places": [row["places"][0] | {"candidates": ["32.73", "32.04", "99.99"]}]}
    assert [code for code, _path in places(text, given_row)[0].candidates] == ["32.73", "32.04"]


@pytest.mark.parametrize(
    ("name", "code", "candidates", "said"),
    [
        ("Kota Bandung", "32.73", 0, "sendiri"),
        ("xyzzy", "32.73", 0, "di sekitarnya"),
        ("pantura", None, 0, "bukan wilayah"),
        ("Cibeureum", None, 3, "3 wilayah"),
    ],
)
def test_reasons(name: str, code: str | None, candidates: int, said: str) -> None:
    assert said in reason(name, code, candidates)


def test_a_name_that_the_rest_of_the_post_decides() -> None:
    mention = areas.resolve("Jalan di Cibeureum rusak").places[0]
    assert "Beberapa wilayah" in reason("di Cibeureum", mention.candidates[0], 0)


def test_full_names() -> None:
    assert full_name("32.73.02") == "Kec. Coblong, Kota Bandung, Jawa Barat"
    assert full_name("32.73.02.1001").startswith("Desa/Kel. ")
    assert full_name("99.99") == "99.99"
