"""Reads of the register."""

import json
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Case as When
from django.db.models import IntegerField, QuerySet
from django.db.models import When as Then

from balarea import areas, networks
from balarea.core.clock import now
from balarea.networks.values import AccountKey
from balarea.people.queries import Role, System, User
from balarea.registry import keys, rates
from balarea.registry.levels import Level
from balarea.registry.lookup import alike, handle_of
from balarea.registry.models import Account, Agency, ApiKey, Credential, Duty, Scope
from balarea.registry.parts import Decided, Part, decide, parts
from balarea.registry.sealing import seal, unseal

__all__ = [
    "Account",
    "Agency",
    "ApiKey",
    "Decided",
    "Level",
    "Part",
    "Scope",
    "account",
    "accounts",
    "agencies",
    "agency",
    "api_key",
    "api_keys",
    "connected",
    "credential",
    "decide",
    "desks",
    "lookup",
    "missing",
    "nearby",
    "official",
    "official_account",
    "official_accounts",
    "official_handles",
    "official_ids",
    "parts",
    "responsible",
    "seal",
    "system_of",
    "templates",
    "unseal",
    "wait_for",
    "with_accounts",
    "with_duties",
    "works_here",
]
EXPECTED_NETWORKS = ("bluesky", "facebook", "instagram", "x")  # what an agency is expected to be on


@dataclass(frozen=True)
class Responsible:
    """An agency that answers for a topic, or the `part` of it that was asked for, somewhere; and why, in words."""

    agency_code: str
    area_code: str
    reason: str
    level: str = Level.PROVINCE
    part: str = ""


@dataclass(frozen=True)
class Lookup:
    """What the register says of a typed handle or address: official accounts, or ones it could be mistaken for."""

    typed: str
    official: list[Account]
    similar: list[Account]


@dataclass(frozen=True)
class Missing:
    """The networks on which an agency has no account yet."""

    agency: Agency
    networks: tuple[str, ...]


def agencies() -> QuerySet[Agency]:
    """All agencies, those of the province first."""
    first = When(Then(level=Level.PROVINCE, then=0), default=1, output_field=IntegerField())
    return Agency.objects.order_by(first, "level", "kind", "name")


def with_accounts() -> QuerySet[Agency]:
    """All agencies with their accounts."""
    return agencies().prefetch_related("accounts")


def with_duties() -> QuerySet[Agency]:
    """All agencies with what they answer for."""
    return agencies().prefetch_related("duties")


def agency(code: str) -> Agency | None:
    """The agency of a code."""
    return Agency.objects.filter(pk=code).first()


def official_handles() -> frozenset[str]:
    """The handles by which agencies speak, in lower case: all others in a text are somebody's own."""
    handles = official().values_list("handle", flat=True)
    return frozenset(handle.lower() for handle in handles)


def official_ids(network: str) -> list[str]:
    """The ids of all official accounts of a network, of those too that were removed: they spoke for an agency."""
    return sorted(Account.objects.filter(network=network).values_list("external_id", flat=True))


def accounts(agency_code: str | None = None) -> QuerySet[Account]:
    """Accounts that were not removed, of one agency or of all."""
    found = Account.objects.exclude(state=Account.State.REMOVED).select_related("agency")
    return found.filter(agency_id=agency_code) if agency_code is not None else found


def official(agency_code: str | None = None) -> QuerySet[Account]:
    """Accounts by which an agency speaks: not those that are only read, such as a newspaper's feed."""
    return accounts(agency_code).exclude(network__in=networks.only_read())


def account(account_id: int) -> Account | None:
    """The account of an id, removed or not."""
    return Account.objects.select_related("agency").filter(pk=account_id).first()


def official_account(network: str, external_id: str) -> Account | None:
    """The official account behind a network's immutable id."""
    return official().filter(network=network, external_id=external_id).first()


def official_accounts(network: str, external_ids: list[str]) -> dict[str, Account]:
    """Official accounts among a network's ids, by id."""
    found = official().filter(network=network, external_id__in=external_ids)
    return {account.external_id: account for account in found}


def lookup(typed: str) -> Lookup:
    """Is this account official? By handle or address, any case; otherwise the ones that look like it."""
    handle = handle_of(typed)
    if not handle:
        return Lookup(typed, [], [])
    found = list(official().filter(handle__iexact=handle)) or list(official().filter(url__iexact=typed.strip()))
    similar = [] if found else [each for each in official() if alike(typed, each.handle)]
    return Lookup(typed, found, similar[:5])


def credential(account: Account) -> AccountKey | None:
    """What opens the account, or None when it was never connected."""
    stored = Credential.objects.filter(account=account).first()
    if stored is None:
        return None
    options: dict[str, str] = json.loads(unseal(bytes(stored.sealed_options))) if stored.sealed_options else {}
    options |= nearby()
    secret = unseal(bytes(stored.sealed_secret))
    return AccountKey(stored.server, stored.identifier, secret, tuple(sorted(options.items())))


def nearby() -> dict[str, str]:
    """The option that lets feeds of the own house be read, where the setting allows it."""
    return {networks.NEARBY: "1"} if settings.BALAREA_PRIVATE_FEEDS else {}


def templates(key: AccountKey | None) -> tuple[str, ...]:
    """The names of an account's approved templates, in the order in which they were typed."""
    typed = key.option("templates").replace("\n", ",").split(",") if key else []
    return tuple(dict.fromkeys(name for each in typed if (name := each.strip())))


def connected() -> QuerySet[Account]:
    """Accounts that can be read and written: they have a credential and a connector."""
    return accounts().filter(credential__isnull=False, network__in=networks.names())


def responsible(topic: str, area_code: str | None, part: str = "") -> list[Responsible]:
    """Who answers for the topic there: for that very part of it first, then the most specific area. Who answers for other
    parts alone is left out."""
    fitting = [
        duty
        for duty in Duty.objects.filter(topic=topic, part__in={"", part}).select_related("agency").order_by("agency_id")
        if not duty.area_code or (area_code and areas.inside(area_code, duty.area_code))
    ]
    fitting.sort(key=lambda duty: (not duty.part, -len(duty.area_code)))
    return [
        Responsible(duty.agency_id, duty.area_code, _reason(duty), duty.agency.level, duty.part) for duty in fitting
    ]


def _reason(duty: Duty) -> str:
    place = areas.short_name(duty.area_code) if duty.area_code else "seluruh provinsi"
    what = parts()[duty.part].name if duty.part in parts() else "topik ini"
    return f"{duty.agency.name} menangani {what} di {place}"


def desks() -> frozenset[str]:
    """The codes of all agencies that have a desk in Balarea."""
    found = User.objects.filter(role=Role.OPERATOR, is_active=True).values_list("agency_code", flat=True)
    return frozenset(found)


def works_here(agency_code: str) -> bool:
    """Whether the agency has a desk in Balarea: an operator who may log in."""
    return User.objects.filter(agency_code=agency_code, role=Role.OPERATOR, is_active=True).exists()


def missing() -> list[Missing]:
    """Agencies of the province that lack an account on an expected network."""
    found = []
    for each in with_accounts().filter(level=Level.PROVINCE):
        held = {account.network for account in each.accounts.all() if account.state != Account.State.REMOVED}
        lacking = tuple(network for network in EXPECTED_NETWORKS if network not in held)
        if lacking:
            found.append(Missing(each, lacking))
    return found


def api_key(secret: str) -> ApiKey | None:
    """The key in force behind a secret."""
    return keys.of_secret(secret)


def system_of(key: ApiKey) -> System:
    """Who acts behind a key."""
    return keys.system(key)


def wait_for(key: ApiKey) -> float:
    """Seconds that the key has to wait before its next call; 0 when it may call now, which then counts."""
    return rates.take(key, settings.BALAREA_API_PER_MINUTE, now())


def api_keys() -> QuerySet[ApiKey]:
    """All keys, those in force first."""
    return ApiKey.objects.select_related("agency").order_by("-revoked_at", "name", "pk")
