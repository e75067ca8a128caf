"""The tables of work on the spot: tasks, and what an officer's phone sent once."""

from django.db import models
from django.db.models import Q

from balarea.cases.field.task_states import LIVE, TaskState


class Task(models.Model):
    """Somebody of the agency goes to the place of a case: `officer` is a user name, "" while any of them may take it.

    `note` is what the desk asks for, `outcome` what the officer wrote at the end; both masked. Of one case one task is live
    at a time; `ended_at` and `ended_by` belong to what is done, returned or withdrawn."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="tasks")
    agency = models.ForeignKey("registry.Agency", on_delete=models.PROTECT, related_name="+")
    officer = models.CharField(max_length=150, blank=True, default="")
    state = models.CharField(max_length=20, choices=TaskState, default=TaskState.ASSIGNED)
    note = models.TextField(blank=True, default="")
    outcome = models.TextField(blank=True, default="")
    assigned_at = models.DateTimeField()
    assigned_by = models.CharField(max_length=150)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=150, null=True)  # noqa: DJ001 - absent together with ended_at

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state__in=LIVE), name="cases_task_one_live"),
            models.CheckConstraint(
                condition=Q(assigned_at__isnull=False) & ~Q(assigned_by=""), name="cases_task_assigned_pair"
            ),
            models.CheckConstraint(
                condition=Q(state__in=LIVE, ended_at__isnull=True, ended_by__isnull=True)
                | ~Q(state__in=LIVE) & Q(ended_at__isnull=False, ended_by__isnull=False),
                name="cases_task_ended_pair",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["assigned", "withdrawn"]) | ~Q(officer=""), name="cases_task_has_officer"
            ),
        ]
        indexes = [models.Index(fields=["agency", "officer"], condition=Q(state__in=LIVE), name="cases_task_live")]


class TaskCall(models.Model):
    """Something an officer's phone asked for, under a key that the phone made once; the answer is given again whenever the
    same comes again, because the first one may have been lost on the way."""

    officer = models.CharField(max_length=150)
    key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    answer = models.JSONField(default=dict)
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["officer", "key"], name="cases_taskcall_once")]
