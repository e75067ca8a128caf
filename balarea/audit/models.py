"""The record of every write, as a hash chain."""

from django.db import models
from django.db.models import Q


class Event(models.Model):
    """One write: who did what to which object, before and after. `hash` covers the row and the hash before it."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=300)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["object_type", "object_id", "id"], name="audit_event_object")]


class Head(models.Model):
    """The end of the chain, locked by each writer: one row, so that a cut-off tail is noticed too."""

    last_hash = models.CharField(max_length=64)
    count = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="audit_head_single")]
