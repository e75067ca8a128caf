"""Answers to citizens, and what only the desk sees."""

from collections.abc import Sequence

from django.db import transaction

from balarea import networks
from balarea.cases.answers import canned, drafting, mentioning, windows
from balarea.cases.answers.answerable import why_not
from balarea.cases.deadlines import clockwork, timing
from balarea.cases.inbox import asides, chats
from balarea.cases.models import Case, Entry
from balarea.cases.states import CaseState, move
from balarea.cases.writing import checked, locked, say
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict
from balarea.networks import report
from balarea.networks.errors import Unsupported
from balarea.networks.values import PostRef
from balarea.people.queries import Actor
from balarea.posts import queries as posts
from balarea.publishing import services as publishing
from balarea.registry import recording as audit


class Answered(Conflict):
    """Somebody answered while the text was being written; `entries` is what was said."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        who = ", ".join(dict.fromkeys(entry.actor for entry in entries))
        super().__init__(f"{who} sudah menjawab sementara Anda menulis. Baca dahulu; kirim lagi bila tetap perlu.")
        self.entries = list(entries)


class TooLong(BalareaError):
    """The answer is longer than one post of the network; `parts` is how it would be sent as a thread."""

    def __init__(self, preview: networks.Preview, parts: Sequence[str]) -> None:
        size = f"{preview.length} dari {preview.limit}"
        super().__init__(
            f"Terlalu panjang untuk {preview.title}: {size}. Dapat dikirim sebagai utas {len(parts)} bagian."
        )
        self.parts = list(parts)


@transaction.atomic
def reply(
    reference: str, text: str, *, by: Actor, seen: int | None = None, in_parts: bool = False, informs: bool = False,
    template: str = "",
) -> Entry:  # fmt: skip
    """Answer in the thread the case came from, through the agency's account there. ANSWERED once it stands there whole,
    unless it only `informs` how things stand: then the clock runs on.

    `seen` is the latest answer (entry) that the writer knew of: Answered when there is a later one. A text that is too long
    is TooLong unless it may be sent `in_parts`; the first part's entry is returned. Where the network's window is closed
    (`windows.py`), `template` names one of the account's templates, which the text fills; without it the answer is refused
    before anything is sent."""
    case = locked(reference, by)
    if case.state == CaseState.TRIAGE or case.agency_id is None:
        raise Conflict("Pilih dahulu instansi yang menangani kasus ini.")
    text = checked(text)
    if left := canned.left(text):
        raise BalareaError(f"Isian {{{left[0]}}} belum diganti; isi atau hapus dahulu.")
    if seen is not None and (later := list(case.entries.filter(kind=Entry.Kind.REPLY, pk__gt=seen))):
        raise Answered(later)
    if case.network == report.NETWORK:
        said = _answer_here(case, text, by, informs)
    else:
        said = _send(case, text, by, in_parts=in_parts, informs=informs, template=template)
    drafting.sent(case, by)
    return said


def _send(case: Case, text: str, by: Actor, *, in_parts: bool, informs: bool, template: str) -> Entry:
    account, reason = chats.voice(case), why_not(case)
    if account is None or reason:
        raise BalareaError(reason)
    last, root = (chats.thread(case, account) if case.private else None) or _thread(case)
    windows.must_be_open(case, account, last, template)
    if not (in_parts or template):
        _fits(text, case.network)
    try:
        queued = publishing.reply(
            account, text, in_reply_to=last, root=root, by=by, in_parts=in_parts, template=template
        )
    except Unsupported as error:
        raise BalareaError(str(error)) from None
    if timing.accept(case, by):  # who answers has seen it
        case.save()
    said = [
        say(case, Entry.Kind.REPLY, each.text, by, delivery_id=each.pk, network=case.network, informs=informs)
        for each in queued
    ]
    return said[0]


def _fits(text: str, network: str) -> None:
    preview = networks.preview(text, network)
    if not preview.fits:
        try:
            raise TooLong(preview, networks.parts(text, network))
        except Unsupported as error:
            raise BalareaError(str(error)) from None


def _thread(case: Case) -> tuple[PostRef, PostRef]:
    """The citizen's last word, and the root of the thread that it stands in: a pasted copy has one of its own."""
    root = PostRef(case.network, case.root_external_id)
    said = case.entries.filter(kind=Entry.Kind.CITIZEN, withdrawn_at__isnull=True).exclude(external_id="")
    spoken = said.order_by("-at", "-id").first()
    if spoken is None:
        return root, root
    last = PostRef(case.network, spoken.external_id)
    post = posts.post(last)
    return last, PostRef(case.network, asides.root_of(post)) if post else root


def _answer_here(case: Case, text: str, by: Actor, informs: bool) -> Entry:
    """Answer a report that came from no network: the answer stands on its public page at once, and other systems read it."""
    publishing.keep_conduct(text)
    before = {"state": case.state, "answered_at": case.answered_at}
    timing.accept(case, by)  # who answers has seen it
    if case.state == CaseState.OPEN and not informs:
        case.state = move(case.state, CaseState.ANSWERED)
        clockwork.hold(case)
    if not informs:
        case.answered_at = case.answered_at or now()
    case.save()
    entry = say(case, Entry.Kind.REPLY, text, by, network=case.network, informs=informs)
    after = {"state": case.state, "answered_at": case.answered_at, "text": entry.text}
    audit.record("answer_case", "case", case.reference, by=by, before=before, after=after)
    return entry


@transaction.atomic
def note(reference: str, text: str, *, by: Actor) -> Entry:
    """Write something down that only the desk sees; colleagues who are named in it (@name) find it under their own."""
    case = locked(reference, by)
    entry = say(case, Entry.Kind.NOTE, checked(text), by)  # the record gets the masked text: it is kept for ever
    named = mentioning.mention(entry, text, by)
    audit.record("note_case", "case", case.reference, by=by, after={"text": entry.text, "mentions": named})
    return entry
