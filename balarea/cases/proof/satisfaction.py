"""How content citizens are: one score for each closing, by the thread or by the reporter's link; never by officer."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Avg, Count, QuerySet

from balarea.cases.models import Case, Rating
from balarea.cases.proof.rating import score
from balarea.cases.states import CaseState
from balarea.core.errors import BalareaError, Conflict
from balarea.people.queries import Actor
from balarea.registry import recording as audit
from balarea.registry.recording import masked

FEWEST = 5  # scores, for their average to be shown
LONGEST = 1000  # characters


@dataclass(frozen=True)
class Satisfaction:
    """The average score of `count` closings; None below FEWEST."""

    average: float | None
    count: int


def rate(case: Case, given: int, words: str, at: datetime, *, by: Actor) -> Rating:
    """Within the caller's transaction: keep or change the score of the last closing; an older word changes nothing."""
    if case.state != CaseState.CLOSED or case.dismissed:
        raise Conflict("Nilai diberikan setelah laporan selesai.")
    if not 1 <= given <= 5:
        raise BalareaError("Beri nilai 1 sampai 5.")
    before = Rating.objects.filter(case=case, cycle=case.cycle).first()
    if before is not None and before.given_at >= at:
        return before
    values = {"score": given, "words": masked(words.replace("\0", "").strip()[:LONGEST]), "given_at": at}
    saved, _ = Rating.objects.update_or_create(case=case, cycle=case.cycle, defaults=values)
    told = {"score": before.score} if before else None
    audit.record("rate_case", "case", case.reference, by=by, before=told, after={"score": given})
    return saved


def note(case: Case, text: str, at: datetime, *, by: Actor) -> None:
    """The score in what the citizen wrote in the thread, if there is one and the case is closed."""
    given = score(text)
    if given is not None and case.state == CaseState.CLOSED and not case.dismissed:
        rate(case, given, text, at, by=by)


def satisfaction(cases: QuerySet[Case]) -> Satisfaction:
    """How content the citizens of some cases are."""
    found = Rating.objects.filter(case__in=cases.values("pk")).aggregate(average=Avg("score"), count=Count("pk"))
    enough = found["count"] >= FEWEST
    return Satisfaction(round(found["average"], 1) if enough else None, found["count"])
