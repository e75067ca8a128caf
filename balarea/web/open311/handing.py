"""POST of GeoReport: a report, and what is said later about one.

A photo that cannot be kept does not stop the report: the answer and the desk say which one it was and why."""

from dataclasses import replace

from django.conf import settings
from django.http import HttpResponse

from balarea.cases import queries as cases
from balarea.cases import services
from balarea.core.errors import BalareaError
from balarea.core.text import web_address
from balarea.files import services as files
from balarea.files.queries import File
from balarea.registry.queries import Scope
from balarea.web.open311 import catalogue
from balarea.web.open311.call import Call
from balarea.web.open311.formats import REQUESTS, UPDATES, answer
from balarea.web.open311.problems import Problem
from balarea.web.open311.values import read_moment, read_number, written

CONTACT = {"email": 254, "phone": 60, "first_name": 100, "last_name": 100, "account_id": 100, "device_id": 200}
LONGEST = 4000
MOST_MEDIA, LONGEST_MEDIA = 20, 2000
MOST_FILES = 10
LOST = "Berkas tidak disimpan"


def report(call: Call) -> HttpResponse:
    """POST requests: answers with the number of the report, or with a token where the key asks for one."""
    key = call.key(Scope.REPORT)
    service = catalogue.service(call.must("service_code"))
    lat, lon = _point(call)
    address, address_id = call.one("address_string"), call.one("address_id")
    if lat is None and not address and not address_id:
        raise Problem(400, "Tempat wajib diisi: lat dan long, atau address_string, atau address_id.")
    details, links, contact = catalogue.answers(service, call.within("attribute")), _media(call), _contact(call)
    by = f"open311:{key.name}"
    photos, lost = _photos(call, by)
    handed = services.Handed(
        call.one("description", LONGEST) or service.name, service.topic, lat, lon, address, address_id, details | lost,
        links, contact, photos=photos,
    )  # fmt: skip
    receipt = services.receive(handed, by=by, key=key)
    notice = " ".join([*_track(receipt.case), *_about_files(links, lost)])
    if receipt.case is None:
        return answer(
            call.format, REQUESTS, [{"token": receipt.token} | ({"service_notice": notice} if notice else {})]
        )
    row = {"service_request_id": receipt.case.reference, "service_notice": notice, "account_id": None}
    return answer(call.format, REQUESTS, [row])


def update(call: Call) -> HttpResponse:
    """POST servicerequestupdates (FixMyStreet): what a citizen said through another system."""
    key = call.key(Scope.UPDATE)
    status = call.must("status").upper()
    if status not in cases.PARTNER_STATUSES:
        raise Problem(400, f"status harus salah satu dari: {', '.join(cases.PARTNER_STATUSES)}.")
    moment, by = call.one("updated_datetime"), f"open311:{key.name}"
    handed = services.Handed(
        call.one("description", LONGEST) or f"Status menurut {key.name}: {status}", media_urls=_media(call),
        contact=_contact(call), reference=call.must("service_request_id"), status=status,
        update_id=call.one("update_id"), said_at=read_moment("updated_datetime", moment) if moment else None,
    )  # fmt: skip
    photos, lost = _photos(call, by)
    receipt = services.receive(replace(handed, photos=photos, details=lost), by=by, key=key)
    return answer(call.format, UPDATES, [{"update_id": receipt.token}])


def _point(call: Call) -> tuple[float | None, float | None]:
    lat, lon = call.one("lat"), call.one("long")
    if bool(lat) != bool(lon):
        raise Problem(400, "lat dan long harus diisi keduanya.")
    if not lat:
        return None, None
    return read_number("lat", lat, -90, 90), read_number("long", lon, -180, 180)


def _media(call: Call) -> tuple[str, ...]:
    given = [*call.all("media_url", LONGEST_MEDIA), *call.all("media_url[]", LONGEST_MEDIA)]
    if len(given) > MOST_MEDIA:
        raise Problem(400, f"Paling banyak {MOST_MEDIA} media_url.")
    if wrong := [address for address in given if not web_address(address) or any(map(str.isspace, address))]:
        raise Problem(400, f"media_url {wrong[0][:60]!r} harus diawali https:// atau http://.")
    return tuple(dict.fromkeys(given))


def _contact(call: Call) -> dict[str, str]:
    return {name: value for name, longest in CONTACT.items() if (value := call.one(name, longest))}


def _photos(call: Call, by: str) -> tuple[tuple[File, ...], dict[str, str]]:
    """The photos that were uploaded, cleaned and kept, and in words those that could not be. Their names are not looked at:
    they may be a person's."""
    if len(call.files) > MOST_FILES:
        raise Problem(400, f"Paling banyak {MOST_FILES} berkas media.")
    photos, lost = [], []
    for place, each in enumerate(call.files, 1):
        try:
            photos.append(files.keep(each.read(), by=by, part="photos", photos_only=True))
        except BalareaError as error:
            lost.append(f"media ke-{place}: {error}")
    return tuple(photos), {LOST: " ".join(lost)} if lost else {}


def _track(case: cases.Case | None) -> list[str]:
    if case is None:
        return []
    track = f"{settings.BALAREA_PUBLIC_URL.rstrip('/')}/kasus/{case.reference}/"
    return [f"Dijawab paling lambat {written(case.due_at)}. Lacak di {track}."]


def _about_files(links: tuple[str, ...], lost: dict[str, str]) -> list[str]:
    """What the sender should know of files that we do not hold."""
    said = (
        ["Alamat di media_url dicatat untuk petugas dan tidak diambil; unggah fotonya sebagai media."] if links else []
    )
    return [*said, *(f"{name}: {words}" for name, words in lost.items())]
