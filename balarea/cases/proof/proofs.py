"""The tables of what was shown: files of a case, proofs that something was done, and what citizens thought of it."""

from django.db import models
from django.db.models import Q

from balarea.core.clock import now


class Proof(models.Model):
    """What an agency showed as proof that a case is solved. In force while the case is in the same `cycle` on the same desk.

    Either the citizen was asked (`asked`, the entry in the thread; silence closes at `silent_at`), or somebody closed at
    once and said why (`unasked`). `exempt`: why the photos that a repair needs are not there. A shared proof of many cases
    is a row in each."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="proofs")
    agency = models.ForeignKey("registry.Agency", on_delete=models.PROTECT, null=True, related_name="+")
    cycle = models.PositiveIntegerField()
    text = models.TextField()
    link = models.TextField(blank=True, default="")
    exempt = models.TextField(blank=True, default="")
    given_at = models.DateTimeField(default=now)
    given_by = models.CharField(max_length=150)
    asked = models.ForeignKey("cases.Entry", on_delete=models.SET_NULL, null=True, related_name="+")
    silent_at = models.DateTimeField(null=True, db_index=True)
    unasked = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(given_at__isnull=False) & ~Q(given_by=""), name="cases_proof_given_pair"
            ),
            models.CheckConstraint(
                condition=Q(silent_at__isnull=True) | Q(unasked=""), name="cases_proof_asked_or_not"
            ),
        ]


class Attachment(models.Model):
    """A file of a case, or of a receipt that is no case yet. `public`: anybody may see its clean copy.

    What citizens send is public once an officer says so, or shows it as the state before; proofs are public, documents when
    the officer says so."""

    class Role(models.TextChoices):
        REPORT = "report", "Dari warga"
        BEFORE = "before", "Sebelum"
        AFTER = "after", "Sesudah"
        DOCUMENT = "document", "Dokumen"
        FIELD = "field", "Dari lapangan"

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, null=True, related_name="attachments")
    receipt = models.ForeignKey("cases.Receipt", on_delete=models.CASCADE, null=True, related_name="attachments")
    proof = models.ForeignKey(Proof, on_delete=models.CASCADE, null=True, related_name="attachments")
    file = models.ForeignKey("files.File", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=Role)
    public = models.BooleanField(default=False)
    added_at = models.DateTimeField(default=now)
    added_by = models.CharField(max_length=150)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(added_at__isnull=False) & ~Q(added_by=""), name="cases_attachment_added_pair"
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=False) | Q(receipt__isnull=False), name="cases_attachment_of_something"
            ),
            models.UniqueConstraint(fields=["case", "file"], name="cases_attachment_once"),
        ]


class Rating(models.Model):
    """What the citizen thought of how a case was handled: 1 to 5, one for each closing (`cycle`), which he may change.
    `words` are masked. Of the officer it says nothing, and nothing counts it by officer."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="ratings")
    cycle = models.PositiveIntegerField()
    score = models.PositiveSmallIntegerField()
    words = models.TextField(blank=True, default="")
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "cycle"], name="cases_rating_once"),
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="cases_rating_score"),
        ]
