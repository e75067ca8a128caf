"""A correction of a post carried into its case. Corrections lie below, in the post store, which knows no cases."""

from balarea import areas
from balarea.cases.deadlines import clockwork, promises
from balarea.cases.models import Case, Entry
from balarea.cases.states import CaseState
from balarea.core.clock import now
from balarea.language.labels import HEADS, UNSURE
from balarea.networks.values import PostRef
from balarea.people.queries import Actor, name_of
from balarea.posts import queries as posts
from balarea.registry import recording as audit

FOLLOWS = ("topic", "area_code", "urgency")
_MOST_URGENT = (*HEADS["urgency"], UNSURE)  # in this order; unsure is said only where nobody knows better


def opening(case: Case) -> PostRef | None:
    """The post that the case was opened by: its topic, area and urgency were read from it."""
    first = case.entries.filter(kind=Entry.Kind.CITIZEN).exclude(external_id="").order_by("pk").first()
    return PostRef(first.network, first.external_id) if first else None


def follow(case: Case, ref: PostRef, label: str, by: Actor) -> bool:
    """Take a label that was corrected in one of the case's posts over into the case, within the caller's transaction;
    returns whether the case changed.

    Topic and area follow the opening post alone: "belum" later in the thread is about the same thing. The urgency is the
    opening post's, or a higher one that a person set in a later post; with it the due time is promised anew."""
    if label not in FOLLOWS or case.state == CaseState.CLOSED:
        return False
    first = opening(case)
    value = _urgency(case, first) if label == "urgency" else _label(first, label) if ref == first else None
    if value is None or value == getattr(case, label):
        return False
    set_label(case, label, value, by)
    return True


def set_label(case: Case, label: str, value: str, by: Actor) -> None:
    """Write one of FOLLOWS into the case, with what is promised for it, an entry and an event."""
    before: dict[str, object] = {label: getattr(case, label), "due_at": case.due_at}
    setattr(case, label, value)
    if label == "urgency":
        clockwork.promise_urgency(case, now(), promises.load())
    elif label == "topic":
        clockwork.promise_topic(case, promises.load())
    case.save()
    Entry.objects.create(case=case, kind=Entry.Kind.EVENT, at=now(), actor=name_of(by), text=_said(label, value))
    after = {label: value, "due_at": case.due_at}
    audit.record("correct_case", "case", case.reference, by=by, before=before, after=after)


def _label(ref: PostRef | None, label: str) -> str | None:
    post = posts.post(ref) if ref else None
    return str(getattr(post, label)) if post else None


def _urgency(case: Case, first: PostRef | None) -> str | None:
    own = _label(first, "urgency")
    said = case.entries.filter(kind=Entry.Kind.CITIZEN).exclude(external_id="")
    refs = [PostRef(entry.network, entry.external_id) for entry in said]
    set_by_persons = [
        each.after for made in posts.corrections(refs).values() for each in made if each.label == "urgency"
    ]
    known = [value for value in (own, *set_by_persons) if value in _MOST_URGENT]
    return min(known, key=_MOST_URGENT.index, default=None)


def _said(label: str, value: str) -> str:
    if label == "topic":
        return "Topik dikoreksi."
    if label == "urgency":
        return "Kemendesakan dikoreksi; tenggat dihitung ulang."
    return f"Tempat dikoreksi: {areas.short_name(value)}." if value else "Tempat dikoreksi: tidak ada."
