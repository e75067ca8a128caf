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


class EarlyArrival(models.Model):
    """News of something whose id we do not know: our sender was slower than the network, or was killed before it wrote the id
    down. Kept for a stated time (`arriving.KEPT`) until a delivery of the account bears that id; else it was never ours."""

    account = models.ForeignKey("registry.Account", on_delete=models.CASCADE, related_name="+")
    external_id = models.TextField()
    what = models.CharField(max_length=10, choices=Arrival.What)
    at = models.DateTimeField()
    reason = models.TextField(blank=True, default="")
    kept_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(external_id=""), name="publishing_early_names_something"),
            models.UniqueConstraint(fields=["account", "external_id", "what"], name="publishing_early_once"),
        ]
