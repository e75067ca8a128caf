"""Direct messages (chat.bsky.convo), through the account's own server, which passes them on to the service of the messages.

Read by its log of changes; conversations are looked through at first, and once an hour again for what the log did not give. A
message comes again with the same id, so that nothing is twice. Sending knows no key: `find` reads the conversation back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from balarea.networks.bluesky import message, parse
from balarea.networks.bluesky.place import Place, moment
from balarea.networks.bluesky.session import ask
from balarea.networks.errors import Refused, Retry, Unknown, Unsupported
from balarea.networks.values import AccountKey, Draft, PostRef, RemotePost, Sent

SERVICE = "did:web:api.bsky.chat#bsky_chat"
NEVER = "tidak"  # what a person types where direct messages are not to be read
PAGES, PAGE = 50, 100  # of one reading; of the log the next one goes on from there
FIRST = timedelta(days=14)  # how far the first reading goes back
SWEEP, AGAIN = timedelta(hours=1), timedelta(hours=2)  # how often conversations are looked through, and how far back
SKEW = timedelta(minutes=2)  # between our clock and theirs
NOWHERE = "Layanan pesan langsung tidak dipakai untuk akun ini."


def service(key: AccountKey) -> str:
    """The service that keeps the account's messages; "" where they are not to be read."""
    said = key.option("chat").strip()
    return "" if said.lower() == NEVER else said or SERVICE


def read(key: AccountKey, place: Place, at: datetime) -> tuple[list[RemotePost], Place]:
    """Messages since the place, oldest first. Raises Retry, Expired, Unsupported (the password does not open them)."""
    if not service(key):
        return [], place
    swept = moment(place.chat_swept)
    found: dict[PostRef, RemotePost] = {}
    if not place.chat or swept is None or swept < at - SWEEP:
        since = at - FIRST if not place.chat or swept is None else swept - AGAIN
        latest = _look_through(key, since, found)
        place = replace(place, chat=place.chat or latest, chat_swept=at.isoformat())
    if place.chat:
        place = replace(place, chat=_log(key, place.chat, found))
    return sorted(found.values(), key=lambda post: post.published_at), place


def try_out(key: AccountKey) -> None:
    """Open the messages, without reading any. Raises Retry, Expired, Unsupported (the password does not open them)."""
    if service(key):
        _ask(key, "listConvos", {"limit": 1})


def _log(key: AccountKey, rev: str, found: dict[PostRef, RemotePost]) -> str:
    """Read the log after a revision into `found`; the revision it was read to."""
    for _ in range(PAGES):
        answer = _ask(key, "getLog", {"cursor": rev})
        logs = _list(answer, "logs")
        for log in logs:
            if (new := message.created(log)) and (members := _members(key, new[0])) is not None:
                _keep(key, *new, dict(members) | message.handles(log.get("relatedProfiles")), found)
        following = str(answer.get("cursor") or rev)
        if not logs or following == rev:
            return rev
        rev = following
    return rev


def _look_through(key: AccountKey, since: datetime, found: dict[PostRef, RemotePost]) -> str:
    """Read what was said since a moment in every conversation that goes on; the newest revision of all."""
    latest = ""
    for convo in _pages(key, "listConvos", "convos", {}):
        latest = max(latest, str(convo.get("rev") or ""))  # taken before its messages: what comes now is in the log
        last = convo.get("lastMessage")
        sent = message.moment(last) if isinstance(last, dict) else None
        if sent is None or sent < since or not message.between_two(convo):
            continue
        for view in _messages(key, str(convo.get("id")), since):
            _keep(key, str(convo.get("id")), view, message.handles(convo.get("members")), found)
    return latest


def _keep(
    key: AccountKey, convo: str, view: message.Value, names: dict[str, str], found: dict[PostRef, RemotePost]
) -> None:
    if post := message.post(key.identifier, convo, view, names):
        found[post.ref] = post


def _messages(key: AccountKey, convo: str, since: datetime) -> Iterator[dict[str, Any]]:
    """Messages of a conversation since a moment, newest first."""
    for view in _pages(key, "getMessages", "messages", {"convoId": convo}):
        sent = message.moment(view)
        if sent is not None and sent < since:
            return
        yield view


def send(key: AccountKey, draft: Draft) -> Sent:
    """Answer in the conversation of a message. Raises as Connector.send."""
    if not service(key):
        raise Unsupported(NOWHERE)
    convo, answered = _where(draft)
    said: dict[str, Any] = {"text": draft.text, "facets": parse.facets(draft.text, lambda _: None)}
    body = {"convoId": convo, "message": {**said, "replyTo": {"messageId": answered}}}
    answer = _ask(key, "sendMessage", {}, body)
    try:
        return _sent(convo, str(answer["id"]), draft.text)
    except KeyError:
        raise Unknown("Bluesky memberi jawaban yang tidak terbaca.") from None


def find(key: AccountKey, draft: Draft) -> Sent | None:
    """The message of a draft: our own of this text in answer to the same message, not older than the draft. Raises Retry,
    Expired."""
    if not service(key):
        raise Unsupported(NOWHERE)
    convo, _ = _where(draft)
    written = draft.created_at or datetime(2024, 1, 1, tzinfo=UTC)
    for view in _messages(key, convo, written - SKEW):
        post = message.post(key.identifier, convo, view, {})
        if post is None or post.author.external_id != key.identifier or post.text != draft.text.strip():
            continue
        if post.in_reply_to in {None, draft.in_reply_to}:  # a service that knows no quoting keeps none
            return Sent(post.ref, "", draft.text)
    return None


def _where(draft: Draft) -> tuple[str, str]:
    try:
        return message.parts(draft.in_reply_to.external_id if draft.in_reply_to else "")
    except ValueError:
        raise Refused("Pesan langsung yang dijawab tidak dikenal.") from None


def _sent(convo: str, identity: str, text: str) -> Sent:
    return Sent(PostRef(parse.NETWORK, message.reference(convo, identity)), "", text)


@lru_cache(maxsize=10_000)
def _members(key: AccountKey, convo: str) -> tuple[tuple[str, str], ...] | None:
    """Handles by DID of the two who speak there, as far as the service tells; None for a group."""
    try:
        answer = _ask(key, "getConvo", {"convoId": convo})
    except Refused:
        return ()  # left since, or its person is gone: what was said stands all the same
    held = answer.get("convo")
    if not isinstance(held, dict) or not message.between_two(held):
        return None
    return tuple(message.handles(held.get("members")).items())


def _pages(key: AccountKey, method: str, name: str, params: dict[str, Any]) -> Iterator[dict[str, Any]]:
    cursor = ""
    for _ in range(PAGES):
        answer = _ask(key, method, {**params, "limit": PAGE} | ({"cursor": cursor} if cursor else {}))
        yield from (each for each in _list(answer, name) if isinstance(each, dict))
        cursor = str(answer.get("cursor") or "")
        if not cursor:
            return


def _list(answer: dict[str, Any], name: str) -> list[Any]:
    found = answer.get(name)
    if not isinstance(found, list):
        raise Retry("Layanan pesan langsung memberi jawaban yang tidak terbaca.")
    return found


def _ask(key: AccountKey, method: str, params: dict[str, Any], body: dict[str, Any] | None = None) -> dict[str, Any]:
    return ask(key, f"chat.bsky.convo.{method}", params, body=body, proxy=service(key))
