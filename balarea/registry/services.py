"""Writes of the register."""

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from balarea import networks
from balarea.audit import services as audit
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict, NotFound
from balarea.core.text import web_address
from balarea.people.queries import Actor, Permission, Role, Rung, User, agency_rung, must, name_of
from balarea.registry.agencies import add_duty as add_duty
from balarea.registry.agencies import remove_duty as remove_duty
from balarea.registry.agencies import save_agency as save_agency
from balarea.registry.agencies import set_duties as set_duties
from balarea.registry.connecting import Unfit as Unfit
from balarea.registry.connecting import connect_account as connect_account
from balarea.registry.connecting import locked_account
from balarea.registry.connecting import set_credential as set_credential
from balarea.registry.keys import make_key as make_key
from balarea.registry.keys import revoke_key as revoke_key
from balarea.registry.models import Account, Agency, Credential
from balarea.registry.once import Reused as Reused
from balarea.registry.once import once as once
from balarea.registry.tables import import_tables as import_tables
from balarea.registry.tables import west_java as west_java


@transaction.atomic
def add_account(
    agency_code: str, network: str, handle: str, *, external_id: str = "", url: str = "", demo: bool = False, by: Actor
) -> Account:
    """Enter an account; without the network's id the handle stands for it until the account is connected.

    Conflict when another agency has it already."""
    must(by, Permission.EDIT_REGISTER, agency_code)
    handle = handle.strip().lstrip("@").replace("\0", "")
    if not handle or not Agency.objects.filter(pk=agency_code).exists():
        raise BalareaError("Tulis nama akun, dan pilih instansi yang ada.")
    if network not in networks.known():
        raise BalareaError("Pilih jejaring yang ada dalam daftar.")
    if not web_address(url) or max(len(handle), len(url)) > 200:
        raise BalareaError("Alamat harus diawali https://, dan nama serta alamat paling panjang 200 huruf.")
    values = {"handle": handle, "url": url, "state": Account.State.UNVERIFIED, "demo": demo}
    identity = external_id or handle.lower()
    held = Account.objects.select_for_update().filter(network=network, external_id=identity).first()
    if held and held.state != Account.State.REMOVED:
        raise Conflict(f"@{handle} sudah terdaftar untuk {held.agency.name}.")
    if held:
        Account.objects.filter(pk=held.pk).update(
            agency_id=agency_code, **values, verified_at=None, verified_by=None
        )  # fmt: skip
        held.refresh_from_db()
        account = held
    else:
        account = _create(Account(agency_id=agency_code, network=network, external_id=identity, **values))
    after = {"agency": agency_code, "network": network, "external_id": identity, "handle": handle}
    audit.record("add_account", "account", str(account.pk), by=by, after=after)
    return account


def _create(account: Account) -> Account:
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        raise Conflict(f"@{account.handle} baru saja didaftarkan orang lain, atau instansinya tidak ada.") from None
    return account


@transaction.atomic
def verify_account(account_id: int, *, by: Actor) -> Account:
    """State that somebody checked the account with its agency."""
    account = locked_account(account_id)
    must(by, Permission.EDIT_REGISTER, account.agency_id)
    before = {"state": account.state}
    account.state, account.verified_at, account.verified_by = Account.State.VERIFIED, now(), name_of(by)
    account.save()
    audit.record("verify_account", "account", str(account.pk), by=by, before=before, after={"state": account.state})
    return account


@transaction.atomic
def remove_account(account_id: int, *, by: Actor) -> None:
    """Take an account out of the register; it stays in the record, and its key is destroyed."""
    account = locked_account(account_id)
    must(by, Permission.EDIT_REGISTER, account.agency_id)
    before = {"state": account.state, "handle": account.handle}
    Credential.objects.filter(account=account).delete()
    account.state = Account.State.REMOVED
    account.save()
    audit.record("remove_account", "account", str(account.pk), by=by, before=before, after={"state": account.state})


@transaction.atomic
def save_officer(username: str, password: str, role: Role, *, agency_code: str = "", name: str = "", by: Actor) -> User:
    """Add a person, or change role and agency of one; an empty password leaves the old one.

    A new operator stands on the first rung of the ladder; a change of agency or role leaves no old rung behind."""
    must(by, Permission.ADMINISTER)
    first, _, last = name.partition(" ")
    values: dict[str, str] = {"role": role, "agency_code": agency_code, "first_name": first, "last_name": last}
    before = User.objects.filter(username=username).values(*values).first()
    if before is None or any(before[name] != values[name] for name in ("role", "agency_code")):
        values["rung"] = Rung.OPERATOR if role == Role.OPERATOR else ""
    secret = {"password": make_password(password)} if password else {}
    officer, _ = User.objects.update_or_create(username=username, defaults={**values, **secret})
    audit.record("save_officer", "user", username, by=by, before=before, after=dict(values))
    return officer


@transaction.atomic
def set_rung(username: str, rung: str, *, by: Actor) -> User:
    """Put a person on a rung of the ladder, or take them off it ("")."""
    must(by, Permission.ADMINISTER)
    officer = User.objects.select_for_update().filter(username=username).first()
    if officer is None:
        raise NotFound(f"Pengguna {username!r} tidak ada.")
    if rung and rung not in Rung.values:
        raise BalareaError("Pilih jenjang yang ada dalam daftar.")
    if rung and agency_rung(rung) and not officer.agency_code:
        raise BalareaError(f"{username} tidak bertugas di satu instansi; jenjang {Rung(rung).label} milik instansi.")
    if rung and not agency_rung(rung) and officer.agency_code:
        raise BalareaError(f"{username} bertugas di satu instansi; jenjang {Rung(rung).label} milik provinsi.")
    before = {"rung": officer.rung}
    officer.rung = rung
    officer.save()
    audit.record("set_rung", "user", username, by=by, before=before, after={"rung": rung})
    return officer
