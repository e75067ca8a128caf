"""GET of GeoReport: discovery, services, reports, tokens, and what was done about reports."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from balarea.cases import queries as cases
from balarea.core.clock import now
from balarea.registry.queries import Scope
from balarea.web import labels
from balarea.web.open311 import catalogue
from balarea.web.open311.call import Call
from balarea.web.open311.formats import DEFINITION, DISCOVERY, REQUESTS, SERVICES, TYPES, UPDATES, Item, answer
from balarea.web.open311.problems import Problem
from balarea.web.open311.values import read_flag, read_moment, read_number, written

SPAN = timedelta(days=90)
PATH = "/open311/v2"
CHANGED = "2026-11-24T00:00:00Z"
SPECIFICATIONS = (
    "http://wiki.open311.org/GeoReport_v2",
    "https://github.com/mysociety/fixmystreet/wiki/Open311-FMS---Complete-Spec",
)


def discovery(call: Call) -> HttpResponse:
    """Where the endpoints are, in which formats, and who gives keys."""
    home = settings.BALAREA_PUBLIC_URL.rstrip("/")
    formats = [content_type.partition(";")[0] for content_type in TYPES.values()]
    endpoints = [
        {"specification": specification, "url": home + PATH, "changeset": CHANGED, "type": "production", "formats": formats}
        for specification in SPECIFICATIONS
    ]  # fmt: skip
    keys = f"Kunci dibuat oleh administrator: {home}/daftar/kunci/"
    contact = settings.BALAREA_CONTACT or home
    found = {"changeset": CHANGED, "contact": contact, "key_service": keys, "endpoints": endpoints}
    return answer(call.format, DISCOVERY, found)


def services(call: Call) -> HttpResponse:
    """What can be reported."""
    rows = [
        {"service_code": each.code, "service_name": each.name, "description": each.description,
         "metadata": bool(each.attributes), "type": "realtime", "keywords": ",".join(each.keywords),
         "group": labels.name("service_group", each.group)}
        for each in catalogue.services().values()
    ]  # fmt: skip
    return answer(call.format, SERVICES, rows)


def definition(call: Call, code: str) -> HttpResponse:
    """The questions of a service."""
    asked = catalogue.service(code)
    rows = [
        {"variable": each.variable, "code": each.code, "datatype": each.datatype, "required": each.required,
         "datatype_description": each.datatype_description, "order": order, "description": each.description,
         "values": [{"key": key, "name": name} for key, name in each.values]}
        for order, each in enumerate(asked.attributes, 1)
    ]  # fmt: skip
    return answer(call.format, DEFINITION, {"service_code": asked.code, "attributes": rows})


def requests(call: Call) -> HttpResponse:
    """Reports by number or by service, state, time and place; the newest first, 1,000 at most."""
    found = cases.reports(_filter(call))
    extended = read_flag("extensions", call.one("extensions"))
    return answer(call.format, REQUESTS, [_row(each, extended) for each in found])


def request(call: Call, reference: str) -> HttpResponse:
    """One report, as a list of one."""
    found = cases.reports(cases.ReportFilter(references=(reference,)))
    if not found:
        raise Problem(404, "service_request_id itu tidak ada.")
    extended = read_flag("extensions", call.one("extensions"))
    return answer(call.format, REQUESTS, [_row(found[0], extended)])


def token(call: Call, token: str) -> HttpResponse:
    """The number of a report that was answered with a token; only the token as long as there is none."""
    receipt = cases.receipt(token)
    if receipt is None or receipt.kind != receipt.Kind.REPORT:
        raise Problem(404, "token itu tidak ada.")
    number = {"service_request_id": receipt.case.reference} if receipt.case else {}
    return answer(call.format, REQUESTS, [{**number, "token": receipt.token}])


def updates(call: Call) -> HttpResponse:
    """GET servicerequestupdates (FixMyStreet): what the government answered and decided, oldest first."""
    if call.one("api_key"):
        call.key(Scope.UPDATE)
    since, until = _window(call, "start_date", "end_date") or (now() - SPAN, now())
    rows = [
        {"update_id": str(each.pk), "service_request_id": each.reference, "status": each.words.fixmystreet,
         "updated_datetime": written(each.at), "description": each.text, "media_url": _photo(each.photo)}
        for each in cases.updates(since, until)
    ]  # fmt: skip
    return answer(call.format, UPDATES, rows)


def _photo(token: str) -> str | None:
    """The address of a photo that anybody may see; None for no photo."""
    if not token:
        return None
    return f"{settings.BALAREA_PUBLIC_URL.rstrip('/')}{reverse('file', kwargs={'token': token})}"


def _filter(call: Call) -> cases.ReportFilter:
    opened = _window(call, "start_date", "end_date")
    updated = _window(call, "updated_after", "updated_before")
    if opened is None and updated is None:
        opened = (now() - SPAN, now())
    return cases.ReportFilter(
        references=call.listed("service_request_id")[:1000],
        topics=catalogue.topics_of(call.listed("service_code")), states=_states(call), near=_near(call),
        since=opened and opened[0], until=opened and opened[1],
        updated_since=updated and updated[0], updated_until=updated and updated[1],
    )  # fmt: skip


def _window(call: Call, first: str, last: str) -> tuple[datetime, datetime] | None:
    """A span of 90 days at most; one end alone gives the 90 days from or to it."""
    typed = (call.one(first), call.one(last))
    start, end = (read_moment(name, given) if given else None for name, given in zip((first, last), typed, strict=True))
    if start is None and end is None:
        return None
    since, until = start or (end or now()) - SPAN, end or (start or now()) + SPAN
    if not since <= until <= since + SPAN:
        raise Problem(400, f"{first} dan {last} harus berurutan dan berjarak paling jauh 90 hari.")
    return since, until


def _states(call: Call) -> tuple[str, ...] | None:
    """Our states behind `status` and `detailed_status`; None where neither is given."""
    chosen: list[set[str]] = []
    for name, dialect in (("status", "open311"), ("detailed_status", "citysdk")):
        words = call.listed(name)
        known = {
            word: cases.states_of(word.lower() if dialect == "open311" else word.upper(), dialect) for word in words
        }
        if unknown := [word for word in words if not known[word]]:
            raise Problem(400, f"{name} {unknown[0][:60]!r} tidak dikenal.")
        if words:
            chosen.append({state for states in known.values() for state in states})
    return tuple(set.intersection(*chosen)) if chosen else None


def _near(call: Call) -> tuple[float, float, float] | None:
    given = [call.one(name) for name in ("lat", "long", "radius")]
    if not any(given):
        return None
    if not all(given):
        raise Problem(400, "lat, long dan radius (meter) harus diisi ketiganya.")
    lat, lon = read_number("lat", given[0], -90, 90), read_number("long", given[1], -180, 180)
    return lat, lon, read_number("radius", given[2], 0, 1_000_000)


def _row(found: cases.PublicReport, extended: bool) -> Item:
    service = catalogue.services()[catalogue.code_of(found.topic)]
    media = [_photo(each) for each in found.photos]
    row: dict[str, object] = {
        "service_request_id": found.reference, "status": found.words.open311, "status_notes": found.notes or None,
        "service_name": service.name, "service_code": service.code, "description": found.text,
        "agency_responsible": found.agency or None, "service_notice": found.words.sentence,
        "requested_datetime": written(found.opened_at), "updated_datetime": written(found.updated_at),
        "expected_datetime": written(found.due_at), "address": found.address or None,
        "address_id": found.address_id or None, "zipcode": None, "lat": found.lat, "long": found.lon,
        "media_url": next(iter(media), None),
    }  # fmt: skip
    if extended:
        row["extended_attributes"] = {
            "detailed_status": found.words.citysdk, "area_code": found.area_code or None,
            "media_urls": media,
        }  # fmt: skip
    return row
