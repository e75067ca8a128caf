"""Reads of notices."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from balarea.core.errors import NotFound
from balarea.notices.kinds import AT_ONCE, Kind, NoticeState
from balarea.notices.links import notice_of
from balarea.notices.models import Notice, Occasion, Way
from balarea.notices.schemes import Scheme, schemes

__all__ = [
    "AT_ONCE", "Kind", "Notice", "NoticeState", "Occasion", "Paged", "Scheme", "Way", "about", "paged", "schemes",
    "troubles", "unreached", "ways", "within_reach",
]  # fmt: skip


@dataclass(frozen=True)
class Paged:
    """What a link in a page names: the case, who was paged (a user name, or of a desk the agency's code), by which way."""

    notice_id: int
    reference: str
    person: str
    desk: str
    scheme: str


def ways(*, person: str = "", agency: str = "") -> QuerySet[Way]:
    """The ways of a person or of an agency's duty desk that were not removed."""
    found = Way.objects.filter(removed_at__isnull=True).select_related("person")
    return found.filter(person__username=person) if person else found.filter(agency_id=agency)


def about(reference: str) -> list[Notice]:
    """Who was told of a case by which way with what result, oldest first."""
    found = Notice.objects.filter(occasion__about=reference).select_related("occasion", "way")
    return list(found.order_by("occasion_id", "pk"))


def paged(token: str) -> Paged:
    """What the link of a page names; NotFound when it was altered, has ended, or names nothing."""
    found = Notice.objects.filter(pk=notice_of(token), occasion__kind=Kind.PAGE, way__isnull=False).first()
    if found is None or found.way is None:
        raise NotFound("Panggilan itu tidak ada lagi.")
    return Paged(found.pk, found.occasion.about, found.person, found.way.agency_id or "", found.way.scheme)


def unreached() -> list[Occasion]:
    """Pages that reached nobody: each notice has failed at least once, or there is none; not followed up yet.

    What is tried again later may still arrive; the next rung does not wait for that."""
    hopeful = Notice.objects.filter(occasion=OuterRef("pk")).filter(
        Q(state=NoticeState.SENT) | Q(state__in=[NoticeState.QUEUED, NoticeState.SENDING], error="")
    )
    return list(Occasion.objects.filter(~Exists(hopeful), kind=Kind.PAGE, settled_at__isnull=True).order_by("pk"))


def within_reach() -> tuple[set[str], set[str]]:
    """Whom a page would reach: user names, and codes of agencies by their duty desk. Any proven way is used for pages."""
    proven = Way.objects.filter(verified_at__isnull=False, removed_at__isnull=True)
    people = proven.filter(person__is_active=True).values_list("person__username", flat=True)
    desks = proven.filter(agency__isnull=False).values_list("agency_id", flat=True)
    return set(people), {code for code in desks if code}


def troubles(moment: datetime) -> list[Notice]:
    """What could not be told within the last seven days, newest first; at most fifty."""
    failed = Notice.objects.filter(
        Q(state=NoticeState.FAILED) | Q(state=NoticeState.QUEUED, attempts__gt=0),
        occasion__made_at__gte=moment - timedelta(days=7),
    )
    return list(failed.select_related("occasion", "way").order_by("-pk")[:50])
