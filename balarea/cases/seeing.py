"""Which cases lie on the desks that a person sees."""

from django.db.models import QuerySet

from balarea.cases.models import Case
from balarea.people.queries import User, agency_of


def seen_by(user: User) -> QuerySet[Case]:
    """The cases that the person may see: of his agency, or all."""
    own = agency_of(user)
    return Case.objects.all() if own is None else Case.objects.filter(agency_id=own)


def visible(case: Case, user: User) -> bool:
    """Whether the case lies on a desk that the person sees."""
    return seen_by(user).filter(pk=case.pk).exists()
