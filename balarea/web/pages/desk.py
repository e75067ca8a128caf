"""Meja aduan: cases by urgency and due time, one case with its conversation, and what an operator does with it."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
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
from balarea.notices import queries as notices
from balarea.people.queries import Permission, may
from balarea.registry.queries import agencies, official_handles
from balarea.web import baskets, duetime, holder, labels, sieve
from balarea.web.export import CSV, XLSX, Table, download, masked_rows
from balarea.web.guard import guard, officer, post_only
from balarea.web.refusals import shown, status_of, then
from balarea.web.writing import answer_form

PAGE = 30
COLUMNS = (
    "reference", "state", "urgency", "topic", "agency_id", "area_code", "network", "opened_at", "due_at", "answered_at",
    "closed_at", "confirmed", "text",
)  # fmt: skip


@guard(Permission.SEE_DESK)
def page(request: HttpRequest) -> HttpResponse:
    """The list alone."""
    return render(request, "pages/desk.html", _list(request, queries.load()))


@guard(Permission.SEE_DESK)
@shown
def one(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The list with one case beside it."""
    case = queries.case(reference, officer(request))
    services.read_mentions(case, by=officer(request))
    return _shown(request, case)


@guard(Permission.SEE_DESK)
@shown
def group(request: HttpRequest, incident_id: int) -> HttpResponseBase:
    """The list with one incident beside it."""
    return shown_list(request, incident_id, {})


def shown_list(request: HttpRequest, incident_id: int, more: dict[str, object], status: int = 200) -> HttpResponse:
    """The list, with one incident beside it unless it is 0. `more` for the page: what was typed and ticked when it was
    refused (`again`, `picks`)."""
    found = queries.group(incident_id, officer(request)) if incident_id else None
    works = may(request.user, Permission.WORK_CASES)
    context = _list(request, queries.load()) | {"group": found, "works": works} | more
    picks = context.get("picks", [])
    context["picked"] = [each.case.reference for each in context["rows"] if _pick(each.case) in picks]
    return render(request, "pages/desk.html", context, status=status)


def _pick(case: queries.Case) -> str:
    """What ticking its row sends: the case, or the incident that the row stands for."""
    return f"kejadian-{case.incident_id}" if getattr(case, "together", 0) > 1 else case.reference


def shown_case(
    request: HttpRequest,
    reference: str,
    problem: BalareaError | None = None,
    original: tuple[int | str, str] | None = None,
) -> HttpResponse:
    """The list with one case beside it, and why something was refused; what was typed stays. `original`: the entry whose
    text as written was asked for, and that text."""
    return _shown(request, queries.case(reference, officer(request)), problem, original)


def _shown(
    request: HttpRequest,
    case: queries.Case,
    problem: BalareaError | None = None,
    original: tuple[int | str, str] | None = None,
) -> HttpResponse:
    promises, photos = queries.load(), queries.photos(case, public=False)
    typed = request.POST.get("text") if problem and request.path.endswith(("/jawab/", "/konsep/", "/baku/")) else None
    works = may(request.user, Permission.WORK_CASES, case.agency_id or "")
    listed = _list(request, promises)
    form = answer_form(case, officer(request), listed["phrases"], typed, problem)
    context = listed | form | holder.panel(case, officer(request), works, listed["agencies"]) | {
        "row": duetime.row(case, promises, now()), "classes": queries.classes(), "climbs": queries.climbs(case),
        "promise": duetime.promised(case.promise_amount, case.promise_unit),
        "case": case, "entries": queries.entries(case), "problem": problem, "now": now(),
        "deliveries": queries.deliveries(case), "window": queries.free_until(case, now()),
        "abusive": queries.abusive(case), "parted": queries.parted(case),
        "group": queries.group(case.incident_id, officer(request)) if case.incident_id else None,
        "works": works, "typed": request.POST,
        "looks": may(request.user, Permission.SEE_ORIGINALS, case.agency_id or ""), "original": original,
        "opens": may(request.user, Permission.SEE_POSTS, case.agency_id or ""),
        "contactable": queries.has_contact(case), "ending": queries.ending(case),
        "shown": queries.proofs(case, public=False), "photos": photos,
        "question": queries.question(case), "repair": queries.needs_photos(case), "rated": queries.rated(case),
        "field": queries.desk_tasks(case),
        "linked": queries.linked(case, officer(request)),
        "answer_problem": problem if typed is not None else None,
        "noted": request.POST.get("text", "") if problem and request.path.endswith("/catat/") else "",
        "next_case": _next(listed["rows"], case),
        "topics": [(str(value), labels.name("topic", value)) for value in HEADS["topic"]],
    }  # fmt: skip
    context |= _told(case.reference) | {"doubts": queries.photo_doubts(case, photos)}
    return render(request, "pages/desk.html", context, status=status_of(problem) if problem else 200)


def _next(rows: list[duetime.Row], case: queries.Case) -> str:
    """Which case of the list comes after this one or its incident; the first when it has left the list; "" when there is
    none."""
    order = [each.case for each in rows]
    here = (
        number for number, each in enumerate(order) if _pick(each) in {case.reference, f"kejadian-{case.incident_id}"}
    )
    after = order[next(here, -1) + 1 :]
    return after[0].reference if after else ""


def _told(reference: str) -> dict[str, object]:
    """Who was told of the case, and of whom nobody knows yet whether he was."""
    told = notices.about(reference)
    untold = [each for each in told if each.state == "failed" or (each.state == "queued" and each.attempts)]
    return {"told": told, "untold": untold, "reached_count": sum(each.state == "sent" for each in told)}


@guard(Permission.SEE_DESK)
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The cases of the list as a file, all of them; personal data and citizens' handles masked."""
    rows = masked_rows(
        _found(request)[0].values_list(*COLUMNS).iterator(chunk_size=1000), COLUMNS.index("text"), official_handles()
    )
    return download(Table("kasus", [name.removesuffix("_id") for name in COLUMNS], rows), form)


def _found(request: HttpRequest, *, grouped: bool = False) -> tuple[QuerySet[queries.Case], dict[str, str]]:
    chosen = {name: request.GET.get(name, "").strip() for name in ("state", "q", "due", "contested")}
    chosen["state"] = chosen["state"] if chosen["state"] in queries.CaseState.values else ""
    chosen["due"] = chosen["due"] if chosen["due"] in queries.DUE else ""
    found = queries.desk(
        officer(request), moment=now(), state=chosen["state"], q=chosen["q"], due=chosen["due"],
        sifted=sieve.sifted(request), grouped=grouped, contested=bool(chosen["contested"]),
    )  # fmt: skip
    return found, chosen


def _list(request: HttpRequest, promises: queries.Promises) -> dict[str, Any]:
    (found, chosen), moment, me = _found(request, grouped=True), now(), officer(request)
    sifted, listed = sieve.sifted(request), list(agencies())
    counts = queries.counts(me, moment, sifted)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    here = {name: value for name, value in (chosen | asdict(sifted)).items() if value}
    return chosen | sieve.offered(me, sifted, listed) | {
        "cases": page, "rows": [duetime.row(each, promises, moment) for each in page],
        "tabs": _tabs(counts, chosen), "waits": counts.get("triage", 0),
        "thrown": counts["contested"], "offers": queries.received(me).count(),
        "batch": may(request.user, Permission.WORK_CASES), "agencies": listed,
        "all_ticked": "all" in request.GET, "officers": queries.field_officers(me),
        "phrases": queries.phrases(me),
        "asides": queries.asides(me).count(), "undo": queries.undoable(me, moment),
        "basket": baskets.of(request, baskets.OFFICER), "batch_basket": baskets.new(baskets.OFFICER),
        "group_basket": baskets.new(baskets.OFFICER), "satisfaction": queries.satisfaction(me),
        "canned": queries.question(None), "for_me": queries.unread(me),
        "dissolved": queries.dissolved(me, moment),
        "exports": [(form, f"{reverse(f'desk_export_{form}')}?{urlencode(here)}") for form in (CSV, XLSX)],
    }  # fmt: skip


def _tabs(counts: dict[str, int], chosen: dict[str, str]) -> list[dict[str, object]]:
    waiting = counts.get("triage", 0) + counts.get("open", 0)
    tabs = [("", "", _("Menunggu kita"), waiting), ("", "late", _("Lewat"), counts.get("late", 0)),
            ("", "today", _("Hari ini"), counts.get("today", 0))]  # fmt: skip
    tabs += [(value, "", labels.name("case_state", value), counts.get(value, 0)) for value in queries.CaseState.values]
    nothing = chosen["contested"] or (chosen["q"] and not chosen["state"] and not chosen["due"])
    now_on = None if nothing else (chosen["state"], chosen["due"])
    return [
        {"state": state, "due": due, "text": text, "count": number, "on": (state, due) == now_on}
        for state, due, text, number in tabs
    ]


@guard(Permission.WORK_CASES)
@post_only
@shown
def reply(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Answer in the thread; a refused text stays in the box. When a colleague answered meanwhile, or the text needs several
    posts, the page says so, and sending once more sends it."""
    text, seen = request.POST.get("text", ""), request.POST.get("seen", "")
    known = int(seen) if seen.isdecimal() and len(seen) < 19 else None
    try:
        queries.case(reference, officer(request))
        services.reply(
            reference, text, by=officer(request), seen=known, in_parts="in_parts" in request.POST,
            template=request.POST.get("template", ""),
        )  # fmt: skip
    except BalareaError as error:
        return shown_case(request, reference, error)
    onward = request.POST.get("onward", "")
    onward = onward if onward and "/" not in onward else reference
    return then(request, "desk_case", lambda: None, _("Jawaban masuk antrean kirim."), reference=onward)


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
        return shown_case(request, reference, error)
    answer = shown_case(request, reference, original=(entry_id, text))
    answer["Cache-Control"] = "no-store"
    return answer


@guard(Permission.WORK_CASES)
@post_only
@shown
def note(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Keep an internal note; names in it that reach nobody are said."""
    case, text = queries.case(reference, officer(request)), request.POST.get("text", "")
    if unknown := queries.unknown(case, text):
        names = ", ".join(f"@{name}" for name in unknown)
        messages.warning(
            request, _("Tidak terkirim ke %(names)s: bukan petugas yang dapat melihat kasus ini.") % {"names": names}
        )
    try:
        services.note(reference, text, by=officer(request))
    except BalareaError as error:
        return shown_case(request, reference, error)
    return then(request, "desk_case", lambda: None, _("Catatan disimpan."), reference=reference)


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
        return shown_case(request, reference, error)
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
def reopen(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Open it again."""
    queries.case(reference, officer(request))
    reason = request.POST.get("reason", "")
    act = lambda: services.reopen(reference, reason, by=officer(request))  # noqa: E731
    return then(request, "desk_case", act, _("Kasus dibuka kembali."), reference=reference)


@guard(Permission.WORK_CASES)
@post_only
@shown
def contact(request: HttpRequest, reference: str) -> HttpResponseBase:
    """How the reporter can be reached; the look is recorded, and the page is kept nowhere."""
    found = services.see_contact(queries.case(reference, officer(request)).reference, by=officer(request))
    answer = render(request, "pages/contact.html", {"reference": reference, "contact": list(found.items())})
    answer["Cache-Control"] = "no-store"
    return answer
