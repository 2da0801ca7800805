from django.db import migrations

from audit.triggers import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0006_details_and_permits'),
        ('agencies', '0001_initial'),
    ]

    operations = [
        append_only(
            'agencies.LinkUse',
            'agencies.AgencyUpdate',
            'agencies.AgencyDecision',
            'agencies.AgencyUpdate_evidence',
            disposable=True,
        ),
    ]
