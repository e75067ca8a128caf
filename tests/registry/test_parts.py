"""Which part of a topic a text names: a table."""

import pytest

from balarea.language.labels import HEADS
from balarea.registry.parts import decide, parts


@pytest.mark.parametrize(
    ("topic", "text", "part"),
    [
        ("roads", "Jalan Provinsi di Lembang berlubang!", "provincial_road"),
        ("roads", "jln. provinsi rusak", "provincial_road"),
        ("roads", "JALAN DESA hancur", "local_road"),
        ("roads", "jalan kab. bandung rusak", "local_road"),
        ("roads", "jembatan gantung putus", "local_road"),
        ("roads", "gerbang tol macet", "national_road"),
        ("roads", "jalan rusak", ""),
        ("roads", "jalan provinsi dan jalan desa sama rusaknya", ""),  # both: nobody guesses
        ("roads", "jalan di depan SMA rusak", ""),  # a school is no road
        ("education", "SMA Negeri 3 pungut uang", "senior_school"),
        ("education", "smk/slb kekurangan guru", "senior_school"),
        ("education", "SDN 2 Cibiru atapnya bocor", "basic_school"),
        ("education", "lulus SMP mau ke SMA", ""),
        ("education", "sdm guru kurang", ""),  # whole words alone
        ("education", "pesantren kebakaran", "madrasah"),
        ("water_flood", "tanggul Citarum jebol", "river"),
        ("water_flood", "gorong-gorong mampet", "drain"),
        ("water_flood", "solokan pinuh runtah", "drain"),
        ("water_flood", "sungai meluap karena selokan mampet", ""),
        ("energy", "mati lampu dari subuh", "power"),
        ("energy", "pareum ti peuting", "power"),
        ("energy", "gas 3 kg langka", "fuel"),
        ("energy", "galian c liar", "mining"),
        ("health", "BPJS saya ditolak", "insurance"),
        ("health", "puskesmas tutup", ""),
        ("trade", "jalan desa", ""),
        ("roads", "", ""),
        ("roads", "\0jalan\u0301 desa", "local_road"),
    ],
)
def test_the_part_that_a_text_names(topic: str, text: str, part: str) -> None:
    found = decide(topic, text)
    assert (found.part.key if found else "") == part
    assert found is None or found.words


def test_the_table_is_whole() -> None:
    assert {each.topic for each in parts().values()} <= set(HEADS["topic"])
    for each in parts().values():
        found = [decide(each.topic, word) for word in each.words]
        assert [one.part.key if one else "" for one in found] == [each.key] * len(each.words)
