"""Lapangan: the tasks of an officer on the spot, for a phone that is often without connection."""

import secrets

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from balarea.cases import queries, services
from balarea.core.clock import now
from balarea.core.errors import BalareaError
from balarea.files import services as files
from balarea.people.queries import Permission
from balarea.web import baskets
from balarea.web.guard import guard, officer, post_only, public
from balarea.web.refusals import shown, status_of, then

ACTS = {"ambil": "accept", "mulai": "start", "foto": "photo", "selesai": "finish", "kembalikan": "return"}


@guard(Permission.FIELD_WORK)
def page(request: HttpRequest) -> HttpResponse:
    """My tasks, and the free ones of my agency."""
    return _page(request)


def _page(request: HttpRequest, problem: BalareaError | None = None, task_id: int = 0) -> HttpResponse:
    me = officer(request)
    context = {
        "mine": queries.tasks_of(me), "free": queries.free_tasks(me), "key": secrets.token_hex(16), "problem": problem,
        "typed": request.POST, "typed_task": task_id, "now": now(),
    }  # fmt: skip
    answer = render(request, "pages/field.html", context, status=status_of(problem) if problem else 200)
    answer["Cache-Control"] = "no-store"  # what is kept on the phone is the worker's, and goes at logout
    return answer


@guard(Permission.FIELD_WORK)
def state(request: HttpRequest) -> JsonResponse:
    """Asked before what waits on a phone is sent: who is signed in, and the token that his forms need now."""
    answer = JsonResponse({"officer": officer(request).username, "token": get_token(request)})
    answer["Cache-Control"] = "no-store"
    return answer


@guard(Permission.FIELD_WORK)
@post_only
def act(request: HttpRequest, task_id: int, act: str) -> HttpResponseBase:
    """Do something to a task, once for each key; as a page, or as JSON for the phone's queue."""
    by_script = request.headers.get("Accept", "") == "application/json"
    try:
        said = services.do_task(task_id, ACTS.get(act, ""), _sent(request), by=officer(request))
    except BalareaError as error:
        if by_script:
            return JsonResponse({"problem": str(error)}, status=status_of(error))
        return _page(request, error, task_id)
    if by_script:
        return JsonResponse({"said": said})
    messages.success(request, said)
    return HttpResponseRedirect(reverse("field"))


def _sent(request: HttpRequest) -> services.Sent:
    given = request.FILES.get("photo")
    photo = given if isinstance(given, UploadedFile) else None
    if photo is not None and (photo.size or 0) > files.most_bytes():
        raise BalareaError(f"Foto terlalu besar, paling besar {files.most_bytes() // 10**6} MB.")
    return services.Sent(
        request.POST.get("key", ""), request.POST.get("text", ""), photo.read() if photo else b"",
        request.POST.get("part", ""), baskets.taken(request.POST.get("taken", "")),
    )  # fmt: skip


@public
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker that keeps the list readable without a connection; its place says which pages it may serve."""
    answer = render(request, "lapangan.js", content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@guard(Permission.WORK_CASES)
@post_only
@shown
def assign(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Send an officer of the agency to the place of a case."""
    queries.case(reference, officer(request))
    who, note = request.POST.get("officer", ""), request.POST.get("note", "")
    do = lambda: services.assign_task(reference, who, note, by=officer(request))  # noqa: E731
    return then(request, "desk_case", do, _("Tugas lapangan diberikan."), reference=reference)


@guard(Permission.WORK_CASES)
@post_only
@shown
def withdraw(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Take the task back."""
    queries.case(reference, officer(request))
    do = lambda: services.withdraw_task(reference, by=officer(request))  # noqa: E731
    return then(request, "desk_case", do, _("Tugas lapangan ditarik."), reference=reference)
