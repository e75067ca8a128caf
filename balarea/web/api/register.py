"""The public register: agencies, and whether an account is official."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from balarea import networks
from balarea.registry import queries as register
from balarea.web.api import schemas
from balarea.web.api.access import reads

router = Router(tags=["Daftar umum"])


@reads(router, "/agencies", schemas.Agencies)
def get_agencies(request: HttpRequest) -> dict[str, Any]:
    """Semua instansi dan akun resminya; tanpa kunci."""
    return {
        "agencies": [
            {"code": each.code, "name": each.name, "site": each.site,
             "accounts": [_account(account) for account in each.accounts.all() if _official(account)]}
            for each in register.with_accounts()
        ]
    }  # fmt: skip


@reads(router, "/lookup", schemas.LookupOut)
def get_lookup(request: HttpRequest, query: Query[schemas.LookupQuery]) -> dict[str, Any]:
    """Apakah akun ini resmi? `q` adalah nama akun atau alamatnya; tanpa kunci."""
    found = register.lookup(query.q)
    return {
        "official": [_account(each) for each in found.official],
        "similar": [_account(each) for each in found.similar],
    }


def _official(account: register.Account) -> bool:
    return account.state != "removed" and account.network not in networks.only_read()


def _account(account: register.Account) -> dict[str, Any]:
    return {"network": account.network, "handle": account.handle, "url": account.url, "agency": account.agency_id,
            "verified": account.state == "verified", "demo": account.demo}  # fmt: skip
