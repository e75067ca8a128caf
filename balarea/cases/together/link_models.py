"""The table of accounts that may be one person's."""

from django.db import models
from django.db.models import F, Q


class PersonLink(models.Model):
    """Two accounts of citizens that may be one person's, by value (network and immutable id), the smaller pair first.

    Proposed by a rule with a reason; only a person joins them (`joined`) or refuses. A refused pair stays here, so that it is
    not proposed again."""

    one_network = models.CharField(max_length=20)
    one_author = models.TextField()
    two_network = models.CharField(max_length=20)
    two_author = models.TextField()
    reason = models.TextField()
    proposed_at = models.DateTimeField()
    joined = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, null=True)  # noqa: DJ001 - absent together with decided_at

    class Meta:
        ordering = ["proposed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["one_network", "one_author", "two_network", "two_author"], name="cases_link_once"
            ),
            models.CheckConstraint(
                condition=Q(one_network__lt=F("two_network"))
                | Q(one_network=F("two_network"), one_author__lt=F("two_author")),
                name="cases_link_in_order",
            ),
            models.CheckConstraint(
                condition=Q(joined__isnull=True, decided_at__isnull=True, decided_by__isnull=True)
                | Q(joined__isnull=False, decided_at__isnull=False, decided_by__isnull=False),
                name="cases_link_decided_pair",
            ),
        ]
        indexes = [models.Index(fields=["two_network", "two_author"], name="cases_link_two")]
