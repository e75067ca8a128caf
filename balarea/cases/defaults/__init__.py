"""What holds where administrators have set nothing: the calendar and the promises, from the data files beside this one."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from balarea.cases.deadlines.calendar import Period, Week, read_week
from balarea.cases.deadlines.sla import Level, Promise, ServiceClass, Unit
from balarea.cases.ladder.escalation import Step
from balarea.people.rungs import Rung

Table = dict[str, Any]


@dataclass(frozen=True)
class DayOff:
    """A day off: its name, `national` or `joint_leave` (*cuti bersama*), where it stands, whether that was read."""

    day: date
    name: str
    kind: str
    source: str
    verified: bool


@cache
def _table(name: str) -> Table:
    return tomllib.loads((files("balarea.cases.defaults") / name).read_text(encoding="utf8"))


@cache
def week() -> Week:
    """The ordinary week."""
    return read_week(_table("calendar.toml")["week"]["hours"])


@cache
def periods() -> tuple[Period, ...]:
    """Periods with other hours."""
    rows = _table("calendar.toml")["period"]
    return tuple(Period(row["name"], row["first"], row["last"], read_week(row["hours"], row["name"])) for row in rows)


def period_source(name: str) -> tuple[str, bool]:
    """Where a period of the data file stands, and whether that was read."""
    return next(
        ((row["source"], row["verified"]) for row in _table("calendar.toml")["period"] if row["name"] == name),
        ("", True),
    )


@cache
def days_off() -> tuple[DayOff, ...]:
    """National holidays and *cuti bersama*, in order."""
    found = [
        DayOff(date.fromisoformat(day), name, kind, year["source"], year["verified"])
        for year in _table("calendar.toml")["years"].values()
        for kind in ("national", "joint_leave")
        for day, name in year[kind].items()
    ]
    return tuple(sorted(found, key=lambda each: each.day))


@cache
def classes() -> dict[ServiceClass, Promise]:
    """The classes of SP4N-LAPOR, shortest first."""
    days = _table("promises.toml")["classes"]
    return {name: Promise(days[name], Unit.WORKING_DAYS) for name in ServiceClass}


@cache
def levels() -> tuple[Level, ...]:
    """What is promised by topic and urgency."""
    return tuple(_level(row) for row in _table("promises.toml")["level"])


def _level(row: Table) -> Level:
    promise = classes()[ServiceClass(row["class"])] if "class" in row else Promise(row["amount"], Unit(row["unit"]))
    return Level(row.get("topic", ""), row["urgency"], promise, row.get("acknowledge_minutes", 0))


@cache
def repairs() -> frozenset[str]:
    """Topics whose cases are closed with photos of before and after."""
    return frozenset(_table("proofs.toml")["repairs"])


@cache
def questions() -> dict[str, str]:
    """What the citizen is asked when proof is shown, by language, with {citizen}, {link} and {day}."""
    return dict(_table("proofs.toml")["question"])


@cache
def ladder() -> tuple[Step, ...]:
    """Who hears of a waiting case, and when."""
    return tuple(_step(row) for row in _table("promises.toml")["step"])


def _step(row: Table) -> Step:
    late, silent = row.get("overdue"), row.get("unacknowledged")
    return Step(
        row["urgency"],
        Rung(row["rung"]),
        share=row.get("share"),
        overdue=Promise(late["amount"], Unit(late["unit"])) if late else None,
        unacknowledged=None if silent is None else timedelta(minutes=silent),
        contested=row.get("contested", False),
    )


@cache
def canned() -> tuple[tuple[str, str, str, str, str, str], ...]:
    """Our canned answers, one for each purpose, language and tone: key, title, topic, language, tone and text."""
    return tuple(
        (f"{row['purpose'].replace('_', '-')}-{lang}-{tone}", row["title"], row.get("topic", ""), lang, tone, row[lang][tone])
        for row in _table("canned.toml")["answer"] for lang in ("id", "su") for tone in ("everyday", "formal")
    )  # fmt: skip


@cache
def topics() -> dict[str, str]:
    """Topics by the names that officers read in a message; the pages have them translated (`web.labels`)."""
    return dict(_table("topics.toml")["topics"])
