"""Messages of agencies, and what became of them on each network."""

from django.db import models
from django.db.models import Q

from balarea.publishing.arrivals import Arrival as Arrival
from balarea.publishing.arrivals import EarlyArrival as EarlyArrival
from balarea.publishing.states import DeliveryState, MessageState


class Message(models.Model):
    """A text that an agency wants to say; a performance message names its indicator, value and period."""

    agency = models.ForeignKey("registry.Agency", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    accounts = models.ManyToManyField("registry.Account", related_name="+")
    state = models.CharField(max_length=20, choices=MessageState, default=MessageState.DRAFT)
    indicator_code = models.CharField(max_length=60, blank=True, default="")
    reported_value = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    period = models.CharField(max_length=20, blank=True, default="")
    evidence_url = models.URLField(blank=True, default="")
    author = models.CharField(max_length=150)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.CharField(max_length=150, null=True)  # noqa: DJ001
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, null=True)  # noqa: DJ001
    reason = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, submitted_by__isnull=True)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="publishing_message_submitted_pair",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="publishing_message_decided_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "published"])
                | (
                    Q(decided_by__isnull=False)
                    & ~Q(decided_by=models.F("author"))
                    & ~Q(decided_by=models.F("submitted_by"))
                ),
                name="publishing_message_second_person",
            ),
            models.CheckConstraint(
                condition=Q(indicator_code="", reported_value__isnull=True)
                | (~Q(indicator_code="") & Q(reported_value__isnull=False) & ~Q(period="")),
                name="publishing_message_report_whole",
            ),
        ]


class Delivery(models.Model):
    """One text on one account: a message's, or an answer to a post. The key is made once, so that nothing is sent twice.

    `after` is the part of a thread before this one: it is sent once that stands, as an answer to it."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="deliveries")
    account = models.ForeignKey("registry.Account", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    idempotency_key = models.UUIDField(unique=True)
    reply_to = models.TextField(blank=True, default="")
    root = models.TextField(blank=True, default="")
    state = models.CharField(max_length=20, choices=DeliveryState, default=DeliveryState.QUEUED)
    created_at = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    due_at = models.DateTimeField()
    sending_since = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    external_id = models.TextField(blank=True, default="")
    url = models.TextField(blank=True, default="")
    error = models.TextField(blank=True, default="")
    after = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="following")
    template = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["message", "account"], name="publishing_delivery_once"),
            models.CheckConstraint(
                condition=~Q(state="sent") | (Q(sent_at__isnull=False) & ~Q(external_id="")),
                name="publishing_delivery_sent_where",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="publishing_delivery_due"),
            models.Index(fields=["external_id"], condition=~Q(external_id=""), name="publishing_delivery_there"),
        ]
