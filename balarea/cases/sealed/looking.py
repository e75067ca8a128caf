"""Looks at what is sealed: the original of a masked text, the reporter's contact. Each is recorded."""

import json

from django.db import transaction

from balarea.cases.models import Case, Entry
from balarea.cases.sealed.originals import original
from balarea.cases.writing import checked, locked
from balarea.core.errors import BalareaError, NotFound
from balarea.people.queries import Actor, Permission, must
from balarea.posts import queries as posts
from balarea.registry import queries as registry
from balarea.registry import recording as audit

SHORTEST_REASON = 5  # letters


@transaction.atomic
def look(reference: str, entry_id: int, reason: str, *, by: Actor) -> str:
    """The original text of an entry that is shown masked, for a stated reason: who looked, at what and why is recorded
    before it is given out. BalareaError when the key it was sealed with is another one."""
    case = Case.objects.filter(reference=reference).first()
    entry = Entry.objects.filter(pk=entry_id, case=case).first() if case else None
    if case is None or entry is None:
        raise NotFound("Tulisan itu tidak ada dalam kasus ini.")
    must(by, Permission.SEE_ORIGINALS, case.agency_id or "")
    if len(reason.strip()) < SHORTEST_REASON:
        raise BalareaError("Tulis alasan melihat teks asli, misalnya: menelepon pelapor.")
    after = {"entry": entry.pk, "reason": checked(reason)}
    audit.record("look_original", "case", case.reference, by=by, after=after)
    return original(entry)


@transaction.atomic
def look_earlier(reference: str, version_id: int, reason: str, *, by: Actor) -> str:
    """As `look`, of an earlier text of something that was edited."""
    case = Case.objects.filter(reference=reference).first()
    said = case.entries.exclude(external_id="").values_list("external_id", flat=True) if case else []
    held = posts.versions(case.network, list(said)) if case else {}
    found = next((each for some in held.values() for each in some if each.pk == version_id), None)
    if case is None or found is None:
        raise NotFound("Tulisan itu tidak ada dalam kasus ini.")
    must(by, Permission.SEE_ORIGINALS, case.agency_id or "")
    if len(reason.strip()) < SHORTEST_REASON:
        raise BalareaError("Tulis alasan melihat teks asli, misalnya: menelepon pelapor.")
    after = {"version": found.pk, "reason": checked(reason)}
    audit.record("look_original", "case", case.reference, by=by, after=after)
    return registry.unseal(bytes(found.sealed)) if found.sealed else found.text


@transaction.atomic
def see_contact(reference: str, *, by: Actor) -> dict[str, str]:
    """How the reporter can be reached, unsealed for somebody who works on the case; each look is recorded."""
    case = locked(reference, by)
    found: dict[str, str] = {}
    for receipt in case.receipts.exclude(sealed_contact=None).order_by("pk"):
        found |= json.loads(registry.unseal(bytes(receipt.sealed_contact or b"")))
    audit.record("see_contact", "case", case.reference, by=by, after={"seen": sorted(found)})
    return found
