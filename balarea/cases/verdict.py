"""What a citizen says of an answer: done, or not yet. Indonesian, Sundanese, Javanese, Betawi. Pure."""

import re
from enum import StrEnum

from balarea.core.text import normalise


class Verdict(StrEnum):
    """NOT_YET reopens a case, DONE confirms it, NONE is conversation."""

    NOT_YET = "not_yet"
    DONE = "done"
    NONE = "none"


_NOT_YET = re.compile(
    r"\b(belum|blm|blom|blum|belom|masih (sama|rusak|bocor|banjir|mati|gelap|numpuk|menumpuk|bau)|(tidak|ga|gak|nggak|ora)"
    r" (ada )?(perubahan|diperbaiki|selesai|beres)|(tacan|acan|teu acan|encan|can) |durung|urung|not yet|still (not|broken))",
)
_ENDS_NOT_YET = re.compile(r"\b(tacan|acan|encan|can)$")
_DONE = re.compile(r"\b(sudah|sudh|udah|udh|uda|dah|parantos|atos|geus|enggeus|tos|wis|uwis|done|fixed)\b")
_QUESTION = re.compile(r"\?|\b(kapan|iraha|kapan)\b")
_COMPLAINS = re.compile(r"\b(lapor|laporan|tapi|namun|ngan|tetap|lagi|mah)\b")
SHORT = 12  # words: a long text tells a story, and its `sudah` is rarely a verdict


def verdict(text: str) -> Verdict:
    """Read one reply: `belum` wins over `sudah`; a question, or a long text with `sudah`, decides nothing."""
    words = normalise(re.sub(r"@\S+", " ", text))
    if _NOT_YET.search(words + " ") or _ENDS_NOT_YET.search(words.rstrip(" .!")):
        return Verdict.NOT_YET
    if _QUESTION.search(words) or _COMPLAINS.search(words) or len(words.split()) > SHORT:
        return Verdict.NONE
    return Verdict.DONE if _DONE.search(words) else Verdict.NONE
