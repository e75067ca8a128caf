"""Jobs of cases: reading the official accounts, and what became of answers."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from balarea.cases import services
from balarea.cases.inbox import pulling
from balarea.cases.models import Case
from balarea.cases.sealed import privacy
from balarea.core.clock import now
from balarea.notices.bell import ALARM
from balarea.registry.queries import Account, connected

BY = "system:worker"
GROUP_SECONDS = 10  # new cases are put into incidents together: that asks all open ones


@app.periodic(
    cron=f"* * * * * */{settings.BALAREA_PULL_SECONDS}" if settings.BALAREA_PULL_SECONDS < 60 else "* * * * *"
)
@app.task(queueing_lock="cases.pull", lock="cases.pull", pass_context=False)
def pull(timestamp: int) -> None:
    """Read every connected account."""
    newest = Case.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    new = [case.pk for case in pulling.pull(list(connected()), by=BY, group=False) if case.pk > newest]
    if new:
        _group_soon(min(new))


def _group_soon(since: int) -> None:
    with suppress(AlreadyEnqueued), transaction.atomic():  # the one that waits began with an earlier case
        group_new.configure(schedule_in={"seconds": GROUP_SECONDS}).defer(since=since)


def pull_account(account: Account) -> None:
    """Read one account and take in what came."""
    pulling.pull([account], by=BY)


@app.task(queueing_lock="cases.group_new", lock="cases.group", pass_context=False)
def group_new(since: int) -> None:
    """Put cases from this number on into incidents."""
    services.propose(by=BY, since=since)


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="cases.group", lock="cases.group", pass_context=False)
def group(timestamp: int) -> None:
    """Every ten minutes: put together what corrections have made alike, and what a killed worker left alone; propose whose
    accounts may be one person's."""
    services.propose(by=BY)
    services.propose_links(by=BY)


@app.periodic(cron="* * * * * */5")
@app.task(queue=ALARM, queueing_lock="cases.escalate", pass_context=False)
def escalate(timestamp: int) -> None:
    """As soon as an emergency comes in, and every few seconds: tell the next rung of cases that wait too long, and of
    emergencies whose page reached nobody. Without a lock, which a killed worker would hold: each step is taken once."""
    services.escalate(by=BY)
    services.chase(by=BY)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="cases.digests", pass_context=False)
def send_digests(timestamp: int) -> None:
    """Every minute: once the office has opened, what people want to hear of once a day."""
    services.send_digests()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="cases.offers", lock="cases.offers", pass_context=False)
def expire_offers(timestamp: int) -> None:
    """Every minute: end the offers that nobody answered in time."""
    services.expire_offers(by=BY)


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="cases.silence", lock="cases.silence", pass_context=False)
def end_silence(timestamp: int) -> None:
    """Every ten minutes: close what citizens were asked about and said nothing to."""
    services.end_silence(by="system:silence")


@app.periodic(cron="* * * * * */5")
@app.task(queueing_lock="cases.settle", pass_context=False)
def settle(timestamp: int) -> None:
    """Every few seconds: carry delivered answers into their cases."""
    services.settle_replies(by=BY)


@app.periodic(cron="* * * * * */5")
@app.task(queueing_lock="cases.reports", lock="cases.reports", pass_context=False)
def take_reports(timestamp: int) -> None:
    """Every few seconds: take in the reports that wait, because their key asked for a token or a process died."""
    services.take_reports(by=BY, older_than=timedelta(seconds=3))


@app.periodic(cron="* * * * * */3")
@app.task(queueing_lock="cases.calls", lock="cases.calls", pass_context=False)
def take_calls(timestamp: int) -> None:
    """Every few seconds: take in what networks brought by their webhooks."""
    services.take_calls(by=BY)


@app.periodic(cron="41 2 * * *")
@app.task(queueing_lock="cases.retention", pass_context=False)
def begin_retention(timestamp: int) -> None:
    """Every night: cases closed before the retention window forget who wrote; old keys of phones go."""
    services.forget_task_calls()
    if settings.BALAREA_RETENTION_DAYS > 0:
        before = now() - timedelta(days=settings.BALAREA_RETENTION_DAYS)
        forget_citizens.defer(before=before.isoformat())


@app.task(lock="cases.retention", pass_context=False)
def forget_citizens(before: str) -> None:
    """One batch; another job where there may be more."""
    if privacy.forget_citizens(datetime.fromisoformat(before), by=BY):
        forget_citizens.defer(before=before)
