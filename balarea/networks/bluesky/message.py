"""Between direct messages of Bluesky and our values. Pure. Source: lexicons chat.bsky.convo.defs, getLog, getMessages.

A conversation has an id of the network's own, which holds nobody's DID. Of its messages those between us and one person are
read; groups are not."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from balarea.networks.bluesky import parse
from balarea.networks.values import CHAT, Author, PostRef, RemotePost

LONGEST = 1000  # graphemes of a message
_VIEW, _CREATED = "chat.bsky.convo.defs#messageView", "chat.bsky.convo.defs#logCreateMessage"
_GROUP = "chat.bsky.convo.defs#groupConvo"
_REF = re.compile(r"dm:([A-Za-z0-9_-]{1,100})/([A-Za-z0-9_-]{1,100})")
Value = Mapping[str, Any]


def reference(convo: str, message: str) -> str:
    """The id of a message as a post."""
    return f"dm:{convo}/{message}"


def parts(external_id: str) -> tuple[str, str]:
    """Conversation and message of an id; ValueError when it is none."""
    match = _REF.fullmatch(external_id)
    if match is None:
        raise ValueError(f"{external_id!r} is not the id of a direct message")
    return match[1], match[2]


def is_message(ref: PostRef | None) -> bool:
    """Whether a reference names a direct message and no post."""
    return ref is not None and _REF.fullmatch(ref.external_id) is not None


def root(account: str, convo: str) -> PostRef:
    """The endless conversation that a message stands in."""
    return PostRef(parse.NETWORK, f"{CHAT}{account}/{convo}")


def post(account: str, convo: str, view: object, names: Mapping[str, str]) -> RemotePost | None:
    """A message as a post; None for what is none, was taken back, or says nothing. `names`: handles by DID."""
    try:
        if not isinstance(view, Mapping) or view.get("$type", _VIEW) != _VIEW:
            return None
        writer, text, sent = str(view["sender"]["did"]), _text(view), moment(view)
        ref = PostRef(parse.NETWORK, reference(convo, view["id"]))
        parts(ref.external_id)
        if not text or sent is None or not writer:
            return None
        answered = view.get("replyTo")
        before = str(answered.get("id") or "") if isinstance(answered, Mapping) else ""
        ours = writer == account
        return RemotePost(
            ref, text, Author(writer, names.get(writer, "")), sent,
            in_reply_to=PostRef(parse.NETWORK, reference(convo, before)) if before else None, root=root(account, convo),
            mentions=() if ours else (account,), kind="reply" if ours or before else "mention", private=True,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def moment(view: Value) -> datetime | None:
    """When a message was sent."""
    try:
        found = datetime.fromisoformat(str(view.get("sentAt")))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def created(log: object) -> tuple[str, Value] | None:
    """Conversation and message of an entry of the log that tells of a new one; None for all else. That we ourselves removed
    a message from our view is no reason to forget what a citizen said."""
    if not isinstance(log, Mapping) or log.get("$type") != _CREATED:
        return None
    message = log.get("message")
    return (str(log.get("convoId") or ""), message) if isinstance(message, Mapping) else None


def between_two(convo: Value) -> bool:
    """Whether a conversation is one between us and one person."""
    kind, members = convo.get("kind"), convo.get("members")
    group = isinstance(kind, Mapping) and kind.get("$type") == _GROUP
    return not group and isinstance(members, list) and len(members) <= 2


def handles(*profiles: object) -> dict[str, str]:
    """Handles by DID of lists of profiles; what is none is passed over."""
    each: Iterable[object] = (one for listed in profiles if isinstance(listed, list) for one in listed)
    return {
        str(one["did"]): str(one.get("handle") or "") for one in each if isinstance(one, Mapping) and one.get("did")
    }


def _text(view: Value) -> str:
    """The words, and the address of a post that was passed on with them."""
    text = str(view.get("text") or "").replace("\0", "").strip()
    embed = view.get("embed")
    record = embed.get("record") if isinstance(embed, Mapping) else None
    try:
        shared = parse.url(*parse.parts(str(record.get("uri")))) if isinstance(record, Mapping) else ""
    except ValueError:
        shared = ""
    return f"{text}\n{shared}".strip()
