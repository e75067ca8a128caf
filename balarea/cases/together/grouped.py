"""Reads of incidents, of what was set aside, and of what can be undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, QuerySet, Window
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce, RowNumber

from balarea.cases.models import BatchAct, Case, Incident, Membership, SetAside
from balarea.cases.states import CaseState
from balarea.core.errors import NotFound
from balarea.networks.values import PostRef
from balarea.people.queries import Actor, User, agency_of, name_of
from balarea.posts import queries as posts

UNDO_FOR = timedelta(hours=1)


@dataclass(frozen=True)
class Group:
    """An incident as one person sees it: members in force on his desks with the reasons, and how many lie on others'."""

    incident: Incident
    members: list[Membership]
    elsewhere: int

    @property
    def open(self) -> list[Case]:
        return [each.case for each in self.members if each.case.state != CaseState.CLOSED]


@dataclass(frozen=True)
class Aside:
    """A post that is no complaint; `post` is None when the store no longer holds it."""

    aside: SetAside
    post: posts.Post | None


def one_a_row(found: QuerySet[Case], order: Sequence[OrderBy]) -> QuerySet[Case]:
    """Cases in the given order with only the first of each incident, which knows how many they are (`together`)."""
    alone = Coalesce("incident_id", -F("pk"))
    counted = found.annotate(
        place=Window(RowNumber(), partition_by=[alone], order_by=order),
        together=Window(Count("pk"), partition_by=[alone]),
    )
    return counted.filter(place=1).order_by(*order)


def group(incident_id: int, user: User) -> Group:
    """An incident with the members that the person may see; NotFound when he may see none."""
    held = Membership.objects.filter(incident_id=incident_id, ended_at__isnull=True).select_related("case__agency")
    members, own = list(held.order_by("case__opened_at", "pk")), agency_of(user)
    seen = [each for each in members if own is None or each.case.agency_id == own]
    incident = Incident.objects.filter(pk=incident_id).first()
    if incident is None or (not seen and not (own is None and incident.ended_at)):
        raise NotFound("Kejadian itu tidak ada di meja Anda.")
    return Group(incident, seen, len(members) - len(seen))


def expand(chosen: list[str], user: User) -> list[str]:
    """References of what was ticked: cases, and for `kejadian-7` the open cases of the incident on the person's desks."""
    result: list[str] = []
    for each in chosen:
        kind, _, number = each.rpartition("-")
        if kind == "kejadian" and number.isdecimal():
            result += [case.reference for case in group(int(number), user).open]
        else:
            result.append(each)
    return list(dict.fromkeys(result))


def asides(user: User, q: str = "") -> QuerySet[SetAside]:
    """Posts set aside that the person may see, newest first; `q` is a part of the writer's handle or the post's text."""
    own, found = agency_of(user), SetAside.objects.filter(ours=False).select_related("case", "agency")
    found = found if own is None else found.filter(agency_id=own)
    words = q.strip().replace("\0", "")
    return found.filter(external_id__in=posts.holding(words)) if words else found


def with_posts(found: list[SetAside]) -> list[Aside]:
    """The posts of rows, in one question."""
    refs = [PostRef(each.network, each.external_id) for each in found]
    held = {post.ref: post for post in posts.posts(refs)}
    return [Aside(each, held.get(ref)) for each, ref in zip(found, refs, strict=True)]


def waiting(ref: PostRef, by: Actor) -> SetAside:
    """The row of a post that was set aside; NotFound when it is not among those that the actor may see."""
    found = asides(by) if isinstance(by, User) else SetAside.objects.filter(ours=False)
    row = found.select_related("case").filter(network=ref.network, external_id=ref.external_id).first()
    if row is None:
        raise NotFound("Unggahan itu tidak ada dalam daftar bukan aduan di meja Anda.")
    return row


def undoable(user: User, moment: datetime) -> BatchAct | None:
    """What the person did last to several cases, while it can be undone."""
    last = BatchAct.objects.filter(made_by=name_of(user), made_at__gte=moment - UNDO_FOR).first()
    return last if last is not None and last.undone_at is None else None


def dissolved(user: User, moment: datetime) -> Incident | None:
    """The incident that the person dissolved last, while that can be undone."""
    return (
        Incident.objects.filter(ended_by=name_of(user), ended_at__gte=moment - UNDO_FOR).order_by("-ended_at").first()
    )


def parted(case: Case) -> bool:
    """Whether a person took the case out of an incident, so that it can be put back."""
    return case.incident_id is None and case.memberships.filter(ended_at__isnull=False).exists()
