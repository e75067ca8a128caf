"""The clock of a case in words, with the tone to show it in."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balarea.cases.queries import Case, Clock, Promises, clock

_UNITS: dict[str, str | Promise] = {
    "working_days": gettext_lazy("%(n)d hari kerja"),
    "working_hours": gettext_lazy("%(n)d jam kerja"),
    "days": gettext_lazy("%(n)d hari"),
    "hours": gettext_lazy("%(n)d jam"),
    "minutes": gettext_lazy("%(n)d menit"),
}


@dataclass(frozen=True)
class Row:
    """A case with its clock: `words`, their `tone` of balarea.css, and the clock itself."""

    case: Case
    clock: Clock
    words: str
    tone: str


def row(case: Case, promises: Promises, moment: datetime) -> Row:
    """A case as the desk shows it."""
    found = clock(case, promises.calendar, moment)
    return Row(case, found, words(found), tone(found))


def words(found: Clock) -> str:
    """`2 hari kerja lagi`, `lewat 3 jam`, `dijeda, sisa 1 hari kerja`; empty when no clock runs."""
    if found.state == "stopped":
        return ""
    size = length(found.amount, found.unit)
    if found.state == "late":
        return _("lewat %(size)s") % {"size": size}
    if found.state == "paused":
        return _("dijeda, sisa %(size)s") % {"size": size} if found.amount else _("dijeda, waktu sudah habis")
    return _("%(size)s lagi") % {"size": size}


def length(amount: int, unit: str) -> str:
    """`3 hari kerja`."""
    return str(_UNITS[unit]) % {"n": amount}


def promised(amount: int, unit: str) -> str:
    """What was promised: `14 hari kerja`, `8 jam`."""
    return length(amount, "hours" if unit == "clock_hours" else unit)


def tone(found: Clock) -> str:
    """Late is bad, the last day is a warning, a pause is quiet."""
    if found.state == "late":
        return "bad"
    soon = found.unit in {"hours", "minutes", "working_hours"}
    return "warn" if found.state == "running" and soon else "quiet"
