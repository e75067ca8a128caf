"""What every connector can do. Errors that leave it are those of `errors.py`, nothing else."""

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from balarea.networks.values import AccountKey, Author, Draft, Page, Sent


class Connector(Protocol):
    """A network. Stateless: the account's key comes with each call, so that one connector serves all accounts."""

    def fetch(self, key: AccountKey, cursor: str | None) -> Page:
        """Posts around the account since the cursor, oldest first: its own, those that mention it, and replies in threads
        with it. An edited post comes again with `edited_at`, a deleted one with `deleted`. The same cursor gives the same
        posts again. Raises Retry, Expired."""

    def send(self, key: AccountKey, draft: Draft) -> Sent:
        """Publish. The same draft (idempotency key) a second time gives the same post, never a second one. Raises Retry
        (nothing happened), Unknown (nobody knows), Refused, Expired."""

    def find(self, key: AccountKey, draft: Draft) -> Sent | None:
        """Read the account back: the post of this draft, or None when it surely is not there. Raises Retry, Expired, and
        Unknowable where the network gives no way to look."""

    def profile(self, key: AccountKey) -> Author:
        """Who the key belongs to: the network's immutable id, handle and name. Raises Retry, Expired."""


@runtime_checkable
class Partial(Protocol):
    """A network on which a key may open less than the account has."""

    def lacks(self, key: AccountKey) -> str:
        """What the key does not open and what to do about it, in words for a person; "" when nothing is missing."""


@runtime_checkable
class Hooked(Protocol):
    """A network that calls us by a webhook instead of being asked. What it brings is kept before it is understood."""

    def greet(self, key: AccountKey, query: Mapping[str, str]) -> str:
        """What the network wants to hear when the address is entered there. Raises Refused when it is not the network."""

    def genuine(self, key: AccountKey, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether the network itself sent these bytes; `headers` with names in any case."""

    def read(self, key: AccountKey, body: bytes) -> Page:
        """What the bytes say: the same bytes, the same page. What cannot be read is passed over, the rest goes on."""
