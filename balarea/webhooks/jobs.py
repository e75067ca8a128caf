"""Jobs of webhooks."""

from procrastinate.contrib.django import app

from balarea.webhooks import outbox, sending, services

BUDGET = 8.0  # seconds of calling in one job: the worker has other work


@app.periodic(cron="* * * * * */5")
@app.task(queueing_lock="webhooks.send", lock="webhooks.send", pass_context=False)
def send(timestamp: int) -> None:
    """Every few seconds: make calls of what happened, and make those that are due."""
    outbox.fill()
    sending.run(BUDGET)


@app.periodic(cron="27 2 * * *")
@app.task(queueing_lock="webhooks.forget", pass_context=False)
def forget(timestamp: int) -> None:
    """Every night: the log forgets."""
    services.forget()
