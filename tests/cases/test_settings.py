"""What administrators set: it holds, it moves the due times of open cases, it is in the record, and it can be undone."""

from datetime import date

import pytest
from pytest_django import Settings

from balarea.audit.models import Event
from balarea.cases import queries, services
from balarea.cases.deadlines import promises
from balarea.cases.deadlines.silence_days import silence_days
from balarea.cases.models import Case, DayOff, ServiceLevel, WorkingWeek
from balarea.core.errors import BalareaError, NotAllowed, NotFound
from balarea.people.queries import Role
from balarea.registry import services as registry
from tests.cases.service_levels import moment
from tests.cases.test_climb import opened

BY = "test"
pytestmark = pytest.mark.django_db
WEEK = ["08.00–12.00, 13.00–17.00"] * 5 + ["", ""]


@pytest.fixture
def case() -> Case:
    registry.save_agency("dbmpr", "Dinas Bina Marga", "dinas", by=BY)
    return opened()  # Tuesday 24 November 2026, due on Tuesday 1 December at 16.00


def due(case: Case) -> str:
    case.refresh_from_db()
    return f"{case.due_at.astimezone(moment('2026-01-01').tzinfo):%m-%d %H.%M}"


def test_a_day_off_moves_what_is_open_and_nothing_else(case: Case) -> None:
    answered = opened("urgent")
    Case.objects.filter(pk=answered.pk).update(state="answered", escalate_at=None)
    before = due(answered)
    services.save_day(date(2026, 11, 30), "Pilkada", by=BY)
    assert (due(case), due(answered)) == ("12-02 16.00", before)
    assert not promises.load().calendar.is_working(moment("2026-11-30 10:00"))
    services.save_day(date(2026, 11, 30), "Pilkada ditunda", working=True, by=BY)
    assert due(case) == "12-01 16.00"
    services.remove_day(date(2026, 11, 30), by=BY)
    events = Event.objects.filter(object_type="day_off", object_id="2026-11-30").order_by("id")
    assert [(each.action, (each.after or {})["cases_moved"]) for each in events] == [
        ("save_day", 1), ("save_day", 1), ("remove_day", 0),
    ]  # fmt: skip
    with pytest.raises(NotFound):
        services.remove_day(date(2026, 11, 30), by=BY)


def test_a_holiday_of_the_list_can_be_worked(case: Case) -> None:
    services.save_day(date(2026, 12, 24), "Tetap melayani", working=True, by=BY)
    assert promises.load().calendar.is_working(moment("2026-12-24 10:00"))
    found = queries.settings(2026)
    assert [each.name for each in found.worked] == ["Tetap melayani"]
    assert date(2026, 12, 24) not in {each.value.day for each in found.days}
    assert len(found.days) == 24


def test_hours_and_periods(case: Case) -> None:
    services.save_week("", WEEK, by=BY)
    assert due(case) == "12-01 17.00"
    services.save_week("Porprov", ["09.00–10.00"] * 7, first=date(2026, 11, 28), last=date(2026, 12, 6), by=BY)
    assert due(case) == "11-29 10.00"  # at the games Saturday and Sunday are worked
    services.remove_week("Porprov", by=BY)
    services.remove_week("", by=BY)
    assert due(case) == "12-01 16.00"
    with pytest.raises(NotFound):
        services.remove_week("Porprov", by=BY)


@pytest.mark.parametrize(
    ("name", "hours", "first", "last", "said"),
    [
        ("", [""] * 7, None, None, "tidak berisi satu jam pun"),
        ("", ["pagi", *WEEK[1:]], None, None, "^Senin: 'pagi' bukan jam"),
        ("", WEEK[:5], None, None, "tujuh hari"),
        ("Puasa", WEEK, None, date(2026, 1, 1), "hari pertama dan hari terakhir"),
        ("Puasa", WEEK, date(2026, 1, 2), date(2026, 1, 1), "tidak lebih dahulu"),
        ("Puasa", WEEK, date(2026, 3, 20), date(2026, 3, 25), "bertindihan dengan Ramadan 1447 H"),
    ],
)
def test_hours_that_are_refused(name: str, hours: list[str], first: date, last: date, said: str) -> None:
    with pytest.raises(BalareaError, match=said):
        services.save_week(name, hours, first=first, last=last, by=BY)
    assert not WorkingWeek.objects.exists()
    assert not Event.objects.exists()


def test_a_promise_holds_from_the_next_case_on(case: Case) -> None:
    services.save_level("roads", "normal", 2, "working_days", by=BY)
    assert due(case) == "12-01 16.00"
    Case.objects.filter(pk=case.pk).update(root_external_id="old", reference="JB-OLD")
    assert due(opened()) == "11-26 16.00"
    assert str(promises.load().level("health", "normal").promise) == "5 hari kerja"
    own = [each.value for each in queries.settings(2026).levels if each.own]
    assert [(each.topic, each.urgency) for each in own] == [("roads", "normal")]
    services.save_level("", "emergency", 4, "clock_hours", acknowledge_minutes=10, by=BY)
    assert promises.load().level("roads", "emergency").acknowledge_minutes == 10
    services.remove_level("roads", "normal", by=BY)
    assert str(promises.load().level("roads", "normal").promise) == "5 hari kerja"
    with pytest.raises(NotFound):
        services.remove_level("roads", "normal", by=BY)
    assert [each.action for each in Event.objects.filter(object_type="service_level").order_by("id")] == [
        "save_level", "save_level", "remove_level",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("urgency", "amount", "unit", "minutes"),
    [
        ("normal", 0, "working_days", 0),
        ("normal", 251, "working_days", 0),
        ("normal", 5, "moons", 0),
        ("someday", 5, "working_days", 0),
        ("emergency", 8, "clock_hours", 1441),
        ("emergency", 8, "clock_hours", -1),
    ],
)
def test_promises_that_are_refused(urgency: str, amount: int, unit: str, minutes: int) -> None:
    with pytest.raises(BalareaError):
        services.save_level("", urgency, amount, unit, acknowledge_minutes=minutes, by=BY)
    assert not ServiceLevel.objects.exists()


def test_only_administrators_set_anything() -> None:
    registry.save_agency("dbmpr", "Dinas Bina Marga", "dinas", by=BY)
    for role in set(Role) - {Role.ADMINISTRATOR}:
        person = registry.save_officer(role, "", role, agency_code="dbmpr", by=BY)
        with pytest.raises(NotAllowed):
            services.save_level("", "normal", 60, "working_days", by=person)
        with pytest.raises(NotAllowed):
            services.save_week("", WEEK, by=person)
        with pytest.raises(NotAllowed):
            services.save_day(date(2026, 11, 30), "Libur", by=person)
        with pytest.raises(NotAllowed):
            registry.set_rung(person.username, "", by=person)
    assert not DayOff.objects.exists()


DAYS = {"simple": 3, "reviewed": 5, "inspected": 8}


def test_days_of_silence_are_set_kept_in_the_record_and_taken_back(case: Case, settings: Settings) -> None:
    settings.BALAREA_SILENCE_DAYS = (4, 5, 6)
    admin = registry.save_officer("admin", "", Role.ADMINISTRATOR, by=BY)
    assert silence_days() == (4, 5, 6)
    services.save_silence(DAYS, by=admin)
    assert silence_days() == (3, 5, 8)
    held = queries.settings(2026)
    assert (held.silence, held.silence_is_own) == (DAYS, True)
    services.save_silence(DAYS | {"simple": 2}, by=admin)
    services.remove_silence(by=admin)
    assert silence_days() == (4, 5, 6)
    assert not queries.settings(2026).silence_is_own
    changes = queries.settings(2026).silence_changes  # newest first
    assert [(each.by, each.before["simple"], each.after["simple"]) for each in changes] == [
        ("admin", 2, 4), ("admin", 3, 2), ("admin", 4, 3),
    ]  # fmt: skip
    with pytest.raises(NotFound):
        services.remove_silence(by=admin)


@pytest.mark.parametrize(
    "days", [DAYS | {"simple": 0}, DAYS | {"inspected": 61}, {"simple": 3}, DAYS | {"whenever": 3}]
)
def test_days_of_silence_that_are_refused(days: dict[str, int]) -> None:
    with pytest.raises(BalareaError):
        services.save_silence(days, by=BY)
    assert silence_days() == (5, 5, 5)
    assert not Event.objects.exists()


def test_only_administrators_set_the_days_of_silence(case: Case) -> None:
    operator = registry.save_officer("operator", "", Role.OPERATOR, agency_code="dbmpr", by=BY)
    with pytest.raises(NotAllowed):
        services.save_silence(DAYS, by=operator)
    with pytest.raises(NotAllowed):
        services.remove_silence(by=operator)
