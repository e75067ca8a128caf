"""The connector of feeds."""

import json
from typing import Any

from balarea.core.clock import now
from balarea.networks import reach
from balarea.networks.errors import Refused, Retry, Unsupported
from balarea.networks.feed import parse
from balarea.networks.values import NEARBY, AccountKey, Author, Draft, Page, Sent

_AGENT = "Balarea (pembaca umpan)"
_ACCEPTS = "application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.5"
_ONLY_READ = "Umpan berita hanya dibaca; di sana tidak ada yang dapat dijawab."


class Feed:
    """`key.identifier` is the feed's address; there is no server, and no secret."""

    def fetch(self, key: AccountKey, cursor: str | None) -> Page:
        """See Connector. The cursor is JSON: what the server wants to hear so that it answers `unchanged` (etag, modified),
        and when items without a date were first seen."""
        known = _opened(cursor)
        asked = {"If-None-Match": known.get("etag"), "If-Modified-Since": known.get("modified")}
        answer = _get(key, {name: str(value) for name, value in asked.items() if value})
        if answer.status == 304:
            return Page((), cursor)
        seen = known.get("seen")
        found = parse.read(answer.body, key.identifier, seen if isinstance(seen, dict) else {}, now())
        if not found.known:
            raise Refused("Alamat itu bukan umpan RSS atau Atom lagi; cari alamat umpannya di situs itu.")
        kept = {"etag": answer.headers.get("etag", ""), "modified": answer.headers.get("last-modified", "")}
        return Page(found.posts, json.dumps(kept | {"seen": found.seen}, sort_keys=True))

    def send(self, key: AccountKey, draft: Draft) -> Sent:
        """Unsupported: a feed is only read."""
        raise Unsupported(_ONLY_READ)

    def find(self, key: AccountKey, draft: Draft) -> Sent | None:
        """Nothing is ever there of ours."""
        return None

    def profile(self, key: AccountKey) -> Author:
        """See Connector: the address gives a feed."""
        found = parse.read(_get(key, {}).body, key.identifier, {}, now())
        if not found.known:
            raise Refused("Alamat itu bukan umpan RSS atau Atom; cari alamat umpannya di situs itu.")
        return Author(key.identifier, found.title, found.title)


def _get(key: AccountKey, headers: dict[str, str]) -> reach.Read:
    head = {"User-Agent": _AGENT, "Accept": _ACCEPTS} | headers
    answer = reach.get(key.identifier, head, nearby=key.option(NEARBY) == "1")
    if answer.status in {200, 304}:
        return answer
    if answer.status in {404, 410}:
        raise Refused(f"Umpan itu tidak ada ({answer.status}); cari alamat umpannya di situs itu.")
    raise Retry(f"Server umpan menjawab {answer.status}; periksa alamat umpannya.")


def _opened(cursor: str | None) -> dict[str, Any]:
    try:
        value = json.loads(cursor or "{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
