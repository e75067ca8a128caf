"""Statistik: cases in numbers for everybody, without login, without JavaScript, and without counts that name somebody."""

from collections.abc import Iterator, Mapping
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balarea import areas
from balarea.cases.partners.statistics import MEASURES, Chosen, Shown, Statistics, choose, months_of, statistics
from balarea.core.clock import now
from balarea.core.errors import BalareaError
from balarea.language.labels import HEADS, UNSURE
from balarea.web import labels, tilemap
from balarea.web.export import CSV, XLSX, Table, download
from balarea.web.guard import public
from balarea.web.refusals import shown

NAMES: dict[str, str | Promise] = {
    "received": _("Aduan diterima"),
    "answered": _("Dijawab"),
    "fixed": _("Selesai menurut warga"),
    "reopened": _("Dibuka kembali"),
    "silent": _("Ditutup tanpa kabar warga"),
    "unasked": _("Ditutup tanpa menanyai warga"),
}
TITLES: dict[str, str | Promise] = {"month": _("Bulan"), "topic": _("Topik"), "regency": _("Wilayah")}
HEADINGS: dict[str, str | Promise] = {
    "month": _("Menurut bulan"), "topic": _("Menurut topik"), "regency": _("Menurut wilayah"),
}  # fmt: skip
PARAMETERS = {"month": "bulan", "topic": "topik", "regency": "wilayah"}


@public
@shown
def page(request: HttpRequest) -> HttpResponseBase:
    """All measures by month, topic and regency; each row leads to its own numbers."""
    chosen = chosen_of(request)
    found = statistics(chosen)
    regencies = found.groups["regency"]
    counts = {code: row["received"].least for code, row in regencies.items() if code}
    context = {
        "chosen": chosen, "satisfaction": found.satisfaction, "measures": NAMES.values(),
        "total": [(NAMES[name], found.total[name]) for name in MEASURES],
        "tables": [(HEADINGS[group], TITLES[group], _rows(chosen, found, group)) for group in TITLES],
        "cells": [
            (cell, regencies[cell.code]["received"].text if cell.code in regencies else "0")
            for cell in tilemap.cells(counts, lambda code: _address(chosen, regency=code), chosen.regency)
        ],
        "chips": _chips(chosen), "list": f"{reverse('statistics_cases')}?{query(chosen)}",
        "exports": [(form, f"{reverse(f'statistics_{form}')}?{query(chosen)}") for form in (CSV, XLSX)],
    }  # fmt: skip
    return render(request, "pages/statistics.html", context)


@public
@shown
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The same numbers as a file: one line a month, topic and regency."""
    found = statistics(chosen_of(request))
    return download(Table("statistik-aduan", ("kelompok", "nilai", "nama", *MEASURES), _lines(found)), form)


def _lines(found: Statistics) -> Iterator[tuple[object, ...]]:
    yield ("total", "", "", *(_count(found.total[name]) for name in MEASURES))
    for group, rows in found.groups.items():
        for value, row in rows.items():
            yield (PARAMETERS[group], value, _name(group, value), *(_count(row[name]) for name in MEASURES))
    content = found.satisfaction
    if content.average is not None:  # with n; below FEWEST there is no such line
        yield ("kepuasan", f"{content.average:.1f}", f"n={content.count}", *([""] * len(MEASURES)))


def _count(shown: Shown) -> int | str:
    """A number where it may be known, else the sign that stands for it."""
    return shown.text if shown.value is None else shown.value


def chosen_of(request: HttpRequest) -> Chosen:
    """What the address asks for; BalareaError names what is not known."""
    chosen = choose(request.GET.dict(), now())
    if chosen.topic and chosen.topic not in HEADS["topic"]:
        raise BalareaError(f"Topik {chosen.topic!r} tidak dikenal.")
    if chosen.regency and not (areas.known(chosen.regency) and len(chosen.regency) == 5):
        raise BalareaError(f"Kode wilayah {chosen.regency!r} tidak dikenal.")
    return chosen


def query(chosen: Chosen, standing: str = "", **changes: str) -> str:
    """The choice as a query string, with changes; `standing` belongs to the list of cases alone."""
    values = {name: getattr(chosen, name) for name in PARAMETERS} | changes
    named = {PARAMETERS[name]: value for name, value in values.items()} | {"keadaan": standing}
    return urlencode({name: value for name, value in named.items() if value})


def months(chosen: Chosen) -> list[tuple[str, str]]:
    """The months that are counted, newest first, with their names; one that is chosen although it is older as well."""
    found = months_of(Chosen(chosen.until))
    return [
        (month, _name("month", month)) for month in dict.fromkeys([*found, *([chosen.month] if chosen.month else [])])
    ]


def _address(chosen: Chosen, **changes: str) -> str:
    return f"{reverse('statistics')}?{query(chosen, **changes)}"


def _rows(chosen: Chosen, found: Statistics, group: str) -> list[tuple[str, str, list[tuple[str | Promise, Shown]]]]:
    """Name, address and counts of each row: months newest first, the others by what was received, and then by name."""
    rows: Mapping[str, Mapping[str, Shown]] = found.groups[group]
    names = [
        (value, _name(group, value)) for value in rows if group != "month" or value == chosen.month or _any(rows[value])
    ]
    if group != "month":
        names.sort(key=lambda pair: (-rows[pair[0]]["received"].least, pair[1]))
    return [
        (
            name,
            _address(chosen, **{group: value}) if value else "",
            [(NAMES[each], rows[value][each]) for each in MEASURES],
        )
        for value, name in names
    ]


def _any(row: Mapping[str, Shown]) -> bool:
    """Whether there is something to say of a month: of a new house eleven of twelve are empty."""
    return any(count.value != 0 for count in row.values())


def _name(group: str, value: str) -> str:
    if group == "topic":
        return str(_("Topik belum jelas")) if value == UNSURE else labels.name("topic", value)
    if group == "month":
        return date_format(date.fromisoformat(f"{value}-01"), "F Y")
    return areas.short_name(value) if value and areas.known(value) else str(_("Tempat belum diketahui"))


def _chips(chosen: Chosen) -> list[tuple[str, str]]:
    set_ = [(group, getattr(chosen, group)) for group in PARAMETERS]
    return [(_name(group, value), _address(chosen, **{group: ""})) for group, value in set_ if value]
