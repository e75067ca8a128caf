"""Drafts of answers: saved as they are typed, seen by colleagues as "is writing", gone once sent.

(No event in the record: a draft is no act yet, and the record is kept for ever.)"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from balarea.cases.models import Case, Draft
from balarea.cases.writing import locked
from balarea.core.clock import now
from balarea.core.errors import BalareaError
from balarea.people.queries import Actor, User, name_of
from balarea.registry.sealing import seal, unseal

LONGEST = 20_000  # characters: more than an answer may have, so that nothing typed is refused too early


@dataclass(frozen=True)
class Pen:
    """A draft opened: `version` goes back with the next save; `other` is what another window of the same person saved."""

    text: str
    other: str
    version: int
    begun_at: datetime
    saved_at: datetime


@transaction.atomic
def save_draft(reference: str, text: str, version: int, *, by: Actor) -> Pen | None:
    """Keep what is typed; None when there is nothing. When `version` is not the one that stands here, another window saved
    meanwhile: its text is kept beside this one."""
    case = locked(reference, by)
    text = text.replace("\0", "")
    if len(text) > LONGEST:
        raise BalareaError(f"Konsep terlalu panjang: {len(text)} dari {LONGEST} huruf.")
    held = Draft.objects.select_for_update().filter(case=case, author=name_of(by)).first()
    other = _other(held, text, version)
    if not text.strip() and not other:
        _drop(held)
        return None
    draft = held or Draft(case=case, author=name_of(by), begun_at=now(), version=0)
    draft.sealed, draft.other, draft.saved_at = seal(text), seal(other) if other else None, now()
    draft.version += 1
    draft.save()
    return _opened(draft)


def _other(held: Draft | None, text: str, version: int) -> str:
    if held is None:
        return ""
    kept, standing = unseal(bytes(held.other)) if held.other else "", unseal(bytes(held.sealed))
    if version == held.version or not standing.strip() or standing == text or standing in kept:
        return kept
    return f"{kept}\n\n{standing}".strip()


def _drop(held: Draft | None) -> None:
    if held is not None:
        held.delete()


@transaction.atomic
def drop_other(reference: str, *, by: Actor) -> None:
    """The person has read what the other window had saved, and does not need it."""
    case = locked(reference, by)
    Draft.objects.filter(case=case, author=name_of(by)).update(other=None)


def sent(case: Case, by: Actor) -> None:
    """The answer is on its way: the draft has done its work, within the caller's transaction."""
    Draft.objects.filter(case=case, author=name_of(by), other=None).delete()
    for left in Draft.objects.filter(case=case, author=name_of(by)):
        left.sealed, left.version = seal(""), left.version + 1
        left.save()


def pen(case: Case, user: User) -> Pen | None:
    """The person's own draft of an answer to the case."""
    held = Draft.objects.filter(case=case, author=name_of(user)).first()
    return _opened(held) if held else None


def writers(case: Case, user: User) -> list[Draft]:
    """The drafts of others: who is writing, since when, and when last; not what."""
    return list(case.drafts.exclude(author=name_of(user)).defer("sealed", "other"))


def _opened(draft: Draft) -> Pen:
    other = unseal(bytes(draft.other)) if draft.other else ""
    return Pen(unseal(bytes(draft.sealed)), other, draft.version, draft.begun_at, draft.saved_at)
