"""Every change of holder is written down here: for the record of the case, for what is learnt, and to see ping-pong."""

from django.db.models import Q

from balarea import areas
from balarea.cases.deadlines import clockwork, promises
from balarea.cases.holders.handoff_states import HandOffState
from balarea.cases.holders.pingpong import Leg, PingPong, detect
from balarea.cases.models import Case, Entry, HandOff, Transfer
from balarea.cases.writing import say
from balarea.core.clock import now
from balarea.people.queries import Actor, User, name_of
from balarea.registry import recording as audit
from balarea.registry.queries import decide
from balarea.registry.recording import masked

UNHEEDED = (HandOffState.REFUSED, HandOffState.EXPIRED)


def moved(
    case: Case, origin: str, how: Transfer.How, reason: str, by: Actor, *, teacher: str | None = None
) -> Transfer:
    """Write down that the holder of a case, which is saved already, is another than `origin` ("" the triage desk), and
    flag the case when it is thrown to and fro. `teacher`: from whom it is learnt, else from the person `by`."""
    taught = (by.username if isinstance(by, User) else "") if teacher is None else teacher
    decided = decide(case.topic, case.text)
    made = Transfer.objects.create(
        case=case, origin_id=origin or None, target_id=case.holder_id, how=how, reason=masked(reason), moved_at=now(),
        moved_by=name_of(by), teacher=taught, topic=case.topic, part=decided.part.key if decided else "",
        regency=areas.regency_of(case.area_code) or "",
    )  # fmt: skip
    watch(case, by)
    return made


def way(case: Case) -> list[Leg]:
    """The way a case went, in order of time: what was undone is left out, refused and unanswered offers stand in it."""
    legs = [
        (each.moved_at, Leg(each.origin_id or "", each.target_id))
        for each in Transfer.objects.filter(case=case, undone_at=None)
    ]
    legs += [
        (each.decided_at or each.offered_at, Leg(each.origin_id or "", each.target_id, moved=False))
        for each in HandOff.objects.filter(case=case, state__in=UNHEEDED)
    ]
    return [leg for _, leg in sorted(legs, key=lambda pair: pair[0])]


def watch(case: Case, by: Actor) -> PingPong | None:
    """Flag a case that is thrown to and fro, once: the regional secretary hears of it by the ladder (`climb.py`). A case
    whose holder was determined is not watched any more."""
    found = None if case.determined_at else detect(way(case))
    if found and case.contested_at is None:
        case.contested_at = now()
        clockwork.plan(case, promises.load())
        case.save()
        say(case, Entry.Kind.EVENT, f"Dilempar-lempar: {found.reason}. Perlu penetapan.", by)
        after = {"reason": found.reason, "way": [[leg.origin, leg.target, leg.moved] for leg in way(case)]}
        audit.record("contest_case", "case", case.reference, by=by, after=after)
    return found


def undo_last(case: Case, by: Actor) -> None:
    """The last change of holder is as if it had not been: nothing is learnt of it, and no ping-pong seen in it."""
    last = Transfer.objects.filter(Q(case=case), undone_at=None).order_by("moved_at", "pk").last()
    if last is None:
        return
    last.undone_at, last.undone_by = now(), name_of(by)
    last.save()
    if case.contested_at and not detect(way(case)):
        case.contested_at = None
        clockwork.plan(case, promises.load())
        case.save()
