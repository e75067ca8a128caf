"""What citizens say of a proof, and how content they are: tables with their traps."""

import pytest

from balarea.cases.proof.rating import score
from balarea.cases.proof.verdict import Verdict, verdict

DONE = [
    "sudah", "Sudah min, makasih", "udah beres bang", "udeh kelar", "alhamdulillah sudah beres", "beres pa, nuhun",
    "kelar bang", "atos", "Parantos, hatur nuhun", "atos beres, nuhun", "geus alus ayeuna", "tos leres", "wis",
    "wis apik mas, suwun", "sampun, matur nuwun", "wes beres", "done, thank you", "it is fixed", "yes you can, it is done",
    "belum pernah sebagus ini, sudah mulus",
]  # fmt: skip
NOT_YET = [
    "belum", "Belum min", "blm", "belom bang", "teu acan", "Teu acan, lampuna maot keneh", "acan min", "can beres", "tacan",
    "encan diomean", "durung", "durung didandani", "dereng mas", "ora didandani", "not yet", "isn't fixed", "still broken",
    "masih berlubang", "rusak keneh min", "tidak beres", "gak beres beres", "nggak ada perubahan",
    "sudah lama belum diperbaiki", "Sudah? belum lah", "sudah dilihat petugas tapi belum ditambal",
]  # fmt: skip
NEITHER = [
    "belum pernah sebagus ini", "belum tentu", "belum sempat bilang makasih", "sudah lama", "udah 2 minggu", "sudah seminggu",
    "sudah saya kirim fotonya", "sudah dm", "sudah?", "sudah belum?", "atos teu acan?", "kapan beres", "oke ditunggu",
    "terima kasih", "I can see it", "can you fix it", "sudah diperbaiki tapi rusak lagi", "canda", "hatur nuhun",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [(text, said) for said, texts in ((Verdict.DONE, DONE), (Verdict.NOT_YET, NOT_YET), (Verdict.NONE, NEITHER))
     for text in texts],
)  # fmt: skip
def test_what_is_said_of_a_proof(text: str, said: Verdict) -> None:
    assert verdict(text) is said


@pytest.mark.parametrize(
    ("text", "given"),
    [("nilai 4", 4), ("Nilai: 5", 5), ("nilai saya 3", 3), ("⭐⭐⭐⭐", 4), ("⭐️⭐️", 2), ("bintang lima", 5),
     ("béntang opat", 4), ("peunteun 4", 4), ("4/5", 4), ("5/5 mantap", 5), ("4 dari 5", 4), ("3 bintang", 3),
     ("sudah, nilai 5", 5), ("nilai 10", None), ("nilai 0", None), ("nilai 4,5", None), ("nilai 2 juta", None),
     ("nilai tukar", None), ("tanggal 4/5/2026", None), ("1 dari 5 lampu mati", None), ("nilai 4 atau nilai 5", None),
     ("⭐" * 7, None),
     ("@nilai5 halo", None), ("https://a.test/nilai 3 kali", None), ("", None)],
)  # fmt: skip
def test_a_score_in_words(text: str, given: int | None) -> None:
    assert score(text) == given
