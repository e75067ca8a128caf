"""Files of a case beside its proof: what citizens send, what officers bring from the field, who may see them."""

from collections.abc import Sequence

from django.db import transaction

from balarea.cases.models import Attachment, Case, Entry, Receipt
from balarea.cases.sealed.looking import SHORTEST_REASON
from balarea.cases.writing import checked, locked, say
from balarea.core.errors import BalareaError, NotFound
from balarea.files import queries as kept
from balarea.files import services as files
from balarea.people.queries import Actor, Permission, must, name_of
from balarea.registry import recording as audit
from balarea.registry.sealing import PSEUDONYM


def hand_over(receipt: Receipt, handed: Sequence[kept.File], by: Actor) -> None:
    """Within the caller's transaction: these files came with a receipt."""
    files.claim(handed)
    for file in handed:
        Attachment.objects.create(
            receipt=receipt, case=receipt.case, file=file, role=Attachment.Role.REPORT, added_by=name_of(by)
        )


def add_missing(receipt: Receipt, handed: Sequence[kept.File], by: Actor) -> None:
    """Within the caller's transaction: the same was handed in again. Photos that are not there yet are added; nothing of a
    person who was forgotten."""
    if not handed:
        return
    held = Receipt.objects.select_for_update(of=("self",)).select_related("case").get(pk=receipt.pk)
    there = set(Attachment.objects.filter(receipt=held).values_list("file__shown", flat=True))
    fresh = [file for file in each_once(handed) if file.shown not in there]
    if fresh and not held.author.startswith(PSEUDONYM):
        hand_over(held, fresh, by)
        audit.record("add_photos", "receipt", held.token, by=by, after={"files": [file.token for file in fresh]})


def each_once(handed: Sequence[kept.File]) -> list[kept.File]:
    """Files without those that look like one before, in order: their clean copies are the same bytes."""
    found: dict[str, kept.File] = {}
    for file in handed:
        found.setdefault(file.shown, file)
    return list(found.values())


@transaction.atomic
def add_field_photos(reference: str, photos: Sequence[kept.File], text: str, *, by: Actor) -> list[Attachment]:
    """Keep photos that an officer took on the spot, with the time and place that the device gave (`files.Taken`). They are
    not public before they are part of a proof."""
    case = locked(reference, by)
    if not photos:
        raise BalareaError("Pilih foto dari lapangan.")
    files.claim(photos)
    made = [
        Attachment.objects.create(case=case, file=each, role=Attachment.Role.FIELD, added_by=name_of(by))
        for each in photos
    ]
    say(case, Entry.Kind.NOTE, checked(text or "Foto dari lapangan."), by)
    shown = [{"file": each.token, "taken_at": each.taken_at, "lat": each.lat, "lon": each.lon} for each in photos]
    audit.record("add_field_photos", "case", case.reference, by=by, after={"files": shown})
    return made


@transaction.atomic
def show_photo(reference: str, attachment_id: int, public: bool, *, by: Actor) -> Attachment:
    """Say whether anybody may see the clean copy of a file; faces and plates are for a person to judge."""
    case = locked(reference, by)
    held = Attachment.objects.select_related("file").filter(pk=attachment_id, case=case).first()
    if held is None:
        raise NotFound("Berkas itu tidak ada dalam kasus ini.")
    before, held.public = held.public, public
    held.save()
    after = {"file": held.file.token, "public": public}
    audit.record("show_photo", "case", case.reference, by=by, before={"public": before}, after=after)
    return held


@transaction.atomic
def look_at_file(reference: str, token: str, reason: str, *, by: Actor) -> tuple[kept.File, bytes]:
    """A file as it was uploaded, for a stated reason: who looked, at what and why is recorded before it is given out."""
    held = (
        Attachment.objects.select_related("case", "file").filter(file__token=token, case__reference=reference).first()
    )
    if held is None or held.case is None or held.file.erased_at:
        raise NotFound("Berkas itu tidak ada dalam kasus ini.")
    must(by, Permission.SEE_ORIGINALS, held.case.agency_id or "")
    if len(reason.strip()) < SHORTEST_REASON:
        raise BalareaError("Tulis alasan melihat berkas asli, misalnya: memeriksa waktu pengambilan.")
    after = {"file": token, "reason": checked(reason)}
    audit.record("look_file", "case", reference, by=by, after=after)
    return held.file, kept.original(held.file)


@transaction.atomic
def erase_files(found: Sequence[Attachment], *, by: Actor) -> int:
    """Remove the bytes of files that cases hold; the cases say that something was there."""
    return files.erase([each.file for each in found], by=by)


def of_case(case: Case) -> list[Attachment]:
    """The files of a case that are still there, in order."""
    found = Attachment.objects.filter(case=case, file__erased_at__isnull=True)
    return list(found.select_related("file", "proof", "receipt").order_by("pk"))
