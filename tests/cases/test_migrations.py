"""Cases and people that were there before promises in working time: their promise is kept, forwards and back."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.cases.service_levels import moment

OLD = [("cases", "0001_initial"), ("people", "0001_initial")]
NEW = [("cases", "0003_promises_of_cases_already_open"), ("people", "0003_operators_on_the_first_rung")]


@pytest.mark.django_db(transaction=True)
def test_the_promise_of_old_cases_is_kept() -> None:
    apps = _migrate(OLD)
    apps.get_model("people", "User").objects.create(username="operator", role="operator", agency_code="dbmpr")
    apps.get_model("registry", "Agency").objects.create(code="dbmpr", name="Dinas", kind="dinas")
    friday = moment("2026-11-20 10:00")
    _case(apps, "emergency", friday, friday + timedelta(hours=8))
    _case(apps, "urgent", friday, friday + timedelta(hours=24))
    _case(apps, "normal", friday, moment("2026-11-27 10:00"))
    _case(apps, "reopened", friday, moment("2026-12-01 09:00"), urgency="normal")  # on Tuesday the 24th
    _case(apps, "answered", friday, moment("2026-11-27 10:00"), urgency="normal", state="answered")
    try:
        apps = _migrate(NEW)
        found = {each.reference: each for each in apps.get_model("cases", "Case").objects.all()}
        assert {name: (each.promise_amount, each.promise_unit) for name, each in found.items()} == {
            "emergency": (8, "clock_hours"), "urgent": (24, "clock_hours"), "normal": (5, "working_days"),
            "reopened": (5, "working_days"), "answered": (5, "working_days"),
        }  # fmt: skip
        assert {name: each.started_at for name, each in found.items()} == dict.fromkeys(found, friday) | {
            "reopened": moment("2026-11-24 09:00")
        }
        assert [name for name, each in found.items() if each.escalate_at is None] == ["answered"]
        assert found["normal"].due_at == moment("2026-11-27 10:00")
        assert apps.get_model("people", "User").objects.get().rung == "operator"
        waiting = apps.get_model("cases", "Case").objects.filter(reference="normal")
        waiting.update(state="waiting", waiting_since=friday, escalate_at=None)
        apps = _migrate(OLD)
        assert apps.get_model("cases", "Case").objects.get(reference="normal").state == "open"
    finally:
        MigrationExecutor(connection).migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())


def _migrate(targets: list[tuple[str, str]]):  # type: ignore[no-untyped-def]
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return MigrationExecutor(connection).loader.project_state([*targets, ("registry", "0001_initial")]).apps


def _case(apps, name: str, opened: datetime, due: datetime, urgency: str = "", state: str = "open") -> None:  # type: ignore[no-untyped-def]
    apps.get_model("cases", "Case").objects.create(
        reference=name, agency_id="dbmpr", network="fake", root_external_id=name, citizen_external_id="w", text="x",
        topic="roads", urgency=urgency or name, state=state, opened_at=opened, due_at=due,
    )  # fmt: skip
