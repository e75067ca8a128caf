"""Writing an answer: its draft, canned answers, who else writes; what became of it; and earlier texts of what was edited."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from balarea.cases import queries, services
from balarea.core.errors import BalareaError, NotFound
from balarea.people.queries import Permission
from balarea.web import phrases, writing
from balarea.web.guard import guard, officer, post_only
from balarea.web.pages.desk import shown_case
from balarea.web.place import kept
from balarea.web.refusals import shown, then


@guard(Permission.WORK_CASES)
@post_only
@shown
def draft(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Keep what is typed: by htmx while it is typed (the answer is the line below the box), else by a button."""
    case = queries.case(reference, officer(request))
    text = request.POST.get("text", "")
    if not request.htmx:  # type: ignore[attr-defined]
        try:
            _save(request, reference, text)
        except BalareaError as error:
            return shown_case(request, reference, error)
        return then(request, "desk_case", lambda: None, _("Konsep disimpan."), reference=reference)
    context = {"case": case, "pen": _save(request, reference, text), "saved": True,
               "parts": writing.parts_of(case, text, queries.answerable(case).limit),
               "in_parts": "in_parts" in request.POST}  # fmt: skip
    return render(request, "partials/draft.html", context)


def _save(request: HttpRequest, reference: str, text: str) -> services.Pen | None:
    version = request.POST.get("version", "")
    number = int(version) if version.isdecimal() and len(version) < 10 else 0
    return services.save_draft(reference, text, number, by=officer(request))


@guard(Permission.WORK_CASES)
@post_only
@shown
def drop_other(request: HttpRequest, reference: str) -> HttpResponseBase:
    """What the other window had saved is not needed."""
    queries.case(reference, officer(request))
    act = lambda: services.drop_other(reference, by=officer(request))  # noqa: E731
    return then(request, "desk_case", act, _("Teks dari jendela lain dibuang."), reference=reference)


@guard(Permission.SEE_DESK)
@shown
def writers(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Who else is writing an answer, asked again and again while the page is open."""
    case = queries.case(reference, officer(request))
    return render(request, "partials/writers.html", {"case": case, "writers": queries.writers(case, officer(request))})


@guard(Permission.WORK_CASES)
@post_only
@shown
def canned(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Put a canned answer, filled for this case, below what is in the box; it is a draft, and can be changed."""
    case = queries.case(reference, officer(request))
    typed = request.POST.get("text", "").strip()
    key = request.POST.get("canned", "")
    if not key:
        return shown_case(request, reference, BalareaError(_("Pilih dahulu jawaban bakunya.")))
    text = phrases.filled(queries.phrase(key, officer(request)), case)
    try:
        _save(request, reference, f"{typed}\n\n{text}".strip())
    except BalareaError as error:
        return shown_case(request, reference, error)
    return HttpResponseRedirect(f"{kept(request, reverse('desk_case', args=[reference]))}#reply")


@guard(Permission.SEE_ORIGINALS)
@post_only
@shown
def earlier(request: HttpRequest, reference: str, version_id: int) -> HttpResponseBase:
    """Show an earlier text as it was written; the look is on record, and the answer is not kept by the browser."""
    queries.case(reference, officer(request))
    try:
        text = services.look_earlier(reference, version_id, request.POST.get("reason", ""), by=officer(request))
    except NotFound:
        raise
    except BalareaError as error:
        return shown_case(request, reference, error)
    answer = shown_case(request, reference, original=(f"v{version_id}", text))
    answer["Cache-Control"] = "no-store"
    return answer


@guard(Permission.SEE_DESK)
def mine(request: HttpRequest) -> HttpResponse:
    """Notes of colleagues that name the person."""
    return render(request, "pages/mine.html", {"mentions": list(queries.mine(officer(request))[:100])})


@guard(Permission.WORK_CASES)
@post_only
@shown
def decide(request: HttpRequest, reference: str, link_id: int) -> HttpResponseBase:
    """Join two accounts as one person's, refuse that, or take the decision back."""
    queries.case(reference, officer(request))
    what = request.POST.get("decision", "")
    if what == "undo":
        act = lambda: services.undecide(link_id, by=officer(request))  # noqa: E731
        return then(request, "desk_case", act, _("Keputusan dibatalkan."), reference=reference)
    if what not in {"join", "refuse"}:
        return shown_case(request, reference, BalareaError(_("Pilih keputusannya.")))
    do = lambda: services.decide(link_id, what == "join", by=officer(request))  # noqa: E731
    done = _("Dicatat sebagai orang yang sama.") if what == "join" else _("Dicatat: bukan orang yang sama.")
    return then(request, "desk_case", do, done, reference=reference)
