"""Tables as CSV files that a spreadsheet opens without running them."""

import csv
from collections.abc import Container, Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse

from balarea.conduct import mask

_RUNS = ("=", "+", "-", "@", "\t", "\r")


class _Line:
    """What csv.writer writes to: it gives each line back."""

    def write(self, line: str) -> str:
        return line


def csv_file(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """A download, streamed row by row: UTF-8 with a mark, by which spreadsheets know it."""
    answer = StreamingHttpResponse(_lines(columns, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def masked_rows(
    rows: Iterable[Sequence[object]], column: int, official: Container[str]
) -> Iterator[tuple[object, ...]]:
    """The rows with personal data in the text of one column masked, handles that are not official among it."""
    for row in rows:
        yield (*row[:column], mask(str(row[column]), official=official), *row[column + 1 :])


def _lines(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(columns)
    for row in rows:
        yield writer.writerow([_cell(value) for value in row])


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_RUNS) else text  # a spreadsheet would run it
