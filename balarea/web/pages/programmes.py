"""Program: what was planned, what is reported, and what is claimed about it."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from balarea.cases.queries import by_topic
from balarea.core.clock import now
from balarea.observe.queries import situation
from balarea.people.queries import Permission, may
from balarea.posts.queries import PostFilter
from balarea.programmes import queries
from balarea.registry.queries import agencies
from balarea.web.guard import guard, officer
from balarea.web.refusals import shown


@guard(Permission.SEE_PROGRAMMES)
def page(request: HttpRequest) -> HttpResponse:
    """All programmes with their indicators."""
    agency, q = request.GET.get("agency", ""), request.GET.get("q", "")
    context = {"held": queries.programmes(agency, q), "agencies": agencies(), "agency": agency, "q": q,
               "edits": may(officer(request), Permission.REPORT_PROGRAMMES)}  # fmt: skip
    return render(request, "pages/programmes.html", context)


@guard(Permission.SEE_PROGRAMMES)
@shown
def one(request: HttpRequest, programme_id: int) -> HttpResponseBase:
    """One programme: reports, claims held against them, and what citizens say."""
    held = queries.programme(programme_id)
    topic = held.programme.topic
    moment = now()
    chosen = PostFilter.from_query({"topic": topic, "since": (moment - timedelta(days=29)).date().isoformat()}, moment)
    context = {
        "held": held, "edits": may(officer(request), Permission.REPORT_PROGRAMMES, held.programme.agency_id),
        "said": situation(chosen) if topic else None, "query": chosen.to_query(),
        "sees_posts": may(officer(request), Permission.SEE_SITUATION),
        "sees_desk": bool(topic) and may(officer(request), Permission.SEE_DESK, held.programme.agency_id),
        "open_cases": by_topic(held.programme.agency_id).get(topic, 0),
        "opens": may(officer(request), Permission.SEE_POSTS, ""),
        "loose": queries.loose_claims(held.programme.agency_id),
    }  # fmt: skip
    return render(request, "pages/programme.html", context)
