"""Connecting an account: what its network asks for, tried there before it is kept."""

import json
import secrets
from dataclasses import replace

from django.db import transaction

from balarea import networks
from balarea.audit import services as audit
from balarea.core.errors import BalareaError, NotFound
from balarea.networks.base import Partial
from balarea.networks.errors import NetworkError
from balarea.networks.values import NEARBY, AccountKey
from balarea.people.queries import Actor, Permission, must
from balarea.registry.models import Account, Credential
from balarea.registry.queries import credential, nearby
from balarea.registry.sealing import seal

LONGEST = 300  # characters of a server or id
OPTION = 5000  # and of any other value
USUAL = frozenset({"server", "identifier", "secret"})


class Unfit(BalareaError):
    """A field of the form cannot be as it is: `field` is its name, `what` is wrong with it."""

    def __init__(self, field: str, what: str) -> None:
        super().__init__(f"{field}: {what}")
        self.field, self.what = field, what


@transaction.atomic
def set_credential(
    account_id: int, server: str, identifier: str, secret: str, *, options: dict[str, str] | None = None, by: Actor
) -> None:
    """Connect an account; the secret and the further options are sealed and appear in no record."""
    account = locked_account(account_id)
    must(by, Permission.EDIT_REGISTER, account.agency_id)
    sealed = seal(json.dumps(options, sort_keys=True)) if options else b""
    values = {"server": server, "identifier": identifier, "sealed_secret": seal(secret), "sealed_options": sealed}
    Credential.objects.update_or_create(account=account, defaults=values)
    if (
        identifier != account.external_id
        and not Account.objects.filter(network=account.network, external_id=identifier).exists()
    ):
        account.external_id = identifier
        account.save()
    after = {"server": server, "identifier": identifier, "options": sorted(options or {})}
    audit.record("set_credential", "account", str(account.pk), by=by, after=after)


def connect_account(
    account_id: int, server: str, identifier: str, secret: str, *, options: dict[str, str] | None = None, by: Actor
) -> str:
    """Try a key on the network, then keep it with the name the network gives; BalareaError says what was wrong with it.
    Returns what the key does not open although the account has it, in words; "" when nothing is missing.

    A secret field left empty keeps what was given before. `options`: further fields of the network's form."""
    account = Account.objects.filter(pk=account_id).first()
    if account is None:
        raise NotFound("Akun itu tidak ada.")
    must(by, Permission.EDIT_REGISTER, account.agency_id)
    typed = {"server": server.strip().rstrip("/"), "identifier": identifier.strip(), "secret": secret} | (options or {})
    key = _key(account, {name: value.replace("\0", "").strip() for name, value in typed.items()})
    network = networks.get(account.network)
    try:
        found = network.profile(key)
    except NetworkError as error:
        raise BalareaError(f"Tidak terhubung: {error}") from None
    if key.identifier and key.identifier.lower() not in {found.external_id.lower(), found.handle.lower()}:
        raise BalareaError(
            f"Kunci itu milik akun lain ({found.handle or found.external_id}). Pakai kunci akun yang Anda tulis, atau tulis"
            " akun pemilik kunci itu."
        )
    kept = {name: value for name, value in key.options if name != NEARBY}
    others = Account.objects.filter(network=account.network, external_id=found.external_id).exclude(pk=account_id)
    if taken := others.select_related("agency").first():
        raise BalareaError(
            f"Akun jejaring itu sudah terdaftar sebagai @{taken.handle} ({taken.agency.name}). Cabut dahulu di sana, atau"
            " hubungkan akun lain."
        )
    set_credential(account_id, key.server, found.external_id, key.secret, options=kept, by=by)
    return network.lacks(replace(key, identifier=found.external_id)) if isinstance(network, Partial) else ""


def _key(account: Account, typed: dict[str, str]) -> AccountKey:
    """The key of what was typed: what the form asks for and is missing is named, what we make ourselves is made once."""
    before = credential(account)
    values: dict[str, str] = {}
    for field in networks.fields(account.network):
        value = typed.get(field.name, "")
        if not value and before and (field.secret or field.made):
            value = before.secret if field.name == "secret" else before.option(field.name)
        if not value and field.made:
            value = secrets.token_urlsafe(24)
        if not value and field.required:
            raise Unfit(field.name, "wajib diisi untuk menghubungkan akun ini.")
        if len(value) > (LONGEST if field.name in USUAL - {"secret"} else OPTION):
            raise Unfit(field.name, "terlalu panjang; salin kembali dari jejaringnya.")
        values[field.name] = value
    options = {name: value for name, value in values.items() if name not in USUAL and value}
    options |= nearby()
    server, identifier = values.get("server", ""), values.get("identifier", "")
    identifier = identifier.removeprefix("@")  # as people write names; no id begins so
    identifier = identifier.lower() if account.network == "email" else identifier
    return AccountKey(server, identifier, values.get("secret", ""), tuple(sorted(options.items())))


def locked_account(account_id: int) -> Account:
    """The account, held until the transaction ends; NotFound."""
    account = Account.objects.select_for_update().filter(pk=account_id).first()
    if account is None:
        raise NotFound("Akun itu tidak ada.")
    return account
