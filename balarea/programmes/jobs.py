"""Jobs of programmes."""

from procrastinate.contrib.django import app

from balarea.programmes import reading

BY = "system:worker"


@app.periodic(cron="* * * * * */15")
@app.task(queueing_lock="programmes.note", lock="programmes.note", pass_context=False)
def note(timestamp: int) -> None:
    """Every quarter of a minute: enter reports that went out, and the numbers that official posts state."""
    reading.note_reports(by=BY)
    reading.note_claims(by=BY)
