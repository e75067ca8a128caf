import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0002_arrivals'),
    ]

    operations = [
        migrations.AddField(
            model_name='delivery',
            name='after',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='following', to='publishing.delivery'),
        ),
    ]
