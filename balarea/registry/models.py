"""Agencies, what they answer for, and the accounts by which they speak."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from balarea.registry.calls import ApiRate as ApiRate
from balarea.registry.calls import DoneCall as DoneCall
from balarea.registry.levels import Level


class Agency(models.Model):
    """A *perangkat daerah*, or another receiver of cases (regency, utility); `code` is its short name, `level` whose."""

    code = models.SlugField(max_length=30, primary_key=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    level = models.CharField(max_length=20, choices=Level, default=Level.PROVINCE, db_default=Level.PROVINCE)
    area_code = models.CharField(max_length=13, default="32")
    site = models.URLField(blank=True, default="")

    class Meta:
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=Q(level__in=Level.values), name="registry_agency_level")]

    def __str__(self) -> str:
        return self.name


class Duty(models.Model):
    """Who handles a topic, or one part of it (`parts.py`), in an area; an empty area is the whole province."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="duties")
    topic = models.CharField(max_length=30)
    part = models.CharField(max_length=30, blank=True, default="", db_default="")
    area_code = models.CharField(max_length=13, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "part", "area_code", "agency"], name="registry_duty_once")
        ]


class Account(models.Model):
    """An official account, keyed by the network's immutable id: handles are released and taken by others."""

    class State(models.TextChoices):
        UNVERIFIED = "unverified", "Belum diverifikasi"
        VERIFIED = "verified", "Terverifikasi"
        REMOVED = "removed", "Dicabut"

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="accounts")
    network = models.CharField(max_length=20)
    external_id = models.CharField(max_length=300)
    handle = models.CharField(max_length=200)
    url = models.URLField(blank=True, default="")
    state = models.CharField(max_length=20, choices=State, default=State.UNVERIFIED)
    verified_at = models.DateTimeField(null=True)
    verified_by = models.CharField(max_length=150, null=True)  # noqa: DJ001 - absent together with verified_at
    demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["agency_id", "network", "handle"]
        constraints = [
            models.UniqueConstraint(fields=["network", "external_id"], name="registry_account_once"),
            models.CheckConstraint(
                condition=Q(verified_at__isnull=True, verified_by__isnull=True)
                | Q(verified_at__isnull=False, verified_by__isnull=False),
                name="registry_account_verified_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state="verified") | Q(verified_at__isnull=False), name="registry_account_verified_when"
            ),
        ]

    def __str__(self) -> str:
        return f"@{self.handle} ({self.network})"


class Credential(models.Model):
    """What opens an account; the secret is sealed (`sealing.py`), never shown and never logged."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="credential")
    server = models.CharField(max_length=300)
    identifier = models.CharField(max_length=300)
    sealed_secret = models.BinaryField()


class Scope(models.TextChoices):
    """What another system may do with a key."""

    REPORT = "report", "Mengirim laporan"
    UPDATE = "update", "Mengirim perkembangan laporan"
    READ_CASES = "read_cases", "Membaca kasus"
    READ_POSTS = "read_posts", "Membaca unggahan"
    READ_STATISTICS = "read_statistics", "Membaca statistik"
    READ_PROGRAMMES = "read_programmes", "Membaca program"
    WRITE_NOTES = "write_notes", "Mencatat di kasus"
    WRITE_REPLIES = "write_replies", "Menjawab warga"
    ROUTE_CASES = "route_cases", "Mengalihkan kasus"
    CLOSE_CASES = "close_cases", "Menutup kasus"


class ApiKey(models.Model):
    """What another system (FixMyStreet, an app) shows to be let in; only a digest is kept, so it is read once.

    Bound to an `agency` it sees and touches that agency's cases alone. `defers` answers a report with a token
    instead of its number: the worker takes it in later."""

    name = models.CharField(max_length=120)
    scopes: ArrayField[list[str], list[str]] = ArrayField(models.CharField(max_length=20, choices=Scope))
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    defers = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=150, null=True)  # noqa: DJ001 - absent together with revoked_at

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at__isnull=False) & ~Q(made_by=""), name="registry_apikey_made_pair"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="registry_apikey_revoked_pair",
            ),
        ]

    def __str__(self) -> str:
        return self.name
