"""What a citizen says of an answer: done, or not yet. Indonesian, Sundanese, Javanese, Betawi, English. Pure."""

import re
from enum import StrEnum

from balarea.core.text import normalise


class Verdict(StrEnum):
    """NOT_YET reopens a case, DONE confirms it, NONE is conversation."""

    NOT_YET = "not_yet"
    DONE = "done"
    NONE = "none"


_YET = "belum|blm|blom|blum|belom|belon|durung|urung|dereng|(?:te|teu|henteu|heunteu) acan|tacan|acan|encan"
_ALREADY = "sudah|sudh|udah|udh|uda|udeh|dah|sdh|parantos|atos|geus|enggeus|anggeus|tos|wis|uwis|wes|sampun"
# Sundanese "can" is "belum", and English "can" is not
_CAN = r"(?<!you )(?<!we )(?<!i )(?<!they )(?<!it )can(?! (?:i|you|we|see|it|they|be|someone)\b)"
_BROKEN = (
    "sama|rusak|bocor|banjir|mati|gelap|numpuk|menumpuk|bau|bolong|berlubang|kotor|sarua|ruksak|buntu|mampet|podo|padha"
    "|caah|poek|poék|butut"
)
_FIXED = (
    "perubahan|parobahan|owah-owahan|diperbaiki|diperbaikin|dibenerin|dibenahi|ditambal|dibersihkan|diangkut|ditangani"
    "|dikerjakan|selesai|beres|tuntas|kelar|rampung|dandos|didangdosan|dilereskeun|dibenerkeun|didandani|bener"
)
_NOT_YET = re.compile(
    rf"\b(?:{_YET}|{_CAN}|not yet|still (?:not|broken|the same|flooded|dark|dirty)"
    r"|(?:is ?n[o']?t|not) (?:fixed|done|repaired|solved)"
    rf"|(?:masih|msh|keneh|kénéh|isih|tasih|tetep|tetap) (?:{_BROKEN})|(?:{_BROKEN}) (?:keneh|kénéh)"
    rf"|(?:tidak|tdk|ga|gak|nggak|ngga|enggak|ora|mboten|boten|teu|henteu) (?:(?:ada|aya) )?(?:{_FIXED}))(?=\W|$)"
)
# "belum" that praises, or speaks of something else than the work
_BUT_NOT = re.compile(
    r"\b(?:belum|blm|tacan|durung) (?:pernah|tentu|lama (?:ini|lalu)|sempat (?:bilang|ngucap|mengucap|berterima)|bilang"
    r"|tau|tahu|ngucapin|mengucapkan|kenal|pasti)\b"
)
_OR_NOT = re.compile(
    rf"\b(?:{_ALREADY})(?: apa| atau| atawa| atanapi| opo)? (?:{_YET}|can)\s*\?"
)  # "sudah belum?" asks
_DONE = re.compile(rf"\b(?:{_ALREADY}|done|fixed|solved|repaired|beres|rampung|tuntas|kelar)(?=\W|$)")
_QUESTION = re.compile(r"\?|\b(?:kapan|iraha|kapankah|when|mana|naha|kenapa|why)\b")
_COMPLAINS = re.compile(r"\b(?:lapor|laporan|tapi|namun|ngan|tetap|lagi|mah|but|again|malah|padahal)\b")
# "sudah" of what lasts, or of what the citizen did
_LASTS = re.compile(
    rf"\b(?:{_ALREADY}) (?:lama|lami|lila|suwe|sering|berapa|capek|cape|bosan|bosen|muak|telat|terlambat|parah|ada yang jatuh"
    rf"|{_BROKEN}|nunggu|menunggu|ditunggu|antosan|saya|kami|di ?dm|dm|kirim|dikirim|telepon"
    r"|(?:(?:se|dua|tiga|\d+) ?)?(?:hari|minggu|bulan|tahun))\b"
)
SHORT = 12  # words: a long text tells a story, and its `sudah` is rarely a verdict


def verdict(text: str) -> Verdict:
    """Read one reply: `belum` wins over `sudah`; a question, a long text with `sudah`, or a `sudah` of how long something
    has lasted decides nothing."""
    words = normalise(re.sub(r"@\S+", " ", text))
    if _NOT_YET.search(_OR_NOT.sub("?", _BUT_NOT.sub(" ", words))):
        return Verdict.NOT_YET
    if any(pattern.search(words) for pattern in (_QUESTION, _COMPLAINS, _LASTS)) or len(words.split()) > SHORT:
        return Verdict.NONE
    return Verdict.DONE if _DONE.search(words) else Verdict.NONE
