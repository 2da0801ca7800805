from django.db import migrations

from audit.triggers import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0006_details_and_permits'),
        ('packs', '0002_getting_ready_and_making'),
    ]

    operations = [
        append_only(
            'packs.Pack',
            'packs.Override',
            'packs.Handover',
            disposable=True,
        ),
    ]
