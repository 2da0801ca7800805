from django.db import migrations

from audit.triggers import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0006_details_and_permits'),
        ('reviews', '0004_plan_files'),
    ]

    operations = [
        append_only(
            'reviews.StageChange',
            'reviews.Hold',
            'reviews.Transfer',
            'reviews.StoredFile',
            disposable=True,
        ),
    ]
