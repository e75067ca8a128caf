"""What the house refuses, as an answer to a person: the words of the error, the fitting status, nothing lost."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import is_valid_path, reverse

from balarea.core.errors import BalareaError, Conflict, NotAllowed, NotFound
from balarea.web.place import kept

STATUS: tuple[tuple[type[BalareaError], int], ...] = (
    (NotFound, 404),
    (NotAllowed, 403),
    (Conflict, 409),
    (BalareaError, 400),
)
View = Callable[..., HttpResponseBase]


def status_of(error: BalareaError) -> int:
    """The HTTP status of a refusal."""
    return next(status for kind, status in STATUS if isinstance(error, kind))


def shown(view: View) -> View:
    """A view whose refusals become a page with the reason and the way back."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except BalareaError as error:
            return refusal(request, error)

    return wrapped


def refusal(request: HttpRequest, error: BalareaError) -> HttpResponse:
    """The page that says why not."""
    context = {"reason": str(error), "back": _room(request.path)}
    return render(request, "pages/refusal.html", context, status=status_of(error))


def _room(path: str) -> str:
    """The page of lists that an address belongs to: `/meja/` for `/meja/kejadian/7/`; the first page when there is none. Not
    the address itself, which would be refused again."""
    room = f"/{path.split('/')[1]}/"
    return room if room != path and is_valid_path(room) else "/"


def then(request: HttpRequest, target: str, act: Callable[[], object], done: str, **kwargs: Any) -> HttpResponse:
    """Do it and go on to the target with a message: `done`, or why it was refused. The query string of the request, the
    place in a list, goes along."""
    try:
        act()
        messages.success(request, done)
    except NotFound as error:
        return refusal(request, error)
    except BalareaError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(kept(request, reverse(target, kwargs=kwargs)))
