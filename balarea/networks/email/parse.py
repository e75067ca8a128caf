"""From a letter's bytes to a post, or to what a machine tells of ours. Pure."""

import email
import re
from dataclasses import replace
from datetime import datetime
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32

from balarea.networks.email import automatic, body, headers, quotes
from balarea.networks.values import AccountKey, Arrival, Author, PostRef, RemotePost

NETWORK = "email"
TAG = "b-"  # what stands before a draft's key behind the plus sign of an address
PREFIX = "balarea."  # and in the id of a letter of ours
LONGEST = 19_000  # characters, below what the store takes
EMPTY = "[surat tanpa teks]"
UNREADABLE = "[isi surat ini tidak terbaca; bukalah di kotak surat]"
CUT = "\n[dipotong; selebihnya di kotak surat]"
NOBODY = "tanpa-pengirim"
_REPLY = re.compile(r"(?:(?:re|bls|balas)\s*:\s*)+", re.IGNORECASE)


def read(raw: bytes, received: datetime, key: AccountKey) -> RemotePost | tuple[Arrival, ...]:
    """The letter as a post to the account of the key; news of ours (or none) when a machine or the account itself wrote it.

    What cannot be read of a letter is named in its text: no letter of a person is passed over."""
    letter: Message = BytesHeaderParser(policy=compat32).parsebytes(raw)
    try:
        letter = email.message_from_bytes(raw, policy=compat32)
        if automatic.automatic(letter):
            return tuple(
                replace(each, idempotency_key=_draft_key(each.external_id))
                for each in automatic.bounced(letter, received)
            )
        text = body.text(letter)
        files = body.attachments(letter)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError):
        text, files = UNREADABLE, 0  # the standard library trips over some broken parts
    writers = headers.addresses(letter, "From", "Sender", "Return-Path")
    name, address = writers[0] if writers else ("", NOBODY)
    if address == key.identifier.lower():
        return ()
    answers, root = thread(letter, key)
    return RemotePost(
        PostRef(NETWORK, headers.identity(letter, raw)), _text(letter, text, files, answers is not None),
        Author(address, address, name[:200]),
        headers.written_at(letter, received), in_reply_to=answers, root=root, mentions=(key.identifier,),
        kind="reply" if answers else "mention", private=True,
    )  # fmt: skip


def thread(letter: Message, key: AccountKey) -> tuple[PostRef | None, PostRef | None]:
    """The letter that it answers, and the one that the conversation began with.

    The address we gave for answers goes before what the writer's program says: some programs forget the thread."""
    named = headers.ids(letter, "References")
    answered = _token(letter, key) or next(iter(headers.ids(letter, "In-Reply-To")), "") or (named[-1] if named else "")
    first = named[0] if named else answered
    return (PostRef(NETWORK, answered), PostRef(NETWORK, first)) if answered else (None, None)


def bare(subject: str) -> str:
    """A subject without the marks of answering before it."""
    return _REPLY.sub("", subject, count=1) if _REPLY.match(subject) else subject


def our_id(key: AccountKey, draft_key: str) -> str:
    """The id of the letter that a draft becomes: the same at every attempt."""
    return f"{PREFIX}{draft_key}@{key.identifier.partition('@')[2]}"


def _draft_key(identity: str) -> str:
    """The key of the draft that became a letter of ours, "" of others': it is known before the letter is."""
    return identity.removeprefix(PREFIX).partition("@")[0] if identity.startswith(PREFIX) else ""


def reply_address(key: AccountKey, draft_key: str) -> str:
    """Where answers to the letter of a draft go, so that they are known by their address."""
    local, _, domain = key.identifier.partition("@")
    return f"{local}+{TAG}{draft_key}@{domain}"


def _token(letter: Message, key: AccountKey) -> str:
    local, _, domain = key.identifier.lower().partition("@")
    start, end = f"{local}+{TAG}", f"@{domain}"
    for _, address in headers.addresses(letter, "To", "Cc", "Delivered-To", "X-Original-To"):
        token = address.removeprefix(start).removesuffix(end)
        if address.startswith(start) and address.endswith(end) and token.isalnum():
            return our_id(key, token)
    return ""


def _text(letter: Message, text: str, files: int, answers: bool) -> str:
    """The subject, unless it is only that of the conversation, then what is new in the text."""
    subject, new = headers.said(letter, "Subject"), quotes.cut(text.replace("\0", ""))
    topic = "" if answers or not bare(subject) else subject[:500]
    new = new.encode("utf8", "replace").decode("utf8").strip()
    parts = [part for part in (topic, new) if part] or [subject[:500] or EMPTY]
    whole = "\n\n".join(parts)
    whole = whole if len(whole) <= LONGEST else whole[:LONGEST] + CUT
    return f"{whole}\n\n[{files} lampiran di kotak surat]" if files else whole
