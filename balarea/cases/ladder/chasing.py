"""Emergencies whose page reached nobody: the next rung hears at once, and administrators are told."""

from datetime import datetime

from django.db import transaction

from balarea.cases.deadlines import clockwork
from balarea.cases.deadlines.promises import Promises, load
from balarea.cases.ladder import paging
from balarea.cases.ladder.climb import Told, record, tell
from balarea.cases.ladder.escalation import steps_ahead
from balarea.cases.models import Case
from balarea.cases.states import RUNNING
from balarea.core.clock import now
from balarea.notices import queries as paged
from balarea.notices import services as notices
from balarea.notices.services import Kind
from balarea.people.queries import Actor, administrators, holders, ladder

REASON = "panggilan sebelumnya tidak sampai kepada siapa pun"


def chase(*, by: Actor, moment: datetime | None = None) -> list[Told]:
    """Follow up every page that reached nobody, up to the rung where it reaches somebody or the ladder ends.

    At the same time or again after a crash: a page is followed up by whoever settles it, in one transaction."""
    told, promises = [], load()
    while found := paged.unreached():
        for page in found:
            told += _follow(page.pk, page.about, promises, moment or now(), by)
    return told


@transaction.atomic
def _follow(page_id: int, reference: str, promises: Promises, at: datetime, by: Actor) -> list[Told]:
    case = Case.objects.select_for_update().filter(reference=reference).first()
    if notices.settle(page_id) is None or case is None or case.state not in RUNNING or case.acknowledged_at:
        return []
    ahead = steps_ahead(clockwork.facts(case), promises.ladder, promises.calendar)
    told = [tell(case, step, at, holders(ladder(), step.rung, case.agency_id), by, REASON) for _, step in ahead[:1]]
    _tell_administrators(case, page_id, told, by)
    clockwork.plan(case, promises)
    case.save(update_fields=["escalate_at", "next_rung"])
    for each in told:
        record(case, each, by)
    return told


def _tell_administrators(case: Case, page_id: int, told: list[Told], by: Actor) -> None:
    further = f"diteruskan ke {', '.join(told[0].people) or 'jenjang tanpa pejabat'}" if told else "jenjang sudah habis"
    text = paging.text(case, f"panggilan darurat tidak sampai kepada siapa pun; {further}")
    notices.tell(
        administrators(), f"unreached:{page_id}", text, f"/meja/{case.reference}/", Kind.UNREACHED, by=by,
        about=case.reference,
    )  # fmt: skip
