"""How many working days the citizen who was asked may say nothing before silence closes his case."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from balarea.cases.deadlines.sla import ServiceClass

MOST = 60  # working days


class SilenceDays(models.Model):
    """The days that administrators set for a class of SP4N, instead of BALAREA_SILENCE_DAYS."""

    service_class = models.CharField(max_length=20, unique=True, choices=ServiceClass)
    days = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["service_class"]
        constraints = [
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=MOST), name="cases_silence_days"),
            models.CheckConstraint(condition=Q(service_class__in=ServiceClass.values), name="cases_silence_class"),
        ]


def own() -> dict[str, int]:
    """What administrators set, by class; empty when they set nothing."""
    return dict(SilenceDays.objects.values_list("service_class", "days"))


def standard() -> dict[str, int]:
    """What holds where they set nothing, by class, shortest first."""
    days: tuple[int, ...] = settings.BALAREA_SILENCE_DAYS
    return dict(zip(ServiceClass.values, days, strict=True))


def silence_days() -> tuple[int, ...]:
    """The days of each class, shortest first, as they stand now."""
    return tuple((standard() | own()).values())
