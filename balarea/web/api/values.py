"""Single values that callers give: words of a list, days, texts. What OpenAPI says of each is what is checked."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from ninja import Header
from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from balarea import areas
from balarea.cases.queries import CaseState
from balarea.language.labels import HEADS, UNSURE
from balarea.posts.queries import CHOICES

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _one_of(values: Iterable[str], description: str) -> Any:
    """The type of a word of a list; empty means any."""
    known: Any = ["", *values]

    def check(value: str) -> str:
        if value not in known:
            raise ValueError(f"harus salah satu dari: {', '.join(known[1:])}")
        return value

    return Annotated[str, AfterValidator(check), Field(description=description, json_schema_extra={"enum": known})]


FIRST, LAST = date(1970, 1, 1), date(2190, 1, 1)  # nothing here is older or newer: a day beyond means the end


def _day(value: object) -> object:
    if value in (None, ""):
        return None
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("tulis hari seperti 2026-11-24")
    return min(max(date.fromisoformat(value), FIRST), LAST)


def _text(longest: int, description: str, least: int = 0) -> Any:
    return Annotated[
        str, Field(min_length=least, max_length=longest, pattern=r"^[^\x00]*$", description=description)
    ]  # fmt: skip


State: Any = _one_of(CaseState.values, "Keadaan kasus.")
Topic: Any = _one_of(HEADS["topic"], "Topik.")
Urgency: Any = _one_of([*HEADS["urgency"], UNSURE], "Kemendesakan.")
Regency: Any = _one_of([each.code for each in areas.regencies()], "Kode kabupaten atau kota, misalnya 32.73.")
PostTopic: Any = _one_of(CHOICES["topic"], "Topik, atau unsure.")
PostUrgency: Any = _one_of(CHOICES["urgency"], "Kemendesakan, atau unsure.")
Mood: Any = _one_of(CHOICES["sentiment"], "Suasana, atau unsure.")
Intent: Any = _one_of(CHOICES["intent"], "Maksud, atau unsure.")
Language: Any = _one_of(CHOICES["lang"], "Bahasa, atau unsure.")
Area = Annotated[
    str,
    Field(
        pattern=r"^([0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?)?$",
        description="Kode wilayah Kemendagri, beserta semua wilayah di dalamnya: 32.73 atau 32.73.02.",
    ),
]
Month = Annotated[str, Field(pattern=r"^(20[0-9]{2}-(0[1-9]|1[0-2]))?$", description="Bulan, misalnya 2026-11.")]
Day = Annotated[
    date | None, BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "description": "Hari di Jawa Barat, misalnya 2026-11-24."}),
]  # fmt: skip
Words: Any = _text(200, "Kata yang dicari.")
Code: Any = _text(30, "Kode instansi.")
Cursor: Any = _text(500, "Nilai next dari halaman sebelumnya.")
Limit = Annotated[int, Field(ge=1, le=200, description="Banyaknya dalam satu halaman.")]
Typed: Any = _text(5000, "Teks.", least=1)
Token = Annotated[
    str,
    Header(
        alias="Idempotency-Key", pattern=r"^[!-~]{1,100}$",
        description="Kata unik untuk permintaan ini, misalnya UUID. Permintaan yang diulang dengan kata yang sama selama "
        "tujuh hari tidak dikerjakan dua kali; jawabannya sama.",
    ),
]  # fmt: skip
