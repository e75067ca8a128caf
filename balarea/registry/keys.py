"""Keys by which other systems come in: made and revoked by administrators, kept as digests."""

import hashlib
import secrets

from django.db import transaction

from balarea.audit import services as audit
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict, NotFound
from balarea.people.queries import Actor, Permission, System, must, name_of
from balarea.registry.models import Agency, ApiKey, Scope

PREFIX = "blr_"
WORKS = frozenset({Scope.WRITE_NOTES, Scope.WRITE_REPLIES, Scope.ROUTE_CASES, Scope.CLOSE_CASES})  # change cases


def digest(secret: str) -> str:
    """What is stored of a key. Keys are 192 random bits, which nobody finds by trying: no slow hash is needed."""
    return hashlib.sha256(secret.encode("utf8", "replace")).hexdigest()


def of_secret(secret: str) -> ApiKey | None:
    """The key in force behind a secret; None when it is unknown or was revoked."""
    return ApiKey.objects.filter(digest=digest(secret), revoked_at__isnull=True).first()


def system(key: ApiKey) -> System:
    """Who acts behind a key."""
    works = WORKS & set(key.scopes)
    return System(
        f"key:{key.name} …{key.hint}", frozenset({Permission.WORK_CASES} if works else ()), key.agency_id
    )  # fmt: skip


@transaction.atomic
def make_key(name: str, scopes: list[str], *, defers: bool = False, agency: str = "", by: Actor) -> tuple[ApiKey, str]:
    """Make a key, bound to an agency when one is given; returns it with its secret, shown this once and kept nowhere."""
    must(by, Permission.ADMINISTER)
    name = name.replace("\0", "").strip()
    if not name or len(name) > 120:
        raise BalareaError("Tulis nama sistem yang akan memakai kunci ini, paling panjang 120 huruf.")
    if not scopes or set(scopes) - set(Scope.values):
        raise BalareaError("Pilih paling sedikit satu hal yang boleh dilakukan dengan kunci ini.")
    if agency and not Agency.objects.filter(pk=agency).exists():
        raise NotFound(f"Instansi {agency!r} tidak ada.")
    secret = PREFIX + secrets.token_urlsafe(24)
    key = ApiKey.objects.create(
        name=name, scopes=sorted(set(scopes)), digest=digest(secret), hint=secret[-4:], defers=defers, made_at=now(),
        made_by=name_of(by), agency_id=agency or None,
    )  # fmt: skip
    after = {"name": name, "scopes": key.scopes, "defers": defers, "hint": key.hint, "agency": key.agency_id}
    audit.record("make_key", "api_key", str(key.pk), by=by, after=after)
    return key, secret


@transaction.atomic
def revoke_key(key_id: int, *, by: Actor) -> ApiKey:
    """Take a key out of force at once; what came with it stays."""
    must(by, Permission.ADMINISTER)
    key = ApiKey.objects.select_for_update().filter(pk=key_id).first()
    if key is None:
        raise NotFound("Kunci itu tidak ada.")
    if key.revoked_at is not None:
        raise Conflict("Kunci itu sudah dicabut.")
    key.revoked_at, key.revoked_by = now(), name_of(by)
    key.save()
    audit.record("revoke_key", "api_key", str(key.pk), by=by, before={"name": key.name, "hint": key.hint})
    return key
