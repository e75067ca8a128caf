"""Operators that are there already stand on the first rung of the ladder."""

from django.db import migrations


def forward(apps, schema_editor):
    apps.get_model("people", "User").objects.filter(role="operator", rung="").update(rung="operator")


class Migration(migrations.Migration):
    dependencies = [("people", "0002_rung")]
    # backwards the column goes away with its values
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
