"""Cases that are there already keep the promise they were opened with: 8 or 24 hours, or five weekdays.

Their clock began when they were opened, or, where the due time says so, when they were opened again. The ladder looks at
those that wait as soon as the worker runs."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import migrations

HOURS = {"emergency": 8, "urgent": 24}
RUNNING = ["triage", "open"]


def forward(apps, schema_editor):
    Case = apps.get_model("cases", "Case")
    changed = []
    for case in Case.objects.order_by("pk").iterator(chunk_size=1000):
        hours = HOURS.get(case.urgency)
        if hours:
            case.promise_amount, case.promise_unit = hours, "clock_hours"
        case.started_at = max(case.opened_at, _began(case.due_at, hours))
        case.escalate_at = case.started_at if case.state in RUNNING else None
        changed.append(case)
    names = ["promise_amount", "promise_unit", "started_at", "escalate_at"]
    Case.objects.bulk_update(changed, names, batch_size=500)


def _began(due, hours):
    """The beginning of the promise that ends there, by the rule of that time."""
    if hours:
        return due - timedelta(hours=hours)
    left, due = 5, due.astimezone(ZoneInfo("Asia/Jakarta"))
    while left:
        due -= timedelta(days=1)
        left -= due.weekday() < 5
    return due


def backward(apps, schema_editor):
    """The former code knows no waiting: such cases are open again."""
    apps.get_model("cases", "Case").objects.filter(state="waiting").update(state="open", waiting_since=None)


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_promises")]
    operations = [migrations.RunPython(forward, backward)]
