"""Tables as files: the same columns and values in both formats, nothing that runs, and memory that does not grow."""

import csv
import io
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.test import Client

from balarea.web import spreadsheet
from balarea.web.export import Table, download

MOMENT = datetime(2026, 11, 24, 17, 30, 5, tzinfo=UTC)
ROW = ("teks", 7, 2.5, Decimal("1200.5"), MOMENT, date(2026, 11, 25), True, None)
NAMES = ("a", "b", "c", "d", "e", "f", "g", "h")
RUNS = ["=1+1", "+62 812", "-5 derajat", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"]


def sent(table: Table, form: str) -> bytes:
    answer: Any = download(table, form)
    assert f'filename="{table.name}.{form}"' in answer["Content-Disposition"]
    found = b"".join(answer.streaming_content)
    drop(answer)
    return found


def drop(answer: Any) -> None:
    """Close the file behind an answer; the answer's own `close` would end the test's connection too."""
    if (file := getattr(answer, "file_to_stream", None)) is not None:
        file.close()


def read_csv(table: Table) -> list[list[str]]:
    return list(csv.reader(io.StringIO(sent(table, "csv").decode("utf-8-sig"), newline="")))


def read_xlsx(table: Table) -> Any:
    return openpyxl.load_workbook(io.BytesIO(sent(table, "xlsx")))


def test_a_workbook_holds_numbers_and_dates_in_west_javas_time() -> None:
    sheet = read_xlsx(Table("t", NAMES, [ROW])).active
    assert [cell.value for cell in sheet[1]] == list(NAMES)
    assert [cell.value for cell in sheet[2]] == [
        "teks", 7, 2.5, 1200.5, datetime(2026, 11, 25, 0, 30, 5), datetime(2026, 11, 25), True, None,
    ]  # fmt: skip
    assert sheet["E2"].is_date
    assert (sheet.freeze_panes, sheet["A1"].font.bold) == ("A2", True)


def test_csv_holds_the_same_as_text() -> None:
    assert read_csv(Table("t", NAMES, [ROW])) == [
        list(NAMES), ["teks", "7", "2.5", "1200.5", "2026-11-25T00:30:05+07:00", "2026-11-25", "True", ""],
    ]  # fmt: skip


@pytest.mark.parametrize("text", RUNS)
def test_no_cell_runs(text: str) -> None:
    table = Table("t", ("isi",), [(text,)])
    assert read_csv(table)[1] == [f"'{text}"]
    cell = read_xlsx(table).active["A2"]
    assert cell.data_type == "s"  # text, whatever it begins with: "f" would be a formula
    assert cell.value.replace("_x000D_", "\r") == text


def test_negative_numbers_stay_numbers() -> None:
    assert read_csv(Table("t", ("n",), [(-5,)]))[1] == ["-5"]
    assert read_xlsx(Table("t", ("n",), [(-5,)])).active["A2"].value == -5


def test_addresses_and_digits_stay_text() -> None:
    sheet = read_xlsx(Table("t", ("x", "y"), [("https://contoh.test/", "0812")])).active
    assert (sheet["A2"].hyperlink, sheet["B2"].value) == (None, "0812")


def test_a_text_too_long_for_a_cell_says_that_it_was_cut() -> None:
    value = read_xlsx(Table("t", ("x",), [("a" * 40_000,)])).active["A2"].value
    assert len(value) <= spreadsheet.LONGEST
    assert value.endswith(spreadsheet.CUT)
    assert read_csv(Table("t", ("x",), [("a" * 40_000,)]))[1] == ["a" * 40_000]


def test_a_full_sheet_is_followed_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 2)
    book = read_xlsx(Table("t", ("n",), [(number,) for number in range(5)]))
    assert [[cell.value for cell in sheet["A"]] for sheet in book] == [["n", 0, 1], ["n", 2, 3], ["n", 4]]


def peak(form: str, rows: int) -> int:
    """Bytes at the highest while a table is written and sent; no row exists before it is asked for."""

    def made() -> Iterator[tuple[object, ...]]:
        for number in range(rows):
            yield number, f"jalan rusak di desa {number} " * 5, MOMENT

    tracemalloc.start()
    try:
        answer: Any = download(Table("t", ("a", "b", "c"), made()), form)
        for _part in answer.streaming_content:
            pass
        drop(answer)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.slow
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_hundred_thousand_rows_need_no_more_memory_than_a_thousand(form: str) -> None:
    few = peak(form, 1000)
    assert peak(form, 100_000) < few + 1_000_000  # the texts alone would be 13 MB


@pytest.mark.django_db
def test_the_public_statistics_come_in_both_formats() -> None:
    lines = b"".join(Client().get("/statistik.csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    answer: Any = Client().get("/statistik.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert answer["Content-Type"] == spreadsheet.MEDIA_TYPE
    assert [["" if cell is None else str(cell) for cell in row] for row in sheet.values] == list(
        csv.reader(io.StringIO(lines))
    )
