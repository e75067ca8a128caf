"""Taking in what networks brought to us by their webhooks."""

import logging
from collections.abc import Callable, Iterator

from balarea import networks
from balarea.cases.models import Case
from balarea.core.errors import BalareaError
from balarea.networks.base import Hooked
from balarea.networks.errors import NetworkError
from balarea.networks.values import AccountKey
from balarea.people.queries import Actor
from balarea.posts import queries as posts
from balarea.posts import services as stored
from balarea.publishing import services as publishing
from balarea.registry.queries import Account, connected, credential

LOG = logging.getLogger(__name__)
SIGNING = "app_secret"  # option of a key: who signs with the same speaks for the same app
Intake = Callable[..., list[Case]]


def take_calls(intake: Intake, by: Actor) -> int:
    """Take in every call that waits, oldest first; one that cannot be is kept and stops no other. How many."""
    done = 0
    for call in posts.calls_waiting():
        try:
            for account, key in _meant(call.account):
                _take(account, key, posts.call_body(call), intake, by)
            stored.call_taken(call)
            done += 1
        except (NetworkError, BalareaError) as error:
            LOG.error("the call %s of %s cannot be taken in: %s", call.pk, call.account, error)
            stored.note_call_trouble(call, str(error))
    return done


def _meant(called: Account) -> Iterator[tuple[Account, AccountKey]]:
    """The accounts that a call to one of them may speak of: one app calls one address for all its numbers."""
    ours = credential(called)
    for account in connected().filter(network=called.network):
        key = credential(account)
        if key and ours and (account.pk == called.pk or _same_app(key, ours)):
            yield account, key


def _same_app(one: AccountKey, other: AccountKey) -> bool:
    return bool(one.option(SIGNING)) and one.option(SIGNING) == other.option(SIGNING)


def _take(account: Account, key: AccountKey, body: bytes, intake: Intake, by: Actor) -> None:
    connector = networks.get(account.network)
    if not isinstance(connector, Hooked):
        raise BalareaError(f"{account.network} tidak memanggil kita")
    page = connector.read(key, body)
    intake(stored.keep_page(account, page, by=by), by=by)
    publishing.note_arrivals(account, page.arrivals, by=by)
