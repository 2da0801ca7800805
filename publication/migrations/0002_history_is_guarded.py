from django.db import migrations

from audit.triggers import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0006_details_and_permits'),
        ('publication', '0001_initial'),
    ]

    operations = [
        append_only(
            'publication.DutyRecord',
            'publication.Withholding',
            'publication.DutyRecord_evidence',
            disposable=True,
        ),
    ]
