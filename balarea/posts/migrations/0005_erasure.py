from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("posts", "0004_understood")]
    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("network", models.TextField()),
                ("author", models.TextField()),
                ("erased_at", models.DateTimeField()),
                ("erased_by", models.CharField(max_length=150)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("network", "author"), name="posts_erasure_once"),
                    models.CheckConstraint(
                        condition=models.Q(("erased_at__isnull", False), models.Q(("erased_by", ""), _negated=True)),
                        name="posts_erasure_erased_pair",
                    ),
                ],
            },
        ),
    ]
