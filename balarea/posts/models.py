"""The post store: one table parted by month, what the networks' cursors are, and which days changed."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from balarea.networks.values import PostRef
from balarea.posts.hooks import HookCall as HookCall


class Post(models.Model):
    """A post and what was understood of it. `private`: its writer said it to us alone; such posts are counted, but only the
    desk of their case reads them (`queries.shown`). The table is made by SQL in the first migration (partitions).

    `edited_at` is when its author wrote the text that it has now, empty for the first; `deleted_at` when we learnt that he
    deleted it: the text is gone then. The signature stays the first text's, by which copies are known."""

    pk = models.CompositePrimaryKey("network", "external_id", "published_at")
    network = models.TextField()
    external_id = models.TextField()
    published_at = models.DateTimeField()
    ingested_at = models.DateTimeField()
    text = models.TextField()
    author_external_id = models.TextField()
    author_handle = models.TextField(default="")
    author_name = models.TextField(default="")
    url = models.TextField(default="")
    reply_to = models.TextField(default="")
    root = models.TextField(default="")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    metrics = models.JSONField(default=dict)
    mentions: ArrayField[list[str], list[str]] = ArrayField(models.TextField(), default=list)
    lang = models.TextField()
    lang_confidence = models.FloatField()
    mixed = models.BooleanField()
    sentiment = models.TextField()
    sentiment_confidence = models.FloatField()
    intent = models.TextField()
    intent_confidence = models.FloatField()
    urgency = models.TextField()
    urgency_confidence = models.FloatField()
    topic = models.TextField()
    topic_confidence = models.FloatField()
    abuse = models.TextField(default="")
    abuse_confidence = models.FloatField(default=0)
    places = models.JSONField(default=list)
    area_code = models.TextField(default="")
    area_confidence = models.FloatField(default=0)
    regency_code = models.TextField(default="")
    signature = models.BinaryField(default=bytes)
    model_version = models.TextField(default="")
    demo = models.BooleanField(default=False)
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    private = models.BooleanField(default=False)
    search = SearchVectorField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-published_at"]

    @property
    def ref(self) -> PostRef:
        return PostRef(self.network, self.external_id)


class Correction(models.Model):
    """What a person set a label of a post to, by value of the post's reference: it outlives the post's row.

    `before` is what the model had said (kept when one correction follows another, so that undoing gives the model's value
    back), `after` what the person says; the same value means that the person confirmed it. In force until it has ended:
    withdrawn, or followed by another of the same label. Values are text: yes or no for `mixed`, a code for `area_code`."""

    network = models.TextField()
    external_id = models.TextField()
    label = models.CharField(max_length=20)
    before = models.TextField(blank=True)
    before_confidence = models.FloatField()
    after = models.TextField(blank=True)
    corrected_at = models.DateTimeField()
    corrected_by = models.CharField(max_length=150)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=150, null=True)  # noqa: DJ001 - absent together with ended_at

    class Meta:
        ordering: ClassVar[list[str]] = ["corrected_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["network", "external_id", "label"], condition=Q(ended_at__isnull=True),
                name="posts_correction_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(corrected_at__isnull=False) & ~Q(corrected_by=""), name="posts_correction_corrected_pair"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="posts_correction_ended_pair",
            ),
            models.CheckConstraint(
                condition=Q(label__in=["lang", "mixed", "sentiment", "intent", "urgency", "topic", "abuse", "area_code"]),
                name="posts_correction_label_known",
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["network", "external_id"], name="posts_correction_post")
        ]

    @property
    def ref(self) -> PostRef:
        return PostRef(self.network, self.external_id)

    @property
    def confirms(self) -> bool:
        """Whether the person only confirmed what the model had said."""
        return self.before == self.after


class Version(models.Model):
    """An earlier text of a post, by value of its reference: masked, the original sealed, and what was read in it. The texts
    are emptied when the author deletes the post."""

    network = models.TextField()
    external_id = models.TextField()
    written_at = models.DateTimeField()
    text = models.TextField(blank=True)
    sealed = models.BinaryField(null=True)
    urgency = models.TextField()
    intent = models.TextField()
    intent_confidence = models.FloatField()
    topic = models.TextField()

    class Meta:
        ordering: ClassVar[list[str]] = ["written_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["network", "external_id", "written_at"], name="posts_version_once")
        ]


class Deletion(models.Model):
    """A post that its author deleted, also one that the store does not hold yet: the network may give it later."""

    network = models.TextField()
    external_id = models.TextField()
    deleted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["network", "external_id"], name="posts_deletion_once")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["deleted_at"], name="posts_deletion_old")]


class Erasure(models.Model):
    """An author who had everything removed; known by his pseudonym alone. What he wrote until then is not taken in again."""

    network = models.TextField()
    author = models.TextField()
    erased_at = models.DateTimeField()
    erased_by = models.CharField(max_length=150)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["network", "author"], name="posts_erasure_once"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=False) & ~Q(erased_by=""), name="posts_erasure_erased_pair"
            ),
        ]


class ChangedDay(models.Model):
    """A day (Asia/Jakarta) that got new posts: appended by each ingest, taken away by the rollups above."""

    day = models.DateField()


class Source(models.Model):
    """Where reading an official account has got to."""

    account = models.OneToOneField("registry.Account", on_delete=models.CASCADE, related_name="source")
    cursor = models.TextField(blank=True, default="")
    last_pulled_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True, default="")
