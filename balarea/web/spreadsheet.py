"""Tables as XLSX workbooks, written row by row to a temporary file by XlsxWriter (`constant_memory`)."""

import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from xlsxwriter import Workbook

from balarea.core.clock import JAKARTA

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_000_000  # of a sheet; Excel reads 1,048,576
LONGEST = 32_767  # characters that a cell can hold
CUT = " …[terpotong: sel XLSX paling panjang 32.767 huruf; CSV memuat semuanya]"
_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def workbook(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> IO[bytes]:
    """The finished file, at its beginning; it is gone from disk once it is closed.

    Text is written as text and never as a formula, an address or a number. Moments are real dates in West Java's time, which
    is what a cell can hold: Excel knows no time zones. After MOST_ROWS rows another sheet begins."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - handed on to whoever sends it
    book = Workbook(file, {"constant_memory": True, "default_date_format": "yyyy-mm-dd hh:mm:ss", **_PLAIN})
    styles = {"head": book.add_format({"bold": True}), "day": book.add_format({"num_format": "yyyy-mm-dd"})}
    sheet, line = _sheet(book, columns, styles), 0
    for row in rows:
        if line == MOST_ROWS:
            sheet, line = _sheet(book, columns, styles), 0
        line += 1
        for column, value in enumerate(row):
            _write(sheet, line, column, value, styles)
    book.close()
    file.seek(0)
    return file


def _sheet(book: Any, columns: Sequence[str], styles: dict[str, Any]) -> Any:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(columns) - 1, 20)
    for column, name in enumerate(columns):
        sheet.write_string(0, column, name, styles["head"])
    return sheet


def _write(sheet: Any, line: int, column: int, value: object, styles: dict[str, Any]) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(line, column, value)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(line, column, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(line, column, value.astimezone(JAKARTA).replace(tzinfo=None))
    elif isinstance(value, date):
        sheet.write_datetime(line, column, value, styles["day"])
    elif value is not None and value != "":
        text = str(value)
        sheet.write_string(line, column, text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT)
