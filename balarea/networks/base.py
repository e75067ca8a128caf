"""What every connector can do. Errors that leave it are those of `errors.py`, nothing else."""

from typing import Protocol

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
        """Read the account back: the post of this draft, or None when it surely is not there. Raises Retry, Expired."""

    def profile(self, key: AccountKey) -> Author:
        """Who the key belongs to: the network's immutable id, handle and name. Raises Retry, Expired."""
