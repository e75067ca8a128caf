"""The tables of what keys called: how fast, and what was done already."""

from django.db import models


class ApiRate(models.Model):
    """When the allowance of a key would be whole again, had it made no more calls (`rates.py`)."""

    key = models.OneToOneField("registry.ApiKey", on_delete=models.CASCADE, primary_key=True, related_name="+")
    whole_at = models.DateTimeField()


class DoneCall(models.Model):
    """A writing call that was done, by the Idempotency-Key (`token`) that came with it, and what was answered."""

    key = models.ForeignKey("registry.ApiKey", on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64)
    answer = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "token"], name="registry_donecall_once")]
        indexes = [models.Index(fields=["at"], name="registry_donecall_at")]
