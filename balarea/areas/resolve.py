"""From names in a post to official codes: all mentions of the post are decided together, or not at all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from balarea.areas.gazetteer import everyday_words, key, names, prefixes
from balarea.areas.table import LEVELS, inside

LONGEST = 4  # words in the longest name
MOST = 100  # mentions of one text
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_BREAK = re.compile(r"[.,;:!?()\n/]\s")  # between two words of a post that do not make one name
_LEVEL_WORDS = {
    "kec": "district", "kecamatan": "district", "kacamatan": "district",
    "desa": "village", "ds": "village", "kel": "village", "kelurahan": "village", "kalurahan": "village",
    "kab": "regency", "kabupaten": "regency", "kabupatén": "regency",
}  # fmt: skip
_PLACE_WORDS = {
    "di",
    "ka",
    "ke",
    "dari",
    "ti",
    "ning",
    "nang",
    "in",
    "at",
    "from",
    "wilayah",
    "daerah",
    "warga",
    "urang",
}
# after these a village's or district's name is that of a road, river or building, which has no code of its own
_LANDMARK_WORDS = {
    "jl", "jln", "jalur", "tol", "gang", "gg", "km", "sungai", "kali", "walungan", "terminal", "stasiun", "museum",
    "situ", "waduk", "bendungan", "gunung", "curug", "sesar", "raya",
}  # fmt: skip
CERTAIN, LIKELY, ABSTAINED = 0.95, 0.8, 0.3


@dataclass(frozen=True)
class Mention:
    """A name in the text (`start`, `end` count characters): its code, or None with the candidates it lies between."""

    text: str
    start: int
    end: int
    code: str | None
    confidence: float
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Resolution:
    """All mentions in order, and the one area an agency would be chosen by, or None."""

    places: tuple[Mention, ...]
    area: str | None
    confidence: float


@dataclass
class _Found:
    start: int
    end: int
    codes: tuple[str, ...]
    strong: bool  # a context word, a capital or its length says it is a place


def resolve(text: str, hints: Sequence[str] = ()) -> Resolution:
    """Codes of the areas that a post names. `hints` are codes that the network or the author gave, used only to decide
    between candidates. Never raises; abstains (code None) where the post leaves a name ambiguous. Of a text that names
    more than MOST places the first MOST are taken: all are weighed against all."""
    found = _supported(_mentions(text))
    mentions = tuple(_decide(text, found, hints))
    area, confidence = _area(mentions)
    return Resolution(mentions, area, confidence)


def _mentions(text: str) -> list[_Found]:
    words = list(_WORD.finditer(text))
    keys = [_word_key(word) for word in _WORD.findall(text)]
    beginnings = prefixes()
    found: list[_Found] = []
    position, count = 0, len(words)
    while position < count and len(found) < MOST:
        # most words begin no name: one look-up settles them
        match = _longest(text, words, keys, position) if keys[position] in beginnings else None
        if match is None:
            position += 1
            continue
        taken, item = match
        found.append(item)
        position += taken
    return found


def _longest(text: str, words: list[re.Match[str]], keys: list[str], position: int) -> tuple[int, _Found] | None:
    """The name of most words that begins at a word, with the number of its words."""
    start = words[position].start()
    if text[max(0, start - 1) : start] == "@":
        return None
    gazetteer, beginnings = names(), prefixes()
    best, name = None, ""
    for count, word in enumerate(keys[position : position + LONGEST], 1):
        name += word
        if name not in beginnings:
            break
        codes = gazetteer.get(name)
        end = words[position + count - 1].end()
        if codes and (count == 1 or not _BREAK.search(text, start, end)):
            best = count, end, codes, name
    if best is None:
        return None
    count, end, codes, name = best
    return count, _context(text, words, position, _Found(start, end, codes, False), name)


@lru_cache(1 << 15)
def _short_key(word: str) -> str:
    return key(word)


def _word_key(word: str) -> str:
    return _short_key(word) if len(word) < 40 else key(word)  # long words are not worth remembering


def _context(text: str, words: list[re.Match[str]], position: int, item: _Found, name: str) -> _Found:
    before = words[position - 1].group().lower() if position else ""
    level = _LEVEL_WORDS.get(before)
    fitting = tuple(code for code in item.codes if level and LEVELS[len(code)] == level)
    if level == "regency":
        fitting = tuple(code for code in fitting if int(code[3:]) < 70)
    if before == "kota":
        fitting = tuple(code for code in item.codes if len(code) == 5 and int(code[3:]) >= 70)
    codes = fitting or item.codes
    if before in _LANDMARK_WORDS:
        codes = tuple(code for code in codes if len(code) == 5)
    typed = text[item.start : item.end]
    capital = typed[:1].isupper() and not text.isupper() and (item.start > 0 or before != "")
    regency = any(len(code) == 5 for code in codes)
    plain = name not in everyday_words()
    strong = bool(fitting) or regency or (plain and (capital or before in _PLACE_WORDS or len(name) > 7))
    return _Found(item.start, item.end, codes, strong and bool(codes))


def _supported(found: list[_Found]) -> list[_Found]:
    """Keep what is strong, and what a strong mention of the same post supports by containing it or lying in it."""
    strong = [item for item in found if item.strong]
    kept = []
    for item in found:
        agrees = any(_related(item.codes, other.codes) for other in strong if other is not item)
        near = any(abs(item.start - other.end) < 12 or abs(other.start - item.end) < 12 for other in strong)
        if item.strong or (agrees and near and item.codes):
            kept.append(item)
    return kept


def _related(codes: Sequence[str], others: Sequence[str]) -> bool:
    return any(a != b and (inside(a, b) or inside(b, a)) for a in codes for b in others if len(b) > 2)


def _decide(text: str, found: list[_Found], hints: Sequence[str]) -> list[Mention]:
    options = [list(item.codes) for item in found]
    for _ in range(2):  # a second pass carries what the first has decided to the other mentions
        options = [_narrow(index, options, hints) for index in range(len(options))]
    return [_mention(text, item, left) for item, left in zip(found, options, strict=True)]


def _narrow(index: int, options: list[list[str]], hints: Sequence[str]) -> list[str]:
    mine = options[index]
    if len(mine) < 2:
        return mine
    others = [codes for place, codes in enumerate(options) if place != index]
    best = max((_support(code, others) for code in mine), default=0)
    if best:
        mine = [code for code in mine if _support(code, others) == best]
    if len(mine) > 1 and hints:
        mine = [code for code in mine if any(_near(code, hint) for hint in hints)] or mine
    if len(mine) > 1:
        shallow = min(len(code) for code in mine)
        top = [code for code in mine if len(code) == shallow]
        if len(top) == 1 and (shallow <= 8 or all(inside(code, top[0]) for code in mine)):
            return top
    return mine


def _support(code: str, others: list[list[str]]) -> int:
    """How many other mentions can lie in this area or around it; narrower ones weigh more."""
    related = (
        (len(other) for other in codes if len(other) > 2 and other != code and _near(code, other)) for codes in others
    )
    return sum(max(lengths, default=0) for lengths in related)


def _near(code: str, hint: str) -> bool:
    return inside(code, hint) or inside(hint, code)


def _mention(text: str, item: _Found, left: list[str]) -> Mention:
    surface = text[item.start : item.end]
    if len(left) == 1:
        return Mention(surface, item.start, item.end, left[0], CERTAIN if len(item.codes) == 1 else LIKELY)
    return Mention(surface, item.start, item.end, None, ABSTAINED, tuple(left))


def _area(mentions: Sequence[Mention]) -> tuple[str | None, float]:
    decided = [mention for mention in mentions if mention.code]
    if not decided:
        return None, 0.0 if not mentions else ABSTAINED
    deepest = max(len(mention.code or "") for mention in decided)
    first = next(mention for mention in decided if len(mention.code or "") == deepest)
    return first.code, first.confidence
