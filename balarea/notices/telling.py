"""Writing down who is to be told of what; sending is `sending.py`'s.

Told in the same transaction in which the thing happens, so neither is there without the other. The same event told again,
or by two at the same time, adds nothing: it is unique, and its notices are written with it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from balarea.audit import services as audit
from balarea.core.clock import now
from balarea.core.errors import BalareaError
from balarea.notices import bell
from balarea.notices.kinds import AT_ONCE, Kind, NoticeState
from balarea.notices.models import Notice, Occasion, Way
from balarea.people.queries import Actor, name_of
from balarea.registry.recording import masked

GATHERED = timedelta(seconds=60)  # so long others than pages wait for more of their kind
NO_WAY = "belum punya cara dihubungi yang sudah diuji"


@transaction.atomic
def tell(
    people: Iterable[str], event: str, text: str, url: str, kind: Kind, *, by: Actor, about: str = "", desk: str = "",
    not_before: datetime | None = None, any_hour: bool = False,
) -> Occasion:  # fmt: skip
    """Tell people (user names) of `event`, a name of its own for each thing that happens; once, whoever calls again.

    `url` is a path of the product, `about` the reference of a case, `desk` the agency whose duty desk hears of it too;
    nothing but pages goes out before `not_before`. Who chose a digest gets it at the next opening of the office, pages and
    what is of `any_hour` excepted. Personal data in the text is masked. Who wants no notices of the kind, or has no way, is
    left out; of pages it is written down that he could not be told."""
    if not url.startswith("/"):
        raise BalareaError(f"The address of a notice must be a path of the product, not {url!r}.")
    made_at = now()
    values = {
        "kind": kind,
        "text": masked(text),
        "path": url,
        "about": about,
        "made_at": made_at,
        "made_by": name_of(by),
    }
    occasion, made = Occasion.objects.get_or_create(event=event, defaults=values)
    if not made:
        return occasion
    due = made_at if kind in AT_ONCE else max(made_at + GATHERED, not_before or made_at)
    whom = list(dict.fromkeys(people))
    rows = _notices(occasion, whom, desk, due, may_wait=kind not in AT_ONCE and not any_hour)
    Notice.objects.bulk_create(rows)
    after = {"kind": kind, "people": whom, "desk": desk, "notices": sum(row.way_id is not None for row in rows)}
    audit.record("tell_people", "occasion", event, by=by, after=after)
    if kind in AT_ONCE:
        bell.ring("balarea.notices.jobs.send_at_once", "notices.send_at_once")
    return occasion


def _notices(occasion: Occasion, whom: list[str], desk: str, due: datetime, *, may_wait: bool) -> list[Notice]:
    found = ways(whom, desk, Kind(occasion.kind))
    at_once = occasion.kind in AT_ONCE
    rows = [
        Notice(
            occasion=occasion, person=way.person.username if way.person else "", way=way, at_once=at_once, due_at=due,
            digest=may_wait and way.digest,
        )
        for way in found
    ]  # fmt: skip
    reached = {row.person for row in rows}
    if at_once:
        rows += [
            Notice(occasion=occasion, person=name, at_once=True, state=NoticeState.FAILED, error=NO_WAY, due_at=due)
            for name in whom
            if name not in reached
        ]
    return rows


def ways(people: Iterable[str], desk: str, kind: Kind) -> list[Way]:
    """The ways by which these people, and the duty desk of an agency, are told of something of that kind.

    Who chose no way for pages is paged by all that he has: being on duty is not switched off."""
    owned = Q(person__username__in=list(people), person__is_active=True) | (Q(agency_id=desk) if desk else Q(pk=None))
    found = list(Way.objects.filter(owned, verified_at__isnull=False, removed_at__isnull=True).select_related("person"))
    chosen = [way for way in found if kind in way.kinds]
    if kind not in AT_ONCE:
        return chosen
    owners = {(way.person_id, way.agency_id) for way in chosen}
    return chosen + [way for way in found if (way.person_id, way.agency_id) not in owners]


def release(opened: datetime) -> int:
    """Let go what was held for a digest since before the office opened: each way then gets one message. How many notices.

    The moment is the caller's, who knows the calendar. Twice, or late after a time in which nothing ran: what was let go once
    is not held any more, and what came after the opening waits for the next."""
    return Notice.objects.filter(digest=True, occasion__made_at__lt=opened).update(digest=False)


@transaction.atomic
def withdraw(about: str, *, by: Actor) -> int:
    """Take back what still waits of the pages about a case: somebody has taken it on. Returns how many."""
    pages = Occasion.objects.select_for_update().filter(about=about, kind__in=AT_ONCE)
    pages.filter(settled_at__isnull=True).update(settled_at=now())
    waiting = Notice.objects.filter(occasion__about=about, at_once=True, state=NoticeState.QUEUED)
    taken = waiting.update(state=NoticeState.WITHDRAWN)
    if taken:
        audit.record("withdraw_notices", "case", about, by=by, after={"notices": taken})
    return taken


@transaction.atomic
def settle(occasion_id: int) -> Occasion | None:
    """Mark a page as followed up, within the caller's transaction; None when another was faster, or it was sent."""
    page = Occasion.objects.select_for_update().filter(pk=occasion_id, settled_at__isnull=True).first()
    if page is not None:
        page.settled_at = now()
        page.save(update_fields=["settled_at"])
    return page
