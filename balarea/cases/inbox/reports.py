"""Reports that are handed to us directly: kept first, then stored as posts and taken in like any other.

Twice, at the same time, or killed in between: the same report within WINDOW gives the receipt that is there (an advisory
lock lets two equal ones pass one after the other); a receipt that was kept but not taken in is taken in by the worker, and
being taken in twice changes nothing, because post, case and entry are unique by its token."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from balarea import areas
from balarea.areas.boundaries import FOLDER
from balarea.cases.inbox.receipts import Receipt
from balarea.cases.models import Case, Entry
from balarea.cases.proof import attaching
from balarea.cases.sealed.originals import kept
from balarea.core.clock import now
from balarea.core.errors import BalareaError, NotFound
from balarea.core.ids import normal_reference
from balarea.files import services as files
from balarea.files.queries import File
from balarea.networks import report
from balarea.networks.values import PostRef
from balarea.people.queries import Actor
from balarea.posts import services as stored
from balarea.registry import recording as audit
from balarea.registry.queries import ApiKey, seal

WINDOW = timedelta(minutes=10)
LONGEST = 4000  # characters; of GeoReport v2
Intake = Callable[..., list[Case]]


class TooMany(BalareaError):
    """The same sender has handed in too much within an hour."""


@dataclass(frozen=True)
class Handed:
    """What somebody hands in. Of an update, `reference` is the case and `status` and `update_id` the other system's.

    `author` is the keyed hash of somebody who is known already; `basket` names the form: what was uploaded for it comes
    along, and the same form sent again, however late, is the same report. `photos` came with the text in one call: of the
    same report sent again, those are added that are not there yet.

    `wordless`: the text is ours, because nothing but photos was said; refused where there is none.

    `topic` is "" when the reporter does not know; `sender` is where it came from, for the limit (never stored as it is)."""

    text: str
    topic: str = ""
    lat: float | None = None
    lon: float | None = None
    address: str = ""
    address_id: str = ""
    details: dict[str, str] = field(default_factory=dict)
    media_urls: tuple[str, ...] = ()
    contact: dict[str, str] = field(default_factory=dict, repr=False)
    sender: str = ""
    listed: bool = True
    reference: str = ""
    status: str = ""
    update_id: str = ""
    author: str = ""
    basket: str = ""
    photos: tuple[File, ...] = ()
    said_at: datetime | None = None
    wordless: bool = False


def keep(handed: Handed, key: ApiKey | None, by: Actor) -> Receipt:
    """Write the receipt, or give the one that is there; NotFound (the case of an update), TooMany, BalareaError."""
    text = handed.text.replace("\0", "").strip()
    if not text or len(text) > LONGEST:
        raise BalareaError(f"Tulis apa yang terjadi, paling panjang {LONGEST} huruf.")
    case = _case(handed.reference) if handed.reference else None
    draft = _draft(handed, text, key, case)
    if reason := stored.reject(report.post(_value(draft)), draft.received_at):
        raise BalareaError(reason)  # before anything is kept: the worker would meet it again and again
    photos = files.collect(handed.basket, by=by) if handed.basket else []
    with transaction.atomic():
        print_ = _fingerprint(handed, text, key)
        _queue_up(print_)
        if known := _known(print_, for_ever=bool(handed.update_id or handed.basket)):
            attaching.add_missing(known, handed.photos, by)
            return known
        if handed.wordless and not photos:
            raise BalareaError("Tulis keterangan, atau tambahkan foto.")
        _limit(handed.sender)
        receipt = draft
        receipt.fingerprint = print_
        receipt.save(force_insert=True)
        attaching.hand_over(receipt, [*photos, *attaching.each_once(handed.photos)], by)
        after = {"key": key.name if key else "", "topic": receipt.topic, "area": receipt.area_code}
        if case:
            audit.record("receive_update", "receipt", receipt.token, by=by, after=after | {"case": case.reference})
        else:
            audit.record("receive_report", "receipt", receipt.token, by=by, after=after)
    return receipt


def take_in(receipt: Receipt, intake: Intake, by: Actor) -> Receipt:
    """Store the report as a post and take it in; again, or by two at once, changes nothing."""
    if receipt.taken_at is not None:
        return receipt
    said = stored.ingest([report.post(_value(receipt))], by=by)
    if said.rejected:
        raise BalareaError(said.rejected[0][1])
    taken = intake([PostRef(report.NETWORK, receipt.token)], by=by)
    with transaction.atomic():
        held = Receipt.objects.select_for_update(of=("self",)).get(pk=receipt.pk)
        if held.taken_at is None:
            held.case, held.taken_at, held.text = taken[0], now(), ""
            held.save()
            held.attachments.update(case=taken[0])
            _tell_the_desk(held, taken[0])
            audit.record("take_report", "case", taken[0].reference, by=by, after={"receipt": held.token})
    return held


def waiting(older_than: timedelta) -> list[Receipt]:
    """Receipts that nobody has taken in for so long: oldest first, some hundred at a time."""
    found = Receipt.objects.filter(taken_at__isnull=True, received_at__lte=now() - older_than)
    return list(found.order_by("received_at", "pk")[:200])


def boundaries() -> Path:
    """Where imported boundaries lie."""
    return Path(settings.DATA_DIR) / FOLDER


def _case(reference: str) -> Case:
    found = Case.objects.filter(reference=normal_reference(reference), network=report.NETWORK).first()
    if found is None:
        raise NotFound(f"Laporan {reference} tidak ada.")
    return found


def _fingerprint(handed: Handed, text: str, key: ApiKey | None) -> str:
    place = [handed.lat, handed.lon, handed.address.strip().lower(), handed.address_id]
    said = [key.pk if key else 0, handed.reference, handed.update_id]
    said += [handed.basket] if handed.basket else []
    said += [] if handed.update_id else [text, handed.status, handed.topic, *place]
    return salted_hmac("balarea.report", json.dumps(said), algorithm="sha256").hexdigest()


def _queue_up(fingerprint: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(fingerprint[:15], 16)])


def _known(fingerprint: str, *, for_ever: bool) -> Receipt | None:
    found = Receipt.objects.filter(fingerprint=fingerprint).select_related("case")
    return (found if for_ever else found.filter(received_at__gt=now() - WINDOW)).order_by("-pk").first()


def _limit(sender: str) -> None:
    if not sender:
        return
    since = now() - timedelta(hours=1)
    lately = Receipt.objects.filter(sender=_hashed("sender", sender), received_at__gt=since).count()
    if lately >= settings.BALAREA_REPORTS_PER_HOUR:
        raise TooMany("Terlalu banyak laporan dari sambungan ini dalam satu jam. Coba lagi nanti.")


def _hashed(purpose: str, value: str) -> str:
    return salted_hmac(f"balarea.{purpose}", value, algorithm="sha256").hexdigest()


def _author(handed: Handed, key: ApiKey | None) -> str:
    """The same person is known again by what they gave, hashed; who gave nothing is somebody new each time."""
    contact = handed.contact
    if handed.author:
        return handed.author
    if email := contact.get("email", "").strip().lower():
        return _hashed("author", email)
    if phone := "".join(letter for letter in contact.get("phone", "") if letter.isdigit()):
        return _hashed("author", phone)
    own = contact.get("account_id") or contact.get("device_id")
    return _hashed("author", f"{key.pk if key else 0} {own}") if own else secrets.token_hex(16)


def _marks(contact: Mapping[str, str]) -> list[str]:
    """Keyed hashes of the ways to reach the reporter: by them two reports of one person are proposed as that."""
    email, phone = contact.get("email", "").strip().lower(), "".join(filter(str.isdigit, contact.get("phone", "")))
    phone = f"62{phone[1:]}" if phone.startswith("0") else phone
    return [_hashed("mark", each) for each in (email, phone) if each]


def _draft(handed: Handed, text: str, key: ApiKey | None, case: Case | None) -> Receipt:
    moment = now()
    contact = {name: value for name, value in handed.contact.items() if value}
    return Receipt(
        token=secrets.token_hex(16), kind=Receipt.Kind.UPDATE if case else Receipt.Kind.REPORT, key=key, text=text,
        sender=_hashed("sender", handed.sender) if handed.sender else "",
        author=_author(handed, key), said_at=handed.said_at or moment, received_at=moment, case=case,
        topic=handed.topic, area_code="" if case else _area(handed), lat=handed.lat, lon=handed.lon,
        address=handed.address, address_id=handed.address_id, details=handed.details,
        media_urls=list(handed.media_urls), status=handed.status, listed=handed.listed,
        sealed_contact=seal(json.dumps(contact)) if contact else None, marks=_marks(contact),
    )  # fmt: skip


def _area(handed: Handed) -> str:
    """By the point where boundaries were imported, else by the address; "" leaves it to the text."""
    pointed = handed.lat is not None and handed.lon is not None
    if pointed and (code := areas.area_at(handed.lat or 0.0, handed.lon or 0.0, boundaries())):
        return code
    return areas.resolve(handed.address).area or "" if handed.address else ""


def _value(receipt: Receipt) -> report.Report:
    root = receipt.case.root_external_id if receipt.case and receipt.kind == Receipt.Kind.UPDATE else ""
    return report.Report(
        receipt.token, receipt.text, receipt.author, receipt.said_at, receipt.lat, receipt.lon, receipt.area_code,
        receipt.topic, root,
    )  # fmt: skip


def _tell_the_desk(receipt: Receipt, case: Case) -> None:
    """What was given beside the text, as an internal note: place, answers, links."""
    place = f"{receipt.lat}, {receipt.lon}" if receipt.lat is not None else ""
    given = {"Titik": place, "Alamat": receipt.address, "Pengenal alamat": receipt.address_id, **receipt.details}
    lines = [f"{name}: {value}" for name, value in given.items() if value]
    lines += [f"Tautan foto atau berkas (tidak diambil): {address}" for address in receipt.media_urls]
    lines += [f"Status menurut pengirim: {receipt.status}"] if receipt.status else []
    if lines:
        actor = receipt.key.name if receipt.key else "laporan"
        Entry.objects.create(
            case=case, kind=Entry.Kind.NOTE, at=receipt.received_at, actor=actor, **kept("\n".join(lines))
        )
