"""Jobs of the register."""

from procrastinate.contrib.django import app

from balarea.registry import once


@app.periodic(cron="31 2 * * *")
@app.task(queueing_lock="registry.forget_calls", pass_context=False)
def forget_calls(timestamp: int) -> None:
    """Every night: forget which calls of other systems were done long ago."""
    once.forget()
