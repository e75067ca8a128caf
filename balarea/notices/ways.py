"""Writes of the ways by which people are reached."""

import secrets
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from balarea.audit import services as audit
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict, NotAllowed, NotFound
from balarea.notices import addresses, transport
from balarea.notices.kinds import Kind
from balarea.notices.models import Notice, Way
from balarea.notices.schemes import schemes
from balarea.people.queries import Actor, Permission, User, must, name_of, user
from balarea.registry.queries import Agency, seal, unseal
from balarea.registry.queries import agency as agency_by

MOST = 10  # ways a person or desk may have
Values = dict[str, Any]
CODE_VALID = timedelta(minutes=30)
CODE_PAUSE = timedelta(seconds=30)  # between two test messages to one address
TRIES = 5


@transaction.atomic
def add_way(typed: str, *, person: str = "", agency: str = "", by: Actor) -> Way:
    """Enter an address of a person (one's own, or anybody's as administrator) or of an agency's duty desk. It is used
    once the code of a test message was typed back."""
    owner, desk = _owner(person, agency, by)
    address = addresses.read(typed)
    held = Way.objects.filter(person=owner, agency=desk, removed_at__isnull=True)
    if held.count() >= MOST:
        raise Conflict(f"Sudah ada {MOST} cara; hapus satu dahulu.")
    way = Way(
        person=owner, agency=desk, scheme=address.scheme.name, hint=address.hint,
        sealed_address=seal(address.typed), fingerprint=_hash("address", address.typed), added_at=now(), added_by=name_of(by),
    )  # fmt: skip
    try:
        with transaction.atomic():
            way.save()
    except IntegrityError:
        raise Conflict("Alamat itu sudah ada.") from None
    _record("add_way", way, by, {"owner": way.owner, "scheme": way.scheme, "kinds": sorted(way.kinds)})
    return way


def test_way(way_id: int, *, by: Actor) -> Way:
    """Send a message with a code to the address, now. BalareaError says why it did not go out."""
    code = f"{secrets.randbelow(10**6):06}"
    with transaction.atomic():
        way = _locked(way_id, by)
        if way.code_sent_at and way.code_sent_at > now() - CODE_PAUSE:
            raise Conflict("Pesan uji baru saja dikirim. Tunggu setengah menit.")
        _spare_strangers(way)
        way.code_digest, way.code_sent_at, way.code_tries = _hash(f"code-{way.pk}", code), now(), 0
        way.save()
        _record("test_way", way, by, {"owner": way.owner})
    body = f"Kode Anda: {code}. Tulis di halaman Pemberitahuan Balarea agar alamat ini dipakai."
    outcome = transport.send(unseal(bytes(way.sealed_address)), "Uji pemberitahuan Balarea", body)
    if outcome.error:
        raise BalareaError(f"Pesan uji tidak terkirim: {outcome.error}.")
    return way


def _spare_strangers(way: Way) -> None:
    """A test message goes to an address that nobody has proven yet: so only some an hour, also to removed ones."""
    lately = Way.objects.filter(person=way.person, agency=way.agency, code_sent_at__gte=now() - timedelta(hours=1))
    if lately.exclude(pk=way.pk).count() >= MOST:
        raise Conflict("Terlalu banyak pesan uji dalam satu jam. Coba lagi nanti.")


def verify_way(way_id: int, code: str, *, by: Actor) -> Way:
    """Type the code of the test message back: from now on the address is used. A wrong code counts, also when refused."""
    with transaction.atomic():
        way = _locked(way_id, by)
        if (
            not way.code_digest
            or not way.code_sent_at
            or way.code_sent_at < now() - CODE_VALID
            or way.code_tries >= TRIES
        ):
            raise BalareaError("Kirim pesan uji dahulu; kodenya berlaku 30 menit dan lima kali coba.")
        digits = "".join(filter(str.isdigit, code))
        right = constant_time_compare(way.code_digest, _hash(f"code-{way.pk}", digits))
        way.code_tries += 1
        if right:
            way.code_digest, way.verified_at, way.verified_by = "", now(), name_of(by)
            _record("verify_way", way, by, {"owner": way.owner})
        way.save()
    if not right:
        raise BalareaError("Kode itu tidak cocok. Periksa lagi pesan ujinya.")
    return way


@transaction.atomic
def choose_kinds(way_id: int, kinds: list[str], *, digest: bool = False, by: Actor) -> Way:
    """What goes to the address, and whether what may wait comes there once a day, when the office opens. Who stands on a rung
    of the ladder keeps one way for pages."""
    way = _locked(way_id, by)
    chosen, usual = set(kinds), schemes()[way.scheme].kinds
    if chosen - set(Kind.values):
        raise BalareaError("Pilih jenis yang ada dalam daftar.")
    others = Way.objects.filter(person=way.person, agency=way.agency, removed_at__isnull=True).exclude(pk=way.pk)
    on_duty = way.person is None or way.person.rung
    if on_duty and Kind.PAGE not in chosen and not any(Kind.PAGE in each.kinds for each in others):
        raise BalareaError("Panggilan darurat tidak dapat dimatikan bagi yang berjaga: sisakan satu cara untuknya.")
    before = {"kinds": sorted(way.kinds), "digest": way.digest}
    way.added, way.muted, way.digest = sorted(chosen - usual), sorted(usual - chosen), digest
    way.save()
    if not digest:  # what waited for the next one
        Notice.objects.filter(way=way, digest=True).update(digest=False)
    _record("choose_kinds", way, by, {"kinds": sorted(chosen), "digest": digest}, before)
    return way


@transaction.atomic
def remove_way(way_id: int, *, by: Actor) -> Way:
    """Forget an address; what was told by it stays in the ledger."""
    way = _locked(way_id, by)
    way.sealed_address, way.code_digest, way.removed_at, way.removed_by = b"", "", now(), name_of(by)
    way.save()
    _record("remove_way", way, by, {"owner": way.owner, "scheme": way.scheme})
    return way


def _owner(person: str, agency: str, by: Actor) -> tuple[User | None, Agency | None]:
    if bool(person) == bool(agency):
        raise BalareaError("Pilih satu orang, atau meja satu instansi.")
    if not (isinstance(by, User) and by.username == person):
        must(by, Permission.ADMINISTER)
    found = user(person) if person else agency_by(agency)
    if found is None:
        raise NotFound("Orang atau instansi itu tidak ada.")
    return (found, None) if isinstance(found, User) else (None, found)


def _locked(way_id: int, by: Actor) -> Way:
    way = Way.objects.select_for_update(of=("self",)).select_related("person").filter(pk=way_id).first()
    if way is None or way.removed_at:
        raise NotFound("Cara itu tidak ada, atau sudah dihapus.")
    if not (isinstance(by, User) and way.person_id == by.pk):
        try:
            must(by, Permission.ADMINISTER)
        except NotAllowed:
            raise NotFound("Cara itu tidak ada, atau sudah dihapus.") from None
    return way


def _hash(what: str, value: str) -> str:
    return salted_hmac(f"balarea.notices.{what}", value, algorithm="sha256").hexdigest()


def _record(action: str, way: Way, by: Actor, after: Values, before: Values | None = None) -> None:
    audit.record(action, "way", str(way.pk), by=by, before=before, after=after)
