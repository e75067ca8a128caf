"""Ways keep how they differ from what their scheme is for, instead of a list that misses every later kind; digests."""

import django.contrib.postgres.fields
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FULL = ("mail", "mailtos", "mailto")  # schemes for everything; the others are for alarms
ALARMS = ("page", "unreached")
# Kinds that ways could choose from since they are there. A way without `task` was mostly made before it: nobody muted it.
FIRST = (*ALARMS, "climbed", "routed", "mentioned", "approval")
KINDS = [
    ("page", "Panggilan darurat"), ("unreached", "Darurat tidak sampai"), ("climbed", "Kasus naik jenjang"),
    ("routed", "Kasus dialihkan ke instansi"), ("handoff", "Serah terima kasus"), ("mentioned", "Disebut rekan"),
    ("task", "Tugas lapangan"), ("approval", "Pesan menunggu persetujuan"),
]  # fmt: skip


def differences(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for way in apps.get_model("notices", "Way").objects.all():
        usual = FIRST if way.scheme in FULL else ALARMS
        way.muted = sorted(set(usual) - set(way.kinds))
        way.added = [] if way.scheme in FULL else sorted(set(way.kinds) - set(usual))
        way.save(update_fields=["muted", "added"])


def lists(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for way in apps.get_model("notices", "Way").objects.all():
        usual = (*FIRST, "task") if way.scheme in FULL else ALARMS
        way.kinds = sorted({*usual, *way.added} - set(way.muted) - {"handoff"})
        way.save(update_fields=["kinds"])


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_task_kind")]

    operations = [
        migrations.AddField(
            "way",
            "added",
            django.contrib.postgres.fields.ArrayField(models.CharField(max_length=20), default=list, size=None),
        ),
        migrations.AddField(
            "way",
            "muted",
            django.contrib.postgres.fields.ArrayField(models.CharField(max_length=20), default=list, size=None),
        ),
        migrations.AddField("way", "digest", models.BooleanField(default=False)),
        migrations.AlterField(
            "way",
            "kinds",
            django.contrib.postgres.fields.ArrayField(models.CharField(max_length=20), default=list, size=None),
        ),
        migrations.RunPython(differences, lists),
        migrations.RemoveField("way", "kinds"),
        migrations.AlterField("occasion", "kind", models.CharField(choices=KINDS, max_length=20)),
        migrations.AddField("notice", "digest", models.BooleanField(default=False)),
        migrations.AddConstraint(
            "notice",
            models.CheckConstraint(
                condition=models.Q(digest=False) | models.Q(at_once=False, state="queued"),
                name="notices_notice_digest_waits",
            ),
        ),
    ]
