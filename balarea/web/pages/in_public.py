"""Statistik → satu per satu: the public cases behind the numbers, for everybody, without login and without JavaScript."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from balarea import areas
from balarea.cases.partners.in_public import STANDINGS, InPublic, in_public, shown_in_public
from balarea.core.clock import now
from balarea.core.errors import BalareaError
from balarea.language.labels import HEADS
from balarea.web import labels
from balarea.web.export import CSV, XLSX, Table, download
from balarea.web.guard import public
from balarea.web.pages import statistics
from balarea.web.refusals import shown

PAGE = 25
MOST = 30_000  # cases of one file: it is made while somebody waits, for anybody who asks
DEEPEST = 400  # pages; who wants more takes the file
COLUMNS = ("nomor", "topik", "wilayah", "keadaan", "ditangani", "masuk", "tenggat", "dijawab", "ditutup")


@public
@shown
def page(request: HttpRequest) -> HttpResponseBase:
    """The cases of a choice, entered last first, a page at a time."""
    chosen, standing, reference = statistics.chosen_of(request), _standing(request), _reference(request)
    number = _page(request)
    found = in_public(chosen, standing=standing, reference=reference)
    first = (number - 1) * PAGE
    rows = list(found[first : first + PAGE + 1])
    query = statistics.query(chosen, standing)
    context = {
        "rows": list(shown_in_public(rows[:PAGE], now())), "number": number, "more": len(rows) > PAGE and number < DEEPEST,
        "topics": [(str(value), labels.name("topic", value)) for value in HEADS["topic"]],
        "regencies": sorted((each.name, each.code) for each in areas.regencies()),
        "standings": [(value, labels.name("standing", value)) for value in STANDINGS],
        "months": statistics.months(chosen), "chosen": chosen, "standing": standing, "reference": reference,
        "narrowed": bool(query),
        "numbers": f"{reverse('statistics')}?{statistics.query(chosen)}",
        "exports": [(form, f"{reverse(f'statistics_cases_{form}')}?{query}") for form in (CSV, XLSX)],
    }  # fmt: skip
    answer = render(request, "pages/in_public.html", context)
    answer["X-Robots-Tag"] = "noindex"
    return answer


@public
@shown
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The same as a file without their words, all of them; what is too much for one file is refused, nothing left out."""
    found = in_public(statistics.chosen_of(request), standing=_standing(request), reference=_reference(request))
    if found[: MOST + 1].count() > MOST:
        raise BalareaError(
            _("Lebih dari %(most)d aduan untuk satu berkas; pilih bulan, wilayah, atau topiknya dahulu.")
            % {"most": MOST}
        )
    cases = found.iterator(chunk_size=1000)
    answer = download(Table("aduan-publik", COLUMNS, _lines(shown_in_public(cases, now(), words=False))), form)
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _lines(found: Iterator[InPublic]) -> Iterator[tuple[object, ...]]:
    for each in found:
        yield (
            each.reference, each.topic, each.area_code, each.standing, each.holder, each.opened_at, each.due_at,
            each.answered_at, each.closed_at,
        )  # fmt: skip


def _standing(request: HttpRequest) -> str:
    typed = request.GET.get("keadaan", "").strip()
    if typed and typed not in STANDINGS:
        raise BalareaError(_("Keadaan %(typed)r tidak dikenal; pilih dari daftar.") % {"typed": typed[:40]})
    return typed


def _reference(request: HttpRequest) -> str:
    typed = request.GET.get("nomor", "").strip()[:40]
    return typed if any(letter.isalnum() for letter in typed) else ""


def _page(request: HttpRequest) -> int:
    typed = request.GET.get("page", "")
    return min(max(int(typed), 1), DEEPEST) if typed.isdecimal() and len(typed) < 6 else 1
