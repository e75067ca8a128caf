"""Posts from files: JSON lines or CSV, one by one; a line that is no post is given back with its number and reason."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from balarea.core.clock import JAKARTA
from balarea.networks.values import Author, PostRef, RemotePost

FIELDS = (
    "id", "text", "author.id", "author.handle", "author.name", "published_at", "url", "in_reply_to", "lat", "lon",
    "metrics",
)  # fmt: skip
REQUIRED = ("id", "text", "author.id", "published_at")
Check = Callable[[RemotePost], str]


@dataclass(frozen=True)
class Rejected:
    """A line that could not be read: its number (from 1), what it says, and why."""

    line: int
    raw: str
    reason: str


class MapError(ValueError):
    """The mapping of columns does not fit the file."""


def json_lines(lines: Iterable[bytes], network: str, reject: Check = lambda _: "") -> Iterator[RemotePost | Rejected]:
    """Posts of JSON lines; empty lines are passed over. `reject` gives the reason why a post is refused, or nothing."""
    for number, line in enumerate(lines, 1):
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line.strip():
            continue
        try:
            yield _checked(_post(json.loads(line.decode("utf8")), network), reject)
        except (ValueError, RecursionError) as error:
            yield Rejected(number, line.decode("utf8", "replace").rstrip("\r\n"), _words(error))


def csv_lines(
    lines: Iterable[str], network: str, columns: Mapping[str, str], reject: Check = lambda _: ""
) -> Iterator[RemotePost | Rejected]:
    """Posts of a CSV file with a header; `columns` maps our field (FIELDS) to the file's column, same name by default.
    MapError when a field is unknown or a needed column is not there."""
    taken: list[str] = []  # the lines that the reader took for the present row
    source = _remembered(lines, taken)
    first = next(source, "").removeprefix("\ufeff")
    if "\ufffd" in first:
        raise MapError("not UTF-8; save it as “CSV UTF-8”")
    delimiter = max(",;\t", key=first.count)  # spreadsheets in Indonesian write semicolons
    reader = csv.DictReader(chain([first], source), delimiter=delimiter, strict=True)
    wanted = _columns(columns, list(reader.fieldnames or ()))
    while True:
        taken.clear()
        try:
            row = next(reader)
            values = {name: row[column] or None for name, column in wanted.items()}
            yield _checked(_post(_nested(values), network), reject)
        except StopIteration:
            return
        except (ValueError, csv.Error) as error:
            yield Rejected(reader.reader.line_num - len(taken) + 1, "".join(taken).rstrip("\r\n"), _words(error))


def _remembered(lines: Iterable[str], taken: list[str]) -> Iterator[str]:
    for line in lines:
        taken.append(line)
        yield line.replace("\0", "\ufffd")


def _checked(post: RemotePost, reject: Check) -> RemotePost:
    if reason := reject(post):
        raise ValueError(reason)
    return post


def _columns(columns: Mapping[str, str], held: list[str]) -> dict[str, str]:
    unknown = sorted(set(columns) - set(FIELDS))
    if unknown:
        raise MapError(f"--map knows no field {unknown[0]!r}; fields are {', '.join(FIELDS)}")
    wanted = {name: columns.get(name, name) for name in FIELDS}
    for name, column in wanted.items():
        if column not in held and (name in REQUIRED or name in columns):
            raise MapError(f"no column {column!r} for {name}; the file has {', '.join(held)[:300] or 'no header'}")
    return {name: column for name, column in wanted.items() if column in held}


def _nested(values: dict[str, str | None]) -> dict[str, Any]:
    author = {name.partition(".")[2]: value for name, value in values.items() if name.startswith("author.")}
    plain: dict[str, Any] = {name: value for name, value in values.items() if "." not in name}
    if plain.get("metrics"):
        plain["metrics"] = json.loads(plain["metrics"])
    return plain | {"author": author}


def _post(record: object, network: str) -> RemotePost:
    if not isinstance(record, dict):
        raise ValueError("not a JSON object")
    author = record.get("author")
    if not isinstance(author, dict):
        raise ValueError("author: must be an object with id, handle, name")
    reply = _text(record, "in_reply_to", needed=False)
    root = _text(record, "root", needed=False) or reply
    return RemotePost(
        PostRef(network, _text(record, "id")), _text(record, "text"),
        Author(_text(author, "id", "author."), _text(author, "handle", "author.", needed=False),
               _text(author, "name", "author.", needed=False)),
        _moment(record.get("published_at")), _text(record, "url", needed=False),
        PostRef(network, reply) if reply else None, PostRef(network, root) if root else None,
        _mentions(record.get("mentions")), _metrics(record.get("metrics")),
        _degrees(record, "lat", 90), _degrees(record, "lon", 180),
    )  # fmt: skip


def _text(record: Mapping[str, Any], name: str, prefix: str = "", *, needed: bool = True) -> str:
    value = record.get(name)
    if name == "id" and type(value) is int:
        value = str(value)
    if value is None or value == "":
        if needed:
            raise ValueError(f"{prefix}{name}: is missing")
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{prefix}{name}: must be text")
    value.encode("utf8")  # a lone surrogate is a ValueError here, not an error of the database later
    return value


def _moment(value: object) -> datetime:
    if not isinstance(value, str):
        raise ValueError("published_at: must be a time such as 2026-11-24T07:00:00+07:00")
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(f"published_at: {value!r} is not a time such as 2026-11-24T07:00:00+07:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=JAKARTA)


def _degrees(record: Mapping[str, Any], name: str, limit: float) -> float | None:
    value = record.get(name)
    if value is None or value == "":
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise ValueError(f"{name}: {value!r} is not a number") from None
    if not -limit <= number <= limit:
        raise ValueError(f"{name}: {number} is not between -{limit} and {limit}")
    return number


def _metrics(value: object) -> dict[str, int]:
    if value is None:
        return {}
    if not isinstance(value, dict) or not all(type(number) is int for number in value.values()):
        raise ValueError("metrics: must be an object of whole numbers")
    return {str(name): number for name, number in value.items()}


def _mentions(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError("mentions: must be a list of account ids")
    return tuple(value)


def _words(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg} at character {error.pos + 1}"
    if isinstance(error, UnicodeError):
        return "not UTF-8"
    if isinstance(error, csv.Error):
        return f"not CSV: {error}"
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)
