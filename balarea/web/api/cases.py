"""Cases: read them, note, answer, route and close."""

from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from balarea.cases import queries, services
from balarea.conduct import mask
from balarea.core.clock import JAKARTA
from balarea.people.queries import Permission
from balarea.registry.queries import Scope, official_handles
from balarea.web.api import schemas
from balarea.web.api.access import caller, once, reads, writes
from balarea.web.api.cursors import case_key, written
from balarea.web.api.problems import Refusal
from balarea.web.api.values import Day, Token

router = Router(tags=["Kasus"])


@reads(router, "/cases", schemas.CasePage, Scope.READ_CASES, Permission.SEE_DESK)
def get_cases(request: HttpRequest, query: Query[schemas.CaseQuery]) -> dict[str, Any]:
    """Daftar kasus, yang terakhir masuk lebih dahulu. Kasus baru tidak menggeser halaman: next menunjuk kasus terakhir
    halaman ini."""
    agency = caller(request).agency
    if agency is not None and query.agency not in {"", agency}:
        raise Refusal(403, f"Hanya kasus {agency} yang boleh dibaca; kosongkan agency.")
    until = _start(query.opened_until)
    chosen = queries.CaseFilter(
        agency=agency or query.agency or None, state=query.state, topic=query.topic, urgency=query.urgency,
        area_code=query.area_code, opened_since=_start(query.opened_since), opened_until=until and until + timedelta(days=1),
    )  # fmt: skip
    found = queries.listed(chosen, query.limit, case_key(query.cursor))
    official = official_handles()
    return {
        "cases": [_row(case, official) for case in found[: query.limit]],
        "next": written(found[query.limit - 1].pk) if len(found) > query.limit else None,
    }


@reads(router, "/cases/{reference}", schemas.CaseWhole, Scope.READ_CASES, Permission.SEE_DESK)
def get_case(request: HttpRequest, reference: str) -> dict[str, Any]:
    """Satu kasus dengan percakapannya, catatan internal juga."""
    case, official = queries.of_agency(reference, caller(request).agency), official_handles()
    said = [
        {"id": entry.pk, "kind": entry.kind, "at": entry.at, "text": mask(entry.text, official=official),
         "delivery": delivery}
        for entry, delivery in queries.entries(case)
    ]  # fmt: skip
    return _row(case, official) | {"entries": said}


@writes(router, "/cases/{reference}/notes", schemas.Done, Scope.WRITE_NOTES)
def post_note(
    request: HttpRequest, reference: str, body: schemas.TextIn, token: Token, response: HttpResponse
) -> Status[Any]:
    """Menambah catatan internal; warga tidak melihatnya."""

    def act(case: queries.Case) -> int | None:
        return services.note(case.reference, body.text, by=caller(request).system).pk

    return _done(request, reference, token, response, act)


@writes(router, "/cases/{reference}/replies", schemas.Done, Scope.WRITE_REPLIES)
def post_reply(
    request: HttpRequest, reference: str, body: schemas.TextIn, token: Token, response: HttpResponse
) -> Status[Any]:
    """Menjawab warga di utas asalnya. Aturan jawaban berlaku seperti di meja; jawaban masuk antrean kirim."""

    def act(case: queries.Case) -> int | None:
        return services.reply(case.reference, body.text, by=caller(request).system).pk

    return _done(request, reference, token, response, act)


@writes(router, "/cases/{reference}/routing", schemas.Done, Scope.ROUTE_CASES)
def post_routing(
    request: HttpRequest, reference: str, body: schemas.RouteIn, token: Token, response: HttpResponse
) -> Status[Any]:
    """Mengalihkan kasus ke instansi lain. Kunci satu instansi tidak melihat kasus itu lagi sesudahnya."""

    def act(case: queries.Case) -> None:
        services.route(case.reference, body.agency, body.reason, by=caller(request).system, topic=body.topic)

    return _done(request, reference, token, response, act)


@writes(router, "/cases/{reference}/closing", schemas.Done, Scope.CLOSE_CASES)
def post_closing(
    request: HttpRequest, reference: str, body: schemas.CloseIn, token: Token, response: HttpResponse
) -> Status[Any]:
    """Menutup kasus dengan bukti: apa yang dikerjakan dan di mana dapat dilihat."""

    def act(case: queries.Case) -> None:
        shown = services.Evidence(body.proof, link=body.link, exempt=body.exempt)
        services.close(case.reference, shown, body.why, by=caller(request).system)

    return _done(request, reference, token, response, act)


def _done(request: HttpRequest, reference: str, token: str, response: HttpResponse, act: Any) -> Status[Any]:
    def write() -> dict[str, Any]:
        case = queries.of_agency(reference, caller(request).agency)
        entry = act(case)
        case.refresh_from_db()
        return {"reference": case.reference, "agency": case.agency_id, "state": case.state, "entry": entry}

    return once(request, token, response, write)


def _row(case: queries.Case, official: frozenset[str]) -> dict[str, Any]:
    values = {name: getattr(case, name) for name in schemas.CaseOut.model_fields if name not in {"agency", "text"}}
    return values | {"agency": case.agency_id, "text": mask(case.text, official=official)}


def _start(day: Day) -> datetime | None:
    return datetime.combine(day, time(), JAKARTA) if day else None
