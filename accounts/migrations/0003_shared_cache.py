"""The table of Django's cache, which all the workers share: what limits count, and codes that were used.

As `createcachetable` makes it, but in the transaction of a migration, so that it is there or not at all.
No model belongs to it.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_people_and_second_factor")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.CreateModel(
                    name="SharedCache",
                    fields=[
                        ("cache_key", models.CharField(max_length=255, primary_key=True)),
                        ("value", models.TextField()),
                        ("expires", models.DateTimeField(db_index=True)),
                    ],
                    options={"db_table": "shared_cache"},
                ),
            ],
        ),
    ]
