"""Personal data in text: found by form and context, masked for the public. UU 27/2022, article 4 (rules PDP-1, PDP-2)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

MASK = "█"


@dataclass(frozen=True)
class Datum:
    """A personal datum; `start` and `end` count characters, `kind` is a key of NAMES."""

    kind: str
    start: int
    end: int


NAMES = {
    "nik": "NIK", "nip": "NIP", "npwp": "NPWP", "phone": "nomor telepon", "email": "alamat surel",
    "account": "nomor rekening", "plate": "nomor kendaraan", "address": "alamat rumah",
}  # fmt: skip


def _date(day: int, month: int, year: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _nik(match: re.Match[str]) -> bool:
    """Region code, then date of birth as ddmmyy, 40 added to the day for women."""
    digits = re.sub(r"\D", "", match.group())
    day = int(digits[6:8])
    born = _date(day - 40 if day > 40 else day, int(digits[8:10]), 2000)  # 2000: a leap year lets 29 February pass
    return 11 <= int(digits[:2]) <= 97 and born


def _nip(match: re.Match[str]) -> bool:
    """Birth as yyyymmdd, appointment as yyyymm, sex, serial."""
    digits = re.sub(r"\D", "", match.group())
    born = _date(int(digits[6:8]), int(digits[4:6]), int(digits[:4])) if int(digits[:4]) > 1900 else False
    return born and 1 <= int(digits[12:14]) <= 12 and digits[14] in "12"


def _always(match: re.Match[str]) -> bool:
    return True


_D = r"(?<![\d])"
_E = r"(?![\d])"
# In this order: what one rule has taken, the next ones do not see.
_RULES: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], bool]], ...] = (
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+"), _always),
    ("nip", re.compile(_D + r"\d{8}[ .]?\d{6}[ .]?\d[ .]?\d{3}" + _E), _nip),
    ("nik", re.compile(_D + r"\d{4}(?:[ .-]?\d{4}){3}" + _E), _nik),
    ("nik", re.compile(r"(?i)(?<=\bnik)[\s:.=#]*\d(?:[ .-]?\d){15}" + _E), _always),
    ("npwp", re.compile(_D + r"\d{2}\.\d{3}\.\d{3}\.\d-\d{3}\.\d{3}" + _E), _always),
    (
        "account",
        re.compile(r"(?i)(?<=\brek)(?:ening|\.)?(?:\s+(?:an?|no|nomor|bca|bri|bni|bjb|mandiri|bsi|btn|bank)\b\.?)*[\s:.#]*\d(?:[ .-]?\d){7,15}" + _E),
        _always,
    ),
    ("account", re.compile(r"(?i)(?<=\b(?:bca|bri|bni|bjb|bsi|btn))[\s:.#]*(?:no\.?\s*)?\d(?:[ .-]?\d){8,15}" + _E), _always),
    ("phone", re.compile(r"(?<![\d.,])(?:\+?62|0)[ ()-]?8[1-9]\d(?:[ .-]?\d){5,10}" + _E), _always),
    ("phone", re.compile(r"(?<![\d.,])\(?0(?:2[1-9]\d?|[3-79]\d{1,2})\)?[ -]\d(?:[ -]?\d){5,7}" + _E), _always),
    ("plate", re.compile(r"\b(?:[ABDEFGHKLMNRSTWZ]|A[ABDEG]|B[ABEGHKLMNPR]|D[ABCDEGHKLMNRT]|E[ABD]|K[BHTU]|P[AB]|[BDEFTZ])[ -]?\d{1,4}[ -]?[A-Z]{1,3}\b"), _always),
    (
        "address",
        re.compile(
            r"(?i)\b(?:(?:jl|jln|jalan|gg|gang|kp|kampung|dusun|blok|komplek|kompleks|perum|perumahan)\.?\s+[\w./ -]{2,40}?[ ,]+)?"
            r"(?:no\.?\s*\d+\w?[ ,]+)?rt[ .:]*\d{1,3}\s*[/,;-]?\s*(?:rw[ .:]*)?\d{1,3}"
        ),
        _always,
    ),
    (
        "address",
        re.compile(r"(?i)\b(?:jl|jln|jalan|gg|gang|komplek|kompleks|perum|perumahan|blok)\.?\s+[\w./ -]{2,40}?[ ,]+(?:blok\s*\w+[ ,]+)?no(?:mor)?\.?\s*\d+\w?\b"),
        _always,
    ),
)  # fmt: skip


def find(text: str) -> list[Datum]:
    """Every personal datum of the text in order, without overlaps; never raises."""
    found: list[Datum] = []
    for kind, pattern, fits in _RULES:
        for match in pattern.finditer(text):
            free = all(match.end() <= other.start or match.start() >= other.end for other in found)
            if free and fits(match):
                found.append(Datum(kind, match.start(), match.end()))
    return sorted(found, key=lambda datum: datum.start)


def mask(text: str) -> str:
    """The text with every letter and digit of personal data blacked out; length and line breaks stay."""
    letters = list(text)
    for datum in find(text):
        for at in range(datum.start, datum.end):
            if letters[at].isalnum() or letters[at] in "@+":
                letters[at] = MASK
    masked = "".join(letters)
    # what a blacked-out stretch was hiding by overlap is found in the next round; each round has fewer letters left
    return masked if masked == text else mask(masked)
