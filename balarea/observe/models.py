"""Counts of posts, one row for each day and set of labels that came up (docs/adr/0003)."""

from django.db import models


class Tally(models.Model):
    """How many posts of a day (Asia/Jakarta) carry exactly these labels."""

    day = models.DateField()
    network = models.TextField()
    regency_code = models.TextField()
    topic = models.TextField()
    sentiment = models.TextField()
    intent = models.TextField()
    urgency = models.TextField()
    lang = models.TextField()
    posts = models.IntegerField()

    class Meta:
        indexes = (models.Index(fields=["day"], name="observe_tally_day"),)
