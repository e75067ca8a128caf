"""What a post insults, how sure, and its near-duplicate signature; corrections may speak of abuse too."""

from django.db import migrations, models

from balarea.posts import schema

AFTER = ["lang", "mixed", "sentiment", "intent", "urgency", "topic", "abuse", "area_code"]
NAME = "posts_correction_label_known"


class Migration(migrations.Migration):
    dependencies = [("posts", "0003_correction")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(schema.UNDERSTOOD, schema.NOT_UNDERSTOOD)],
            state_operations=[
                migrations.AddField("post", "abuse", models.TextField(default="")),
                migrations.AddField("post", "abuse_confidence", models.FloatField(default=0)),
                migrations.AddField("post", "signature", models.BinaryField(default=bytes)),
            ],
        ),
        migrations.RemoveConstraint("correction", NAME),
        # the former store has no word for them
        migrations.RunSQL(migrations.RunSQL.noop, "DELETE FROM posts_correction WHERE label = 'abuse'"),
        migrations.AddConstraint("correction", models.CheckConstraint(condition=models.Q(label__in=AFTER), name=NAME)),
    ]
