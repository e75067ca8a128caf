"""Personal data and the first rules of conduct, as tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balarea.conduct import check, find, mask


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("NIK 3273014511900001", ["nik"]),
        ("nik: 3273 0145 1190 0001", ["nik"]),
        ("NIP 198501012010011001", ["nip"]),
        ("hubungi 0812-3456-7890", ["phone"]),
        ("WA +62 812 3456 7890", ["phone"]),
        ("telp 022-4204000", ["phone"]),
        ("a.b@contoh.go.id", ["email"]),
        ("rek BCA 1234567890", ["account"]),
        ("motor D 1234 ABC", ["plate"]),
        ("Jl. Merdeka No. 12 RT 03/05", ["address"]),
        ("jalan rusak di Coblong 3 hari", []),
        ("anggaran Rp 3.500.000.000 tahun 2026", []),
        ("@dbmpr.demo kapan?", []),
        ("kode 9999999999999999", []),
    ],
)
def test_what_is_personal(text: str, kinds: list[str]) -> None:
    assert [datum.kind for datum in find(text)] == kinds
    assert (mask(text) != text) == bool(kinds)


@given(
    st.text(max_size=80) | st.from_regex(r"[a-z ]{0,10}(08\d{8,11}|3273\d{12}|rt 0\d/0\d)[a-z ]{0,10}", fullmatch=True)
)
def test_masking_twice_is_masking_once(text: str) -> None:
    masked = mask(text)
    assert len(masked) == len(text)
    assert mask(masked) == masked
    assert find(masked) == [] or all(not c.isalnum() for d in find(masked) for c in masked[d.start : d.end])


@pytest.mark.parametrize(
    ("text", "indicator", "is_reply", "held"),
    [
        ("Telah diperbaiki 12 km jalan", None, False, True),
        ("Telah diperbaiki 12 km jalan", "1.03.10-a", False, False),
        ("Telah diperbaiki 12 km jalan", None, True, False),
        ("Rapat pukul 10.00 WIB tanggal 5 Mei 2026", None, False, False),
        ("Hubungi Pak Budi 081234567890", None, True, True),
    ],
)
def test_what_is_held(text: str, indicator: str | None, is_reply: bool, held: bool) -> None:
    assert any(found.blocks for found in check(text, indicator=indicator, is_reply=is_reply)) is held
