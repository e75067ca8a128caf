"""Menghubungkan akun: what its network asks for, with help, and what has to be entered there."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from balarea import networks
from balarea.core.errors import BalareaError, NotFound
from balarea.networks.base import Hooked
from balarea.people.queries import Permission, may
from balarea.posts import queries as posts
from balarea.registry import queries, services
from balarea.web import network_names
from balarea.web.guard import guard, officer
from balarea.web.refusals import shown, status_of

USUAL = ("server", "identifier", "secret")


@guard(Permission.EDIT_REGISTER)
@shown
def page(request: HttpRequest, account_id: int) -> HttpResponseBase:
    """The form of an account; sent, its key is tried on the network before it is kept."""
    account = queries.account(account_id)
    if account is None or not may(request.user, Permission.EDIT_REGISTER, account.agency_id):
        raise NotFound(_("Akun itu tidak ada, atau bukan milik instansi Anda."))
    if account.network not in networks.names():
        raise NotFound(_("Jejaring ini belum dapat dihubungkan."))
    if request.method != "POST":
        return _form(request, account)
    typed = {field.name: request.POST.get(field.name, "") for field in networks.fields(account.network)}
    server, identifier, secret = (typed.pop(name, "") for name in USUAL)
    try:
        missing = services.connect_account(
            account_id, server, identifier, secret, options=typed, by=officer(request)
        )  # fmt: skip
    except BalareaError as error:
        return _form(request, account, error)
    messages.success(request, _("Akun terhubung."))
    if missing:
        messages.warning(request, missing)
    return redirect("register_connect", account_id=account_id) if _hooked(account) else redirect("register")


def _form(request: HttpRequest, account: queries.Account, problem: BalareaError | None = None) -> HttpResponse:
    key = queries.credential(account)
    known = {name: getattr(key, name) for name in USUAL} | dict(key.options) if key else {}
    if account.network == "email" and not key:
        known["identifier"] = account.handle
    fields = [
        {"name": each.name, "label": network_names.connecting(account.network, each.name), "secret": each.secret,
         "required": each.required and not (each.secret and key), "example": each.example,
         "value": "" if each.secret else request.POST.get(each.name, known.get(each.name, ""))}
        for each in networks.fields(account.network) if not each.made
    ]  # fmt: skip
    hook = f"{settings.BALAREA_PUBLIC_URL.rstrip('/')}{reverse('hook', args=[account.network, account.pk])}"
    source = posts.sources().get(account.pk)
    context = {
        "account": account, "fields": fields, "problem": _said(account, problem), "connected": key is not None,
        "help": f"partials/connect/{account.network}.html",
        "hook": hook if key and _hooked(account) else "", "verify": known.get("verify_token", ""),
        "trouble": source.last_error if source and key else "",
    }  # fmt: skip
    answer = render(request, "pages/connect.html", context, status=status_of(problem) if problem else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def _said(account: queries.Account, problem: BalareaError | None) -> str:
    """What is wrong, with the field as the form calls it."""
    if isinstance(problem, services.Unfit):
        return f"{network_names.connecting(account.network, problem.field)}: {problem.what}"
    return str(problem or "")


def _hooked(account: queries.Account) -> bool:
    return isinstance(networks.get(account.network), Hooked)
