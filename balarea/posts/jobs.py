"""Jobs of the post store."""

from datetime import datetime, timedelta

from django.conf import settings
from procrastinate.contrib.django import app

from balarea.core.clock import now
from balarea.posts import calls, retention, services

BY = "system:worker"


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="posts.partitions", pass_context=False)
def make_partitions(timestamp: int) -> None:
    """Every night: next months' partitions."""
    services.make_partitions()


@app.periodic(cron="23 3 * * *")
@app.task(queueing_lock="posts.deletions", pass_context=False)
def forget_deletions(timestamp: int) -> None:
    """Every night: deletions of long ago."""
    services.forget_deletions(now() - services.DELETED_FOR)


@app.periodic(cron="11 3 * * *")
@app.task(queueing_lock="posts.forget_calls", pass_context=False)
def forget_calls(timestamp: int) -> None:
    """Every night: forget emptied calls of networks of long ago."""
    calls.forget()


@app.periodic(cron="31 2 * * *")
@app.task(queueing_lock="posts.retention", pass_context=False)
def begin_retention(timestamp: int) -> None:
    """Every night: one job for every month that has posts older than the retention window."""
    if settings.BALAREA_RETENTION_DAYS <= 0:
        return
    before = now() - timedelta(days=settings.BALAREA_RETENTION_DAYS)
    for partition in retention.partitions(before):
        forget_authors.defer(partition=partition, before=before.isoformat())


@app.task(lock="posts.retention", pass_context=False)
def forget_authors(partition: str, before: str) -> None:
    """One batch of a month; another job where there may be more."""
    if services.forget_authors(partition, datetime.fromisoformat(before), by=BY):
        forget_authors.defer(partition=partition, before=before)
