"""What a draft of an official post is checked against. Rule ids are those of docs/conduct.md."""

import re
from dataclasses import dataclass
from enum import StrEnum

from balarea.conduct.personal import NAMES, find
from balarea.core.numbers import Quantity, quantities


class Severity(StrEnum):
    """HOLD: it does not go out like this. WARNING: the writer decides."""

    HOLD = "tahan"
    WARNING = "peringatan"


@dataclass(frozen=True)
class Finding:
    """One rule that the text meets; `start` and `end` count characters, `message` is Indonesian and says what to do."""

    rule: str
    severity: Severity
    message: str
    start: int
    end: int

    @property
    def blocks(self) -> bool:
        return self.severity is Severity.HOLD


_SPECIFIC = frozenset({"nik", "kk", "account", "identity"})
_GUESSED = frozenset({"child", "person", "location"})  # an office has a place too, and "a.n." may name a fund
_SECRET = re.compile(r"\b(RAHASIA|TERBATAS|nota dinas)\b")
_RESULT = re.compile(
    r"(?i)\b(selesai|rampung|tuntas|tercapai|mencapai|capaian|realisasi|terealisasi|tersalur\w*|disalurkan|diperbaiki|dibangun|"
    r"terbangun|direhab\w*|dibina|dilayani|diterima|ditangani|meningkat|menurun|turun|naik|telah|sudah|berhasil)\b"
)
_NO_CLAIM_UNITS = re.compile(
    r"^(januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember|wib|tahun|am|pm|hari|jam|menit)$"
)
_NO_CLAIM_BEFORE = re.compile(r"(?i)(pukul|jam|tanggal|tgl|tahun|rt|rw|nomor|no\.?|pasal|jl\.?|jalan|km|hut ke-?)\s*$")


def check(text: str, *, indicator: str | None = None, is_reply: bool = False) -> tuple[Finding, ...]:
    """The findings of a draft in the order of the text. Numbers need an indicator only where performance is reported, not
    in answers to a citizen. Pure; never raises."""
    found = [_personal(datum.kind, datum.start, datum.end) for datum in find(text)]
    found += [
        Finding(
            "SE137-3",
            Severity.WARNING,
            "Ada tanda dokumen yang tidak untuk umum; pastikan boleh diumumkan.",
            *hit.span(),
        )
        for hit in _SECRET.finditer(text)
    ]
    if not is_reply and indicator is None:
        found += _numbers(text, [(each.start, each.end) for each in found])
    return tuple(sorted(found, key=lambda each: each.start))


def _personal(kind: str, start: int, end: int) -> Finding:
    message = f"Memuat data pribadi ({NAMES[kind]}). Hapus sebelum diterbitkan."
    if kind in _GUESSED:
        message = f"Mungkin memuat data pribadi ({NAMES[kind]}); pastikan boleh diumumkan."
        return Finding("PDP-1" if kind == "child" else "PDP-2", Severity.WARNING, message, start, end)
    return Finding("PDP-1" if kind in _SPECIFIC else "PDP-2", Severity.HOLD, message, start, end)


def _numbers(text: str, taken: list[tuple[int, int]]) -> list[Finding]:
    result = _RESULT.search(text) is not None
    severity = Severity.HOLD if result else Severity.WARNING
    message = (
        "Angka capaian tanpa indikator. Pilih indikator dan masa pelaporannya."
        if result
        else "Ada angka tanpa indikator. Bila ini capaian kinerja, pilih indikatornya."
    )
    return [
        Finding("AKIP-1", severity, message, found.start, found.end)
        for found in quantities(text)
        if _counts(text, found) and all(found.end <= start or found.start >= end for start, end in taken)
    ]


def _counts(text: str, found: Quantity) -> bool:
    """Whether a number can be a claim: not a date, a year, a time, a house number, an ordinal or part of a word."""
    before = text[max(0, found.start - 12) : found.start]
    year = 1900 <= found.value <= 2100 and not found.money and "." not in text[found.start : found.end]
    part = bool(re.search(r"[#@\w/:-]$", before)) or text[found.end : found.end + 1] in {"/", ":"}
    return not (year or part or _NO_CLAIM_UNITS.match(found.unit) or _NO_CLAIM_BEFORE.search(before))
