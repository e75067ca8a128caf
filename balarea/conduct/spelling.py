"""Digits as people write them: 0812, O8l2, nol delapan satu dua, ０８１２. Pure.

`reading` gives a text in which all of these are plain digits, and where each of its characters stood."""

import re
import unicodedata
from dataclasses import dataclass

WORDS = {
    "nol": "0", "kosong": "0", "enol": "0", "zero": "0",
    "satu": "1", "hiji": "1", "siji": "1", "setunggal": "1", "atu": "1",
    "dua": "2", "loro": "2", "kalih": "2", "due": "2",
    "tiga": "3", "tilu": "3", "telu": "3", "tige": "3",
    "empat": "4", "opat": "4", "papat": "4", "sekawan": "4", "ampat": "4",
    "lima": "5", "limo": "5", "gangsal": "5", "lime": "5",
    "enam": "6", "genep": "6", "enem": "6", "nem": "6",
    "tujuh": "7", "pitu": "7", "tuju": "7",
    "delapan": "8", "lapan": "8", "dalapan": "8", "wolu": "8",
    "sembilan": "9", "salapan": "9", "sanga": "9", "songo": "9", "semilan": "9",
}  # fmt: skip
_WORD = "|".join(sorted(WORDS, key=len, reverse=True))
# digits and words for digits in a row, as a number is dictated: a single "dua orang" is left alone
_DICTATED = re.compile(
    rf"(?i)\b(?:nol|enol|kosong)[ ,.\-]{{0,3}}(?:8(?=\d)|8\b|(?:delapan|lapan|dalapan|wolu)\b)(?:[ ,.\-]{{1,3}}(?:{_WORD})\b){{0,20}}|\b(?:(?:{_WORD})(?=[\W\d_])[ ,.\-]{{0,3}}|\d{{1,12}}(?:[ ,.\-]{{1,3}}|(?=[a-z]))){{3,20}}(?:{_WORD}|\d{{1,12}})\b"
)
_PART = re.compile(rf"(?i)(?<![^\W\d_])(?:{_WORD})(?![^\W\d_])")
_MIXED = re.compile(r"(?<![^\W_])(?=[\dOoIlSsB|]{0,20}\d)[\dOoIl|]{2,20}(?![^\W_])")
_ALIKE = str.maketrans("OoIl|", "00111")
_LETTER = re.compile(r"[OoIl|]")


@dataclass(frozen=True)
class Reading:
    """`text` with digits for digits; character `n` of it stood at `starts[n]` to `ends[n]` (None: all stand as before)."""

    text: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the reading stands in the text itself."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def reading(text: str) -> Reading:
    """The text with every digit plain: other scripts' digits, letters that stand for digits within a number, words."""
    plain = text if text.isascii() else "".join(map(_digit, text))
    if _LETTER.search(plain):
        plain = _MIXED.sub(lambda found: found[0].translate(_ALIKE), plain)
    return _dictated(plain)


def _digit(letter: str) -> str:
    if letter.isascii():
        return letter
    value = unicodedata.decimal(letter, None)
    return str(value) if value is not None else letter


def _dictated(plain: str) -> Reading:
    parts: list[tuple[int, int, str]] = [
        (run.start() + word.start(), run.start() + word.end(), WORDS[word[0].lower()])
        for run in _DICTATED.finditer(plain)
        for word in _PART.finditer(run[0])
    ]
    if not parts:
        return Reading(plain)
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    last = 0
    for start, end, digit in [*parts, (len(plain), len(plain), "")]:
        letters += plain[last:start]
        starts += range(last, start)
        ends += range(last + 1, start + 1)
        if digit:
            letters.append(digit)
            starts.append(start)
            ends.append(end)
        last = end
    return Reading("".join(letters), tuple(starts), tuple(ends))
