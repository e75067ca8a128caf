"""One post taken apart: words by language, places with their reasons, labels with deciding words, and their correction."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from balarea.cases import queries as cases
from balarea.cases import services
from balarea.conduct import mask
from balarea.core.errors import BalareaError, NotFound
from balarea.language.labels import HEADS
from balarea.networks.values import PostRef
from balarea.people.queries import Permission, may
from balarea.posts import queries as store
from balarea.web import anatomy, labels
from balarea.web.guard import guard, officer
from balarea.web.refusals import shown, status_of, then

AREA = "area_code"
MANY = 12  # values from here on stand in a list instead of as buttons
THREAD = 30
MOST = 60  # candidates offered as areas: a village's name may be that of fifty


@dataclass(frozen=True, slots=True)
class Label:
    """A line of the table: what is kept, how sure (None: not kept), by which words, and by whom if by a person.

    `choices` is empty where nobody corrects; `now` is what the present model says when that is something else."""

    name: str
    value: str
    text: str
    confidence: float | None
    words: list[str]
    choices: list[tuple[str, str]]
    correction: store.Correction | None
    now: str

    @property
    def listed(self) -> bool:
        return len(self.choices) > MANY


@guard(Permission.SEE_POSTS)
def page(request: HttpRequest, network: str, external_id: str) -> HttpResponse:
    """The page of a post; one that is not there, and one of another agency's case, look the same."""
    return _page(request, PostRef(network, external_id))


@guard(Permission.CORRECT_POSTS)
def correct(request: HttpRequest, network: str, external_id: str) -> HttpResponse:
    """Set one label; a refused value stays in its field with the reason above. Who comes by a link, by reloading or from
    the login, is led to the post."""
    if request.method != "POST":
        return redirect("post", network=network, external_id=external_id)
    ref = PostRef(network, external_id)
    label, value = request.POST.get("label", ""), request.POST.get("value", "")
    try:
        _case(request, ref)
        services.correct_post(ref, label, value, by=officer(request))
    except NotFound:
        return _missing(request)
    except BalareaError as error:
        return _page(request, ref, error)
    done = _("Koreksi disimpan dan menjadi bahan belajar model.")
    return then(request, "post", lambda: None, done, network=network, external_id=external_id)


@guard(Permission.CORRECT_POSTS)
@shown
def withdraw(request: HttpRequest, correction_id: int) -> HttpResponseBase:
    """Undo a correction."""
    known = store.correction(correction_id)
    if known is None:
        return _missing(request)
    if request.method != "POST":
        return redirect("post", network=known.network, external_id=known.external_id)
    act = lambda: services.withdraw_correction(correction_id, by=officer(request))  # noqa: E731
    done = _("Koreksi dibatalkan; nilai dari model berlaku lagi.")
    return then(request, "post", act, done, network=known.network, external_id=known.external_id)


def _case(request: HttpRequest, ref: PostRef) -> cases.Case | None:
    nowhere = "\0" in ref.network + ref.external_id  # the database takes no such text
    found = None if nowhere else cases.of_post(ref)
    if nowhere or not cases.sees_post(officer(request), found):
        raise NotFound("Unggahan itu tidak ada, atau tidak di meja Anda.")
    return found


def _may_read(request: HttpRequest, case: cases.Case | None) -> bool:
    """Whether the person sees the desk of a post that was said to us alone."""
    if case is None:
        return may(request.user, Permission.SEE_ALL_DESKS)
    return may(request.user, Permission.SEE_DESK, case.agency_id or "")


def _missing(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/post_missing.html", status=404)


def _page(request: HttpRequest, ref: PostRef, problem: BalareaError | None = None) -> HttpResponse:
    try:
        case = _case(request, ref)
    except NotFound:
        return _missing(request)
    post = store.post(ref)
    if post is None or (post.private and not _may_read(request, case)):
        return _missing(request)
    row = store.read_again(post)
    text = mask(post.text)  # as long as the text: what was found in it stays at its place
    deciding = {name: _unmasked(post.text, text, row.get(f"{name}_words") or []) for name in store.CORRECTABLE}
    corrects = may(request.user, Permission.CORRECT_POSTS, case.agency_id or "" if case else "")
    found = anatomy.places(post.text, row)
    context = {
        "post": post, "case": case, "problem": problem, "typed": request.POST, "corrects": corrects,
        "spans": anatomy.spans(text, row, deciding), "spoken": anatomy.spoken(row),
        "places": found, "shown": store.CORRECTABLE, "labels": _labels(post, row, deciding, corrects),
        "thread": _thread(post), "history": store.history(ref), "version": row["model_version"],
        "opens_desk": case is not None and may(request.user, Permission.SEE_DESK, case.agency_id or ""),
        "sees_situation": may(request.user, Permission.SEE_SITUATION),
    } | _areas(found)  # fmt: skip
    return render(request, "pages/post.html", context, status=_status(request, problem))


def _unmasked(text: str, masked: str, words: list[object]) -> list[str]:
    """The words but for those that only stand in what was masked."""
    before, after = text.lower(), masked.lower()
    return [str(word) for word in words if str(word).lower() in after or str(word).lower() not in before]


def _status(request: HttpRequest, problem: BalareaError | None) -> int:
    if problem is None:
        return 200
    return 422 if request.headers.get("HX-Request") == "true" else status_of(problem)  # htmx shows no other refusal


def _labels(post: store.Post, row: anatomy.Row, deciding: dict[str, list[str]], corrects: bool) -> list[Label]:
    mine = {each.label: each for each in store.corrections([post.ref]).get(post.ref, [])}
    result = []
    for name in store.CORRECTABLE:
        present = _present(row, name)
        value, sure = _kept(post, name)
        options = anatomy.choices(name, HEADS[name]) if corrects and name in HEADS else []
        differs = present != value and name not in mine
        present = _named(name, present) if differs else ""
        result.append(Label(name, value, _named(name, value), sure, deciding[name], options, mine.get(name), present))
    return result


def _kept(post: store.Post, name: str) -> tuple[str, float | None]:
    """What the store says and how sure; nothing of what a post was never asked (abuse, of one stored long ago)."""
    if name == "abuse" and not post.abuse:
        return "", None
    if name == "mixed":
        return "yes" if post.mixed else "no", None
    return str(getattr(post, name)), float(getattr(post, "area_confidence" if name == AREA else f"{name}_confidence"))


def _present(row: anatomy.Row, name: str) -> str:
    value: Any = row.get("area" if name == AREA else name)
    return ("yes" if value else "no") if isinstance(value, bool) else str(value or "")


def _named(name: str, value: str) -> str:
    if name == AREA:
        return anatomy.full_name(value) if value else _("Tidak ada")
    return labels.name(name, value)


def _areas(found: list[anatomy.Place]) -> dict[str, list[tuple[str, str]]]:
    """The areas that the post may be about, each once: those its mentions resolved to, and those they lie between."""
    decided = {each.code: each.path for each in found if each.code}
    between = {code: path for each in found for code, path in each.candidates if code not in decided}
    return {"areas": list(decided.items())[:MANY], "candidates": list(between.items())[:MOST]}


def _thread(post: store.Post) -> list[store.Post]:
    root = PostRef(post.network, post.root or post.reply_to or post.external_id)
    found = store.conversation(root)
    return found[:THREAD] if len(found) > 1 else []
