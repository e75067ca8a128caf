"""One case as anybody may follow it by its reference."""

from dataclasses import dataclass, field
from datetime import datetime

from balarea.cases.answers.delivered import entries
from balarea.cases.holders.holding import Holding, holding
from balarea.cases.models import Attachment, Case, Entry
from balarea.cases.proof.shown import Ending, ShownProof, ending, photos, proofs
from balarea.conduct import mask
from balarea.core.errors import NotFound
from balarea.core.ids import normal_reference
from balarea.registry.queries import official_handles


@dataclass(frozen=True)
class PublicEntry:
    """One line of the public page: who in general, when, and the text with personal data masked."""

    kind: str
    at: datetime
    text: str


@dataclass(frozen=True)
class PublicCase:
    """What anybody may see of a case: no name, no handle, no personal datum, no internal note."""

    reference: str
    state: str
    agency: str
    topic: str
    area_code: str
    opened_at: datetime
    due_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None
    confirmed: bool
    entries: list[PublicEntry]
    network: str = ""
    holding: Holding = field(default_factory=lambda: Holding(""))
    ending: Ending = field(default_factory=lambda: Ending(""))
    proofs: list[ShownProof] = field(default_factory=list)
    photos: list[Attachment] = field(default_factory=list)
    private: bool = False


def public(typed: str) -> PublicCase:
    """The public face of a case by its reference, typed in any way; NotFound when there is none."""
    found = Case.objects.select_related("agency", "outside").filter(reference=normal_reference(typed)).first()
    if found is None:
        raise NotFound("Nomor itu tidak ditemukan. Periksa kembali tulisannya.")
    official = official_handles()
    shown = [
        PublicEntry(entry.kind, entry.at, mask(entry.text, official=official))
        for entry, delivered in entries(found)
        if entry.kind == Entry.Kind.CITIZEN or (entry.kind == Entry.Kind.REPLY and delivered in {"", "sent"})
    ]
    shown = [] if found.private else shown
    return PublicCase(
        found.reference, found.state, found.agency.name if found.agency else "", found.topic, found.area_code,
        found.opened_at, found.due_at, found.answered_at, found.closed_at, found.confirmed, shown, found.network,
        holding(found), ending(found), proofs(found, public=True), photos(found, public=True), found.private,
    )  # fmt: skip
