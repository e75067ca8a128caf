"""Agencies and duties as two tables (CSV), and their way into the register: whole, or not at all with every error by line."""

import csv
import io
from dataclasses import dataclass
from importlib.resources import files

from django.db import transaction

from balarea.core.errors import BalareaError
from balarea.people.queries import Actor
from balarea.registry.agencies import agency_problem, duty_problem, save_agency, set_duties
from balarea.registry.models import Agency

AGENCIES = ("code", "name", "kind", "level", "area", "site")
DUTIES = ("agency", "topic", "part", "area")
MOST_ERRORS = 20  # that are named; the rest is counted
Line = tuple[int, dict[str, str]]


@dataclass(frozen=True)
class Imported:
    """How many agencies and duties the tables held."""

    agencies: int
    duties: int


def west_java() -> tuple[str, str]:
    """The tables of the province of West Java that come with Balarea: agencies and duties."""
    folder = files("balarea.registry") / "data"
    return tuple((folder / name).read_text(encoding="utf8") for name in ("agencies.csv", "duties.csv"))  # type: ignore[return-value]


def import_tables(agencies: str, duties: str, *, by: Actor, names: tuple[str, str] = ("", "")) -> Imported:
    """Add or change the agencies of the first table, and give those that the second names exactly its duties. Others are
    left as they are. BalareaError names file, line and what is wrong; then nothing was changed."""
    first, second = (name or default for name, default in zip(names, ("instansi", "urusan"), strict=True))
    errors: list[str] = []
    rows, given = _read(agencies, AGENCIES, first, errors), _read(duties, DUTIES, second, errors)
    errors += _agency_errors(rows, first) + _duty_errors(given, rows, second)
    if errors:
        more = f"\n… dan {len(errors) - MOST_ERRORS} lagi" if len(errors) > MOST_ERRORS else ""
        raise BalareaError("\n".join(errors[:MOST_ERRORS]) + more)
    with transaction.atomic():
        for _, row in rows:
            save_agency(
                row["code"], row["name"], row["kind"], level=row["level"], area_code=row["area"], site=row["site"], by=by
            )  # fmt: skip
        held: dict[str, list[tuple[str, str, str]]] = {}
        for _, row in given:
            held.setdefault(row["agency"], []).append((row["topic"], row["area"], row["part"]))
        for agency in Agency.objects.filter(pk__in=held):
            set_duties(agency, held[agency.code], by=by)
    return Imported(len(rows), len(given))


def _read(text: str, columns: tuple[str, ...], name: str, errors: list[str]) -> list[Line]:
    if not text.strip():
        return []
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff").replace("\0", "")), strict=True)
    rows: list[Line] = []
    try:
        if tuple(reader.fieldnames or ()) != columns:
            errors.append(f"{name} baris 1: kolomnya harus {','.join(columns)}.")
            return []
        for row in reader:
            if None in row or None in row.values():
                errors.append(f"{name} baris {reader.line_num}: harus berisi {len(columns)} kolom.")
            else:
                rows.append((reader.line_num, {key: value.strip() for key, value in row.items()}))
    except csv.Error as error:
        errors.append(f"{name} baris {reader.line_num}: bukan CSV yang utuh ({error}).")
    return rows


def _agency_errors(rows: list[Line], name: str) -> list[str]:
    errors: list[str] = []
    seen: dict[str, int] = {}
    for line, row in rows:
        values = (row["code"], row["name"], row["kind"], row["level"], row["area"], row["site"])
        if problem := agency_problem(*values):
            errors.append(f"{name} baris {line}: {problem}")
        if row["code"] in seen:
            errors.append(f"{name} baris {line}: kode {row['code']!r} sudah ada di baris {seen[row['code']]}.")
        seen.setdefault(row["code"], line)
    return errors


def _duty_errors(given: list[Line], rows: list[Line], name: str) -> list[str]:
    known = {row["code"] for _, row in rows} | set(Agency.objects.values_list("code", flat=True))
    errors = []
    for line, row in given:
        if row["agency"] not in known:
            errors.append(f"{name} baris {line}: instansi {row['agency'][:40]!r} tidak ada dalam daftar.")
        if problem := duty_problem(row["topic"], row["part"], row["area"]):
            errors.append(f"{name} baris {line}: {problem}")
    return errors
