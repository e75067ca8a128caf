from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_incidents")]
    operations = [
        migrations.AddField("entry", "sealed", models.BinaryField(null=True)),
        migrations.AddField("case", "reopened", models.PositiveIntegerField(default=0)),
    ]
