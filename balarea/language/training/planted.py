"""Planted near-duplicates: real posts, edited the way people edit what they pass on, among others that look like them.

For measuring only: the truth is known because it was made."""

import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files

from balarea.areas.table import table

_SHARE = [
    "tolong share", "viralkan", "mohon bantu sebarkan ya", "tolong di up min", "copas dari grup sebelah",
    "bantu share gaes", "sebarkan!!", "mohon ditindaklanjuti", "punten bantu share", "up",
]  # fmt: skip
_TAGS = ["#viral", "#jabar", "#infojabar", "#tolong", "#infowarga", "#laporgub", "#fyp", "#jawabarat", "#beritajabar"]
_EMOJI = ["🙏", "😭", "😡", "🔥", "⚠️", "👍🏽", "‼️", "🚨🚨", "🤦‍♂️"]
_SHORTER = {
    "yang": "yg", "tidak": "tdk", "sudah": "udah", "dengan": "dgn", "untuk": "utk", "banyak": "byk", "karena": "krn",
    "belum": "blm", "jangan": "jgn", "dari": "dr",
}  # fmt: skip
_TEMPLATES = [
    "Jalan rusak di {place}", "Jl. Merdeka no {number} lubangnya besar", "Banjir di {place} lagi",
    "Di {place} aspal hancur sudah dua tahun tidak diperbaiki pak, tolong dicek",
    "Lampu jalan di {place} mati sejak minggu lalu, gelap sekali kalau malam, rawan begal",
    "Air PDAM di {place} mati sudah 3 hari, warga beli air galon terus, mohon segera ditangani",
    "Sampah pasar {place} menumpuk, baunya ke mana-mana, petugas tidak pernah datang lagi",
    "Jembatan desa {place} putus, anak sekolah harus memutar jauh, mohon segera diperbaiki",
    "Pasar murah di {place} kapan diadakan lagi? beras sudah mahal sekali di warung",
    "Di RT {number} RW 05 kampung kami tiang listrik miring, takut roboh kena rumah warga",
    "Parkir liar Jl Sudirman {number} bikin macet tiap sore, tolong ditertibkan dishub",
]  # fmt: skip
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_PARTS = 6
_ADDRESS = re.compile(r"\b(?:no|rt|rw|km|jl|jln|jalan|blok|gang|gg)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Planted:
    """Posts and, for each, the number of the post it was made from."""

    texts: list[str]
    truth: list[int]


def planted(count: int, seed: int = 7) -> Planted:
    """At least `count` posts: real ones, words of six of them joined, a third templates with another place or street
    number each, and one to four edited copies of every fourth of them. The same seed gives the same posts."""
    dice = random.Random(seed)
    originals = _originals(count, dice)
    texts, truth = [], []
    for number, text in enumerate(originals):
        texts.append(text)
        truth.append(number)
        if dice.random() < 0.25 and len(text.split()) >= 4:
            copies = dice.randint(1, 4)
            texts += [edited(text, dice) for _ in range(copies)]
            truth += [number] * copies
        if len(texts) >= count:
            break
    order = list(range(len(texts)))
    dice.shuffle(order)
    return Planted([texts[each] for each in order], [truth[each] for each in order])


def edited(text: str, dice: random.Random) -> str:
    """A post as somebody passes it on: one to three edits, at most one of them a loss of its end."""
    for edit in dice.sample(EDITS, dice.randint(1, 3)):
        text = edit(text, dice)
    return text


def _originals(count: int, dice: random.Random) -> list[str]:
    real = list(dict.fromkeys(_real()))
    # names that begin alike would make the truth itself doubtful: a mistyped Cirea might be meant for Cirata
    places = list({area.name[:5]: area.name for area in table().values() if area.name.isalpha()}.values())
    long = [post.split() for post in real if len(post.split()) >= 2 * _PARTS]
    found = dict.fromkeys(real if count > 3 * len(real) else dice.sample(real, min(len(real), count // 2)))
    while len(found) < count:
        if dice.random() < 0.75:
            found[_joined([dice.choice(long) for _ in range(_PARTS)])] = None
        else:
            template = dice.choice(_TEMPLATES)
            found[template.format(place=dice.choice(places), number=dice.randint(1, 400))] = None
    texts = list(found)
    dice.shuffle(texts)
    return texts


def _joined(posts: list[list[str]]) -> str:
    """Words of the first sixth of the first post, of the second of the second and so on, about as many of each."""
    parts = [post[len(post) * part // _PARTS :][: len(post) // _PARTS][:5] for part, post in enumerate(posts)]
    return " ".join(word for part in parts for word in part)


def _real() -> list[str]:
    folder = files("balarea.language.training")
    lines = [
        line for name in ("train", "written") for line in (folder / f"{name}.jsonl").read_text("utf8").splitlines()
    ]
    return [json.loads(line)["text"] for line in lines]


def _repost(text: str, dice: random.Random) -> str:
    return f"RT @warga{dice.randint(1, 999)}: {text}"


def _emoji(text: str, dice: random.Random) -> str:
    mark = dice.choice(_EMOJI) * dice.randint(1, 3)
    return f"{mark} {text}" if dice.random() < 0.3 else f"{text} {mark}"


def _tag(text: str, dice: random.Random) -> str:
    return f"{text} {' '.join(dice.sample(_TAGS, dice.randint(1, 2)))}"


def _mention(text: str, dice: random.Random) -> str:
    name = f"@dinas_{dice.choice(_LETTERS)}{dice.randint(1, 99)}"
    return f"{name} {text}" if dice.random() < 0.5 else f"{text} cc {name}"


def _case(text: str, dice: random.Random) -> str:
    return dice.choice([text.upper(), text.lower(), text.title()])


def _signs(text: str, dice: random.Random) -> str:
    plain = re.sub(r"[,.!?()\"]+(?!\w)", "", text)
    return dice.choice([plain, f"{text}!!!", text.replace(" ", "  "), f"{text}...", f'"{text}"'])


def _typo(text: str, dice: random.Random) -> str:
    words = text.split(" ")
    long = [place for place, word in enumerate(words) if len(word) >= 5 and word.isalpha()]
    for place in dice.sample(long, min(len(long), dice.randint(1, 2) if len(words) > 7 else 1)):
        word, at = words[place], dice.randrange(1, len(words[place]) - 1)
        words[place] = dice.choice([
            word[:at] + word[at + 1] + word[at] + word[at + 2 :], word[:at] + word[at + 1 :],
            word[:at] + dice.choice(_LETTERS) + word[at + 1 :], word[:at] + word[at] + word[at:],
        ])  # fmt: skip
    return " ".join(words)


def _share(text: str, dice: random.Random) -> str:
    return f"{text} {dice.choice(_SHARE)}"


def _cut(text: str, dice: random.Random) -> str:
    """The first 60 to 90 per cent, where at least six words are left."""
    kept = text[: int(len(text) * dice.uniform(0.6, 0.9))]
    return kept + dice.choice(["…", "...", ""]) if len(kept.split()) > 6 else text


def _number(text: str, dice: random.Random) -> str:
    """Another number, where it is not one of an address and the post says more than it."""
    if _ADDRESS.search(text) or len(text.split()) < 7:
        return text
    return re.sub(r"\b[1-9]\d{0,2}\b(?![.,]\d)", lambda _: str(dice.randint(2, 99)), text, count=1)


def _shorter(text: str, dice: random.Random) -> str:
    """Some words as people shorten them."""
    return " ".join(_SHORTER.get(word, word) if dice.random() < 0.7 else word for word in text.split(" "))


EDITS: list[Callable[[str, random.Random], str]] = [
    _repost, _emoji, _tag, _mention, _case, _signs, _typo, _share, _cut, _number, _shorter,
]  # fmt: skip
