"""The table of what was handed to us directly, before and after it is understood."""

from django.db import models
from django.db.models import Q


class Receipt(models.Model):
    """A report (or something said later about one) that came without a social network; its token names its post.

    Kept before anything is understood, so that nothing is lost on the way; `text` is emptied once the post holds it. The
    reporter's name and address are sealed, `author`, `sender` and `marks` (of the ways to reach him) are keyed hashes.
    `listed` is the reporter's wish."""

    class Kind(models.TextChoices):
        REPORT = "report", "Laporan"
        UPDATE = "update", "Perkembangan"

    token = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    key = models.ForeignKey("registry.ApiKey", on_delete=models.PROTECT, null=True, related_name="+")
    fingerprint = models.CharField(max_length=64)
    sender = models.CharField(max_length=64, blank=True, default="")
    author = models.CharField(max_length=64)
    text = models.TextField(blank=True)
    said_at = models.DateTimeField()
    received_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, null=True, related_name="receipts")
    topic = models.CharField(max_length=30, blank=True, default="")
    area_code = models.CharField(max_length=13, blank=True, default="")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    address = models.TextField(blank=True, default="")
    address_id = models.TextField(blank=True, default="")
    details = models.JSONField(default=dict)  # what else was asked, name to answer
    media_urls = models.JSONField(default=list)
    status = models.CharField(max_length=40, blank=True, default="")  # the other system's word, of an update
    sealed_contact = models.BinaryField(null=True)
    marks = models.JSONField(default=list)
    listed = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True) | Q(case__isnull=False, text=""), name="cases_receipt_taken"
            ),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__gte=-90, lat__lte=90, lon__gte=-180, lon__lte=180),
                name="cases_receipt_point",
            ),
        ]
        indexes = [
            models.Index(fields=["fingerprint", "received_at"], name="cases_receipt_same"),
            models.Index(fields=["sender", "received_at"], condition=~Q(sender=""), name="cases_receipt_sender"),
            models.Index(fields=["received_at"], condition=Q(taken_at__isnull=True), name="cases_receipt_waiting"),
        ]
