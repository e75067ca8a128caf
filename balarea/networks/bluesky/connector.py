"""The Bluesky connector, on the `atproto` SDK.

Exactly once: putRecord with a key made of the draft. The same draft again writes the same bytes to the same place. Direct
messages know no such key: before one is sent again the conversation is read."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

from atproto.exceptions import BadRequestError

from balarea.core.clock import now
from balarea.networks.bluesky import chat, firehose, message, parse, place, view
from balarea.networks.bluesky.session import client, words
from balarea.networks.errors import NetworkError, Refused, Unsupported
from balarea.networks.limits import preview
from balarea.networks.values import AccountKey, Author, Draft, Page, PostRef, RemotePost, Sent


class Bluesky:
    """`key.server` is the account's own server, `key.identifier` its DID, `key.secret` an app password. Option `chat`: the
    service of direct messages, where it is another than Bluesky's, or `chat.NEVER`."""

    def fetch(self, key: AccountKey, cursor: str | None) -> Page:
        """See Connector. Mentions by the view of the network, or by the server's own stream where it belongs to none; then
        direct messages, whose trouble does not hold up the rest."""
        client(key)  # a wrong key is noticed here: the stream itself is open to all
        start, at = place.read(cursor), now()
        try:
            posts, following = view.read(key, start, at)
        except Unsupported:
            posts, following = self._stream(key, start)
        try:
            said, following = chat.read(key, following, at)
        except NetworkError as error:
            return Page(tuple(posts), place.written(following), trouble=f"Pesan langsung tidak terbaca: {error}")
        return Page((*posts, *said), place.written(following))

    def lacks(self, key: AccountKey) -> str:
        """See Partial."""
        try:
            chat.try_out(key)
        except NetworkError as error:
            return f"Pesan langsung tidak terbaca: {error}"
        return ""

    def _stream(self, key: AccountKey, start: place.Place) -> tuple[list[RemotePost], place.Place]:
        last = start.stream
        found: list[RemotePost] = []
        ours: set[str] = set()
        for change in firehose.read(key.server, last):
            if isinstance(change, int):
                last = max(last, change)
                continue
            post = self._around(key, change, ours)
            if post is not None:
                found.append(post)
        return found, replace(start, stream=last)

    def _around(self, key: AccountKey, change: firehose.Change, ours: set[str]) -> RemotePost | None:
        value = change.record
        if value is None:
            ref = PostRef(parse.NETWORK, parse.uri(change.did, change.key))
            return RemotePost(ref, "", Author(change.did), change.seen_at, deleted=True)
        post = parse.post(change.did, change.key, value, change.seen_at, lambda did: self._handle(key, did))
        post = replace(post, edited_at=change.seen_at) if change.edited else post
        thread = post.root.external_id if post.root else ""
        about = (
            change.did == key.identifier
            or key.identifier in post.mentions
            or any(
                ref and ref.external_id.startswith(f"at://{key.identifier}/") for ref in (post.root, post.in_reply_to)
            )
        )
        if about and thread:
            ours.add(thread)
        if about and not thread:
            ours.add(post.ref.external_id)
        return post if about or thread in ours else None

    def send(self, key: AccountKey, draft: Draft) -> Sent:
        """See Connector."""
        if not preview(draft.text, parse.NETWORK).fits:
            raise Refused("Teks terlalu panjang atau kosong untuk Bluesky.")
        if message.is_message(draft.in_reply_to):
            return chat.send(key, draft)
        session = client(key)
        reply = self._reply(key, draft)
        value = parse.record(draft, parse.facets(draft.text, lambda handle: self._did(key, handle)), reply)
        rkey = parse.rkey(draft)
        with words(changes=True, key=key):
            session.com.atproto.repo.put_record(
                {"repo": key.identifier, "collection": parse.COLLECTION, "rkey": rkey, "record": value}
            )
        return _sent(key.identifier, rkey, draft.text)

    def find(self, key: AccountKey, draft: Draft) -> Sent | None:
        """See Connector."""
        if message.is_message(draft.in_reply_to):
            return chat.find(key, draft)
        rkey = parse.rkey(draft)
        value = self._record(key, key.identifier, rkey)
        return _sent(key.identifier, rkey, str(value["text"])) if value else None

    def profile(self, key: AccountKey) -> Author:
        """See Connector."""
        session = client(key)
        with words(changes=False, key=key):
            found = session.com.atproto.server.get_session()
        return Author(found.did, found.handle, found.handle)

    def _reply(self, key: AccountKey, draft: Draft) -> dict[str, Any] | None:
        if draft.in_reply_to is None:
            return None
        parent = self._strong(key, draft.in_reply_to)
        return {"parent": parent, "root": self._strong(key, draft.root) if draft.root else parent}

    def _strong(self, key: AccountKey, ref: PostRef) -> dict[str, str]:
        """Address and content id, which a reply must carry."""
        try:
            repo, rkey = parse.parts(ref.external_id)
        except ValueError as error:
            raise Refused(str(error)) from None
        session = client(key)
        with words(changes=False, key=key):
            found = session.com.atproto.repo.get_record({"repo": repo, "collection": parse.COLLECTION, "rkey": rkey})
        return {"uri": ref.external_id, "cid": str(found.cid)}

    def _record(self, key: AccountKey, repo: str, rkey: str) -> dict[str, Any] | None:
        session = client(key)
        with words(changes=False, key=key):
            try:
                found = session.com.atproto.repo.get_record(
                    {"repo": repo, "collection": parse.COLLECTION, "rkey": rkey}
                )
            except BadRequestError as error:
                if getattr(getattr(error.response, "content", None), "error", "") == "RecordNotFound":
                    return None
                raise
        return {"text": getattr(found.value, "text", "")}

    def _did(self, key: AccountKey, handle: str) -> str | None:
        try:
            return _resolve(key, handle)
        except NetworkError:
            return None  # an unknown handle stays plain text

    def _handle(self, key: AccountKey, did: str) -> str:
        try:
            return _describe(key, did)
        except NetworkError:
            return ""  # the account is known by its DID all the same


@lru_cache(maxsize=10_000)
def _resolve(key: AccountKey, handle: str) -> str:
    session = client(key)
    with words(changes=False, key=key):
        return str(session.com.atproto.identity.resolve_handle({"handle": handle}).did)


@lru_cache(maxsize=10_000)
def _describe(key: AccountKey, did: str) -> str:
    session = client(key)
    with words(changes=False, key=key):
        return str(session.com.atproto.repo.describe_repo({"repo": did}).handle)


def _sent(did: str, rkey: str, text: str) -> Sent:
    return Sent(PostRef(parse.NETWORK, parse.uri(did, rkey)), parse.url(did, rkey), text)
