"""What every write of a case begins and ends with."""

from typing import Any

from balarea.cases.models import Case, Entry
from balarea.cases.sealed.originals import kept
from balarea.core.clock import now
from balarea.core.errors import BalareaError, NotFound
from balarea.people.queries import Actor, Permission, must, name_of

MAX_TEXT = 5000


def locked(reference: str, by: Actor) -> Case:
    """The case, held until the transaction ends; NotFound, or NotAllowed when it is not the actor's to work on."""
    case = Case.objects.select_for_update(of=("self",)).select_related("agency").filter(reference=reference).first()
    if case is None:
        raise NotFound("Kasus itu tidak ada.")
    must(by, Permission.WORK_CASES, case.agency_id or "")
    return case


def checked(typed: str) -> str:
    """What was typed, as it is kept; BalareaError when there is nothing, or too much."""
    text = typed.replace("\0", "").strip()
    if not text:
        raise BalareaError("Tulis dahulu isinya.")
    if len(text) > MAX_TEXT:
        raise BalareaError(f"Terlalu panjang: {len(text)} dari {MAX_TEXT} huruf.")
    return text


def say(case: Case, kind: Entry.Kind, text: str, by: Actor, **more: Any) -> Entry:
    """Add an entry to the case: masked, and sealed where masking took something away (`originals.py`)."""
    return Entry.objects.create(case=case, kind=kind, at=now(), actor=name_of(by), **kept(text), **more)
