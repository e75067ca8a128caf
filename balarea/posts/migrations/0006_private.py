"""What was said to us alone, and what networks bring by webhook."""

import django.db.models.deletion
from django.db import migrations, models

from balarea.posts import schema


class Migration(migrations.Migration):

    dependencies = [
        ('posts', '0005_erasure'),
        ('registry', '0002_api_keys'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(schema.PRIVATE, schema.NOT_PRIVATE)],
            state_operations=[migrations.AddField("post", "private", models.BooleanField(default=False))],
        ),
        migrations.CreateModel(
            name='HookCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('sealed_body', models.BinaryField()),
                ('received_at', models.DateTimeField()),
                ('taken_at', models.DateTimeField(null=True)),
                ('trouble', models.TextField(blank=True, default='')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='registry.account')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('taken_at__isnull', True)), fields=['received_at'], name='posts_hook_waiting')],
                'constraints': [models.UniqueConstraint(fields=('account', 'digest'), name='posts_hook_once'), models.CheckConstraint(condition=models.Q(('taken_at__isnull', True), ('sealed_body', b''), _connector='OR'), name='posts_hook_emptied')],
            },
        ),
    ]
