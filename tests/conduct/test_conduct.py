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
        ("KK 3273 0145 1102 0001", ["kk"]),
        ("wa nol delapan satu dua tiga empat lima enam tujuh delapan sembilan", ["phone"]),
        ("O812-3456-789O", ["phone"]),
        ("hubungi nol lapan 12 34567890", ["phone"]),
        ("a.b (at) gmail dot com", ["email"]),
        ("motor d 4321 abc", ["plate"]),
        ("kp. Cikaret rt 2 rw 9 desa Cikole", ["address"]),
        ("Perum Griya Asri Blok C2 no 7", ["address"]),
        ("Jl Merpati 7 Cimahi", ["address"]),
        ("di -6.914744, 107.609810", ["location"]),
        ("https://maps.app.goo.gl/aB12", ["location"]),
        ("anak saya bernama budi santoso sakit", ["child"]),
        ("pasien a.n. Siti Aminah ditolak", ["person"]),
        ("pun anak namina Galih muriang", ["child"]),
        ("Jl. Asia Afrika macet, Jalan Merdeka rusak 3 km", []),
        ("korban longsor di Cililin, pasien di RSUD", []),
        ("telepon 112, 110, 119 atau 117", []),
        ("aduan JB-7K3M-2QXA, program 1.03.10-a", []),
        ("Rp 081.250.000", []),
        ("jalan rusak di Coblong 3 hari", []),
        ("anggaran Rp 3.500.000.000 tahun 2026", []),
        ("@dbmpr.demo kapan?", []),
        ("kode 9999999999999999", []),
    ],
)
def test_what_is_personal(text: str, kinds: list[str]) -> None:
    assert [datum.kind for datum in find(text)] == kinds
    assert (mask(text) != text) == bool(kinds)


def test_handles_are_data_where_the_official_ones_are_known() -> None:
    text = "kata @warga77 dan ig: budi_bdg ke @dbmpr.demo"
    assert find(text) == []
    assert mask(text, official={"dbmpr.demo"}) == "kata ████████ dan ██: ████_███ ke @dbmpr.demo"


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
