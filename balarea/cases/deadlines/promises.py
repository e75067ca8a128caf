"""What is promised, and by which calendar: the data files with what administrators set on top."""

from dataclasses import dataclass
from datetime import date

from balarea.cases import defaults
from balarea.cases.deadlines.calendar import Calendar, Period, Week, read_week
from balarea.cases.deadlines.sla import Level, Promise, Unit, level
from balarea.cases.ladder.escalation import Step
from balarea.cases.models import DayOff, ServiceLevel, WorkingWeek

ORDINARY = ""  # the name of the ordinary week


@dataclass(frozen=True)
class Promises:
    """Everything that decides when a case is due and who hears of it."""

    calendar: Calendar
    levels: tuple[Level, ...]
    ladder: tuple[Step, ...]

    def level(self, topic: str, urgency: str) -> Level:
        """What is promised for a topic and an urgency."""
        return level(self.levels, topic, urgency)


def load() -> Promises:
    """The promises as they stand now: three small reads, so load once a batch or page."""
    ordinary, special = weeks()
    return Promises(Calendar(ordinary, days_off(), special), levels(), defaults.ladder())


def weeks() -> tuple[Week, tuple[Period, ...]]:
    """The ordinary week, and the periods with hours of their own, in order."""
    rows = {each.name: each for each in WorkingWeek.objects.all()}
    ordinary = rows.pop(ORDINARY, None)
    own = {
        each.name: Period(each.name, each.first, each.last, read_week(each.hours, each.name))
        for each in rows.values()
        if each.first and each.last
    }
    held = {period.name: period for period in defaults.periods()} | own
    return (
        read_week(ordinary.hours) if ordinary else defaults.week(),
        tuple(sorted(held.values(), key=lambda period: period.first)),
    )


def days_off() -> dict[date, str]:
    """Days off with their names."""
    own = {each.day: each for each in DayOff.objects.all()}
    standard = {each.day: each.name for each in defaults.days_off() if each.day not in own}
    return standard | {day: each.name for day, each in own.items() if not each.working}


def levels() -> tuple[Level, ...]:
    """Promises by topic and urgency."""
    held = {(each.topic, each.urgency): each for each in defaults.levels()}
    for row in ServiceLevel.objects.all():
        promise = Promise(row.amount, Unit(row.unit))
        held[row.topic, row.urgency] = Level(row.topic, row.urgency, promise, row.acknowledge_minutes)
    return tuple(held.values())
