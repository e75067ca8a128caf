"""Requests of citizens about their own data (UU 27/2022, articles 5 to 13): what is held, and its removal.

An officer with PRIVACY enters the request, after the citizen has shown in the thread, from the account itself, that it is
his. A person is one account on one network; what an officer said of accounts belonging together is told and removed too."""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from balarea.cases.models import Attachment, Case, Draft, Entry, Rating, Receipt, SetAside
from balarea.cases.proof import attaching
from balarea.cases.sealed.originals import original
from balarea.cases.states import CaseState
from balarea.cases.together.linking import forget_links, touching
from balarea.core.errors import BalareaError, Conflict, NotFound
from balarea.core.ids import normal_reference
from balarea.files import queries as files
from balarea.networks import report
from balarea.people.queries import Actor, Permission, must
from balarea.posts import privacy as store
from balarea.posts import services as posts
from balarea.publishing import services as publishing
from balarea.registry import recording as audit
from balarea.registry.queries import official_ids
from balarea.registry.recording import masked
from balarea.registry.sealing import pseudonym, unseal

_CASE = (
    "reference", "agency_id", "network", "root_external_id", "citizen_external_id", "citizen_handle", "topic", "area_code",
    "urgency", "state", "opened_at", "due_at", "answered_at", "closed_at", "confirmed",
)  # fmt: skip
_RECEIPT = ("token", "kind", "received_at", "topic", "area_code", "lat", "lon", "address", "details", "media_urls")


@dataclass(frozen=True)
class Subject:
    """Whose data: an author's immutable id on a network, and the handle that is known of him."""

    network: str
    author_id: str
    handle: str = ""


@dataclass(frozen=True)
class Amount:
    """How much is held of a person."""

    posts: int
    cases: int
    entries: int

    @property
    def any(self) -> bool:
        return bool(self.posts or self.cases or self.entries)


def subject(*, reference: str = "", network: str = "", author: str = "") -> Subject:
    """The person of a case, or of a network's author id or @handle. NotFound when nothing is held; Conflict for official
    accounts, whose posts are the government's own."""
    if reference.strip():
        case = Case.objects.filter(reference=normal_reference(reference)).first()
        if case is None:
            raise NotFound("Nomor itu tidak ditemukan. Periksa kembali tulisannya.")
        found = Subject(case.network, case.citizen_external_id, case.citizen_handle)
    else:
        typed = author.strip().replace("\0", "")
        if not network or not typed:
            raise BalareaError("Isi nomor aduan, atau jejaring dan akunnya.")
        known = store.author_of_handle(network, typed) or _citizen_of(network, typed)
        found = Subject(network, known or typed, typed.lstrip("@") if known else "")
    if found.author_id in official_ids(found.network):
        raise Conflict("Akun resmi instansi bukan data pribadi; ubah di Daftar.")
    if not amount(found).any:
        raise NotFound("Tidak ada data tentang akun itu.")
    return found


def _citizen_of(network: str, handle: str) -> str:
    found = Case.objects.filter(network=network, citizen_handle__iexact=handle.lstrip("@")).first()
    return found.citizen_external_id if found else ""


def amount(who: Subject) -> Amount:
    """How much is held."""
    return Amount(store.of_author(who.network, who.author_id).count(), _cases(who).count(), _entries(who).count())


@transaction.atomic
def export(who: Subject, *, by: Actor) -> dict[str, Any]:
    """Everything held on a person as plain values: posts with their labels, corrections, cases, and what he said in them,
    as written. On record, without the data."""
    must(by, Permission.PRIVACY)
    said = [
        {"case": entry.case.reference, "at": entry.at, "kind": entry.kind, "text": original(entry), "url": entry.url}
        for entry in _entries(who).select_related("case")
    ]
    found: dict[str, Any] = {
        "network": who.network, "author": who.author_id, **store.held(who.network, who.author_id),
        "cases": list(_cases(who).order_by("opened_at").values(*_CASE)), "entries": said, "receipts": _handed(who),
        "links": list(touching(_people(who)).values("one_network", "two_network", "reason", "joined", "decided_at")),
        "files": [_written(each) for each in _files(who)],
        "ratings": list(Rating.objects.filter(case__in=_cases(who)).values("case__reference", "score", "words", "given_at")),
    }  # fmt: skip
    _record(
        "export_author",
        who,
        by,
        {name: len(found[name]) for name in ("posts", "corrections", "cases", "entries", "receipts", "files")},
    )
    return found


@transaction.atomic
def erase(who: Subject, reason: str, *, by: Actor) -> Amount:
    """Remove a person: his texts and handles become tombstones, his ids a pseudonym, also where others answered him. Cases,
    labels and counts stay. On record with the reason, without the data. Again changes nothing more."""
    must(by, Permission.PRIVACY)
    if not reason.strip():
        raise BalareaError("Tulis dasar permintaannya, misalnya: diminta di utas, 24 November 2026.")
    held = amount(who)
    handles = [who.handle, *_cases(who).values_list("citizen_handle", flat=True)]
    traces = store.traces(who.network, who.author_id, handles)
    entries, cases = list(_entries(who)), list(_cases(who).select_for_update())
    _count, refs = posts.erase_author(traces, by=by)
    for entry in entries:
        entry.text, entry.sealed, entry.actor, entry.url = store.TOMBSTONE, None, store.NOBODY, ""
        entry.external_id = traces.ref(entry.external_id)
        entry.save()
    for case in cases:
        _erase_case(case, traces)
    Draft.objects.filter(case__in=cases).delete()
    forget_links(_people(who))
    attaching.erase_files(_files(who), by=by)
    Rating.objects.filter(case__in=cases).update(words="")
    _receipts(who).filter(taken_at__isnull=True).delete()
    _erase_given(_receipts(who))
    _forget_receipts(_receipts(who), traces.pseudonym)
    _erase_asides(traces)
    roots = {case.root_external_id for case in cases}
    publishing.erase_traces(who.network, refs | roots, traces.ref, traces.text)
    values = {"posts": held.posts, "cases": held.cases, "entries": held.entries, "reason": reason.strip()}
    _record("erase_author", who, by, values)
    return held


def _erase_case(case: Case, traces: store.Traces) -> None:
    case.root_external_id = traces.ref(case.root_external_id)
    case.citizen_external_id, case.citizen_handle, case.text = traces.pseudonym, "", store.TOMBSTONE
    case.proof = traces.text(masked(case.proof))
    case.save()
    for handoff in case.handoffs.all():
        handoff.reason, handoff.answer = traces.text(handoff.reason), traces.text(handoff.answer)
        handoff.save()
    for transfer in case.transfers.all():
        transfer.reason = traces.text(transfer.reason)
        transfer.save()
    for task in case.tasks.all():
        task.note, task.outcome = traces.text(task.note), traces.text(task.outcome)
        task.save()
    case.routing_reason = traces.text(case.routing_reason)
    case.save()
    for entry in case.entries.exclude(text=store.TOMBSTONE):
        # what an officer noted of the person stays masked; the original of it goes
        entry.text, entry.sealed = traces.text(entry.text), None
        entry.external_id = traces.ref(entry.external_id)
        entry.save()


@transaction.atomic
def forget_citizens(before: datetime, *, by: Actor, limit: int = 1000) -> bool:
    """Put pseudonyms for the citizens of cases that were closed before a moment, a batch at a time; whether there may be
    more."""
    old = Case.objects.filter(state=CaseState.CLOSED, closed_at__lt=before).exclude(citizen_external_id__startswith="~")
    found = list(old.select_for_update().order_by("pk")[:limit])
    forget_links((case.network, case.citizen_external_id) for case in found)
    Draft.objects.filter(case__in=found).delete()
    attaching.erase_files(list(_private(found)), by=by)
    Rating.objects.filter(case__in=found).update(words="")
    for case in found:
        name = pseudonym(case.network, case.citizen_external_id)
        _forget_receipts(case.receipts.filter(author=case.citizen_external_id), name)
        case.citizen_external_id = name
        case.citizen_handle = ""
        case.save()
        case.entries.filter(kind=Entry.Kind.CITIZEN).update(actor="warga", url="")
    if found:
        audit.record("forget_citizens", "case", "", by=by, after={"cases": len(found), "before": before})
    return len(found) == limit


def _people(who: Subject) -> list[tuple[str, str]]:
    return [(who.network, each) for each in _ids(who)]


def _ids(who: Subject) -> list[str]:
    return [who.author_id, pseudonym(who.network, who.author_id)]


def _cases(who: Subject) -> QuerySet[Case]:
    return Case.objects.filter(network=who.network, citizen_external_id__in=_ids(who))


def _receipts(who: Subject) -> QuerySet[Receipt]:
    """What he handed to us directly: such a person is known by a hash of what he gave."""
    return Receipt.objects.filter(author__in=_ids(who)) if who.network == report.NETWORK else Receipt.objects.none()


def _files(who: Subject) -> list[Attachment]:
    """The files he sent, still there."""
    found = Attachment.objects.filter(receipt__in=_receipts(who), file__erased_at__isnull=True)
    return list(found.select_related("file").order_by("pk"))


def _private(cases: list[Case]) -> QuerySet[Attachment]:
    """What citizens of some cases sent and nobody else was to see."""
    found = Attachment.objects.filter(case__in=cases, role=Attachment.Role.REPORT, public=False)
    return found.filter(file__erased_at__isnull=True).select_related("file")


def _written(held: Attachment) -> dict[str, Any]:
    """A file as it was uploaded, in base64."""
    return {
        "added_at": held.added_at, "content_type": held.file.content_type, "size": held.file.size,
        "taken_at": held.file.taken_at, "lat": held.file.lat, "lon": held.file.lon,
        "original": b64encode(files.original(held.file)).decode(),
    }  # fmt: skip


def _handed(who: Subject) -> list[dict[str, Any]]:
    """What he gave beside the text, his contact unsealed."""
    return [
        {**{name: getattr(each, name) for name in _RECEIPT},
         "contact": json.loads(unseal(bytes(each.sealed_contact))) if each.sealed_contact else {}}
        for each in _receipts(who).order_by("pk")
    ]  # fmt: skip


def _forget_receipts(receipts: QuerySet[Receipt], name: str) -> None:
    receipts.update(
        author=name, sender="", address="", address_id="", lat=None, lon=None, details={}, media_urls=[], sealed_contact=None,
        marks=[],
    )  # fmt: skip


def _erase_given(receipts: QuerySet[Receipt]) -> None:
    """The note that told the desk what was given beside the text (`reports.py`)."""
    for receipt in receipts:
        Entry.objects.filter(case=receipt.case_id, kind=Entry.Kind.NOTE, at=receipt.received_at).update(
            text=store.TOMBSTONE, sealed=None
        )


def _erase_asides(traces: store.Traces) -> None:
    inside = Q(external_id__contains=traces.author_id) | Q(root_external_id__contains=traces.author_id)
    for aside in SetAside.objects.filter(inside, network=traces.network):
        aside.external_id, aside.root_external_id = traces.ref(aside.external_id), traces.ref(aside.root_external_id)
        aside.save()


def _entries(who: Subject) -> QuerySet[Entry]:
    """What he said, in his own cases and in those of others."""
    refs = list(store.of_author(who.network, who.author_id).values_list("external_id", flat=True))
    names = [
        each for each in (who.author_id, who.handle, *_cases(who).values_list("citizen_handle", flat=True)) if each
    ]
    own = Q(case__network=who.network, actor__in=names) | Q(network=who.network, external_id__in=refs)
    return Entry.objects.filter(own, kind=Entry.Kind.CITIZEN).order_by("at", "pk")


def _record(action: str, who: Subject, by: Actor, values: Mapping[str, Any]) -> None:
    audit.record(
        action, "author", pseudonym(who.network, who.author_id), by=by, after={"network": who.network, **values}
    )
