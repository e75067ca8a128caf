"""Sending what is in the ledger, at least once.

QUEUED → SENDING commits before the network is called; whoever changed that one row sends, anybody else goes on. A worker that
dies in between leaves SENDING, which another takes up after LOST: the message may then arrive twice, because a page twice
is better than none. One way that fails stops no other: each has a thread and a row of its own."""

import logging
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import F, Q

from balarea.audit import services as audit
from balarea.core.clock import now
from balarea.core.errors import BalareaError
from balarea.notices import transport
from balarea.notices.kinds import Kind, NoticeState
from balarea.notices.links import home, link
from balarea.notices.models import Notice, Occasion
from balarea.notices.outcome import Outcome
from balarea.registry.queries import unseal

BY = "system:worker"
LOG = logging.getLogger(__name__)
LOST = timedelta(seconds=30)  # SENDING for longer: its worker died
ATTEMPTS = 6
THREADS = 16
BATCH_AT_ONCE = THREADS  # no page waits, already claimed, behind servers that do not answer
BATCH_GATHERED = 200
FIRST_WAIT, LATER_WAIT = 5.0, 60.0  # seconds before the second attempt, of pages and of others; doubled each time
DARK = "alamat tersimpan tidak dapat dibuka: BALAREA_SECRET_KEY bukan yang menyegelnya"


@dataclass(frozen=True)
class Parcel:
    """What goes to one address in one message: a page alone, or all else that waits for it."""

    address: str
    title: str
    body: str
    notices: tuple[Notice, ...]


def send(*, at_once: bool) -> int:
    """Send all that is due now, oldest first; returns how many notices were tried."""
    tried = 0
    while claimed := _claim(at_once):
        tried += len(claimed)
        parcels = [parcel for group in _by_message(claimed) if (parcel := _parcel(group))]
        with ThreadPoolExecutor(THREADS) as pool:
            running = {
                pool.submit(transport.send, each.address, each.title, each.body, alarm=at_once): each
                for each in parcels
            }
            for done in as_completed(running):
                _finish(running[done].notices, _outcome(done))
    return tried


def _outcome(done: Future[Outcome]) -> Outcome:
    """What became of it; a mistake in the sending library counts as a failure of this one way, and stops no other."""
    mistake = done.exception()
    if mistake is None:
        return done.result()
    LOG.error("a notice could not be sent: %s", type(mistake).__name__)  # its text may name an address
    return Outcome(f"kesalahan tak terduga ({type(mistake).__name__})")


def _claim(at_once: bool) -> list[Notice]:
    moment = now()
    waiting = Q(state=NoticeState.QUEUED, due_at__lte=moment)
    lost = Q(state=NoticeState.SENDING, sending_since__lt=moment - LOST)
    due = (
        Notice.objects.filter(waiting | lost, at_once=at_once, digest=False)
        .order_by("due_at", "pk")
        .select_related("occasion", "way")
    )
    return [notice for notice in due[: BATCH_AT_ONCE if at_once else BATCH_GATHERED] if _mine(notice)]


def _mine(notice: Notice) -> bool:
    same = Notice.objects.filter(pk=notice.pk, state=notice.state, attempts=notice.attempts)
    notice.attempts += 1
    return same.update(state=NoticeState.SENDING, sending_since=now(), attempts=notice.attempts) == 1


def _by_message(notices: list[Notice]) -> Iterable[tuple[Notice, ...]]:
    def key(notice: Notice) -> tuple[int, int]:
        return (notice.pk if notice.at_once else 0, notice.way_id or 0)

    return [tuple(group) for _, group in groupby(sorted(notices, key=key), key)]


def _parcel(notices: tuple[Notice, ...]) -> Parcel | None:
    way = notices[0].way
    assert way, "the database refuses to queue without a way"
    if way.removed_at:
        _finish(notices, Outcome("cara ini sudah dihapus", final=True))
        return None
    try:
        address = unseal(bytes(way.sealed_address))
    except BalareaError:
        _finish(notices, Outcome(DARK, final=True))
        return None
    return Parcel(address, *_written(notices), notices)


def _written(notices: tuple[Notice, ...]) -> tuple[str, str]:
    """Title and body. A page carries the link by which it is taken on."""
    occasion = notices[0].occasion
    if len(notices) > 1:
        parts = [f"{each.occasion.text}\n{home()}{each.occasion.path}" for each in notices]
        return f"Balarea: {len(notices)} pemberitahuan", "\n\n".join(parts)
    title, _, rest = occasion.text.partition("\n")
    seen = f"{home()}{occasion.path}"
    if occasion.kind == Kind.PAGE:
        return title, f"{rest}\nTerima di sini: {link(notices[0].pk)}".strip()
    return title, f"{rest}\n{seen}".strip()


def _finish(notices: tuple[Notice, ...], outcome: Outcome) -> None:
    for notice in notices:
        _record(notice, outcome)


@transaction.atomic
def _record(notice: Notice, outcome: Outcome) -> None:
    """Write down what became of one; nothing when another worker has taken it over meanwhile."""
    moment = now()
    mine = Notice.objects.filter(pk=notice.pk, state=NoticeState.SENDING, attempts=notice.attempts)
    if not outcome.error:
        if not mine.update(state=NoticeState.SENT, sending_since=None, sent_at=moment, error=""):
            return
        Occasion.objects.filter(pk=notice.occasion_id, settled_at__isnull=True).update(settled_at=moment)
        audit.record("send_notice", "notice", str(notice.pk), by=BY, after={"attempts": notice.attempts})
        return
    given_up = outcome.final or notice.attempts >= ATTEMPTS
    state = NoticeState.FAILED if given_up else NoticeState.QUEUED
    wait = (FIRST_WAIT if notice.at_once else LATER_WAIT) * 2 ** (notice.attempts - 1)
    due = moment + timedelta(seconds=wait) if not given_up else F("due_at")
    if mine.update(state=state, sending_since=None, error=outcome.error[:500], due_at=due) and given_up:
        after = {"error": outcome.error[:500], "attempts": notice.attempts}
        audit.record("fail_notice", "notice", str(notice.pk), by=BY, after=after)
