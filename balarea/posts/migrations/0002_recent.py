from django.db import migrations

from balarea.posts import schema


class Migration(migrations.Migration):
    dependencies = [("posts", "0001_initial")]
    operations = [migrations.RunSQL(schema.RECENT, "DROP INDEX posts_post_ingested")]
