"""Baskets: what is uploaded for one form. The form carries a signed name, which only we can make, and which says who uploads;
so uploads without a form are refused, and nobody reaches the basket of another."""

import secrets
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime

from balarea.core.errors import BalareaError
from balarea.files import services as files
from balarea.people.queries import Actor

SALT = "balarea.basket"
LIFE = 30 * 24 * 3600  # seconds: a draft may wait for a connection for long
CITIZEN, OFFICER = "citizen", "officer"
MOST = {CITIZEN: 3, OFFICER: 10}  # files of one part
PARTS = {CITIZEN: ("photos",), OFFICER: ("after", "before", "document", "field")}


@dataclass(frozen=True)
class Basket:
    """A basket: its signed name as it stands in the form, and for whom it is."""

    signed: str
    name: str
    whose: str

    @property
    def photos_only(self) -> bool:
        """Citizens send photos; documents come from officers."""
        return self.whose == CITIZEN

    @property
    def most(self) -> int:
        """The most files of one part."""
        return MOST[self.whose]


def new(whose: str) -> Basket:
    """A fresh basket."""
    name = secrets.token_hex(16)
    return Basket(signing.dumps([whose, name], salt=SALT), name, whose)


def opened(signed: str, whose: str = "") -> Basket | None:
    """The basket of a signed name; None when it was not ours, is too old, or is for others than `whose`."""
    try:
        found, name = signing.loads(signed, salt=SALT, max_age=LIFE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Basket(signed, name, found) if whose in {"", found} else None


def of(request: HttpRequest, whose: str) -> Basket:
    """The basket that a sent form names, else a fresh one."""
    return opened(request.POST.get("basket", ""), whose) or new(whose)


def fill(request: HttpRequest, basket: Basket, *, by: Actor) -> None:
    """Keep the files that came with the form itself, from a browser without scripts. BalareaError names a file by its
    place: its name may be a person's."""
    for part in PARTS[basket.whose]:
        given = [each for each in request.FILES.getlist(part) if isinstance(each, UploadedFile) and each.size]
        held = sum(file.part == part for file in files.collect(basket.name, by=by))
        if held + len(given) > basket.most:
            raise BalareaError(f"Paling banyak {basket.most} berkas.")
        for place, each in enumerate(given, 1):
            _keep(each, place, basket, part, by, taken(request.POST.get("taken", "")))


def _keep(given: UploadedFile[Any], place: int, basket: Basket, part: str, by: Actor, when: files.Taken | None) -> None:
    try:
        if (given.size or 0) > files.most_bytes():
            raise BalareaError(f"terlalu besar, paling besar {files.most_bytes() // 10**6} MB.")
        files.keep(given.read(), by=by, basket=basket.name, part=part, photos_only=basket.photos_only, taken=when)
    except BalareaError as error:
        raise BalareaError(f"Berkas ke-{place}: {error}") from error


def taken(typed: str) -> files.Taken | None:
    """What the device says of time and place: "2026-11-24T07:30:00Z;-6.9;107.6", place or time may be empty; None for what
    cannot be read, which is no reason to lose a photo."""
    at, lat, lon = [*typed.split(";"), "", "", ""][:3]
    try:
        moment = parse_datetime(at) if at else None
        place = (float(lat), float(lon)) if lat and lon else None
    except ValueError:
        return None
    if place and not (-90 <= place[0] <= 90 and -180 <= place[1] <= 180):
        place = None
    if moment is not None and moment.tzinfo is None:
        moment = None
    return files.Taken(moment, *(place or (None, None))) if moment or place else None
