"""A score of 1 to 5 in what a citizen wrote. Pure."""

import re

_NUMBERS = {
    "satu": 1, "hiji": 1, "siji": 1, "one": 1, "dua": 2, "loro": 2, "two": 2, "tiga": 3, "tilu": 3, "telu": 3, "three": 3,
    "empat": 4, "opat": 4, "papat": 4, "four": 4, "lima": 5, "five": 5,
}  # fmt: skip
_WORD = f"(?P<word>[1-5]|{'|'.join(_NUMBERS)})"
_SHOWN = re.compile("(?:⭐\ufe0f?|★|🌟)+")
_SAID = re.compile(
    r"\b(?:nilai(?:nya)?|skor|rating|rate|bintang|béntang|bentang|peunteun|ponten|score|stars?)\b\s*"
    rf"(?:saya|abdi|kula|ku|:|=|-)?\s*{_WORD}\b(?!\s*[.,]?\d|\s*(?:persen|%|hari|minggu|bulan|tahun|ribu|juta))"
)
_THANKS = "bintang|stars?|min|pak|bu|kak|nuhun|makasih|terima|mantap"  # what may follow "4 dari 5"
_OF_FIVE = re.compile(
    rf"(?<![\d/.,])(?P<word>[1-5])\s*(?:/|dari|tina|saking|out of)\s*5\b(?![/.,]?\d)(?! (?!{_THANKS})\w)"
)
_TURNED = re.compile(rf"\b{_WORD}\s*(?:bintang|stars?)\b")


def score(text: str) -> int | None:
    """The score that a text gives: "nilai 4", "⭐⭐⭐⭐", "4/5", "bintang lima"; None for none, or two that differ."""
    words = re.sub(r"@\S+|https?://\S+", " ", text).lower()
    found = {_number(each["word"]) for pattern in (_SAID, _OF_FIVE, _TURNED) for each in pattern.finditer(words)}
    shown = sum(len(each.replace("\ufe0f", "")) for each in _SHOWN.findall(text))
    found |= {shown} if 0 < shown <= 5 else set()
    return found.pop() if len(found) == 1 else None


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else _NUMBERS[word]
