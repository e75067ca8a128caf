"""The table of what networks brought to us by their webhooks, before it is understood."""

from django.db import models
from django.db.models import Q


class HookCall(models.Model):
    """One call of a network, kept before the network hears that all is well, so that nothing is lost on the way.

    `sealed_body` is what it brought, sealed and emptied once taken in; `digest` (a keyed hash) knows the same call again.
    `trouble` says why it could not be taken in yet."""

    account = models.ForeignKey("registry.Account", on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    sealed_body = models.BinaryField()
    received_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "digest"], name="posts_hook_once"),
            models.CheckConstraint(condition=Q(taken_at__isnull=True) | Q(sealed_body=b""), name="posts_hook_emptied"),
        ]
        indexes = [models.Index(fields=["received_at"], condition=Q(taken_at__isnull=True), name="posts_hook_waiting")]
