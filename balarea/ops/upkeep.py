"""Jobs that keep the job queue itself in order; only the worker process knows them."""

from contextlib import suppress

from django.conf import settings
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Status

KEEP_HOURS = 24 * 30  # of jobs that failed: long enough to be looked at


@app.periodic(cron="* * * * * */5")
@app.task(queueing_lock="ops.take_back", pass_context=True)
async def take_back(context: JobContext, timestamp: int) -> None:
    """Every few seconds: queue again the jobs of a worker that ended in the middle of them, by kill -9 or a lost database.

    Such a job stays "doing" for ever, and its lock would hold back all later ones of its kind. A worker counts as ended
    when its last sign of life is older than WORKER_SILENCE; every job may run again, see `docs/architecture.md`."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=settings.WORKER_SILENCE):
        try:
            await manager.retry_job(job)
        except UniqueViolation:  # one of its kind is waiting already, and does the same work
            with suppress(ConnectorException):  # another worker was first
                await manager.finish_job(job, Status.ABORTED, delete_job=True)


@app.periodic(cron="15 3 * * *")
@app.task(queueing_lock="ops.forget_failed", pass_context=True)
async def forget_failed(context: JobContext, timestamp: int) -> None:
    """Every night: forget failed jobs of long ago; those that succeeded go at once."""
    await context.app.job_manager.delete_old_jobs(KEEP_HOURS, include_failed=True, include_aborted=True)
