"""Jobs of cases: reading the official accounts, and what became of answers."""

from datetime import datetime, timedelta

from django.conf import settings
from procrastinate.contrib.django import app

from balarea.cases import privacy, services
from balarea.core.clock import now
from balarea.networks.errors import NetworkError
from balarea.notices.bell import ALARM
from balarea.posts import services as posts
from balarea.registry.queries import Account, connected

BY = "system:worker"


@app.periodic(
    cron=f"* * * * * */{settings.BALAREA_PULL_SECONDS}" if settings.BALAREA_PULL_SECONDS < 60 else "* * * * *"
)
@app.task(queueing_lock="cases.pull", lock="cases.pull", pass_context=False)
def pull(timestamp: int) -> None:
    """Read every connected account; one that fails does not stop the others."""
    for account in connected():
        pull_account(account)


def pull_account(account: Account) -> None:
    """Read one account and take in what came; the cursor moves on only after that."""
    try:
        refs, cursor = posts.pull(account, by=BY)
    except NetworkError as error:
        posts.note_trouble(account, error)
        return
    services.intake(refs, by=BY)
    posts.remember(account, cursor)


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="cases.group", lock="cases.pull", pass_context=False)
def group(timestamp: int) -> None:
    """Every ten minutes, between two readings: put together what corrections have made alike."""
    services.propose(by=BY)


@app.periodic(cron="* * * * * */5")
@app.task(queue=ALARM, queueing_lock="cases.escalate", pass_context=False)
def escalate(timestamp: int) -> None:
    """As soon as an emergency comes in, and every few seconds: tell the next rung of cases that wait too long, and of
    emergencies whose page reached nobody. Without a lock, which a killed worker would hold: each step is taken once."""
    services.escalate(by=BY)
    services.chase(by=BY)


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
