"""Personal data in text: found by form and context, masked for the public. UU 27/2022, article 4 (rules PDP-1, PDP-2)."""

from bisect import bisect
from collections.abc import Container, Iterator
from dataclasses import dataclass
from operator import attrgetter

from balarea.conduct import contacts, figures, persons, whereabouts
from balarea.conduct.figures import Rule
from balarea.conduct.spelling import Reading, reading

MASK = "█"


@dataclass(frozen=True)
class Datum:
    """A personal datum; `start` and `end` count characters, `kind` is a key of NAMES."""

    kind: str
    start: int
    end: int


NAMES = {
    "nik": "NIK", "kk": "nomor KK", "nip": "NIP", "npwp": "NPWP", "identity": "nomor identitas", "phone": "nomor telepon",
    "email": "alamat surel", "account": "nomor rekening", "plate": "nomor kendaraan", "address": "alamat rumah",
    "location": "titik lokasi", "child": "nama anak", "person": "nama orang", "handle": "akun pribadi",
}  # fmt: skip
_FIRST: tuple[Rule, ...] = (*contacts.RULES[:2], *whereabouts.RULES[:7], *figures.RULES, *contacts.RULES[2:])
_SECOND: tuple[Rule, ...] = whereabouts.RULES[7:]


def find(text: str, *, official: Container[str] | None = None) -> list[Datum]:
    """Every personal datum of the text in order, without overlaps; never raises.

    Social handles are data only where `official` is given: the handles, in lower case and without @, that are not."""
    plain = reading(text)
    found: list[Datum] = []  # in the order of the text
    for datum in _all(text, plain, official):
        at = bisect(found, datum.start, key=attrgetter("start"))
        free_before = at == 0 or found[at - 1].end <= datum.start
        if free_before and (at == len(found) or datum.end <= found[at].start):
            found.insert(at, datum)
    return found


def _all(text: str, plain: Reading, official: Container[str] | None) -> Iterator[Datum]:
    """What each rule finds, the surest rules first: what one has taken, the next ones do not get."""
    yield from _by_rules(_FIRST, plain)
    if official is not None:
        for pattern in contacts.HANDLES:
            for match in pattern.finditer(text):
                if match["handle"].lower() not in official:
                    yield Datum("handle", *match.span())
    yield from _by_rules(_SECOND, plain)
    yield from (Datum(*each) for each in persons.find(text))


def _by_rules(rules: tuple[Rule, ...], plain: Reading) -> Iterator[Datum]:
    for kind, pattern, fits in rules:
        for match in pattern.finditer(plain.text):
            if fits(match):
                yield Datum(kind, *plain.place(*match.span("datum" if "datum" in pattern.groupindex else 0)))


def mask(text: str, *, official: Container[str] | None = None) -> str:
    """The text with every letter and digit of personal data blacked out; length and line breaks stay. See `find`."""
    letters = list(text)
    for datum in find(text, official=official):
        for at in range(datum.start, datum.end):
            if letters[at].isalnum() or letters[at] in "@+":
                letters[at] = MASK
    masked = "".join(letters)
    # what a blacked-out stretch was hiding by overlap is found in the next round; each round has fewer letters left
    return masked if masked == text else mask(masked, official=official)
