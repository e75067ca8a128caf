"""Users of the government side. Citizens need no account."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from balarea.people.rungs import AGENCY_RUNGS, Rung


class Role(models.TextChoices):
    """What a person is here for; `permissions.TABLE` says what each may do."""

    ANALYST = "analyst", "Analis gubernur"
    COMMUNICATIONS = "communications", "Humas perangkat daerah"
    OPERATOR = "operator", "Operator aduan"
    FIELD = "field", "Petugas lapangan"
    INSPECTOR = "inspector", "Inspektur"
    ADMINISTRATOR = "administrator", "Administrator"


AGENCY_ROLES = frozenset({Role.COMMUNICATIONS, Role.OPERATOR, Role.FIELD})


class User(AbstractUser):
    """A person with one role; officers of an agency carry its code (by value: the register lies above).

    `rung` is the person's place on the ladder of escalation, empty for most; the lower three belong to an agency."""

    role = models.CharField(max_length=20, choices=Role, default=Role.ANALYST)
    agency_code = models.SlugField(max_length=30, blank=True, default="")
    rung = models.CharField(max_length=20, choices=Rung, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(role__in=sorted(AGENCY_ROLES)) | ~Q(agency_code=""),
                name="people_user_officer_has_agency",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="people_user_role_known"),
            models.CheckConstraint(
                condition=Q(rung="")
                | Q(rung__in=sorted(AGENCY_RUNGS)) & ~Q(agency_code="")
                | Q(rung__in=sorted(set(Rung) - AGENCY_RUNGS), agency_code=""),
                name="people_user_rung_fits_agency",
            ),
        ]
