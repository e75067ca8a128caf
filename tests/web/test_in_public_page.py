"""The public list of cases as a citizen uses it: from the map, narrowed down, paged, as a file."""

import csv
import io

import pytest
from django.test import Client

from balarea.core.clock import now
from balarea.registry import services as registry
from balarea.web.pages.in_public import COLUMNS, PAGE
from tests.cases.test_in_public import one
from tests.cases.test_statistics import CLOSED

LIST = "/statistik/aduan/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house() -> None:
    registry.save_agency("dbmpr", "Dinas Bina Marga", "dinas", by="test")


def page(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    assert answer.get("X-Robots-Tag") == ("noindex" if address.startswith(LIST) else None)
    return answer.content.decode()


def test_from_the_map_to_the_cases_of_a_place() -> None:
    at = now()
    bandung = one("lampu jalan mati <b>", opened_at=at, due_at=at)
    elsewhere = one("di Garut", area_code="32.05.01", opened_at=at)
    fixed = one("sudah beres", **CLOSED, closed_by="citizen", confirmed=True, topic="health", opened_at=at)
    statistics = page("/statistik/?wilayah=32.73")
    assert f'href="{LIST}?wilayah=32.73"' in statistics
    assert "Lihat aduan di Kota Bandung" in statistics
    found = page(f"{LIST}?wilayah=32.73")
    assert [each.reference in found for each in (bandung, fixed, elsewhere)] == [True, True, False]
    assert "lampu jalan mati &lt;b&gt;" in found
    assert "Kota Bandung" in found
    assert "lewat tenggat" in found
    assert f'href="/kasus/{bandung.reference}/"' in found
    narrow = page(f"{LIST}?wilayah=32.73&topik=health&keadaan=fixed&bulan={at:%Y-%m}")
    assert [each.reference in narrow for each in (bandung, fixed)] == [False, True]
    assert "Selesai menurut warga" in narrow
    assert f"{LIST[:-1]}.csv?bulan={at:%Y-%m}&amp;topik=health&amp;wilayah=32.73&amp;keadaan=fixed" in narrow


def test_a_number_is_looked_for_and_where_it_is_not_the_way_is_shown() -> None:
    case, secret = one("lampu"), one("pribadi", private=True)
    assert case.reference in page(f"{LIST}?nomor={case.reference.lower().replace('-', ' ')}&keadaan=fixed")
    missing = page(f"{LIST}?nomor={secret.reference}")
    assert f'href="/kasus/{secret.reference}/"' not in missing
    assert "halaman Lacak" in missing
    assert 'href="/kasus/"' in missing


@pytest.mark.parametrize(
    "address", ["?keadaan=beres", "?topik=entah", "?wilayah=99.99", "?bulan=2026-13", "?wilayah=%00", "?keadaan=%00"]
)
def test_what_is_not_known_is_named(address: str) -> None:
    for path in (LIST, "/statistik/aduan.csv"):
        answer = Client().get(f"{path}{address}")
        assert (answer.status_code, "tidak" in answer.content.decode()) == (400, True)


def test_page_by_page_in_a_stable_order() -> None:
    made = [one(f"kasus {number}", opened_at=now()).reference for number in range(PAGE + 1)]
    first, second = page(LIST), page(f"{LIST}?page=2")
    assert [reference in first for reference in made] == [False] + [True] * PAGE
    assert [reference in second for reference in made] == [True] + [False] * PAGE
    assert 'rel="next" href="?page=2"' in first
    assert 'rel="prev" href="?page=1"' in second
    assert "Tidak ada aduan" in page(f"{LIST}?page=99999")
    assert made[-1] in page(f"{LIST}?page=x")


def test_the_file_holds_the_list_without_words() -> None:
    case = one("lampu mati, 0812-3456-7890", opened_at=now())
    one("pribadi", private=True, opened_at=now())
    answer = Client().get("/statistik/aduan.csv?topik=roads")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    header, *rows = csv.reader(io.StringIO(text))
    assert tuple(header) == COLUMNS
    assert [(row[0], row[3], row[4]) for row in rows] == [(case.reference, "open", "Dinas Bina Marga")]
    assert "lampu" not in text
    book = Client().get("/statistik/aduan.xlsx")
    assert b"".join(book.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]


def test_too_much_for_one_file_is_refused_and_nothing_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("balarea.web.pages.in_public.MOST", 1)
    one("a", opened_at=now())
    assert Client().get("/statistik/aduan.csv").status_code == 200
    one("b", opened_at=now())
    answer = Client().get("/statistik/aduan.csv")
    assert (answer.status_code, "Lebih dari 1 aduan" in answer.content.decode()) == (400, True)
