"""How a citizen writes to us, so that the answer can meet him: formal or everyday, Indonesian or Sundanese. Pure."""

import re

from balarea.core.text import normalise

_SAID_EVERYDAY = """
gak ga nggak ngga enggak gk kagak min mimin dong sih kok yg tdk bgt banget udah udh dah blm kalo klo gimana gmn nih tuh deh
loh lho wkwk wkwkwk haha bang kak sis gan bos bro cuma cuman aja doang kayak kyk jgn dgn utk krn sm tp tpi pls woi
euy teu mah atuh teh da wae weh geura kumaha naha hayang urang aing maneh sia
"""
_SAID_FORMALLY = """
yth kepada dengan hormat mohon bapak ibu saudara kami perihal demikian sehubungan terima kasih perkenan berkenan sekiranya
kiranya adapun tersebut merupakan mengajukan menyampaikan permohonan wassalamualaikum assalamualaikum
abdi punten hatur nuhun bapa mugi manawi dugi sumping pangersa kedah kersa neda hapunten hormat
"""
_EVERYDAY, _FORMAL = frozenset(_SAID_EVERYDAY.split()), frozenset(_SAID_FORMALLY.split())
_WORD = re.compile(r"\w+")


def tone(text: str) -> str:
    """`formal` or `everyday`: by which words there are more of; everyday where nothing says."""
    words = _WORD.findall(normalise(re.sub(r"@\S+", " ", text)))
    formal = sum(word in _FORMAL for word in words)
    return "formal" if formal > sum(word in _EVERYDAY for word in words) else "everyday"


def answer_lang(lang: str) -> str:
    """The language to answer in: Sundanese to who writes it, else Indonesian."""
    return "su" if lang == "su" else "id"
