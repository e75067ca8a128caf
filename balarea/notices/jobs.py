"""Jobs of notices. None holds a lock: a worker that was killed would hold the next one back; claims are enough."""

from procrastinate.contrib.django import app

from balarea.notices import sending
from balarea.notices.bell import ALARM


@app.periodic(cron="* * * * * */5")
@app.task(queue=ALARM, queueing_lock="notices.send_at_once", pass_context=False)
def send_at_once(timestamp: int) -> None:
    """As soon as something is told, and every few seconds: pages of emergencies."""
    sending.send(at_once=True)


@app.periodic(cron="* * * * * */15")
@app.task(queueing_lock="notices.send_others", pass_context=False)
def send_others(timestamp: int) -> None:
    """Several times a minute: all other notices, those for one address together."""
    sending.send(at_once=False)
