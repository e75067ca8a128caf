"""Reading official accounts: the networks are asked all at once, what they gave is stored together."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from balarea import networks
from balarea.networks.errors import Expired
from balarea.networks.values import AccountKey, Page
from balarea.posts.models import Source
from balarea.registry.queries import Account, credential

AT_ONCE = 8  # accounts asked at the same time: networks answer slowly, and wait for each other


@dataclass(frozen=True)
class Reading:
    """What an account's network gave since its cursor, or what went wrong."""

    account: Account
    cursor: str
    page: Page | Exception


def read(accounts: Sequence[Account]) -> list[Reading]:
    """Ask the networks what is new around accounts, in their order. Nothing is stored, and no error stops the others."""
    keys = [credential(account) for account in accounts]
    cursors = dict(Source.objects.filter(account__in=accounts).values_list("account_id", "cursor"))
    starts = [cursors.get(account.pk, "") for account in accounts]
    with ThreadPoolExecutor(min(AT_ONCE, len(accounts) or 1)) as askers:
        asked = [askers.submit(_ask, *each) for each in zip(accounts, keys, starts, strict=True)]
    return [
        Reading(account, start, each.exception() or each.result())  # type: ignore[arg-type]
        for account, start, each in zip(accounts, starts, asked, strict=True)
    ]


def _ask(account: Account, key: AccountKey | None, cursor: str) -> Page:
    if key is None:
        raise Expired(f"{account} is not connected")
    return networks.get(account.network).fetch(key, cursor or None)
