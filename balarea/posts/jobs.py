"""Jobs of the post store."""

from procrastinate.contrib.django import app

from balarea.posts import services


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="posts.partitions", pass_context=False)
def make_partitions(timestamp: int) -> None:
    """Every night: next months' partitions."""
    services.make_partitions()
