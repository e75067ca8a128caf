"""Comparing what a citizen typed with the register: addresses, handles, and look-alikes. Pure."""

import re
import unicodedata

from confusable_homoglyphs.confusables import is_confusable

_HOST = re.compile(r"^(?:https?://)?(?:www\.|m\.)?([^/?#\s]+)(?:/([^?#\s]*))?", re.IGNORECASE)
_ALIKE = str.maketrans("013457$!|", "oleastsil")


def handle_of(typed: str) -> str:
    """The handle in an address or in `@Name`, lower case; what was typed when it is neither."""
    text = unicodedata.normalize("NFKC", typed).strip()
    if "/" in text and (match := _HOST.match(text)):
        parts = [part for part in (match[2] or "").split("/") if part and part not in {"profile", "user", "channel"}]
        text = parts[0] if parts else match[1]
    return text.lstrip("@").lower()


def skeleton(handle: str) -> str:
    """What two handles that look the same have in common: digits for letters, dots and underscores fall away."""
    folded = unicodedata.normalize("NFKD", "".join(map(_latin, handle.lower()))).translate(_ALIKE)
    return re.sub(r"[^a-z]", "", folded).replace("rn", "m").replace("vv", "w").replace("i", "l")


def _latin(letter: str) -> str:
    """The Latin letter that a letter of another script looks like (Unicode's table of confusables), or the letter."""
    if letter.isascii():
        return letter
    found = is_confusable(letter, greedy=True) or [{"homoglyphs": []}]
    return next((each["c"] for each in found[0]["homoglyphs"] if each["c"].isascii()), letter).lower()


def alike(typed: str, official: str) -> bool:
    """Whether a handle could be taken for an official one: same skeleton, or the official name with a few letters more."""
    mine, theirs = skeleton(handle_of(typed)), skeleton(official)
    return bool(theirs) and (mine == theirs or (len(theirs) > 5 and theirs in mine and len(mine) <= len(theirs) + 8))
