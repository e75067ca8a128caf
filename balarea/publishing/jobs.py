"""Jobs of publishing."""

from procrastinate.contrib.django import app

from balarea.publishing import delivery


@app.periodic(cron="* * * * * */5")
@app.task(queueing_lock="publishing.deliver", lock="publishing.deliver", pass_context=False)
def deliver(timestamp: int) -> None:
    """Every few seconds: one job for all deliveries that are due."""
    for delivery_id in delivery.due():
        delivery.work(delivery_id)
