"""When an answer is due. Pure: time and calendar are arguments."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from balarea.core.clock import JAKARTA
from balarea.language.labels import UNSURE


@dataclass(frozen=True)
class Promise:
    """Clock hours, or working days when `hours` is 0."""

    hours: int = 0
    working_days: int = 0


PROMISES = {"emergency": Promise(hours=8), "urgent": Promise(hours=24), "normal": Promise(working_days=5)}
PROMISES[UNSURE] = PROMISES["normal"]  # for the clock alone: the case says that its urgency is unsure


def due_at(opened: datetime, promise: Promise, holidays: Collection[date] = ()) -> datetime:
    """The end of the promise: hours run day and night; working days end at the same time of day, Saturday, Sunday and
    `holidays` do not count. `opened` is aware; so is the answer."""
    if promise.hours:
        return opened + timedelta(hours=promise.hours)
    moment = opened.astimezone(JAKARTA)
    left = promise.working_days
    while left:
        moment += timedelta(days=1)
        if moment.weekday() < 5 and moment.date() not in holidays:
            left -= 1
    return moment
