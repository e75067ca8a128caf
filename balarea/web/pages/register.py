"""Daftar akun: agencies, their official accounts, what is missing."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from balarea import networks
from balarea.people.queries import Permission, may
from balarea.posts.queries import sources
from balarea.registry import queries, services
from balarea.web.guard import guard, officer, post_only
from balarea.web.refusals import shown, then


@guard(Permission.SEE_REGISTER)
def page(request: HttpRequest) -> HttpResponse:
    """All agencies with their accounts."""
    q = request.GET.get("q", "").strip().lower()
    read, lacking = sources(), {each.agency.code: each.networks for each in queries.missing()}
    rows = [
        {"agency": agency, "missing": lacking.get(agency.code, ()),
         "accounts": [(each, read.get(each.pk)) for each in agency.accounts.all() if each.state != "removed"]}
        for agency in queries.with_accounts()
        if agency.level == queries.Level.PROVINCE or any(each.state != "removed" for each in agency.accounts.all())
        if q in agency.name.lower() or q in agency.code or any(q in each.handle.lower() for each in agency.accounts.all())
    ]  # fmt: skip
    context = {
        "rows": rows, "q": q, "edits": may(request.user, Permission.EDIT_REGISTER), "networks": networks.known(),
        "administers": may(request.user, Permission.ADMINISTER),
        "connectable": networks.names(), "without": len(lacking),
        "total": queries.agencies().filter(level=queries.Level.PROVINCE).count(), "all": queries.agencies(),
    }  # fmt: skip
    return render(request, "pages/register.html", context)


def _act(request: HttpRequest, act: Callable[[], object], done: str) -> HttpResponse:
    return then(request, "register", act, done)


@guard(Permission.EDIT_REGISTER)
@post_only
@shown
def add(request: HttpRequest) -> HttpResponseBase:
    """Enter an account."""
    form = request.POST
    act = lambda: services.add_account(  # noqa: E731
        form.get("agency", ""), form.get("network", ""), form.get("handle", ""), url=form.get("url", ""), by=officer(request)
    )  # fmt: skip
    return _act(request, act, _("Akun didaftarkan; verifikasi setelah diperiksa dengan instansinya."))


@guard(Permission.EDIT_REGISTER)
@post_only
@shown
def verify(request: HttpRequest, account_id: int) -> HttpResponseBase:
    """State that the account was checked."""
    act = lambda: services.verify_account(account_id, by=officer(request))  # noqa: E731
    return _act(request, act, _("Akun terverifikasi."))


@guard(Permission.EDIT_REGISTER)
@post_only
@shown
def remove(request: HttpRequest, account_id: int) -> HttpResponseBase:
    """Take the account out."""
    act = lambda: services.remove_account(account_id, by=officer(request))  # noqa: E731
    return _act(request, act, _("Akun dicabut dari daftar; dapat didaftarkan kembali."))
