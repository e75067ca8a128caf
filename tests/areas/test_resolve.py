"""Posts and the area they mean, as a table."""

import pytest

from balarea.areas import regencies, resolve, tiles

CASES = [
    ("banjir di Coblong Bandung", "32.73.02"),  # the district decides the city
    ("jalan rusak di Bandung", None),  # city or regency: nobody can know
    ("macet di kota Bandung", "32.73"),
    ("macet di kab. Bandung", "32.04"),
    ("UMK kab/kota Bandung naik?", None),
    ("UMK Bekasi regency naik?", "32.16"),
    ("sampah di KBB numpuk", "32.17"),
    ("ti Tasik ka kota", None),
    ("Cimahi macet", "32.77"),
    ("pasar Lembang becek", "32.17.01"),
    ("hujan terus di Jabar", "32"),
    ("hari ini langitnya bagus", None),
    ("", None),
    # short names, nicknames, directions
    ("sampah di kota kembang", "32.73"),
    ("macet di bks utara", "32.75.03"),
    ("Krw Barat banjir", "32.15.01"),
    ("pabrik di Cikarang kebakar", None),  # any of five districts
    ("pabrik di Tambun Selatan kebakar", "32.16.06"),
    # hashtags and handles
    ("#BandungBarat air bersih langka", "32.17"),
    ("air naik lagi #cimahibanjir", "32.77"),
    ("jalan rusak di Bandung @dinas_kota, @pupr_cimahi", None),
    # misspelt, apart, together
    ("macet parah Cikarng Barat", "32.16.08"),
    ("Majalengkaa panas", "32.10"),
    ("Rancaekeuk banjir", "32.04.28"),
    ("abrasi di Muara Gembong", "32.16.17"),
    ("ombak di Pelabuhan Ratu", "32.02.01"),
    ("Babakanciparay rawan", "32.73.03"),
    # a village of its district's name, a name of many villages, levels said
    ("longsor di Cimenyan", "32.04.06"),
    ("longsor di desa Cimenyan", "32.04.06.2003"),
    ("kantor desa Mekarsari tutup", None),
    ("desa Mekarsari Ciparay", "32.04.29.2003"),
    ("kec. Pangandaran, los pasar", "32.18.09"),
    ("Subang kab Kuningan gelap", "32.08.03"),
    # only called like a place
    ("Pak Cimahi jago masak", None),
    ("tolong pak Garut longsor", "32.05"),
    ("nasi jamblang enak", None),
    ("kuningan emas dijual", None),
    ("nama saya Rani Caekek", None),
    ("Puskesmas Garuda keren", None),
    # roads, rivers, landmarks
    ("Jl. Soekarno Hatta macet", None),
    ("pasar Caringin bau", None),
    ("Citarum meluap", None),
    ("kali Cileungsi berbusa", None),
    ("lampu merah Gasibu Bandung mati", "32.73"),  # the landmark decides
    ("parkir di Alun-alun Bandung", "32.73"),
    # from one place to another, either of two, not this one
    ("jalan Lohbener - Jatibarang rusak", "32.12"),
    ("jalan Wado - Malangbong mulus", None),
    ("Cimalaka apa Paseh ya", "32.11"),
    ("bukan Cibiru tapi Cileunyi", "32.04.05"),
    # outside the province
    ("macet di Jakarta Selatan", None),
    ("banjir di Semarang", None),
    ("sodara di Sukamaju Palembang", None),
    ("Gebang, kab. Purworejo gelap", None),
    ("pindah dari Semarang ke Cimahi", "32.77"),
]


@pytest.mark.parametrize(("text", "area"), CASES)
def test_area(text: str, area: str | None) -> None:
    assert resolve(text).area == area


def test_an_ambiguous_name_gives_its_candidates() -> None:
    (mention,) = resolve("jalan rusak di Bandung").places
    assert (mention.text, mention.code) == ("Bandung", None)
    assert set(mention.candidates) >= {"32.04", "32.73"}


def test_a_place_outside_has_no_code_but_says_where_it_is() -> None:
    (mention,) = resolve("banjir di Surabaya").places
    assert (mention.code, mention.candidates) == (None, ("35.78",))


def test_a_road_is_a_mention_without_code_with_its_kind() -> None:
    (mention,) = resolve("lubang di Jl. Ahmad Yani, hati2").places
    assert (mention.text, mention.code, mention.candidates) == ("Jl. Ahmad Yani", None, ())


def test_a_hint_decides_between_candidates_only() -> None:
    assert resolve("jalan rusak di Bandung", ["32.73"]).area == "32.73"
    assert resolve("jalan rusak", ["32.73"]).area is None
    assert resolve("jalan rusak di Bandung", ["nowhere"]).area is None
    assert resolve("desa Mekarsari", ["32.04.29"]).area == "32.04.29.2003"


def test_a_handle_is_no_place() -> None:
    assert resolve("halo @cimahi").places == ()


def test_a_page_address_is_no_place() -> None:
    assert resolve("lihat https://garut.example/cimahi dan www.garut.example").places == ()


def test_all_mentions_are_decided_together() -> None:
    found = resolve("Cibeureum Cimahi Selatan loh ya bukan Cibeureum Tasik").places
    assert [mention.code for mention in found] == ["32.77.01.1002", "32.77.01", "32.78.06", "32.78"]


@pytest.mark.parametrize(
    ("province", "text", "area"),
    [
        ("33", "banjir di Genuk Semarang", "33.74.05"),
        ("33", "jalan rusak di kab Semarang", "33.22"),
        ("33", "macet di Bandung", None),
        ("35", "sampah numpuk di Lowokwaru Malang", "35.73.05"),
        ("31", "macet di Tebet, Jakarta Selatan", "31.74.01"),
        ("73", "listrik mati di Panakkukang Makassar", "73.71.09"),
    ],
)
def test_any_province(province: str, text: str, area: str | None) -> None:
    assert resolve(text, province=province).area == area


@pytest.mark.parametrize("code", ["99", "", "3", "32.04"])
def test_a_province_that_does_not_exist(code: str) -> None:
    with pytest.raises(KeyError):
        resolve("di Bandung", province=code)


def test_tiles_hold_every_regency_once() -> None:
    grid = tiles()
    assert set(grid) == {area.code for area in regencies()}
    assert len(grid) == len(set(grid.values())) == 27
