"""The table of what networks told later of things we sent."""

from django.db import models


class Arrival(models.Model):
    """One step of a delivery beyond our hands: taken by the network, on the person's device, read, or failed after all."""

    class What(models.TextChoices):
        SENT = "sent", "Diterima jejaring"
        DELIVERED = "delivered", "Sampai"
        READ = "read", "Dibaca"
        FAILED = "failed", "Gagal sampai"

    delivery = models.ForeignKey("publishing.Delivery", on_delete=models.CASCADE, related_name="arrivals")
    what = models.CharField(max_length=10, choices=What)
    at = models.DateTimeField()
    reason = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["delivery", "what"], name="publishing_arrival_once")]
