"""What administrators set about promises and working time. A change of the calendar moves the due times of open cases."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from balarea.cases.deadlines import clockwork, silence_days
from balarea.cases.deadlines.calendar import read_week, write_shifts
from balarea.cases.deadlines.held import URGENCIES
from balarea.cases.deadlines.promises import ORDINARY, load, weeks
from balarea.cases.deadlines.sla import ServiceClass, Unit
from balarea.cases.models import Case, DayOff, ServiceLevel, SilenceDays, WorkingWeek
from balarea.cases.states import RUNNING, CaseState
from balarea.core.errors import BalareaError, NotFound
from balarea.people.queries import Actor, Permission, must
from balarea.registry import recording as audit

MOST = {Unit.CLOCK_HOURS: 24 * 60, Unit.WORKING_HOURS: 400, Unit.WORKING_DAYS: 250}
Values = dict[str, Any]


@transaction.atomic
def save_level(
    topic: str, urgency: str, amount: int, unit: str, *, acknowledge_minutes: int = 0, by: Actor
) -> ServiceLevel:
    """Promise so much for a topic ("" for all) and an urgency, from the next case on; kept promises stay as they were."""
    must(by, Permission.ADMINISTER)
    if urgency not in URGENCIES or unit not in Unit.values:
        raise BalareaError("Pilih kemendesakan dan satuan yang ada dalam daftar.")
    if not 1 <= amount <= MOST[Unit(unit)]:
        raise BalareaError(f"Lama janji: isi 1 sampai {MOST[Unit(unit)]} {Unit(unit).label}.")
    if not 0 <= acknowledge_minutes <= 24 * 60:
        raise BalareaError("Batas penerimaan: isi 0 sampai 1440 menit.")
    values = {"amount": amount, "unit": unit, "acknowledge_minutes": acknowledge_minutes}
    before = ServiceLevel.objects.filter(topic=topic, urgency=urgency).values(*values).first()
    saved, _ = ServiceLevel.objects.update_or_create(topic=topic, urgency=urgency, defaults=values)
    audit.record("save_level", "service_level", f"{topic or '*'}/{urgency}", by=by, before=before, after=values)
    return saved


@transaction.atomic
def remove_level(topic: str, urgency: str, *, by: Actor) -> None:
    """Go back to what the data file promises."""
    must(by, Permission.ADMINISTER)
    found = ServiceLevel.objects.select_for_update().filter(topic=topic, urgency=urgency).first()
    if found is None:
        raise NotFound("Janji itu tidak pernah diubah.")
    before = {"amount": found.amount, "unit": found.unit, "acknowledge_minutes": found.acknowledge_minutes}
    found.delete()
    audit.record("remove_level", "service_level", f"{topic or '*'}/{urgency}", by=by, before=before)


@transaction.atomic
def save_week(
    name: str, hours: list[str], *, first: date | None = None, last: date | None = None, by: Actor
) -> WorkingWeek:
    """Set the ordinary week (no name), or a period with hours of its own; seven texts, Monday first."""
    must(by, Permission.ADMINISTER)
    name = name.strip()
    week = read_week(hours, name)
    if name == ORDINARY and not any(week):
        raise BalareaError("Minggu kerja tidak berisi satu jam pun; isi paling sedikit satu hari.")
    if name and (first is None or last is None or last < first):
        raise BalareaError(f"{name}: isi hari pertama dan hari terakhir, yang terakhir tidak lebih dahulu.")
    clash = next((each for each in weeks()[1] if name and first and last and each.name != name
                  and each.first <= last and first <= each.last), None)  # fmt: skip
    if clash:
        raise BalareaError(f"{name}: bertindihan dengan {clash.name} ({clash.first:%d-%m-%Y} – {clash.last:%d-%m-%Y}).")
    values: Values = {"first": first if name else None, "last": last if name else None,
                      "hours": [write_shifts(each) for each in week]}  # fmt: skip
    before = WorkingWeek.objects.filter(name=name).values(*values).first()
    saved, _ = WorkingWeek.objects.update_or_create(name=name, defaults=values)
    _record("save_week", "working_week", name or "ordinary", before, values, by)
    return saved


@transaction.atomic
def remove_week(name: str, *, by: Actor) -> None:
    """Go back to the hours of the data file, or drop a period that stands in no file."""
    must(by, Permission.ADMINISTER)
    found = WorkingWeek.objects.select_for_update().filter(name=name).first()
    if found is None:
        raise NotFound("Jam kerja itu tidak pernah diubah.")
    before = {"first": found.first, "last": found.last, "hours": found.hours}
    found.delete()
    _record("remove_week", "working_week", name or "ordinary", before, None, by)


@transaction.atomic
def save_day(day: date, name: str, *, working: bool = False, by: Actor) -> DayOff:
    """Make a day off, or a working day although the data file says off."""
    must(by, Permission.ADMINISTER)
    name = name.replace("\0", "").strip()
    if not name or len(name) > 120:
        raise BalareaError("Tulis nama hari itu, paling panjang 120 huruf.")
    values = {"name": name, "working": working}
    before = DayOff.objects.filter(day=day).values(*values).first()
    saved, _ = DayOff.objects.update_or_create(day=day, defaults=values)
    _record("save_day", "day_off", day.isoformat(), before, values, by)
    return saved


@transaction.atomic
def remove_day(day: date, *, by: Actor) -> None:
    """Go back to what the data file says of the day."""
    must(by, Permission.ADMINISTER)
    found = DayOff.objects.select_for_update().filter(day=day).first()
    if found is None:
        raise NotFound("Hari itu tidak pernah diubah.")
    before = {"name": found.name, "working": found.working}
    found.delete()
    _record("remove_day", "day_off", day.isoformat(), before, None, by)


@transaction.atomic
def save_silence(days: Mapping[str, int], *, by: Actor) -> None:
    """Close in silence after so many working days, one number for each class of SP4N, from the next question on: the day
    that a citizen was told stays."""
    must(by, Permission.ADMINISTER)
    if set(days) != set(ServiceClass.values):
        raise BalareaError("Isi hari untuk setiap kelas SP4N.")
    for name, amount in days.items():
        if not 1 <= amount <= silence_days.MOST:
            raise BalareaError(f"{ServiceClass(name).label}: isi 1 sampai {silence_days.MOST} hari kerja.")
    before = silence_days.standard() | silence_days.own()
    for name, amount in days.items():
        SilenceDays.objects.update_or_create(service_class=name, defaults={"days": amount})
    audit.record("save_silence", "silence_days", "sp4n", by=by, before=before, after=dict(days))


@transaction.atomic
def remove_silence(*, by: Actor) -> None:
    """Go back to BALAREA_SILENCE_DAYS."""
    must(by, Permission.ADMINISTER)
    before = silence_days.own()
    if not SilenceDays.objects.all().delete()[0]:
        raise NotFound("Hari tanpa kabar itu tidak pernah diubah.")
    audit.record("remove_silence", "silence_days", "sp4n", by=by, before=before, after=silence_days.standard())


def _record(action: str, kind: str, name: str, before: Values | None, after: Values | None, by: Actor) -> None:
    moved = _set_all_due()
    audit.record(action, kind, name, by=by, before=before, after={**(after or {}), "cases_moved": moved})


def _set_all_due() -> int:
    """Reckon the due times of all cases whose promise is open by the calendar as it is now; returns how many moved."""
    promises, moved = load(), []
    found = Case.objects.select_for_update().filter(state__in=[*RUNNING, CaseState.WAITING]).order_by("pk")
    for case in found.prefetch_related("pauses", "escalations"):
        before = case.due_at, case.escalate_at
        clockwork.set_due(case, promises)
        if before != (case.due_at, case.escalate_at):
            moved.append(case)
    return Case.objects.bulk_update(moved, ["due_at", "escalate_at", "next_rung"], batch_size=500)
