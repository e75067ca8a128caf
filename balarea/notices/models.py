"""By which ways people are reached, what they are told, and what became of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from balarea.notices.kinds import Kind, NoticeState
from balarea.notices.schemes import schemes


def _pair(name: str, model: str) -> models.CheckConstraint:
    at, by = f"{name}_at__isnull", f"{name}_by__isnull"
    return models.CheckConstraint(
        condition=Q((at, True), (by, True)) | Q((at, False), (by, False)), name=f"notices_{model}_{name}_pair"
    )


class Way(models.Model):
    """One address of a person, or of an agency's duty desk. The address is sealed and shown to nobody again; `hint` is
    what may be shown. Nothing but the test goes to it before it is verified, and nothing after it was removed.

    What goes there is kept as the difference from what its scheme is for (`added`, `muted`), so that a kind of a later
    version reaches the ways that are there. `digest`: what may wait comes once a day, when the office opens.

    `code_digest` is of the code in the last test message, which is typed back to prove that the message arrived."""

    person = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey("registry.Agency", on_delete=models.PROTECT, null=True, related_name="+")
    scheme = models.CharField(max_length=20)
    hint = models.CharField(max_length=120)
    sealed_address = models.BinaryField()
    fingerprint = models.CharField(max_length=64)
    added: ArrayField[list[str], list[str]] = ArrayField(models.CharField(max_length=20), default=list)
    muted: ArrayField[list[str], list[str]] = ArrayField(models.CharField(max_length=20), default=list)
    digest = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=150)
    code_digest = models.CharField(max_length=64, blank=True, default="")
    code_sent_at = models.DateTimeField(null=True)
    code_tries = models.PositiveIntegerField(default=0)
    verified_at = models.DateTimeField(null=True)
    verified_by = models.CharField(max_length=150, null=True)  # noqa: DJ001 - absent together with verified_at
    removed_at = models.DateTimeField(null=True)
    removed_by = models.CharField(max_length=150, null=True)  # noqa: DJ001 - absent together with removed_at

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True) ^ Q(agency__isnull=True), name="notices_way_one_owner"
            ),
            models.UniqueConstraint(
                fields=["person", "agency", "fingerprint"], condition=Q(removed_at__isnull=True), nulls_distinct=False,
                name="notices_way_once",
            ),
            models.CheckConstraint(
                condition=Q(added_at__isnull=False) & ~Q(added_by=""), name="notices_way_added_pair"
            ),
            _pair("verified", "way"),
            _pair("removed", "way"),
        ]  # fmt: skip

    @property
    def kinds(self) -> frozenset[str]:
        """What goes there."""
        return schemes()[self.scheme].kinds.union(self.added).difference(self.muted)

    @property
    def owner(self) -> str:
        """Whose it is: the user name, or the agency's code."""
        return self.person.username if self.person else self.agency_id or ""


class Occasion(models.Model):
    """Something that people are told of, once: `event` names it, telling it again changes nothing. `about` is the
    reference of a case; `path` is where it is seen in the product.

    `settled_at`: of a page, when it had reached somebody, or the next rung was told instead."""

    event = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    about = models.CharField(max_length=40, blank=True, default="")
    text = models.TextField()
    path = models.CharField(max_length=300, blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at__isnull=False) & ~Q(made_by=""), name="notices_occasion_made_pair"
            )
        ]
        indexes = [
            models.Index(fields=["about"], condition=~Q(about=""), name="notices_occasion_about"),
            models.Index(
                fields=["id"], condition=Q(kind=Kind.PAGE, settled_at__isnull=True), name="notices_occasion_unsettled"
            ),
        ]


class Notice(models.Model):
    """One person (or desk: `person` is empty) told of one occasion by one way; without a way nobody could be told.

    `digest`: it waits for the next opening of the office (`telling.release`)."""

    occasion = models.ForeignKey(Occasion, on_delete=models.CASCADE, related_name="notices")
    person = models.CharField(max_length=150, blank=True, default="")
    way = models.ForeignKey(Way, on_delete=models.PROTECT, null=True, related_name="notices")
    at_once = models.BooleanField(default=False)
    digest = models.BooleanField(default=False)
    state = models.CharField(max_length=20, choices=NoticeState, default=NoticeState.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField()
    sending_since = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["occasion", "person", "way"], nulls_distinct=False, name="notices_notice_once"
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at__isnull=True),
                name="notices_notice_sent_when",
            ),
            models.CheckConstraint(
                condition=Q(state="sending", sending_since__isnull=False)
                | ~Q(state="sending") & Q(sending_since__isnull=True),
                name="notices_notice_sending_since",
            ),
            models.CheckConstraint(
                condition=Q(way__isnull=False) | Q(state="failed") & ~Q(error=""), name="notices_notice_no_way_fails"
            ),
            models.CheckConstraint(
                condition=Q(digest=False) | Q(at_once=False, state="queued"), name="notices_notice_digest_waits"
            ),
        ]
        indexes = [
            models.Index(
                fields=["at_once", "due_at"], condition=Q(state__in=["queued", "sending"]), name="notices_notice_due"
            )
        ]
