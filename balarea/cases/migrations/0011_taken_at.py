from django.db import migrations, models

import balarea.core.clock


class Migration(migrations.Migration):
    """When a post was taken in; nobody knows it of those that are there already, and no row is rewritten."""

    dependencies = [("cases", "0010_private")]

    operations = [
        migrations.AddField("entry", "taken_at", models.DateTimeField(null=True)),
        migrations.AlterField("entry", "taken_at", models.DateTimeField(default=balarea.core.clock.now, null=True)),
        migrations.AddField("setaside", "taken_at", models.DateTimeField(null=True)),
        migrations.AlterField("setaside", "taken_at", models.DateTimeField(default=balarea.core.clock.now, null=True)),
        migrations.AddIndex(
            "entry",
            models.Index(
                condition=models.Q(("delivery_id__isnull", False), ("external_id", "")), fields=["delivery_id"],
                name="cases_entry_on_its_way",
            ),
        ),
    ]
