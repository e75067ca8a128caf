"""The API, for reading: the same queries and permissions as the pages, as JSON."""

from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI

from balarea import networks
from balarea.cases import queries as cases
from balarea.conduct import mask
from balarea.core.clock import now
from balarea.core.errors import BalareaError
from balarea.observe.queries import situation
from balarea.people.queries import Permission
from balarea.posts.queries import PostFilter, newest
from balarea.programmes import queries as programmes
from balarea.registry import queries as register
from balarea.web.guard import guard, public
from balarea.web.refusals import status_of

api = NinjaAPI(title="Balarea", version="1", urls_namespace="api", docs_url=None)
Body = dict[str, Any]


@api.exception_handler(BalareaError)
def refused(request: HttpRequest, error: BalareaError) -> Any:
    """A refusal in words, with the fitting status."""
    return api.create_response(request, {"error": str(error)}, status=status_of(error))


@api.get("/situation")
@guard(Permission.SEE_SITUATION)
def get_situation(request: HttpRequest) -> Body:
    """Counts of a filter: the query parameters of the Situation page."""
    found = situation(PostFilter.from_query(request.GET.dict(), now()))
    timeline = [{"at": at, **counts} for at, counts in sorted(found.timeline.items())]
    return {"total": found.total, "moods": found.moods, "topics": found.topics, "regencies": found.regencies,
            "timeline": timeline}  # fmt: skip


@api.get("/posts")
@guard(Permission.SEE_SITUATION)
def get_posts(request: HttpRequest) -> Body:
    """The newest posts of a filter, fifty a page."""
    page = request.GET.get("page", "1")
    chosen = PostFilter.from_query(request.GET.dict(), now())
    names = (
        "network",
        "external_id",
        "published_at",
        "text",
        "url",
        "lang",
        "sentiment",
        "intent",
        "urgency",
        "topic",
        "abuse",
        "area_code",
    )
    found = newest(chosen, 50, int(page) if page.isdecimal() and 0 < int(page) < 1000 else 1)
    return {
        "posts": _masked([{name: getattr(post, name) for name in names} for post in found[:50]]),
        "more": len(found) > 50,
    }


@api.get("/cases")
@guard(Permission.SEE_DESK)
def get_cases(request: HttpRequest) -> Body:
    """The person's desk, most urgent first."""
    names = ("reference", "agency_id", "topic", "area_code", "urgency", "state", "opened_at", "due_at", "text")
    found = cases.desk(request.user, state=request.GET.get("state", ""))[:200]  # type: ignore[arg-type]
    return {"cases": _masked([{name: getattr(case, name) for name in names} for case in found])}


def _masked(rows: list[Body]) -> list[Body]:
    """The rows with personal data and citizens' handles in their texts masked."""
    official = register.official_handles()
    return [row | {"text": mask(row["text"], official=official)} for row in rows]


@api.get("/programmes")
@guard(Permission.SEE_PROGRAMMES)
def get_programmes(request: HttpRequest) -> Body:
    """Programmes with indicators, targets and what was reported last."""
    return {
        "programmes": [
            {"code": held.programme.code, "year": held.programme.year, "name": held.programme.name,
             "agency": held.programme.agency_id, "indicators": [_indicator(each) for each in held.standings]}
            for held in programmes.programmes(request.GET.get("agency", ""))
        ]
    }  # fmt: skip


def _indicator(standing: programmes.Standing) -> Body:
    latest = standing.latest
    return {
        "code": standing.indicator.code, "name": standing.indicator.name, "unit": standing.indicator.unit,
        "target": standing.indicator.target, "attained_percent": standing.attained,
        "reported": {"value": latest.value, "period": latest.period, "at": latest.at} if latest else None,
    }  # fmt: skip


@api.get("/agencies")
@public
def get_agencies(request: HttpRequest) -> Body:
    """The public register: agencies and their official accounts."""
    return {
        "agencies": [
            {"code": each.code, "name": each.name, "site": each.site,
             "accounts": [_account(account) for account in each.accounts.all() if _official(account)]}
            for each in register.agencies()
        ]
    }  # fmt: skip


@api.get("/lookup")
@public
def get_lookup(request: HttpRequest) -> Body:
    """Is this account official? `q` is a handle or an address."""
    found = register.lookup(request.GET.get("q", "")[:300].replace("\0", ""))
    return {
        "official": [_account(each) for each in found.official],
        "similar": [_account(each) for each in found.similar],
    }


def _official(account: register.Account) -> bool:
    return account.state != "removed" and account.network not in networks.only_read()


def _account(account: register.Account) -> Body:
    return {"network": account.network, "handle": account.handle, "url": account.url, "agency": account.agency_id,
            "verified": account.state == "verified", "demo": account.demo}  # fmt: skip
