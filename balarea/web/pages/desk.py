"""Meja aduan: cases by urgency and due time, one case with its conversation, and what an operator does with it."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from balarea.cases import queries, services
from balarea.core.clock import now
from balarea.core.errors import BalareaError, NotFound
from balarea.language.labels import HEADS
from balarea.people.queries import Permission, may
from balarea.registry.queries import agencies, official_handles
from balarea.web import labels
from balarea.web.export import csv_file, masked_rows
from balarea.web.guard import guard, officer, post_only
from balarea.web.refusals import shown, status_of, then

PAGE = 50
COLUMNS = (
    "reference", "state", "urgency", "topic", "agency__code", "area_code", "network", "opened_at", "due_at", "answered_at",
    "closed_at", "confirmed", "text",
)  # fmt: skip


@guard(Permission.SEE_DESK)
def page(request: HttpRequest) -> HttpResponse:
    """The list alone."""
    return render(request, "pages/desk.html", _list(request))


@guard(Permission.SEE_DESK)
@shown
def one(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The list with one case beside it."""
    return _case(request, reference)


def _case(
    request: HttpRequest, reference: str, problem: BalareaError | None = None, original: tuple[int, str] | None = None
) -> HttpResponse:
    """`original`: the entry whose text as written was asked for, and that text."""
    case = queries.case(reference, officer(request))
    context = _list(request) | {
        "case": case, "entries": queries.entries(case), "agencies": agencies(), "problem": problem, "now": now(),
        "works": may(request.user, Permission.WORK_CASES, case.agency_id or ""), "typed": request.POST,
        "looks": may(request.user, Permission.SEE_ORIGINALS, case.agency_id or ""), "original": original,
        "opens": may(request.user, Permission.SEE_POSTS, case.agency_id or ""),
        "topics": [(str(value), labels.name("topic", value)) for value in HEADS["topic"]],
    }  # fmt: skip
    return render(request, "pages/desk.html", context, status=status_of(problem) if problem else 200)


@guard(Permission.SEE_DESK)
def export(request: HttpRequest) -> HttpResponseBase:
    """The cases of the list as CSV, all of them; personal data and citizens' handles masked."""
    found, *_chosen = _found(request)
    rows = found.values_list(*COLUMNS).iterator(chunk_size=1000)
    return csv_file("kasus.csv", COLUMNS, masked_rows(rows, COLUMNS.index("text"), official_handles()))


def _found(request: HttpRequest) -> tuple[QuerySet[queries.Case], str, str, str]:
    state, q, topic = (request.GET.get(name, "").strip() for name in ("state", "q", "topic"))
    state = state if state in queries.CaseState.values else ""
    return queries.desk(officer(request), state=state, q=q, topic=topic), state, q, topic


def _list(request: HttpRequest) -> dict[str, object]:
    found, state, q, topic = _found(request)
    counts = queries.counts(officer(request), now())
    return {
        "cases": Paginator(found, PAGE).get_page(request.GET.get("page")), "state": state, "q": q, "topic": topic,
        "tabs": _tabs(counts, None if q and not state else state), "late": counts["late"], "moment": now(),
        "export": f"{reverse('desk_export')}?{urlencode({'state': state, 'q': q, 'topic': topic})}",
    }  # fmt: skip


def _tabs(counts: dict[str, int], state: str | None) -> list[dict[str, object]]:
    waiting = counts.get("triage", 0) + counts.get("open", 0)
    tabs = [("", _("Menunggu kita"), waiting)]
    tabs += [(value, labels.name("case_state", value), counts.get(value, 0)) for value in queries.CaseState.values]
    return [{"state": value, "text": text, "count": number, "on": value == state} for value, text, number in tabs]


@guard(Permission.WORK_CASES)
@post_only
@shown
def reply(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Answer in the thread; a refused text stays in the box."""
    text = request.POST.get("text", "")
    try:
        queries.case(reference, officer(request))
        services.reply(reference, text, by=officer(request))
    except BalareaError as error:
        return _case(request, reference, error)
    return then(request, "desk_case", lambda: None, _("Jawaban masuk antrean kirim."), reference=reference)


@guard(Permission.SEE_ORIGINALS)
@post_only
@shown
def look(request: HttpRequest, reference: str, entry_id: int) -> HttpResponseBase:
    """Show one text as it was written; the look is on record, and the answer is not kept by the browser."""
    queries.case(reference, officer(request))
    try:
        text = services.look(reference, entry_id, request.POST.get("reason", ""), by=officer(request))
    except NotFound:
        raise
    except BalareaError as error:
        return _case(request, reference, error)
    answer = _case(request, reference, original=(entry_id, text))
    answer["Cache-Control"] = "no-store"
    return answer


@guard(Permission.WORK_CASES)
@post_only
@shown
def note(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Keep an internal note."""
    queries.case(reference, officer(request))
    text = request.POST.get("text", "")
    act = lambda: services.note(reference, text, by=officer(request))  # noqa: E731
    return then(request, "desk_case", act, _("Catatan disimpan."), reference=reference)


@guard(Permission.WORK_CASES)
@post_only
@shown
def route(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Hand the case on; it leaves this desk when the other agency is not ours."""
    queries.case(reference, officer(request))
    agency, reason = request.POST.get("agency", ""), request.POST.get("reason", "")
    try:
        services.route(reference, agency, reason, by=officer(request), topic=request.POST.get("topic", ""))
    except BalareaError as error:
        return _case(request, reference, error)
    return then(request, "desk", lambda: None, _("Kasus dialihkan."))


@guard(Permission.WORK_CASES)
@post_only
@shown
def topic(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Say what the case is truly about: the next model learns it."""
    queries.case(reference, officer(request))
    chosen = request.POST.get("topic", "")
    act = lambda: services.correct_topic(reference, chosen, by=officer(request))  # noqa: E731
    return then(request, "desk_case", act, _("Topik dikoreksi."), reference=reference)


@guard(Permission.WORK_CASES)
@post_only
@shown
def close(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Close with proof."""
    queries.case(reference, officer(request))
    try:
        services.close(reference, request.POST.get("proof", ""), by=officer(request))
    except BalareaError as error:
        return _case(request, reference, error)
    return then(
        request, "desk_case", lambda: None, _("Kasus ditutup. Anda dapat membukanya kembali."), reference=reference
    )


@guard(Permission.WORK_CASES)
@post_only
@shown
def reopen(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Open it again."""
    queries.case(reference, officer(request))
    reason = request.POST.get("reason", "")
    act = lambda: services.reopen(reference, reason, by=officer(request))  # noqa: E731
    return then(request, "desk_case", act, _("Kasus dibuka kembali."), reference=reference)
