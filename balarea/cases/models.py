"""Cases: one conversation of citizens with their government, and all that was said and done in it."""

from typing import Any

from django.db import models
from django.db.models import Q

from balarea.cases.answers.desk_models import Canned as Canned
from balarea.cases.answers.desk_models import Draft as Draft
from balarea.cases.answers.desk_models import Mention as Mention
from balarea.cases.deadlines.silence_days import SilenceDays as SilenceDays
from balarea.cases.deadlines.sla import Pause as Span
from balarea.cases.deadlines.sla import Promise, Unit
from balarea.cases.field.tasked import Task as Task
from balarea.cases.field.tasked import TaskCall as TaskCall
from balarea.cases.holders.passing import HandOff as HandOff
from balarea.cases.holders.passing import Transfer as Transfer
from balarea.cases.inbox.receipts import Receipt as Receipt
from balarea.cases.proof.proofs import Attachment as Attachment
from balarea.cases.proof.proofs import Proof as Proof
from balarea.cases.proof.proofs import Rating as Rating
from balarea.cases.states import CaseState
from balarea.cases.together.link_models import PersonLink as PersonLink
from balarea.core.clock import now
from balarea.people.queries import Rung


class Incident(models.Model):
    """Cases that tell of one event or condition, shown and answered together; each keeps its own state and its citizen's
    word. `Case.incident` says what holds now, the memberships how it came to be. Ended when a person dissolved it."""

    opened_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=150, null=True)  # noqa: DJ001 - absent together with ended_at

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="cases_incident_ended_pair",
            )
        ]


class Case(models.Model):
    """One conversation (network and root post) that needs an answer; `account` is the official one it came to; `dismissed`:
    a person said that it is no complaint; `unheard`: closed because the citizen, who was asked, said nothing. `outside`:
    who accepted it without a desk here, while `agency` accompanies it; `contested_at`: thrown to and fro, a person has to
    determine whose it is, which stands from `determined_at` on. `private`: it was said to us alone, and its public page
    shows how it stands, no text (a report's page is where its reporter reads the answer).

    The clock of its promise began at `started_at` (again at each reopening: `cycle` counts) and ends at `due_at`, which
    the pauses move. `escalate_at` is when the next rung of the ladder hears of it, empty while the clock stands."""

    reference = models.CharField(max_length=20, unique=True)
    agency = models.ForeignKey("registry.Agency", on_delete=models.PROTECT, null=True, related_name="+")
    account = models.ForeignKey("registry.Account", on_delete=models.PROTECT, null=True, related_name="+")
    network = models.CharField(max_length=20)
    root_external_id = models.TextField()
    citizen_external_id = models.TextField()
    citizen_handle = models.TextField(blank=True, default="")
    text = models.TextField()
    topic = models.CharField(max_length=30)
    area_code = models.CharField(max_length=13, blank=True, default="")
    urgency = models.CharField(max_length=20)
    state = models.CharField(max_length=20, choices=CaseState)
    routing_reason = models.TextField(blank=True, default="")
    routing_confidence = models.FloatField(default=0)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    cycle = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField(default=now)
    promise_amount = models.PositiveIntegerField(default=5)
    promise_unit = models.CharField(max_length=20, choices=Unit, default=Unit.WORKING_DAYS)
    waiting_since = models.DateTimeField(null=True)
    acknowledge_due_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=150, null=True)  # noqa: DJ001 - absent together with acknowledged_at
    escalate_at = models.DateTimeField(null=True)
    next_rung = models.CharField(max_length=20, choices=Rung, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=150, null=True)  # noqa: DJ001
    proof = models.TextField(blank=True, default="")
    confirmed = models.BooleanField(default=False)
    dismissed = models.BooleanField(default=False)
    unheard = models.BooleanField(default=False)
    incident = models.ForeignKey(Incident, on_delete=models.SET_NULL, null=True, related_name="cases")
    reopened = models.PositiveIntegerField(default=0)
    demo = models.BooleanField(default=False)
    outside = models.ForeignKey("registry.Agency", on_delete=models.PROTECT, null=True, related_name="+")
    contested_at = models.DateTimeField(null=True)
    determined_at = models.DateTimeField(null=True)
    determined_by = models.CharField(max_length=150, null=True)  # noqa: DJ001 - absent together with determined_at
    private = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["network", "root_external_id"], name="cases_case_one_a_conversation"),
            models.CheckConstraint(condition=Q(state="triage") | Q(agency__isnull=False) | Q(state="closed"),
                                   name="cases_case_has_agency"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True) & ~Q(state="closed")
                | Q(closed_at__isnull=False, closed_by__isnull=False, state="closed"),
                name="cases_case_closed_pair",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", waiting_since__isnull=False)
                | ~Q(state="waiting") & Q(waiting_since__isnull=True),
                name="cases_case_waiting_since",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="cases_case_acknowledged_pair",
            ),
            models.CheckConstraint(condition=Q(promise_amount__gte=1, promise_unit__in=Unit.values),
                                   name="cases_case_promise"),
            models.CheckConstraint(condition=Q(escalate_at__isnull=True) | Q(state__in=["triage", "open"]),
                                   name="cases_case_escalates_running"),
            models.CheckConstraint(condition=Q(dismissed=False) | Q(state="closed"), name="cases_case_dismissed_closed"),
            models.CheckConstraint(
                condition=Q(determined_at__isnull=True, determined_by__isnull=True)
                | Q(determined_at__isnull=False, determined_by__isnull=False),
                name="cases_case_determined_pair",
            ),
            models.CheckConstraint(condition=Q(unheard=False) | Q(state="closed", confirmed=False, dismissed=False),
                                   name="cases_case_unheard_closed"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["agency", "state", "due_at"], name="cases_case_desk"),
            models.Index(fields=["escalate_at"], condition=Q(escalate_at__isnull=False), name="cases_case_escalate"),
            models.Index(fields=["contested_at"], condition=Q(contested_at__isnull=False), name="cases_case_contested"),
        ]

    @property
    def holder_id(self) -> str:
        """Who holds it: the one outside that accepted it, else the agency on whose desk it lies; "" for the triage desk."""
        return self.outside_id or self.agency_id or ""

    @property
    def promise(self) -> Promise:
        """What was promised when the clock began."""
        return Promise(self.promise_amount, Unit(self.promise_unit))

    def spans(self) -> tuple[Span, ...]:
        """The ended pauses since the clock began."""
        return tuple(Span(each.since, each.until) for each in self.pauses.all() if each.since >= self.started_at)


class Pause(models.Model):
    """A time in which the citizen had the word, ended; the running one is `Case.waiting_since`."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="pauses")
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=models.F("since")), name="cases_pause_forward"),
            models.UniqueConstraint(fields=["case", "since"], name="cases_pause_once"),
        ]


class Escalation(models.Model):
    """A rung that heard of a case, once while a clock runs (`cycle`); `told` are user names, empty when nobody holds it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="escalations")
    rung = models.CharField(max_length=20, choices=Rung)
    cycle = models.PositiveIntegerField()
    at = models.DateTimeField()
    reason = models.TextField()
    told = models.JSONField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["case", "rung", "cycle"], name="cases_escalation_once")]


class ServiceLevel(models.Model):
    """A promise that administrators set for a topic ("" for all) and an urgency, instead of the one in the data file."""

    topic = models.CharField(max_length=30, blank=True, default="")
    urgency = models.CharField(max_length=20)
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=20, choices=Unit)
    acknowledge_minutes = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["topic", "urgency"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "urgency"], name="cases_level_once"),
            models.CheckConstraint(condition=Q(amount__gte=1, unit__in=Unit.values), name="cases_level_promise"),
        ]


class WorkingWeek(models.Model):
    """Working hours that administrators set: the ordinary week (no days), or a period with hours of its own.

    `hours` are seven texts, Monday first, as `calendar.read_week` reads them; an ordinary week or a period of the same
    name replaces the data file's."""

    name = models.CharField(max_length=60, unique=True)
    first = models.DateField(null=True)
    last = models.DateField(null=True)
    hours = models.JSONField()

    class Meta:
        ordering = ["first", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(name="", first__isnull=True, last__isnull=True)
                | ~Q(name="") & Q(first__isnull=False, last__gte=models.F("first")),
                name="cases_week_ordinary_or_period",
            )
        ]


class DayOff(models.Model):
    """A day that administrators set: off, or (`working`) worked although the data file says off."""

    day = models.DateField(unique=True)
    name = models.CharField(max_length=120)
    working = models.BooleanField(default=False)

    class Meta:
        ordering = ["day"]


class Entry(models.Model):
    """One thing said or done in a case, in order of time; `text` is masked where it held personal data, and the original
    is `sealed` (`originals.py`). `informs`: a reply that says how things stand and answers nothing: the clock runs on. Of a
    post, `edited_at` is when its author wrote the text that stands here (empty for the first; the earlier ones are in the
    post store), `withdrawn_at` when we learnt that he deleted it, and `urgency` the highest that was read in it so far."""

    class Kind(models.TextChoices):
        CITIZEN = "citizen", "Warga"
        REPLY = "reply", "Jawaban"
        NOTE = "note", "Catatan internal"
        EVENT = "event", "Peristiwa"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    taken_at = models.DateTimeField(default=now, null=True)  # when it came in; `at` is when it was said
    actor = models.CharField(max_length=300)
    text = models.TextField()
    sealed = models.BinaryField(null=True)
    network = models.CharField(max_length=20, blank=True, default="")
    external_id = models.TextField(blank=True, default="")
    url = models.TextField(blank=True, default="")
    delivery_id = models.BigIntegerField(null=True, unique=True)
    informs = models.BooleanField(default=False, db_default=False)
    state = models.CharField(max_length=20, blank=True, default="")  # the case's, once this was said or done
    edited_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    urgency = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "external_id"], condition=~Q(external_id=""), name="cases_entry_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["delivery_id"],
                condition=Q(external_id="", delivery_id__isnull=False),
                name="cases_entry_on_its_way",
            )
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the state that the case has at this moment: other systems read each change from here."""
        self.state = self.state or self.case.state
        super().save(*args, **kwargs)


class Membership(models.Model):
    """A case in an incident, why, and by whom; in force until it has ended. What a person ended, no rule makes again."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="memberships")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="memberships")
    reason = models.TextField()
    joined_at = models.DateTimeField()
    joined_by = models.CharField(max_length=150)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=150, null=True)  # noqa: DJ001 - absent together with ended_at

    class Meta:
        ordering = ["joined_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at__isnull=True), name="cases_membership_one"),
            models.CheckConstraint(
                condition=Q(joined_at__isnull=False) & ~Q(joined_by=""), name="cases_membership_joined_pair"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="cases_membership_ended_pair",
            ),
        ]


class SetAside(models.Model):
    """A post that came to an official account and is no complaint: kept from the desk, and found in a list of its own.
    `ours`: an agency wrote it in a conversation that is no case; it waits for the case, should it become one.

    `case` is the one that a person closed as no complaint; without it the post never made one."""

    network = models.CharField(max_length=20)
    external_id = models.TextField()
    root_external_id = models.TextField()
    agency = models.ForeignKey("registry.Agency", on_delete=models.PROTECT, null=True, related_name="+")
    case = models.OneToOneField(Case, on_delete=models.CASCADE, null=True, related_name="set_aside")
    ours = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    taken_at = models.DateTimeField(default=now, null=True)

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["network", "external_id"], name="cases_set_aside_once")]
        indexes = [
            models.Index(fields=["network", "root_external_id"], name="cases_set_aside_thread"),
            models.Index(fields=["agency", "-published_at"], name="cases_set_aside_desk"),
        ]


class BatchAct(models.Model):
    """What was done to several cases at once, with each case's columns before, or the key of what was made for it
    (`steps`), so that it can be undone."""

    action = models.CharField(max_length=20)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    steps = models.JSONField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=150, null=True)  # noqa: DJ001 - absent together with undone_at

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(made_at__isnull=False) & ~Q(made_by=""), name="cases_batch_made_pair"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="cases_batch_undone_pair",
            ),
        ]
