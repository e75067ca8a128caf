"""What authors do with their posts later: earlier texts of those that they edited, and those that they deleted."""

from django.db import migrations, models

from balarea.posts import schema

KEY = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


class Migration(migrations.Migration):
    dependencies = [("posts", "0006_private")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(schema.REVISED, schema.NOT_REVISED)],
            state_operations=[
                migrations.AddField("post", "edited_at", models.DateTimeField(null=True)),
                migrations.AddField("post", "deleted_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                KEY,
                ("network", models.TextField()),
                ("external_id", models.TextField()),
                ("written_at", models.DateTimeField()),
                ("text", models.TextField(blank=True)),
                ("sealed", models.BinaryField(null=True)),
                ("urgency", models.TextField()),
                ("intent", models.TextField()),
                ("intent_confidence", models.FloatField()),
                ("topic", models.TextField()),
            ],
            options={
                "ordering": ["written_at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["network", "external_id", "written_at"], name="posts_version_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Deletion",
            fields=[
                KEY,
                ("network", models.TextField()),
                ("external_id", models.TextField()),
                ("deleted_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["network", "external_id"], name="posts_deletion_once")
                ],
                "indexes": [models.Index(fields=["deleted_at"], name="posts_deletion_old")],
            },
        ),
    ]
