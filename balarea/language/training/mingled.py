"""Indonesian texts in which some words are exchanged for local ones, as people mix them: a text's language is told by its
small words and endings, whatever it speaks of, and this teaches it so in every domain that training has."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random

from balarea.language.labels import Lang
from balarea.language.training import meanings
from balarea.language.training.data import Row

# What Indonesian endings are in each language; Betawi says -e for most final -a besides (`apa`: `ape`).
ENDINGS: dict[Lang, dict[str, str]] = {
    Lang.BETAWI: {"nya": "nye", "kan": "in"},
    Lang.JAVANESE: {"nya": "ne", "kan": "ke"},
    Lang.SUNDANESE: {"nya": "na", "kan": "keun"},
}
SHARES = (0.35, 0.6, 0.9)  # of the words that have a local one, how many are exchanged; one of these a text
LEAST = 0.15  # of a text's words: with fewer local ones nobody would call it local
EACH = 6000  # texts a language, at most
WEIGHT, SOURCE = 0.3, "mingled"
_WORD = re.compile(r"[^\W\d_]+")
_FINAL_A = re.compile(r"..[b-df-hj-np-tv-z]a")


@dataclass(frozen=True)
class Vocabulary:
    """Local words by their Indonesian meaning, and the everyday spelling of Indonesian words by the plain one."""

    language: Lang
    local: Mapping[str, list[str]]
    plain: Mapping[str, str]

    def exchange(self, word: str, share: float, chance: Random) -> str:
        """A local word, or the word with a local ending, with the probability `share`; else the word as it is."""
        lower = word.lower()
        if chance.random() >= share:
            return word
        named = self.local.get(self.plain.get(lower, lower))
        said = chance.choice(named) if named else self._ended(lower)
        return word if said == lower else _cased(said, word)

    def _ended(self, word: str) -> str:
        for ending, local in ENDINGS[self.language].items():
            if word.endswith(ending) and len(word) > len(ending) + 2:
                return word.removesuffix(ending) + local
        return word[:-1] + "e" if self.language is Lang.BETAWI and _FINAL_A.fullmatch(word[-4:]) else word


def vocabularies() -> list[Vocabulary]:
    """Those of the languages of ENDINGS, from our own list; meanings of several words are left out."""
    local: dict[str, dict[str, list[str]]] = {language: defaultdict(list) for language in ENDINGS}
    plain = {}
    for word, meaning, language in meanings.entries():
        if " " not in meaning and language in local:
            local[language][meaning].append(word)
        elif " " not in meaning and language == Lang.INDONESIAN:
            plain[word] = meaning
    return [Vocabulary(language, local[language], plain) for language in ENDINGS]


def mingled(rows: Iterable[Row], seed: int) -> list[Row]:
    """Rows with the local language as their only label, made of the Indonesian ones among `rows`; texts that did not get
    LEAST local words are left out. The same rows and seed give the same texts."""
    chance = Random(seed)
    indonesian = [row.text for row in rows if row.labels.get("lang") == Lang.INDONESIAN]
    found = []
    for vocabulary in vocabularies():
        for text in chance.sample(indonesian, min(EACH, len(indonesian))):
            mixed = _mingle(text, vocabulary, chance)
            if mixed:
                found.append(Row(mixed, {"lang": str(vocabulary.language)}, WEIGHT, SOURCE))
    return found


def _mingle(text: str, vocabulary: Vocabulary, chance: Random) -> str:
    """The text with local words, or nothing when they are too few."""
    share, words = chance.choice(SHARES), _WORD.findall(text)
    exchanged = [vocabulary.exchange(word, share, chance) for word in words]
    local = sum(before != after for before, after in zip(words, exchanged, strict=True))
    if not local or local < LEAST * len(words):
        return ""
    following = iter(exchanged)
    return _WORD.sub(lambda _: next(following), text)


def _cased(word: str, like: str) -> str:
    if like.isupper() and len(like) > 1:
        return word.upper()
    return word.capitalize() if like[0].isupper() else word
