"""Numbers as Indonesians write them: `1.200`, `3,5 miliar`, `Rp 12,4 jt`, `20 persen`, `20%`."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from balarea.core.errors import BalareaError

SCALES = {
    "ribu": 10**3, "rb": 10**3, "k": 10**3,
    "juta": 10**6, "jt": 10**6,
    "miliar": 10**9, "milyar": 10**9, "m": 10**9,
    "triliun": 10**12, "trilyun": 10**12, "t": 10**12,
}  # fmt: skip
_SPOKEN_ONLY_WITH_MONEY = {"k", "m", "t"}  # `5 m` is five metres unless rupiah stands before it
_NUMBER = re.compile(
    r"(?:(?P<money>\brp\.?\s*)|(?<![\w.,]))(?P<digits>\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)"
    r"(?:\s*(?P<scale>ribu|rb|juta|jt|miliar|milyar|triliun|trilyun|k|m|t)\b)?"
    r"\s*(?P<unit>%|[^\W\d_]+)?",
    re.IGNORECASE,
)


def typed_number(typed: str) -> Decimal:
    """A value typed into a form, as Indonesians or computers write it: 1.200,5 or 1200.5. BalareaError says what is wrong."""
    text = typed.strip()
    if "," in text or text.count(".") > 1 or (text.count(".") == 1 and len(text.rpartition(".")[2]) == 3):
        text = text.replace(".", "").replace(",", ".")
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise BalareaError(f"Nilai “{typed}” bukan angka; tulis misalnya 1.200,5.") from None
    if not value.is_finite() or abs(value) >= Decimal(10) ** 15:
        raise BalareaError(f"Nilai “{typed}” terlalu besar.")
    return value


@dataclass(frozen=True)
class Quantity:
    """A number found in text; `start` and `end` count characters, `unit` is the word after it, lower case."""

    value: Decimal
    unit: str
    money: bool
    start: int
    end: int


def quantities(text: str) -> list[Quantity]:
    """Every number of the text in order; never raises."""
    return [_quantity(match) for match in _NUMBER.finditer(text)]


def _quantity(match: re.Match[str]) -> Quantity:
    digits, money = match["digits"], bool(match["money"])
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", digits):
        digits = digits.replace(".", "")
    value = Decimal(digits.replace(",", "."))
    unit, scale = (match["unit"] or "").lower(), (match["scale"] or "").lower()
    if scale in _SPOKEN_ONLY_WITH_MONEY and not money:
        scale, unit = "", scale
    if scale:
        value *= SCALES[scale]
    return Quantity(value, {"%": "persen"}.get(unit, unit), money, match.start(), match.end())
