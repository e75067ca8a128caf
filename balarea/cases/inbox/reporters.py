"""Reporters by form, who have no thread: a secret link lets each of them, and nobody else, speak in his report.

The link's key is a keyed hash of the receipt's token. It is stored nowhere, shown for a while to the browser that
sent the report, and ends when the reporter's data are removed or the retention window has passed."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from balarea.cases.inbox.reports import LONGEST as LONGEST_TEXT
from balarea.cases.inbox.reports import Handed
from balarea.cases.models import Case, Receipt
from balarea.cases.proof.satisfaction import LONGEST, rate
from balarea.core.clock import now
from balarea.core.errors import BalareaError, NotFound
from balarea.core.ids import normal_reference
from balarea.people.queries import Actor
from balarea.registry.sealing import PSEUDONYM

WORDS = {"sudah": ("FIXED", "Sudah."), "belum": ("REOPEN", "Belum."), "tambah": ("", "Menambahkan foto.")}
BY = "citizen:link"


@dataclass(frozen=True)
class Said:
    """What a reporter says by the link: `word` is a key of WORDS; `basket` holds photos; `score` 0 for none."""

    word: str
    text: str = ""
    basket: str = ""
    score: int = 0
    sender: str = ""


def key_of(receipt: Receipt) -> str:
    """The secret of the link of a report."""
    return salted_hmac("balarea.reporter", receipt.token, algorithm="sha256").hexdigest()[:40]


def reporter(reference: str, key: str) -> Receipt:
    """The report that a link belongs to; NotFound for every other link."""
    found = Receipt.objects.filter(case__reference=normal_reference(reference), kind=Receipt.Kind.REPORT)
    for receipt in found.select_related("case"):
        if constant_time_compare(key_of(receipt), key) and not receipt.author.startswith(PSEUDONYM):
            return receipt
    raise NotFound("Tautan ini tidak berlaku. Periksa apakah seluruhnya tersalin.")


def speak(reference: str, key: str, said: Said, receive: Callable[..., Receipt]) -> Case:
    """Say sudah or belum, or add to a report; the same again changes nothing. A score goes with it or alone.
    BalareaError when nothing is said, or too much; nothing is cut."""
    receipt = reporter(reference, key)
    if said.word not in {*WORDS, ""} or not (said.word or said.score):
        raise BalareaError("Pilih “sudah”, “belum”, atau “tambah keterangan”.")
    if len(said.text) > LONGEST_TEXT:
        raise BalareaError(f"Terlalu panjang: {len(said.text)} huruf, paling banyak {LONGEST_TEXT}. Ringkaskan.")
    if said.word:
        status, silent = WORDS[said.word]
        assert receipt.case
        handed = Handed(said.text.strip() or silent, reference=receipt.case.reference, status=status, basket=said.basket,
                        author=receipt.author, sender=said.sender,
                        wordless=said.word == "tambah" and not said.text.strip())  # fmt: skip
        receive(handed, by=BY)
    if said.score:
        _score(receipt, said, BY)
    return Case.objects.get(pk=receipt.case_id or 0)


@transaction.atomic
def _score(receipt: Receipt, said: Said, by: Actor) -> None:
    case = Case.objects.select_for_update(of=("self",)).get(pk=receipt.case_id or 0)
    rate(case, said.score, said.text[:LONGEST], now(), by=by)
