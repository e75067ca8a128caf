"""Having a job run as soon as the transaction holds; what is lost between the two, the next periodic turn does."""

from contextlib import suppress

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

ALARM = "alarm"  # the queue of what may not wait behind other work; a worker of its own listens to it
DEFAULT = "default"


def ring(task: str, lock: str, queue: str = ALARM) -> None:
    """Queue the job once the transaction holds, unless one of its kind waits already."""

    def defer() -> None:
        with suppress(AlreadyEnqueued):
            app.configure_task(task, queueing_lock=lock, queue=queue).defer(timestamp=0)

    transaction.on_commit(defer, robust=True)
