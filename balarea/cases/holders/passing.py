"""The tables of a case's way from holder to holder: every change, and every offer between administrations."""

from django.db import models
from django.db.models import Q

from balarea.cases.holders.handoff_states import HandOffState

_PAIR = "{0}_at__isnull", "{0}_by__isnull"


def _both_or_none(name: str) -> Q:
    at, by = (each.format(name) for each in _PAIR)
    return Q(**{at: True, by: True}) | Q(**{at: False, by: False})


class Transfer(models.Model):
    """The holder of a case changed. `teacher` is the person from whom it is learnt ("" where nobody decided anew), of what
    (`topic`, `part`, `regency`); `forgotten`: an administrator said that nothing is to be learnt of it; `undone`: it is as
    if it had not been."""

    class How(models.TextChoices):
        ROUTE = "route", "Dialihkan"
        ACCEPT = "accept", "Diterima"
        RETURN = "return", "Dikembalikan"
        DETERMINE = "determine", "Ditetapkan"

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="transfers")
    origin = models.ForeignKey("registry.Agency", on_delete=models.PROTECT, null=True, related_name="+")
    target = models.ForeignKey("registry.Agency", on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=20, choices=How)
    reason = models.TextField()
    moved_at = models.DateTimeField()
    moved_by = models.CharField(max_length=150)
    teacher = models.CharField(max_length=150, blank=True, default="")
    topic = models.CharField(max_length=30)
    part = models.CharField(max_length=30, blank=True, default="")
    regency = models.CharField(max_length=5, blank=True, default="")
    forgotten_at = models.DateTimeField(null=True)
    forgotten_by = models.CharField(max_length=150, null=True)  # noqa: DJ001 - absent together with forgotten_at
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=150, null=True)  # noqa: DJ001 - absent together with undone_at

    class Meta:
        ordering = ["moved_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(moved_at__isnull=False) & ~Q(moved_by=""), name="cases_transfer_moved_pair"),
            models.CheckConstraint(condition=_both_or_none("forgotten"), name="cases_transfer_forgotten_pair"),
            models.CheckConstraint(condition=_both_or_none("undone"), name="cases_transfer_undone_pair"),
            models.CheckConstraint(
                condition=Q(origin__isnull=True) | ~Q(origin=models.F("target")), name="cases_transfer_moves"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["topic", "regency", "part"], condition=~Q(teacher=""), name="cases_transfer_lessons")
        ]


class HandOff(models.Model):
    """A case offered by its holder to another administration (`handoff_states.py`). `answer` is what the other side said,
    `ticket` and `ticket_url` its own number and page of the case; `nonce` is in the signed link for a receiver without a
    desk here, a new one makes old links void ("" none was made)."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="handoffs")
    origin = models.ForeignKey("registry.Agency", on_delete=models.PROTECT, null=True, related_name="+")
    target = models.ForeignKey("registry.Agency", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=HandOffState, default=HandOffState.OFFERED)
    reason = models.TextField()
    offered_at = models.DateTimeField()
    offered_by = models.CharField(max_length=150)
    expires_at = models.DateTimeField()
    answer = models.TextField(blank=True, default="")
    ticket = models.CharField(max_length=60, blank=True, default="")
    ticket_url = models.URLField(blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, null=True)  # noqa: DJ001 - absent together with decided_at
    returned_at = models.DateTimeField(null=True)
    returned_by = models.CharField(max_length=150, null=True)  # noqa: DJ001 - absent together with returned_at
    nonce = models.CharField(max_length=32, blank=True, default="")

    class Meta:
        ordering = ["offered_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="offered"), name="cases_handoff_one_open"),
            models.CheckConstraint(condition=Q(state__in=HandOffState.values), name="cases_handoff_state"),
            models.CheckConstraint(
                condition=Q(offered_at__isnull=False) & ~Q(offered_by="") & ~Q(reason=""), name="cases_handoff_offered_pair"
            ),
            models.CheckConstraint(
                condition=Q(state="offered", decided_at__isnull=True, decided_by__isnull=True)
                | ~Q(state="offered") & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="cases_handoff_decided_pair",
            ),
            models.CheckConstraint(
                condition=Q(state="returned", returned_at__isnull=False, returned_by__isnull=False)
                | ~Q(state="returned") & Q(returned_at__isnull=True, returned_by__isnull=True),
                name="cases_handoff_returned_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "returned"]) | ~Q(answer=""), name="cases_handoff_refusal_says_why"
            ),
            models.CheckConstraint(
                condition=Q(origin__isnull=True) | ~Q(origin=models.F("target")), name="cases_handoff_elsewhere"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["target", "state"], name="cases_handoff_target"),
            models.Index(fields=["expires_at"], condition=Q(state="offered"), name="cases_handoff_expires"),
        ]
