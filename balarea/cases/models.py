"""Cases: one conversation of citizens with their government, and all that was said and done in it."""

from django.db import models
from django.db.models import Q

from balarea.cases.states import CaseState


class Case(models.Model):
    """One conversation (network and root post) that needs an answer; `account` is the official one it came to."""

    reference = models.CharField(max_length=20, unique=True)
    agency = models.ForeignKey("registry.Agency", on_delete=models.PROTECT, null=True, related_name="+")
    account = models.ForeignKey("registry.Account", on_delete=models.PROTECT, null=True, related_name="+")
    network = models.CharField(max_length=20)
    root_external_id = models.TextField()
    citizen_external_id = models.TextField()
    citizen_handle = models.TextField(blank=True, default="")
    text = models.TextField()
    topic = models.CharField(max_length=30)
    area_code = models.CharField(max_length=13, blank=True, default="")
    urgency = models.CharField(max_length=20)
    state = models.CharField(max_length=20, choices=CaseState)
    routing_reason = models.TextField(blank=True, default="")
    routing_confidence = models.FloatField(default=0)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=150, null=True)  # noqa: DJ001
    proof = models.TextField(blank=True, default="")
    confirmed = models.BooleanField(default=False)
    reopened = models.PositiveIntegerField(default=0)
    demo = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["network", "root_external_id"], name="cases_case_one_a_conversation"),
            models.CheckConstraint(condition=Q(state="triage") | Q(agency__isnull=False) | Q(state="closed"),
                                   name="cases_case_has_agency"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True) & ~Q(state="closed")
                | Q(closed_at__isnull=False, closed_by__isnull=False, state="closed"),
                name="cases_case_closed_pair",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["agency", "state", "due_at"], name="cases_case_desk")]


class Entry(models.Model):
    """One thing said or done in a case, in order of time; `text` is masked where it held personal data, and the original
    is `sealed` (`originals.py`)."""

    class Kind(models.TextChoices):
        CITIZEN = "citizen", "Warga"
        REPLY = "reply", "Jawaban"
        NOTE = "note", "Catatan internal"
        EVENT = "event", "Peristiwa"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    actor = models.CharField(max_length=300)
    text = models.TextField()
    sealed = models.BinaryField(null=True)
    network = models.CharField(max_length=20, blank=True, default="")
    external_id = models.TextField(blank=True, default="")
    url = models.TextField(blank=True, default="")
    delivery_id = models.BigIntegerField(null=True, unique=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "external_id"], condition=~Q(external_id=""), name="cases_entry_once"
            )
        ]
