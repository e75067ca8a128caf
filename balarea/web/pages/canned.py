"""Jawaban baku: the canned answers of a desk, made, changed, archived and restored."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from balarea.cases import queries, services
from balarea.core.errors import BalareaError
from balarea.language.labels import HEADS
from balarea.people.queries import Permission, agency_of, may
from balarea.registry.queries import agencies
from balarea.web import labels
from balarea.web.guard import guard, officer, post_only
from balarea.web.refusals import shown, status_of, then


@guard(Permission.SEE_DESK)
def page(request: HttpRequest) -> HttpResponse:
    """All answers that the person may use, and the archived ones."""
    return _page(request)


@guard(Permission.SEE_DESK)
@shown
def one(request: HttpRequest, key: str) -> HttpResponseBase:
    """One answer in the form, to be changed; one for all becomes a copy for one's own agency."""
    return _page(request, chosen=queries.phrase(key, officer(request)))


def _page(
    request: HttpRequest, *, chosen: queries.Phrase | None = None, problem: BalareaError | None = None
) -> HttpResponse:
    user = officer(request)
    administers = may(user, Permission.ADMINISTER)
    context = {
        "phrases": queries.phrases(user), "archived": queries.phrases(user, archived=True), "chosen": chosen,
        "problem": problem, "fields": queries.FIELDS, "agencies": agencies() if administers else [],
        "administers": administers, "own": agency_of(user) or "", "works": may(user, Permission.WORK_CASES),
        "copies": bool(chosen and chosen.agency == "" and not administers),
        "topics": [(str(value), labels.name("topic", value)) for value in HEADS["topic"] if value != "none"],
    }  # fmt: skip
    return render(request, "pages/canned.html", context, status=status_of(problem) if problem else 200)


@guard(Permission.WORK_CASES)
@post_only
@shown
def save(request: HttpRequest) -> HttpResponseBase:
    """Make or change an answer; what is refused stays in the form."""
    typed, user = _typed(request), officer(request)
    try:
        services.save_canned(typed, by=user)
    except BalareaError as error:
        return _page(request, chosen=typed, problem=error)
    return then(request, "desk_canned", lambda: None, _("Jawaban baku disimpan."))


def _typed(request: HttpRequest) -> services.Phrase:
    form, own = request.POST, agency_of(officer(request))
    agency = form.get("agency", "") if own is None else own
    key, title, topic, lang, tone, text = (
        form.get(name, "") for name in ("key", "title", "topic", "lang", "tone", "text")
    )
    return services.Phrase(key, title, topic, lang, tone, text, agency)


@guard(Permission.WORK_CASES)
@post_only
@shown
def archive(request: HttpRequest, key: str) -> HttpResponseBase:
    """Take an answer out of use."""
    queries.phrase(key, officer(request))
    act = lambda: services.archive_canned(key, by=officer(request))  # noqa: E731
    return then(request, "desk_canned", act, _("Jawaban baku diarsipkan; dapat dipulihkan di bawah."))


@guard(Permission.WORK_CASES)
@post_only
@shown
def restore(request: HttpRequest, key: str) -> HttpResponseBase:
    """Put an archived answer back into use."""
    queries.phrase(key, officer(request))
    act = lambda: services.restore_canned(key, by=officer(request))  # noqa: E731
    return then(request, "desk_canned", act, _("Jawaban baku dipulihkan."))
