"""Where other systems want to be told, what was to be said to each, and every attempt."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class CallState(models.TextChoices):
    """QUEUED → SENDING → DELIVERED; back to QUEUED after a failure, FAILED when every attempt was in vain."""

    QUEUED = "queued", "Antre"
    SENDING = "sending", "Sedang dikirim"
    DELIVERED = "delivered", "Sampai"
    FAILED = "failed", "Gagal"


class Endpoint(models.Model):
    """An address of another system and the events it wants, of one agency or of all; the secrets are sealed.

    `previous_secret` signs beside the new one until `previous_until`. `failures` in a row since `failing_since` hold the next
    call back until `resume_at`; a person or a day of failures disables it, and its calls wait."""

    name = models.CharField(max_length=120)
    url = models.CharField(max_length=500)
    events: ArrayField[list[str], list[str]] = ArrayField(models.CharField(max_length=40))
    agency = models.ForeignKey("registry.Agency", on_delete=models.PROTECT, null=True, related_name="+")
    secret = models.BinaryField()
    previous_secret = models.BinaryField(null=True)
    previous_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    called_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    resume_at = models.DateTimeField(null=True)
    disabled_at = models.DateTimeField(null=True)
    disabled_by = models.CharField(max_length=150, null=True)  # noqa: DJ001 - absent together with disabled_at
    disabled_why = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(made_at__isnull=False) & ~Q(made_by=""), name="webhooks_made_pair"),
            models.CheckConstraint(
                condition=Q(disabled_at__isnull=True, disabled_by__isnull=True)
                | Q(disabled_at__isnull=False, disabled_by__isnull=False),
                name="webhooks_disabled_pair",
            ),
            models.CheckConstraint(
                condition=Q(previous_secret__isnull=True, previous_until__isnull=True)
                | Q(previous_secret__isnull=False, previous_until__isnull=False),
                name="webhooks_previous_pair",
            ),
            models.CheckConstraint(
                condition=Q(failures=0, failing_since__isnull=True) | Q(failures__gt=0, failing_since__isnull=False),
                name="webhooks_failing_since",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Call(models.Model):
    """One event for one endpoint: the body as it is signed and sent, the same at every attempt. A test has no event."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="calls")
    event_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=40)
    webhook_id = models.CharField(max_length=40, unique=True)
    body = models.TextField()
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=CallState, default=CallState.QUEUED)
    tries = models.PositiveIntegerField(default=0)
    sending_since = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event_id"], name="webhooks_call_once"),
            models.CheckConstraint(
                condition=Q(state="sending", sending_since__isnull=False)
                | ~Q(state="sending") & Q(sending_since__isnull=True),
                name="webhooks_call_sending",
            ),
            models.CheckConstraint(
                condition=Q(state="delivered", delivered_at__isnull=False)
                | ~Q(state="delivered") & Q(delivered_at__isnull=True),
                name="webhooks_call_delivered",
            ),
        ]
        indexes = [
            models.Index(fields=["endpoint", "due_at"], condition=Q(state="queued"), name="webhooks_call_due"),
            models.Index(fields=["sending_since"], condition=Q(state="sending"), name="webhooks_call_lost"),
            models.Index(fields=["made_at"], name="webhooks_call_made"),
        ]


class Attempt(models.Model):
    """One try of a call: what the other side answered, or why there was no answer (`error`)."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    status = models.PositiveIntegerField(null=True)
    milliseconds = models.PositiveIntegerField()
    answer = models.TextField(blank=True, default="")
    error = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["at", "pk"]


class Cursor(models.Model):
    """Up to which event the record was read: one row, locked by the reader."""

    event_id = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="webhooks_cursor_single")]
