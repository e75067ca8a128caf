"""Files: what was uploaded and is kept, and what is still on its way."""

from django.db import models
from django.db.models import Q

from balarea.core.clock import now
from balarea.files.content import DOCUMENT, PHOTO


class File(models.Model):
    """A photo or document. `token` names it in addresses; the other hashes name bytes on disk (`blobs.py`): the sealed
    original, the clean copy, a small picture. The name that it was uploaded under is not kept.

    `taken_at`, `lat` and `lon` are what the taker's device said when it was uploaded, never what stood in the file.
    Without `claimed_at` it belongs to nothing yet, and is swept. Of an erased one only the row stays."""

    class Kind(models.TextChoices):
        PHOTO = PHOTO, "Foto"
        DOCUMENT = DOCUMENT, "Dokumen"

    token = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    content_type = models.CharField(max_length=40)
    size = models.PositiveBigIntegerField()  # bytes of the original
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    removed = models.JSONField(default=list)
    original = models.CharField(max_length=64, blank=True, default="", db_index=True)
    shown = models.CharField(max_length=64, blank=True, default="", db_index=True)
    small = models.CharField(max_length=64, blank=True, default="", db_index=True)
    basket = models.CharField(max_length=64, blank=True, default="")
    part = models.CharField(max_length=20, blank=True, default="")
    taken_at = models.DateTimeField(null=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    kept_at = models.DateTimeField(default=now)
    kept_by = models.CharField(max_length=150)
    claimed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    erased_by = models.CharField(max_length=150, null=True)  # noqa: DJ001 - absent together with erased_at

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(kept_at__isnull=False) & ~Q(kept_by=""), name="files_file_kept_pair"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True, erased_by__isnull=True) & ~Q(original="") & ~Q(shown="")
                | Q(erased_at__isnull=False, erased_by__isnull=False, original="", shown="", small=""),
                name="files_file_erased_pair",
            ),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__gte=-90, lat__lte=90, lon__gte=-180, lon__lte=180),
                name="files_file_point",
            ),
        ]
        indexes = [
            models.Index(fields=["basket"], condition=Q(claimed_at__isnull=True), name="files_file_basket"),
            models.Index(fields=["kept_at"], condition=Q(claimed_at__isnull=True), name="files_file_unclaimed"),
        ]


class Upload(models.Model):
    """A file on its way: `offset` of `length` bytes lie in the draft of its token. Deleted once it is a File, or expired.

    `basket` and `sender` are keyed hashes: of the form that the file belongs to, and of where it comes from."""

    token = models.CharField(max_length=32, unique=True)
    basket = models.CharField(max_length=64, db_index=True)
    part = models.CharField(max_length=20, blank=True, default="")
    sender = models.CharField(max_length=64, blank=True, default="")
    photos_only = models.BooleanField(default=True)
    length = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    taken = models.JSONField(default=dict)
    begun_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField(db_index=True)
    file = models.OneToOneField(File, on_delete=models.CASCADE, null=True, related_name="upload")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(offset__lte=models.F("length")), name="files_upload_offset"),
            models.CheckConstraint(condition=Q(length__gte=1), name="files_upload_length"),
        ]
        indexes = [models.Index(fields=["sender", "begun_at"], name="files_upload_sender")]
