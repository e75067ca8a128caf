"""Jobs of publishing."""

from procrastinate.contrib.django import app

from balarea.publishing import delivery, services


@app.periodic(cron="* * * * * */5")
@app.task(queueing_lock="publishing.deliver", lock="publishing.deliver", pass_context=False)
def deliver(timestamp: int) -> None:
    """Every few seconds: one job for all deliveries that are due."""
    for delivery_id in delivery.due():
        delivery.work(delivery_id)


@app.periodic(cron="* * * * * */5")
@app.task(queueing_lock="publishing.early", pass_context=False)
def note_early(timestamp: int) -> None:
    """Every few seconds: news that was faster than what it tells of."""
    services.note_early(by=delivery.BY)
