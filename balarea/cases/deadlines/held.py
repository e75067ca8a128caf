"""What holds about promises and working time, and who said so: for the page of administrators."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from balarea.audit.queries import events
from balarea.cases import defaults
from balarea.cases.deadlines import promises, silence_days
from balarea.cases.deadlines.calendar import Period, write_shifts
from balarea.cases.deadlines.sla import Level
from balarea.cases.defaults import DayOff
from balarea.cases.models import DayOff as OwnDay
from balarea.cases.models import ServiceLevel, WorkingWeek

URGENCIES = ("emergency", "urgent", "normal")
Value = TypeVar("Value")


def classes() -> list[tuple[str, str, int]]:
    """The classes of SP4N: value, name, working days."""
    return [(name.value, str(name.label), promise.amount) for name, promise in defaults.classes().items()]


@dataclass(frozen=True)
class Setting(Generic[Value]):
    """One thing that holds, and whether administrators set it (`own`) or the data file; `source` says where it stands."""

    value: Value
    own: bool
    source: str = ""
    verified: bool = True
    hours: tuple[str, ...] = ()


@dataclass(frozen=True)
class SilenceChange:
    """Who changed the days of silence and when: days by class of SP4N, before and after."""

    at: datetime
    by: str
    before: dict[str, int]
    after: dict[str, int]


@dataclass(frozen=True)
class Settings:
    """Everything about promises that administrators see; `week` is the ordinary week as text, Monday first.

    `worked` are days that were made working days again; `silence` are working days by class of SP4N."""

    levels: list[Setting[Level]]
    week: tuple[str, ...]
    week_is_own: bool
    periods: list[Setting[Period]]
    days: list[Setting[DayOff]]
    worked: list[DayOff]
    silence: dict[str, int]
    silence_is_own: bool
    silence_changes: list[SilenceChange]


def settings(year: int) -> Settings:
    """What holds now; days off of one year."""
    own_levels = set(ServiceLevel.objects.values_list("topic", "urgency"))
    own_weeks = set(WorkingWeek.objects.values_list("name", flat=True))
    own_days = {each.day: each for each in OwnDay.objects.filter(day__year=year)}
    levels = sorted(promises.levels(), key=lambda each: (each.topic, [*URGENCIES, each.urgency].index(each.urgency)))
    days = [Setting(each, False, each.source, each.verified) for each in defaults.days_off()
            if each.day.year == year and each.day not in own_days]  # fmt: skip
    own = [DayOff(each.day, each.name, "own", "", True) for each in own_days.values()]
    days += [Setting(each, True) for each in own if not own_days[each.day].working]
    week, periods = promises.weeks()
    return Settings(
        levels=[Setting(each, (each.topic, each.urgency) in own_levels) for each in levels],
        week=tuple(write_shifts(each) for each in week),
        week_is_own=promises.ORDINARY in own_weeks,
        periods=[_period(each, own_weeks) for each in periods],
        days=sorted(days, key=lambda each: each.value.day),
        worked=[each for each in own if own_days[each.day].working],
        silence=silence_days.standard() | (own_silence := silence_days.own()),
        silence_is_own=bool(own_silence),
        silence_changes=[
            SilenceChange(each.at, each.actor, each.before or {}, each.after or {})
            for each in events("silence_days", limit=10)
        ],
    )


def _period(period: Period, own: set[str]) -> Setting[Period]:
    hours = tuple(write_shifts(each) for each in period.week)
    source = defaults.period_source(period.name)
    return Setting(period, True, hours=hours) if period.name in own else Setting(period, False, *source, hours=hours)
