"""What a person types to search the posts, as PostgreSQL's web search takes it. Pure."""

import re

from balarea.core.text import normalise

# function words of Indonesian and Sundanese: in every second post, so alone they find nothing that helps
_COMMON = """
yang di ke dari dan atau ini itu ada untuk dengan tidak gak nggak ga saya aku kami kita anda mereka nya juga saja aja sudah
udah akan bisa karena kalau kalo pada oleh sebagai dalam lagi masih sangat sekali lah kah pun kok sih dong deh ya yg dgn utk
tdk jg sdh aya anu nu teu henteu ieu eta ka ti jeung sareng oge mah teh atuh da abdi urang geus parantos keur kanggo pisan
"""
COMMON = frozenset(_COMMON.split())
_PART = re.compile(r'-?"[^"]*"|\S+')


def web_search(typed: str) -> str:
    """The search without function words that stand alone; phrases, -not and or stay. Empty when nothing is left."""
    parts = _PART.findall(normalise(typed.replace("\0", "")))
    kept = [part for part in parts if part not in COMMON]
    return " ".join(kept) if any(part != "or" for part in kept) else ""
