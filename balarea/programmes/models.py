"""The plan: programmes and their indicators; what was reported, and what official posts claim."""

from django.db import models


class Programme(models.Model):
    """A programme of the plan; `code` as in the plan (1.03.10), `topic` links it to what citizens write about."""

    code = models.CharField(max_length=40)
    year = models.IntegerField()
    name = models.CharField(max_length=200)
    agency = models.ForeignKey("registry.Agency", on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=30, blank=True, default="")
    demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-year", "agency_id", "code"]
        constraints = [models.UniqueConstraint(fields=["code", "year", "agency"], name="programmes_programme_once")]


class Indicator(models.Model):
    """What is measured, in which unit, and the target of the year; `direction` says whether more or less is better."""

    class Direction(models.TextChoices):
        UP = "up", "Lebih besar lebih baik"
        DOWN = "down", "Lebih kecil lebih baik"

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="indicators")
    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=40)
    target = models.DecimalField(max_digits=18, decimal_places=2)
    direction = models.CharField(max_length=4, choices=Direction, default=Direction.UP)

    class Meta:
        ordering = ["code"]


class Report(models.Model):
    """A value that an agency reported for a period (2026-11, 2026-TW3, 2026) by a published message."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="reports")
    period = models.CharField(max_length=20)
    value = models.DecimalField(max_digits=18, decimal_places=2)
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    text = models.TextField()
    url = models.TextField(blank=True, default="")
    evidence_url = models.URLField(blank=True, default="")
    message = models.OneToOneField("publishing.Message", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]


class Claim(models.Model):
    """A number that an official account's post states, with the indicator it seems to be about (None: none found)."""

    network = models.CharField(max_length=20)
    external_id = models.TextField()
    start = models.IntegerField()
    agency = models.ForeignKey("registry.Agency", on_delete=models.PROTECT, related_name="+")
    indicator = models.ForeignKey(Indicator, on_delete=models.SET_NULL, null=True, related_name="claims")
    value = models.DecimalField(max_digits=24, decimal_places=2)
    unit = models.CharField(max_length=60)
    text = models.TextField()
    url = models.TextField(blank=True, default="")
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-published_at", "start"]
        constraints = [
            models.UniqueConstraint(fields=["network", "external_id", "start"], name="programmes_claim_once")
        ]


class ClaimsRead(models.Model):
    """One row: the posts that came into the store until then have been read for claims."""

    until = models.DateTimeField()
