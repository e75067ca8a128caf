"""Terbit: write once for several networks, see each as it will stand there, let a second person approve."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from balarea import conduct, networks
from balarea.core.errors import BalareaError, NotFound
from balarea.core.numbers import typed_number
from balarea.people.queries import Permission, agency_of
from balarea.programmes.queries import indicators
from balarea.publishing import queries, services
from balarea.registry.queries import Account, accounts, agencies, agency, connected
from balarea.web.guard import guard, officer, post_only
from balarea.web.refusals import refusal, shown, status_of, then


@guard(Permission.WRITE_MESSAGES)
def page(request: HttpRequest) -> HttpResponse:
    """Messages of the person's agency by state."""
    state = request.GET.get("state", "")
    state = state if state in queries.MessageState.values else ""
    found = queries.messages(officer(request), state)[:100]
    context = {
        "messages_list": found,
        "state": state,
        "states": queries.MessageState.values,
        "me": officer(request).username,
    }
    return render(request, "pages/publish.html", context)


@guard(Permission.WRITE_MESSAGES)
@shown
def new(request: HttpRequest) -> HttpResponseBase:
    """An empty form, or a first draft that is saved."""
    if request.method != "POST":
        return _form(request, request.GET, None)
    return _save(request, lambda content: services.draft(_agency(request), content, by=officer(request)), None)


@guard(Permission.WRITE_MESSAGES)
@shown
def edit(request: HttpRequest, message_id: int) -> HttpResponseBase:
    """One message: the form while it is a concept, else as it was submitted."""
    message = queries.message(message_id, officer(request))
    if request.method != "POST":
        return _form(request, _typed(message), message)
    return _save(request, lambda content: services.edit(message_id, content, by=officer(request)), message)


@guard(Permission.WRITE_MESSAGES)
@post_only
def preview(request: HttpRequest) -> HttpResponse:
    """How the text stands on each chosen network, and what the rules of conduct find."""
    return render(request, "pages/publish_preview.html", _preview(request.POST))


def _act(request: HttpRequest, message_id: int, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        queries.message(message_id, officer(request))
    except NotFound as error:
        return refusal(request, error)
    return then(request, "publish_edit", act, done, message_id=message_id)


@guard(Permission.WRITE_MESSAGES)
@post_only
def submit(request: HttpRequest, message_id: int) -> HttpResponse:
    """Ask the second person."""
    act = lambda: services.submit(message_id, by=officer(request))  # noqa: E731
    return _act(request, message_id, act, _("Diajukan. Orang kedua dari instansi Anda yang menyetujui."))


@guard(Permission.WRITE_MESSAGES)
@post_only
def withdraw(request: HttpRequest, message_id: int) -> HttpResponse:
    """Take it back."""
    act = lambda: services.withdraw(message_id, by=officer(request))  # noqa: E731
    return _act(request, message_id, act, _("Ditarik kembali menjadi konsep."))


@guard(Permission.APPROVE_MESSAGES)
@post_only
def approve(request: HttpRequest, message_id: int) -> HttpResponse:
    """Let it go out."""
    act = lambda: services.approve(message_id, by=officer(request))  # noqa: E731
    return _act(request, message_id, act, _("Disetujui; sedang dikirim."))


@guard(Permission.APPROVE_MESSAGES)
@post_only
def reject(request: HttpRequest, message_id: int) -> HttpResponse:
    """Send it back with a reason."""
    act = lambda: services.reject(message_id, request.POST.get("reason", ""), by=officer(request))  # noqa: E731
    return _act(request, message_id, act, _("Ditolak dan dikembalikan kepada penulis."))


@guard(Permission.WRITE_MESSAGES)
@post_only
@shown
def retry(request: HttpRequest, delivery_id: int) -> HttpResponseBase:
    """Try a failed delivery again."""
    act = lambda: services.retry(delivery_id, by=officer(request))  # noqa: E731
    return then(request, "publish", act, _("Pengiriman diulang."))


def _agency(request: HttpRequest) -> str:
    code = agency_of(officer(request)) or request.POST.get("agency") or request.GET.get("agency") or ""
    return code if agency(code) else ""


def _save(
    request: HttpRequest, write: Callable[[services.Content], queries.Message], message: queries.Message | None
) -> HttpResponse:
    try:
        if message is None and not _agency(request):
            raise BalareaError(_("Pilih instansinya."))
        content = _content(request.POST)
        agency_code = message.agency_id if message else _agency(request)
        if content.indicator_code and not indicators(agency_code).filter(code=content.indicator_code).exists():
            raise BalareaError(_("Indikator itu bukan milik instansi ini."))
        saved = write(content)
    except BalareaError as error:
        return _form(request, request.POST, message, error)
    return redirect("publish_edit", message_id=saved.pk)


def _content(form: QueryDict) -> services.Content:
    ids = [int(each) for each in form.getlist("accounts") if each.isdecimal()]
    typed = form.get("value", "").strip()
    value = typed_number(typed) if typed else None
    return services.Content(
        form.get("text", "").replace("\0", ""), ids, form.get("indicator", ""), value,
        form.get("period", "").strip()[:20], form.get("evidence", "").strip(),
    )  # fmt: skip


def _form(
    request: HttpRequest, typed: QueryDict, message: queries.Message | None, error: BalareaError | None = None
) -> HttpResponse:
    code = message.agency_id if message else _agency(request)
    context = {
        "typed": typed, "chosen": typed.getlist("accounts"), "message": message, "error": error, "agency": code,
        "accounts": [each for each in connected().filter(agency_id=code) if services.speaks(each)],
        "indicators": indicators(code), "agencies": agencies(),
        "choose_agency": message is None and agency_of(officer(request)) is None,
        "mine": message is not None and officer(request).username in {message.author, message.submitted_by},
        **_preview(typed),
    }  # fmt: skip
    return render(request, "pages/publish_form.html", context, status=status_of(error) if error else 200)


def _typed(message: queries.Message) -> QueryDict:
    form = QueryDict(mutable=True)
    value = message.reported_value
    form.update({"text": message.text, "indicator": message.indicator_code, "period": message.period,
                 "value": f"{value.normalize():f}".replace(".", ",") if value is not None else "",
                 "evidence": message.evidence_url})  # fmt: skip
    form.setlist("accounts", [str(account.pk) for account in message.accounts.all()])
    return form


def _for_all(network: str) -> bool:
    return networks.limits(network).speaks == "posts"


def _preview(form: QueryDict) -> dict[str, object]:
    text = form.get("text", "")[: services.LONGEST + 1]
    ids = [int(each) for each in form.getlist("accounts") if each.isdecimal()]
    chosen: list[Account] = list(accounts().filter(pk__in=ids)) if ids else []
    shown_on = sorted({account.network for account in chosen})
    seen = [networks.preview(text, network) for network in shown_on]
    others = (
        [
            networks.preview(text, network)
            for network in networks.known()
            if network not in shown_on and _for_all(network)
        ]
        if text
        else []
    )
    findings = conduct.check(text, indicator=form.get("indicator") or None) if text else ()
    return {
        "previews": [{"seen": each, "share": each.length / each.limit, "over": each.length > each.limit} for each in seen],
        "others": [each for each in others if each.network != "fake"],
        "findings": [{"finding": each, "quote": text[each.start : each.end]} for each in findings], "text": text,
    }  # fmt: skip
