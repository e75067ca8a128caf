"""The text of a letter: plain parts as they are, otherwise HTML made plain; what a charset cannot say is kept as a mark."""

import codecs
from email.message import Message

from balarea.networks.markup import plain

QUOTED = "//blockquote[@type='cite'] | //*[contains(concat(' ', @class, ' '), ' gmail_quote ')]"


def text(letter: Message) -> str:
    """The text of the parts that are shown, "" where there is none."""
    parts = [part for part in letter.walk() if not part.is_multipart() and not attached(part)]
    written = [decoded(part) for part in parts if part.get_content_type() == "text/plain"]
    if any(each.strip() for each in written):
        return "\n".join(written)
    return "\n".join(plain(decoded(part), QUOTED) for part in parts if part.get_content_type() == "text/html")


def attachments(letter: Message) -> int:
    """How many files the letter brings, pictures within its text among them."""
    return sum(1 for part in letter.walk() if not part.is_multipart() and attached(part))


def attached(part: Message) -> bool:
    """Whether a part is a file rather than text to read."""
    return part.get_content_disposition() == "attachment" or part.get_content_maintype() != "text"


def decoded(part: Message) -> str:
    """The text of one part, in the charset it names, or in a likely one."""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    for charset in (str(part.get_content_charset() or ""), "utf-8"):
        try:
            codecs.lookup(charset)
            return raw.decode(charset)
        except (LookupError, UnicodeError):
            continue
    return raw.decode(_single_byte(part), "replace")


def _single_byte(part: Message) -> str:
    """What else the bytes may be: UTF-8 with a broken place if it says so, else the charset of old Windows programs."""
    return "utf-8" if str(part.get_content_charset() or "").lower().replace("_", "-") in {"utf-8", "utf8"} else "cp1252"
