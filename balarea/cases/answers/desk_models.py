"""Tables of the work at the desk: drafts of answers, mentions of colleagues, canned answers."""

from django.db import models
from django.db.models import Q


class Draft(models.Model):
    """An answer that an officer has begun and not sent; sealed, as it may hold what citizens wrote. `other` is what another
    window of the same person had saved: nothing that was typed is lost."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="drafts")
    author = models.CharField(max_length=150)
    sealed = models.BinaryField()
    other = models.BinaryField(null=True)
    version = models.PositiveIntegerField(default=1)
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["begun_at", "id"]
        constraints = [models.UniqueConstraint(fields=["case", "author"], name="cases_draft_one_each")]


class Mention(models.Model):
    """An officer whom a colleague named in an internal note; read once he has opened the case."""

    entry = models.ForeignKey("cases.Entry", on_delete=models.CASCADE, related_name="mentions")
    who = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["entry", "who"], name="cases_mention_once")]
        indexes = [
            models.Index(fields=["who", "-made_at"], name="cases_mention_who"),
            models.Index(fields=["who"], condition=Q(read_at__isnull=True), name="cases_mention_unread"),
        ]


class Canned(models.Model):
    """An answer kept for use again: of an agency, or of all. One with the key of an answer in the data file stands in its
    place. `topic` is "" where it fits any; `text` has the fields of `canned.FIELDS`."""

    class Lang(models.TextChoices):
        INDONESIAN = "id", "Indonesia"
        SUNDANESE = "su", "Sunda"

    class Tone(models.TextChoices):
        FORMAL = "formal", "Resmi"
        EVERYDAY = "everyday", "Sehari-hari"

    key = models.SlugField(max_length=60, unique=True)
    agency = models.ForeignKey("registry.Agency", on_delete=models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=120)
    topic = models.CharField(max_length=30, blank=True, default="")
    lang = models.CharField(max_length=5, choices=Lang)
    tone = models.CharField(max_length=10, choices=Tone)
    text = models.TextField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=150)
    archived_at = models.DateTimeField(null=True)
    archived_by = models.CharField(max_length=150, null=True)  # noqa: DJ001 - absent together with archived_at

    class Meta:
        ordering = ["title", "lang", "tone"]
        constraints = [
            models.CheckConstraint(
                condition=Q(changed_at__isnull=False) & ~Q(changed_by=""), name="cases_canned_changed_pair"
            ),
            models.CheckConstraint(
                condition=Q(archived_at__isnull=True, archived_by__isnull=True)
                | Q(archived_at__isnull=False, archived_by__isnull=False),
                name="cases_canned_archived_pair",
            ),
            models.CheckConstraint(
                condition=Q(lang__in=["id", "su"], tone__in=["formal", "everyday"]), name="cases_canned_kind"
            ),
        ]
