"""One post taken apart, for its page: pure functions from a stored post and what the model says of it again."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from balarea import areas
from balarea.web import labels

OTHER = "other"  # names, numbers and marks: of no language
Row = Mapping[str, Any]
_LEVEL = {"district": "Kec. ", "village": "Desa/Kel. "}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text of one language ("" for none); `decides` names the labels that it decided, with spaces."""

    text: str
    lang: str
    decides: str


@dataclass(frozen=True, slots=True)
class Span:
    """Pieces that stand together; `place` is the number of the mention they make, 0 for none."""

    pieces: list[Piece]
    place: int
    decided: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A mention: what it resolved to (code None: abstained), how sure, why in words, and what it lies between."""

    number: int
    text: str
    code: str | None
    path: str
    confidence: float
    why: str
    candidates: list[tuple[str, str]]


def spans(text: str, row: Row, deciding: Mapping[str, Sequence[str]]) -> list[Span]:
    """The whole text in order, nothing left out: cut where the language, a mention or a deciding word begins or ends.

    `row` gives `tokens` (start, end, lang) and `places` (start, end) by characters; `deciding` the words by label."""
    langs, places = [""] * len(text), [0] * len(text)
    decides: list[list[str]] = [[] for _letter in text]
    for token in row.get("tokens") or []:
        spoken = "" if token["lang"] == OTHER else str(token["lang"])
        for at in range(max(0, token["start"]), min(len(text), token["end"])):
            langs[at] = spoken
    for number, place in enumerate(row.get("places") or [], 1):
        for at in range(max(0, place["start"]), min(len(text), place["end"])):
            places[at] = places[at] or number
    for label, words in deciding.items():
        for start, end in _found(text, words):
            for at in range(start, end):
                decides[at].append(label)
    marks = [(places[at], langs[at], " ".join(decides[at])) for at in range(len(text))]
    resolved = {number: place["code"] for number, place in enumerate(row.get("places") or [], 1)}
    result = []
    for number, letters in groupby(range(len(text)), key=lambda at: places[at]):
        pieces = [
            Piece(text[run[0] : run[-1] + 1], lang, decided)
            for (_number, lang, decided), run in (
                (mark, list(each)) for mark, each in groupby(letters, marks.__getitem__)
            )
        ]
        result.append(Span(pieces, number, bool(resolved.get(number))))
    return result


def spoken(row: Row) -> list[tuple[str, int]]:
    """The languages of the words with how many words each, the commonest first."""
    counts = Counter(str(token["lang"]) for token in row.get("tokens") or [])
    return [(lang, number) for lang, number in counts.most_common() if lang != OTHER]


def places(text: str, row: Row) -> list[Place]:
    """Every mention of the row with its reason; `text` is the post's."""
    mentioned = row.get("places") or []
    between: dict[tuple[int, int], tuple[str, ...]] = {}
    if any("candidates" not in place for place in mentioned):  # of a model that does not give them
        between = {(found.start, found.end): found.candidates for found in areas.resolve(text).places}
    result = []
    for number, place in enumerate(mentioned, 1):
        codes = place.get("candidates") or between.get((place["start"], place["end"])) or ()
        candidates = [(code, full_name(code)) for code in codes if areas.known(code) and code != place["code"]]
        why = reason(place["text"], place["code"], len(candidates))
        path = full_name(place["code"]) if place["code"] else ""
        result.append(Place(number, place["text"], place["code"], path, place["confidence"], why, candidates))
    return result


def reason(name: str, code: str | None, candidates: int) -> str:
    """Why a mention was resolved as it was, in words: what the name alone would have given tells how much the rest of the
    post has said."""
    if code is None:
        if candidates > 1:
            return _(
                "%(n)d wilayah bernama seperti ini, dan unggahan tidak menunjukkan yang mana. Sistem tidak menebak."
            ) % {"n": candidates}
        return _(
            "Terbaca sebagai tempat, tetapi bukan wilayah dalam daftar resmi (jalan, kawasan, atau di luar daftar)."
        )
    alone = _alone(name)
    if any(found.code == code for found in alone):
        return _("Nama ini sendiri sudah menunjuk wilayah ini.")
    if any(code in found.candidates for found in alone):
        return _("Beberapa wilayah bernama sama; kata dan tempat lain dalam unggahan menunjuk yang ini.")
    return _("Dikenali dari kata atau tempat lain di sekitarnya.")


@lru_cache(1 << 10)
def _alone(name: str) -> tuple[areas.Mention, ...]:
    return areas.resolve(name).places


@lru_cache(1 << 12)
def full_name(code: str) -> str:
    """An area with all that it lies in, the smallest first: `Kec. Coblong, Kota Bandung, Jawa Barat`; the code itself when
    the table has none."""
    if not areas.known(code):
        return code
    return ", ".join(_LEVEL.get(area.level, "") + area.name for area in reversed(areas.path(code)))


def choices(kind: str, values: Sequence[str]) -> list[tuple[str, str]]:
    """Values with their names, as buttons or options show them."""
    return [(str(value), labels.name(kind, value)) for value in values]


def _found(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where the words stand, whole and in any case; a word in a normal form that is not written so is nowhere."""
    known = (r"[\W_]+".join(map(re.escape, re.findall(r"\w+", word))) for word in words)
    parts = [rf"(?<!\w){part}(?!\w)" for part in sorted(known, key=len, reverse=True) if part]
    parts += [re.escape(word) for word in words if word and not re.search(r"\w", word)]  # pictures and marks
    return [match.span() for match in re.finditer("|".join(parts), text, re.IGNORECASE)] if parts else []
