"""The table of cases about promises, from which the tests run and docs/service-levels.md is drawn.

Write the document anew after a change: python -m tests.cases.service_levels"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from balarea.cases import defaults
from balarea.cases.deadlines.calendar import Calendar
from balarea.cases.deadlines.sla import Pause, level
from balarea.core.clock import JAKARTA

DOCUMENT = Path(__file__).parents[2] / "docs" / "service-levels.md"
BEGIN, END = "<!-- drawn from tests/cases/service_levels.py: begin -->", "<!-- end -->"
CALENDAR = Calendar(defaults.week(), {each.day: each.name for each in defaults.days_off()}, defaults.periods())


@dataclass(frozen=True)
class Row:
    """A case of a topic and urgency, when it came in, what was paused, when it is due, and why."""

    urgency: str
    opened: str
    due: str
    why: str
    topic: str = "roads"
    pauses: tuple[tuple[str, str], ...] = ()

    @property
    def promise(self) -> str:
        return str(level(defaults.levels(), self.topic, self.urgency).promise)


ROWS = [
    # emergencies: the clock never stops
    Row("emergency", "2026-11-24 10:00", "2026-11-24 18:00", "hours run on after closing"),
    Row("emergency", "2026-11-27 22:00", "2026-11-28 06:00", "and through night and weekend"),
    Row("emergency", "2026-03-21 03:00", "2026-03-21 11:00", "and on Idul Fitri"),
    Row("emergency", "2026-11-24 10:00", "2026-11-24 19:30", "a pause of 90 minutes is given back by the clock",
        pauses=(("2026-11-24 11:00", "2026-11-24 12:30"),)),
    # urgent: eight working hours
    Row("urgent", "2026-11-24 07:30", "2026-11-25 08:00", "a working day has 7½ hours"),
    Row("urgent", "2026-11-24 10:00", "2026-11-25 10:30", "over rest and night"),
    Row("urgent", "2026-11-24 22:00", "2026-11-26 08:00", "came after closing: begins with the next opening"),
    Row("urgent", "2026-11-27 15:00", "2026-11-30 15:00", "over a weekend, and Friday's longer rest"),
    Row("urgent", "2026-11-28 09:00", "2026-12-01 08:00", "came on a Saturday"),
    Row("urgent", "2026-12-23 14:00", "2026-12-28 14:30", "over cuti bersama and Christmas"),
    Row("urgent", "2026-02-18 14:00", "2026-02-19 13:00", "into Ramadan, when work begins at 06.30"),
    Row("urgent", "2026-11-24 10:00", "2026-11-26 09:30", "asked at 14.00, answered the next day at 13.00",
        pauses=(("2026-11-24 14:00", "2026-11-25 13:00"),)),
    Row("urgent", "2026-11-24 10:00", "2026-11-25 10:30", "a pause in which nobody works costs nothing and gives nothing",
        pauses=(("2026-11-24 17:00", "2026-11-25 06:00"),)),
    # normal: the classes of SP4N in working days
    Row("normal", "2026-11-24 10:00", "2026-12-01 16:00", "five working days; the day it came does not count"),
    Row("normal", "2026-11-24 23:59", "2026-12-01 16:00", "however late it came"),
    Row("normal", "2026-11-28 10:00", "2026-12-04 16:30", "came on a Saturday: Monday is the first; Friday closes at 16.30"),
    Row("normal", "2026-12-18 10:00", "2026-12-29 16:00", "Thursday and Friday before Christmas are days off"),
    Row("normal", "2026-03-13 10:00", "2026-03-27 16:30", "over Nyepi and Idul Fitri"),
    Row("normal", "2026-03-10 10:00", "2026-03-17 14:00", "due in Ramadan: closing is at 14.00"),
    Row("normal", "2026-11-24 10:00", "2026-12-04 16:30", "three days with the citizen, half a day at each end",
        pauses=(("2026-11-26 12:00", "2026-12-01 12:00"),)),
    Row("normal", "2026-11-24 10:00", "2026-12-03 09:00", "two pauses add up: 7½ hours and 1½",
        pauses=(("2026-11-25 07:30", "2026-11-25 16:00"), ("2026-11-26 10:00", "2026-11-26 11:30"))),
    Row("normal", "2026-11-24 10:00", "2026-12-14 16:00", "a breach by officials: 14 working days", topic="civil_service"),
    Row("normal", "2026-11-24 10:00", "2027-02-23 14:00", "corruption: 60 working days, the last in Ramadan",
        topic="integrity"),
    Row("normal", "2026-12-28 10:00", "2027-01-06 16:00", "over New Year and Isra Mikraj 2027"),
    Row("curious", "2026-11-24 10:00", "2026-12-01 16:00", "an urgency nobody wrote down is a normal one"),
]  # fmt: skip


def moment(text: str) -> datetime:
    """A time of the table, in West Java."""
    return datetime.fromisoformat(text).replace(tzinfo=JAKARTA)


def spans(row: Row) -> tuple[Pause, ...]:
    """The pauses of a row."""
    return tuple(Pause(moment(since), moment(until)) for since, until in row.pauses)


def table() -> str:
    """The table as Markdown."""
    lines = ["| urgency | topic | promise | came in | paused | due | why |", "|---|---|---|---|---|---|---|"]
    for row in ROWS:
        paused = "; ".join(f"{since} – {until}" for since, until in row.pauses) or "–"
        day, due = (f"{moment(each):%a %Y-%m-%d %H.%M}" for each in (row.opened, row.due))
        lines.append(f"| {row.urgency} | {row.topic} | {row.promise} | {day} | {paused} | {due} | {row.why} |")
    return "\n".join(lines)


def drawn(text: str) -> str:
    """The document with the table as it is now."""
    head, rest = text.split(BEGIN)
    return f"{head}{BEGIN}\n{table()}\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    DOCUMENT.write_text(drawn(DOCUMENT.read_text(encoding="utf8")), encoding="utf8")
