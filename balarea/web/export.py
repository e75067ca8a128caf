"""Tables as files: one definition of the columns, written as CSV or as a workbook, row by row."""

import csv
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from balarea.conduct import mask
from balarea.core.clock import JAKARTA
from balarea.web.spreadsheet import MEDIA_TYPE, workbook

CSV, XLSX = "csv", "xlsx"
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Table:
    """A file to be: its name without ending, the columns, and the rows in their order. A cell is text, a number, a moment
    (aware), a day, yes or no, or None."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[object]]


def download(table: Table, form: str) -> HttpResponseBase:
    """The table as a download, CSV or XLSX. Rows are taken one by one, so that memory does not grow with them: CSV streams to
    the reader, a workbook is written to a temporary file first, because its index stands at its end."""
    if form == XLSX:
        return FileResponse(
            workbook(table.columns, table.rows), as_attachment=True, filename=f"{table.name}.xlsx",
            content_type=MEDIA_TYPE,
        )  # fmt: skip
    answer = StreamingHttpResponse(_lines(table.columns, table.rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{table.name}.csv"'
    return answer


def masked_rows(
    rows: Iterable[Sequence[object]], column: int, official: Container[str]
) -> Iterator[tuple[object, ...]]:
    """The rows with personal data in the text of one column masked, handles that are not official among it."""
    for row in rows:
        yield (*row[:column], mask(str(row[column]), official=official), *row[column + 1 :])


class _Line:
    """What csv.writer writes to: it gives each line back."""

    def write(self, line: str) -> str:
        return line


def _lines(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(columns)  # by the mark spreadsheets know that it is UTF-8
    for row in rows:
        yield writer.writerow([_cell(value) for value in row])


def _cell(value: object) -> str:
    """A cell as text; what a spreadsheet would run as a formula gets an apostrophe. Numbers are ours and stay numbers."""
    if isinstance(value, datetime):
        return value.astimezone(JAKARTA).isoformat(timespec="seconds")
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_RUNS) else text
