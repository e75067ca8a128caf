"""Letters that no person wrote to us: replies of machines, lists, and news that something did not arrive."""

from datetime import datetime
from email.message import Message
from email.parser import HeaderParser

from balarea.networks.email.headers import ids, said
from balarea.networks.values import Arrival

_BULK = frozenset({"bulk", "list", "junk", "auto_reply"})
_LISTS = ("List-Id", "List-Post", "List-Unsubscribe")


def automatic(letter: Message) -> bool:
    """Whether a machine sent it (RFC 3834) or it went to a list: it gets no answer and makes no case."""
    submitted = said(letter, "Auto-Submitted").lower().split(";")[0].strip()
    return (
        submitted not in {"", "no"}
        or said(letter, "Precedence").lower() in _BULK
        or said(letter, "Return-Path") == "<>"
        or letter.get_content_type() == "multipart/report"
        or any(name in letter for name in (*_LISTS, "X-Autoreply", "X-Autorespond"))
    )


def bounced(letter: Message, received: datetime) -> tuple[Arrival, ...]:
    """What a delivery status notification (RFC 3464) tells of a letter of ours; nothing while it is still being tried."""
    if letter.get_content_type() != "multipart/report":
        return ()
    parts = list(letter.walk())
    failed = [each for each in parts if said(each, "Action").lower() == "failed"]
    heads = [_returned(each) for each in parts[1:]]
    ours = [found for each in heads for found in ids(each, "Message-ID")]
    if not failed or not ours:
        return ()
    reason = said(failed[0], "Diagnostic-Code") or said(failed[0], "Status")
    return (Arrival(ours[-1], "", "failed", received, f"Surel kembali: {reason}"[:300]),)


def _returned(part: Message) -> Message:
    """The head of the letter that came back: whole as a letter, or its head alone as text."""
    if part.get_content_type() != "text/rfc822-headers":
        return part
    return HeaderParser().parsestr(str(part.get_payload()).lstrip())
