"""The connector of the demo network, and how its citizens write."""

import re
from datetime import datetime
from typing import Literal

from balarea.core.clock import now
from balarea.core.ids import reference
from balarea.networks.errors import Refused
from balarea.networks.fake import store
from balarea.networks.limits import preview
from balarea.networks.values import AccountKey, Author, Draft, Page, PostRef, Sent

_MENTION = re.compile(r"@([\w.-]+)")


class Fake:
    """`key.server` is the path of the network's file, `key.identifier` the account, `key.secret` `demo-<identifier>`."""

    def fetch(self, key: AccountKey, cursor: str | None) -> Page:
        """See Connector."""
        store.known(key.identifier, key.secret)
        last, _, last_received = (cursor or "0").partition(":")
        with store.opened(key.server) as connection:
            found = store.around(connection, key.identifier, int(last))
            told = store.received(connection, key.identifier, int(last_received or 0))
        here, there = found[-1][0] if found else int(last), told[-1][0] if told else int(last_received or 0)
        following = f"{here}:{there}" if there else str(here) if here else cursor
        return Page(tuple(post for _, post in found), following, tuple(each for _, each in told))

    def send(self, key: AccountKey, draft: Draft) -> Sent:
        """See Connector."""
        store.known(key.identifier, key.secret)
        if not preview(draft.text, store.NETWORK).fits:
            raise Refused("Teks terlalu panjang untuk jejaring demo.")
        with store.opened(key.server) as connection:
            parent = draft.in_reply_to
            answered = store.one(connection, parent.external_id) if parent else None
            if parent and (answered is None or answered.deleted):
                raise Refused("Kiriman yang dijawab sudah tidak ada.")
            author = Author(key.identifier, key.identifier, key.identifier)
            store.add(
                connection, _id(key, draft), draft.text, author, draft.created_at or now(),
                parent.external_id if parent else "", draft.root.external_id if draft.root else "",
                mentions(draft.text),
            )  # fmt: skip
        return Sent(PostRef(store.NETWORK, _id(key, draft)), "", draft.text)

    def find(self, key: AccountKey, draft: Draft) -> Sent | None:
        """See Connector."""
        store.known(key.identifier, key.secret)
        with store.opened(key.server) as connection:
            post = store.one(connection, _id(key, draft))
        return Sent(post.ref, post.url, post.text) if post else None

    def profile(self, key: AccountKey) -> Author:
        """See Connector."""
        store.known(key.identifier, key.secret)
        return Author(key.identifier, key.identifier, key.identifier)


def write(
    server: str, author: Author, text: str, *, in_reply_to: str = "", at: datetime | None = None, external_id: str = ""
) -> PostRef:
    """A citizen writes on the demo network, mentioning accounts by @name; returns the new post."""
    identity = external_id or reference("DEMO").lower()
    with store.opened(server) as connection:
        parent = store.one(connection, in_reply_to) if in_reply_to else None
        root = (parent.root.external_id if parent.root else in_reply_to) if parent else ""
        store.add(connection, identity, text, author, at or now(), in_reply_to, root, mentions(text))
    return PostRef(store.NETWORK, identity)


def edit(server: str, ref: PostRef, text: str, at: datetime | None = None) -> None:
    """A citizen changes what he wrote."""
    with store.opened(server) as connection:
        store.change(connection, ref.external_id, text, at or now())


def delete(server: str, ref: PostRef) -> None:
    """A citizen deletes what he wrote."""
    with store.opened(server) as connection:
        store.change(connection, ref.external_id, "", now(), deleted=True)


def receive(server: str, ref: PostRef, what: Literal["delivered", "read"], at: datetime | None = None) -> None:
    """A citizen gets a post of an account, or reads it."""
    with store.opened(server) as connection:
        store.receive(connection, ref.external_id, what, at or now())


def mentions(text: str) -> tuple[str, ...]:
    """The accounts that a text names by @name."""
    return tuple(_MENTION.findall(text))


def _id(key: AccountKey, draft: Draft) -> str:
    return f"{key.identifier}-{draft.idempotency_key}"
