"""Jobs of files: what nobody sent in the end is removed."""

from procrastinate.contrib.django import app

from balarea.files import services

BY = "system:worker"


@app.periodic(cron="23 * * * *")
@app.task(queueing_lock="files.sweep", lock="files.sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    """Every hour: uploads that expired, files that belong to nothing, bytes that belong to no file."""
    services.expire()
    services.sweep(by=BY)
