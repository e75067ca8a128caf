"""Jobs of the counts."""

from procrastinate.contrib.django import app

from balarea.observe import services


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="observe.refresh", pass_context=False)
def refresh(timestamp: int) -> None:
    """Every minute: count the days that got new posts."""
    services.refresh()
