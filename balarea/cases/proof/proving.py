"""Proof that a case is solved: what has to be shown, and the citizen who is asked whether it is so.

Pure but for `question`'s dates, which are arguments."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from balarea.cases import defaults
from balarea.cases.deadlines.calendar import Calendar
from balarea.cases.deadlines.sla import Promise, ServiceClass, Unit
from balarea.cases.proof.proofs import Attachment
from balarea.core.errors import BalareaError
from balarea.core.text import web_address
from balarea.files.queries import File

Role = Attachment.Role


@dataclass(frozen=True)
class Evidence:
    """What an officer shows: what was done; files, each for the `part` it was uploaded for (before, after, document); a
    link; `before` are ids of the citizen's photos that show the state before; `exempt` says why a repair comes without its
    photos; `public_documents`: anybody may read the documents."""

    text: str
    files: tuple[File, ...] = ()
    link: str = ""
    before: tuple[int, ...] = ()
    exempt: str = ""
    public_documents: bool = False


def role_of(file: File) -> Role:
    """What a file shows: a PDF is a document, a photo without a part shows the state after."""
    if file.kind == File.Kind.DOCUMENT:
        return Role.DOCUMENT
    return Role(file.part) if file.part in {Role.BEFORE, Role.AFTER} else Role.AFTER


def require(topic: str, shown: Evidence, roles: Iterable[str]) -> None:
    """BalareaError says what is missing. `roles` are those of all that is there: the files, and citizens' photos."""
    there = set(roles)
    if not shown.text.strip():
        raise BalareaError("Tulis bukti penyelesaian: apa yang dikerjakan.")
    if not web_address(shown.link.strip()):
        raise BalareaError("Tautan bukti harus diawali https:// atau http://.")
    if topic in defaults.repairs() and not shown.exempt.strip():
        if Role.AFTER not in there:
            raise BalareaError(
                "Perbaikan ditutup dengan foto sesudahnya. Unggah fotonya, atau tulis mengapa foto tidak dapat dibuat."
            )
        if not there & {Role.BEFORE, Role.REPORT}:
            raise BalareaError(
                "Warga tidak mengirim foto: unggah juga foto sebelum perbaikan, atau tulis mengapa tidak ada."
            )
    elif not there & {Role.BEFORE, Role.AFTER, Role.DOCUMENT} and not shown.link.strip():
        raise BalareaError("Lampirkan foto, dokumen, atau tautan tempat buktinya dapat dilihat.")


def silent_at(promise: Promise, days: tuple[int, ...], asked: datetime, calendar: Calendar) -> datetime:
    """When silence closes: the end of so many working days after the question. `days` are those of the classes of SP4N,
    shortest first; a promise belongs to the first class that is as long."""
    longest = [defaults.classes()[each].amount for each in ServiceClass]
    amount = promise.amount if promise.unit is Unit.WORKING_DAYS else 0
    number = next((place for place, most in enumerate(longest) if amount <= most), len(longest) - 1)
    return calendar.add_working_days(asked, days[number])
