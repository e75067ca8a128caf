"""Normal forms of text as people type it in Indonesian and Sundanese."""

import re
import unicodedata

_REPEATED = re.compile(r"(\w)\1{2,}")
_DOUBLED_WORD = re.compile(r"\b([^\W\d]{2,})2(?=\b|[^\W\d])")
_SPACE = re.compile(r"\s+")


def normalise(text: str) -> str:
    """Lower case, accents folded (NFKD), letters repeated three times or more shortened, `jalan2` as `jalan jalan`."""
    folded = text.lower()
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text).lower()
        folded = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    folded = _REPEATED.sub(r"\1", folded)
    folded = _DOUBLED_WORD.sub(r"\1 \1 ", folded)
    return _SPACE.sub(" ", folded).strip()


def clip(text: str, length: int) -> str:
    """At most `length` characters, cut at a word with an ellipsis."""
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0] + "…"


def web_address(address: str) -> bool:
    """Whether it may stand behind a link: nothing, or http(s). Anything else (`javascript:`) would run in a reader's page."""
    return not address or address.lower().startswith(("https://", "http://"))
