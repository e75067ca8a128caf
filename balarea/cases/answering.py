"""Answers to citizens, and what only the desk sees."""

from django.db import transaction

from balarea.audit import services as audit
from balarea.cases import asides, clockwork, timing
from balarea.cases.models import Case, Entry
from balarea.cases.states import CaseState, move
from balarea.cases.writing import checked, locked, say
from balarea.core.clock import now
from balarea.core.errors import BalareaError, Conflict
from balarea.networks import report
from balarea.networks.values import PostRef
from balarea.people.queries import Actor
from balarea.posts import queries as posts
from balarea.publishing import services as publishing
from balarea.registry import queries as registry


@transaction.atomic
def reply(reference: str, text: str, *, by: Actor, informs: bool = False) -> Entry:
    """Answer in the thread the case came from, through the agency's account there. ANSWERED once it stands there, unless
    it only `informs` how things stand: then the clock runs on."""
    case = locked(reference, by)
    if case.state == CaseState.TRIAGE or case.agency_id is None:
        raise Conflict("Pilih dahulu instansi yang menangani kasus ini.")
    if case.network == report.NETWORK:
        return _answer_here(case, checked(text), by, informs)
    account = _account(case)
    last, root = _thread(case)
    delivery = publishing.reply(account, checked(text), in_reply_to=last, root=root, by=by)
    if timing.accept(case, by):  # who answers has seen it
        case.save()
    return say(
        case, Entry.Kind.REPLY, delivery.text, by, delivery_id=delivery.pk, network=case.network, informs=informs
    )


def _thread(case: Case) -> tuple[PostRef, PostRef]:
    """The citizen's last word, and the root of the thread that it stands in: a pasted copy has one of its own."""
    root = PostRef(case.network, case.root_external_id)
    spoken = case.entries.filter(kind=Entry.Kind.CITIZEN).exclude(external_id="").order_by("-at", "-id").first()
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


def _account(case: Case) -> registry.Account:
    own = registry.connected().filter(agency_id=case.agency_id, network=case.network)
    chosen = own.filter(pk=case.account_id or 0).first() or own.first()
    if chosen is None:
        raise BalareaError(f"{case.agency} belum punya akun terhubung di {case.network}; hubungkan dahulu di Daftar.")
    return chosen


@transaction.atomic
def note(reference: str, text: str, *, by: Actor) -> Entry:
    """Write something down that only the desk sees."""
    case = locked(reference, by)
    entry = say(case, Entry.Kind.NOTE, checked(text), by)  # the record gets the masked text: it is kept for ever
    audit.record("note_case", "case", case.reference, by=by, after={"text": entry.text})
    return entry
