"""Counts of posts by day, one coarse table a pair of labels (DESIGN, decision 4)."""

from django.db import models


class _Count(models.Model):
    day = models.DateField()
    posts = models.IntegerField()
    negative = models.IntegerField()  # of these posts, those in a negative mood

    class Meta:
        abstract = True


class TopicMood(_Count):
    """Posts by day, topic and sentiment."""

    topic = models.TextField()
    sentiment = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "topic", "sentiment"], name="observe_topicmood_once")]


class RegencyMood(_Count):
    """Posts by day, regency and sentiment."""

    regency_code = models.TextField()
    sentiment = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "regency_code", "sentiment"], name="observe_regencymood_once")
        ]


class RegencyTopic(_Count):
    """Posts by day, regency and topic."""

    regency_code = models.TextField()
    topic = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "regency_code", "topic"], name="observe_regencytopic_once")
        ]
        indexes = [models.Index(fields=["topic", "day"], name="observe_regencytopic_topic")]
